"""Recording a visit."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import new_public_id
from app.domain.errors import InvalidInputError
from app.models import Household
from app.queries.households import get_household
from app.services.visits import VisitInput, record_visit
from app.unit_of_work import perform
from app.web.households.blueprint import bp
from app.web.households.forms import VisitForm


@route(bp, "/<public_id>/visits/new", permission="visit:edit")
def visit(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    return _page(VisitForm(public_id=new_public_id(), visitors=current_actor().display_name), household)


@route(bp, "/<public_id>/visits/new", permission="visit:edit", methods=("POST",))
def save_visit(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = VisitForm()
    if not form.validate():
        return _page(form, household), 422
    given = VisitInput(
        on_day=form.on_day.data,
        purpose=form.purpose.data,
        visitors=form.visitors.data,
        note=form.note.data,
        food_ok=_no(form.food_ok.data),
        clothing_ok=_no(form.clothing_ok.data),
        satisfied=form.satisfied.data,
        public_id=form.public_id.data or None,
    )
    try:
        perform(
            session(),
            current_actor(),
            "visit.record",
            lambda work: record_visit(work, scope, public_id, given),
            subject=f"household:{public_id}",
            area_code=household.area_code,
            request_key=form.request_key.data or None,
        )
    except InvalidInputError as refused:
        form.put_errors(refused.fields or {"": refused.message})
        return _page(form, get_household(session(), scope, public_id)), 422
    flash(_("走访记好了。"), "ok")
    return redirect(url_for("households.show", public_id=public_id, _anchor="visits"))


def _no(difficulty: bool | None) -> bool | None:
    """The question asks for a difficulty; what is kept is that there is none."""
    return None if difficulty is None else not difficulty


def _page(form: VisitForm, household: Household) -> str:
    return render_template("households/visit.html", form=form, h=household)
