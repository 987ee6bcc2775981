"""Seeing a clear value: only with a purpose, and with a trace of who saw which number and why."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.errors import InvalidInputError, NotFoundError
from app.models import Household
from app.queries.attachments import get_attachment
from app.queries.household_page import get_visit
from app.queries.households import get_household
from app.queries.map_points import get_home_spot
from app.queries.people import get_member
from app.services import secrets
from app.services.lookups import TooManyLooksError
from app.unit_of_work import perform
from app.web.households.blueprint import bp
from app.web.households.forms import RevealForm

_WHAT = {
    "id_no": ("id_ref", "证件号码"),
    "certificate": ("disability_ref", "残疾人证号"),
    "phone": ("phone_ref", "电话"),
    "address": ("address_ref", "详细住址"),
    "bank": ("bank_ref", "银行账号"),
    "note": ("note_ref", "走访记录"),
    "spot": ("place_ref", "准确位置（纬度、经度）"),
    "place": ("place_ref", "拍摄位置（纬度、经度）"),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose value: the vault number, the owner's name and the event's subject."""

    secret_id: int
    owner: str
    label: str
    subject: str
    area_code: str


@route(bp, "/<public_id>/reveal/<whose>/<what>", permission="secret:reveal")
def reveal(public_id: str, whose: str, what: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    asked = _find(household, whose, what)
    return _page(household, asked, RevealForm(), "", whose, what)


@route(bp, "/<public_id>/reveal/<whose>/<what>", permission="secret:reveal", methods=("POST",))
def revealed(public_id: str, whose: str, what: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    asked, form = _find(household, whose, what), RevealForm()
    purpose = form.purpose.data or ""
    try:
        clear = perform(
            session(),
            current_actor(),
            "secret.reveal",
            lambda work: secrets.reveal(work, asked.secret_id, purpose),
            subject=asked.subject,
            area_code=asked.area_code,
            payload={"what": what, "purpose": purpose, "secret": asked.secret_id},
        )
    except TooManyLooksError:
        refused_act = "secret.reveal_refused"
        perform(session(), current_actor(), refused_act, lambda _work: None, subject=asked.subject)
        raise
    except InvalidInputError as refused:
        form.purpose.errors = list(refused.fields.values())
        household = get_household(session(), current_scope(), public_id)
        return _page(household, asked, form, "", whose, what), 422
    household = get_household(session(), current_scope(), public_id)
    return _page(household, asked, form, clear, whose, what)


def _find(household: Household, whose: str, what: str) -> _Asked:
    if what not in _WHAT:
        raise NotFoundError
    column, label = _WHAT[what]
    row, owner, table = _owner(household, whose, what)
    number = getattr(row, column, None)
    if number is None:
        raise NotFoundError
    return _Asked(number, owner, label, f"{table}:{row.public_id}", household.area_code)


def _owner(household: Household, whose: str, what: str) -> tuple[Any, str, str]:
    if what == "spot":
        spot = get_home_spot(session(), current_scope(), household.id)
        return spot, household.head_name or household.household_no, "map_point"
    if whose == "household":
        return household, _("%(name)s 户", name=household.head_name or household.household_no), "household"
    if what == "note":
        visit = get_visit(session(), current_scope(), household.id, whose)
        return visit, visit.on_day.isoformat(), "visit"
    if what == "place":
        shown = get_attachment(session(), current_scope(), household.id, whose)
        return shown, shown.caption or shown.added_at.date().isoformat(), "attachment"
    person = get_member(session(), current_scope(), household, whose).person
    return person, person.name, "person"


def _page(household: Household, asked: _Asked, form: Any, clear: str, whose: str, what: str) -> str:
    return render_template(
        "households/reveal.html",
        h=household,
        asked=asked,
        form=form,
        clear=clear,
        action=url_for("households.revealed", public_id=household.public_id, whose=whose, what=what),
    )
