"""帮扶责任人: loads, households without anybody, and a hand-over with its preview."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.search_words import read_words
from app.queries.filters import read_filter
from app.queries.households import Wanted, ids_of
from app.queries.officers import Officer, count_by_officer, count_without, list_officers
from app.services.officers import MOST, hand_over
from app.unit_of_work import unit_of_work
from app.web.base_form import FlaskForm
from app.web.choice_fields import RadioField, SelectField
from app.web.conflicts import sent_number
from app.web.households.filters import FilterForm, address_of, wanted_of
from app.web.typed_fields import DayField

bp = Blueprint("officers", __name__, url_prefix="/officers")


class AssignForm(FlaskForm):
    """To whom, from when, and whether those so far end."""

    to = SelectField(lazy("交给谁"), choices=[], validate_choice=False)
    on = DayField(lazy("从哪天起"), default=today)
    how = RadioField(
        lazy("原来的责任人"),
        choices=[("alone", lazy("到前一天为止，由新的接手")), ("beside", lazy("继续，新的和他一起"))],
        default="alone",
        validate_choice=False,
    )


@route(bp, "", permission="officer:assign")
def index() -> Any:
    return render_template(
        "officers/index.html",
        officers=list_officers(session(), current_scope()),
        without=count_without(session(), current_scope()),
    )


@route(bp, "/assign", permission="officer:assign")
def plan() -> Any:
    """Without an officer the question, with one what would happen; nothing is written."""
    return _page(_form(request.args))


@route(bp, "/assign", permission="officer:assign", methods=("POST",))
def assign() -> Any:
    form = AssignForm()
    wanted = _wanted(request.form)
    expected = sent_number("expected")
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work(
            session(),
            current_actor(),
            "officer.hand_over",
            area_code=wanted.area,
            request_key=request.form.get("request_key", "")[:80] or None,
            payload={"households": expected, "alone": form.how.data != "beside"},
        ) as work:
            count = hand_over(
                work, current_scope(), wanted, form.to.data or "", on=form.on.data, expected=expected,
                alone=form.how.data != "beside",
            )  # fmt: skip
    except InvalidInputError as refused:
        return _page(form, refused), 422
    flash(_("%(n)s 户安排好了。", n=count), "ok")
    return redirect(url_for("households.index", officer=form.to.data))


def _form(sent: Any) -> AssignForm:
    return AssignForm(formdata=sent if sent.get("to") else None)


def _wanted(sent: Any) -> Wanted:
    """The list that is meant; a whole number in the words means none."""
    form = FilterForm(sent)
    if read_words(form.q.data or "").is_secret:
        raise InvalidInputError(
            "E-FILTER", _("按完整号码找到的户，请打开那一户再安排。"), way_out=_("请回到户名单。")
        )
    where = form.where.data
    return wanted_of(form, read_filter(session(), current_scope(), where, "household") if where else None)


def _page(form: AssignForm, refused: InvalidInputError | None = None) -> str:
    people = list_officers(session(), current_scope())
    sent = request.form if request.method == "POST" else request.args
    others = [one for one in people if one.public_id != sent.get("officer")]  # nobody hands over to himself
    form.to.choices = [("", _("请选")), *((one.public_id, _said(one)) for one in others)]
    ids = ids_of(session(), current_scope(), _wanted(sent), MOST)
    chosen = next((one for one in people if one.public_id == form.to.data), None)
    return render_template(
        "officers/assign.html",
        form=form,
        refused=refused,
        others=address_of(sent),
        count=len(ids),
        most=MOST,
        chosen=chosen,
        now=count_by_officer(session(), current_scope(), ids[:MOST]) if chosen else [],
        people=people,
    )


def _said(one: Officer) -> str:
    return str(_("%(name)s（已有 %(n)s 户）", name=one.name, n=one.households))
