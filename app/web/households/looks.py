"""四看法: scoring one household. Only what the register cannot answer is asked; the rest is shown with its score."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField

from app.access import current_actor, current_scope, route, session
from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError
from app.domain.looks import Item
from app.models import Household
from app.queries.households import get_household
from app.queries.looks import Looks, get_looks
from app.services.looks import LONGEST_NAME, SheetInput, score_household
from app.unit_of_work import perform
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.households.blueprint import bp
from app.web.typed_fields import DayField, TextField


class ScoreForm(FlaskForm):
    """Who scored and when; the asked items are added for each table."""

    request_key = HiddenField()
    public_id = HiddenField()
    scorer = TextField(lazy("评分人"), most=LONGEST_NAME)
    scored_on = DayField(lazy("评分日期"))


def form_for(items: tuple[Item, ...]) -> ScoreForm:
    """The form with one choice for each item that is asked, drawn as tiles."""
    fields = {
        item.key: SelectField(f"{item.key} {item.title}", choices=_choices(item), validate_choice=False)
        for item in items
    }
    form: ScoreForm = type("ScoreFormOfTable", (ScoreForm,), fields)()
    return form


def _choices(item: Item) -> list[tuple[str, str]]:
    return [(str(n), f"{option.title}（{points(option.tenths)}）") for n, option in enumerate(item.options)]


def points(tenths: int) -> str:
    """Tenths as points: 125 is 12.5, 120 is 12."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


@route(bp, "/<public_id>/looks", permission="household:read")
def looks(public_id: str) -> Any:
    household, found = _found(public_id)
    form = form_for(found.asked)
    if not form.is_submitted():
        form.scored_on.data, form.scorer.data = today(), current_actor().display_name
        form.public_id.data = new_public_id()
    return _page(form, household, found)


@route(bp, "/<public_id>/looks", permission="visit:edit", methods=("POST",))
def save_looks(public_id: str) -> Any:
    household, found = _found(public_id)
    form = form_for(found.asked)
    if not form.validate():
        return _page(form, household, found), 422
    chosen = {item.key: _number(form[item.key].data) for item in found.asked}
    given = SheetInput(form.scorer.data or "", chosen, form.scored_on.data, form.public_id.data or None)
    try:
        perform(
            session(),
            current_actor(),
            "look.score",
            lambda work: score_household(work, current_scope(), public_id, given),
            subject=f"household:{public_id}",
            area_code=household.area_code,
            request_key=form.request_key.data or None,
        )
    except InvalidInputError as refused:
        for name, sentence in refused.fields.items():
            if name in form:
                form[name].errors = [sentence]
        if not refused.fields:
            form.form_errors.append(refused.message)
        household, found = _found(public_id)
        return _page(form, household, found), 422
    flash(_("评分记好了。"), "ok")
    return redirect(url_for("households.looks", public_id=public_id, _anchor="result"))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _found(public_id: str) -> tuple[Household, Looks]:
    household = get_household(session(), current_scope(), public_id)
    found = get_looks(session(), current_scope(), household, today())
    if found is None:
        abort(404)
    return household, found


def _page(form: ScoreForm, household: Household, found: Looks) -> str:
    return render_template("households/looks.html", form=form, h=household, looks=found, points=points)
