"""Checks while typing: the section is saved for trial in its own transaction, all rules look at it, nothing stays."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from wtforms import HiddenField

from app.access import current_actor, current_scope, session
from app.domain.clock import today
from app.domain.errors import BangfuError, ConflictError
from app.domain.quality import Place
from app.domain.registry_checks import Remark, remarks_on_household, remarks_on_member
from app.models import Household, Person
from app.queries.effects import open_answers, say_effects
from app.queries.findings import find_finding
from app.queries.household_page import get_living
from app.queries.households import get_household
from app.queries.people import list_members
from app.queries.told_apart import told_apart
from app.unit_of_work import Work, unit_of_work
from app.web.quality.remarks import quality_remarks

#: Where the page says what saving would set off.
EFFECTS = "effects"


class _TakenBackError(Exception):
    """Ends the trial: everything it wrote is rolled back."""


def checked(
    form: Any,
    household: Household,
    do: Callable[[Work], Any],
    person: Callable[[Any], Person] | None = None,
    place: Place = "household",
) -> list[Remark]:
    """What would be said if the form were saved now. `place` says which form it is, where it is no member's."""
    found: list[Remark] = []
    public_id, household_id, scope = household.public_id, household.id, current_scope()
    before = open_answers(session(), scope, household_id)
    try:
        with unit_of_work(
            session(), current_actor(), "household.check", subject=f"household:{public_id}"
        ) as work:
            row = do(work)
            found = _remarks(public_id, person(row) if person else None, place)
            after = open_answers(session(), scope, household_id)
            effects = say_effects(session(), scope, household_id, before, after)
            found += [
                Remark(key, EFFECTS, "hint", _("存好以后：%(what)s", what=words)) for key, words in effects
            ]
            raise _TakenBackError
    except _TakenBackError:
        return [_with_standing_order(remark) for remark in found]
    except ConflictError:
        text = _("这一项刚才被别人改过，存的时候会请您对照两边。")
        return [Remark("E-409", "", "look", text)]
    except BangfuError as refused:
        fields = getattr(refused, "fields", None) or {"": refused.message}
        return [Remark(refused.code, name, "must", sentence) for name, sentence in fields.items()]


def _remarks(public_id: str, person: Person | None, place: Place) -> list[Remark]:
    """What no form may pass, then the rules of data quality as the dry save has just answered them."""
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    members = [m.person for m in list_members(session(), scope, household.id)]
    if person is not None:
        head = next((vars(m) for m in members if m.relation == "head"), None)
        ruled = quality_remarks(household.id, "member", person)
        return [
            *remarks_on_member(vars(person), head, today()),
            *ruled,
            *apart_remarks(household.id, person.id),
        ]
    living = get_living(session(), scope, household.id)
    lived = vars(living) if living else {}
    said = remarks_on_household(vars(household), lived, [vars(m) for m in members])
    return [*said, *quality_remarks(household.id, place)]


def apart_remarks(household_id: int, person_id: int) -> list[Remark]:
    """Where the register says yes and a bureau's list does not hold the person: both sources, beside the field."""
    return [
        Remark(t.check, t.field, "look", f"{t.words}。", (t.take,), t.order)
        for t in told_apart(session(), current_scope(), household_id)
        if t.person_id == person_id
    ]


def _with_standing_order(remark: Remark) -> Remark:
    """A work order that only the trial opened is gone with it."""
    if not remark.order or find_finding(session(), current_scope(), remark.order):
        return remark
    return replace(remark, order="")


def remarks_answer(form: Any, found: list[Remark]) -> Any:
    """Slots of all fields of the form, filled or emptied, for the page to take over; plain remarks as JSON."""
    by_field: dict[str, list[dict[str, Any]]] = {f.name: [] for f in form}
    for f in form:
        by_field[f.name] = [{"level": "must", "text": text} for text in f.errors]
    for remark in found:
        by_field.setdefault(remark.field, []).append(as_message(remark))
    asked = {f.name: f.id for f in form if _is_asked(f)}
    slots = [(asked[name], messages) for name, messages in by_field.items() if name in asked]
    slots.append((EFFECTS, by_field.get(EFFECTS, [])))
    if request.accept_mimetypes.best == "application/json":
        return {"remarks": [asdict(remark) for remark in found]}
    return render_template("households/_remarks.html", slots=slots)


def as_message(remark: Remark) -> dict[str, Any]:
    """A remark in the shape that the message macro draws."""
    fixes = [{"label": label, "value": value} for label, value in remark.fixes]
    ways = []
    if remark.order and current_actor().may("finding:read"):
        url = url_for("findings.show", public_id=remark.order)
        ways.append({"label": _("登记没错，写明原因"), "url": url})
    return {"level": remark.level, "text": remark.text, "fixes": fixes, "ways": ways}


def _is_asked(field: Any) -> bool:
    """Fields that stand on the page: sent and visible (boxes of which none is ticked are not sent at all)."""
    return field.type == "SelectMultipleField" or (
        bool(field.raw_data) and not isinstance(field, HiddenField)
    )
