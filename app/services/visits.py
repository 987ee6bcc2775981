"""Recording a visit: who went, when, what was seen. The free text goes into the vault."""

from dataclasses import dataclass
from datetime import date

from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.visits import VISIT_MODE, VISIT_PLACE, VISIT_PURPOSE, VISIT_TOPIC
from app.models import Visit
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services.public_ids import own_public_id
from app.services.rules import run_household
from app.services.secrets import keep_secret
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class VisitInput:
    """A visit as written down; three-valued answers are None where nobody asked."""

    on_day: date | None
    purpose: str
    visitors: str | None = None
    second_visitor: str | None = None
    mode: str | None = None
    place: str | None = None
    topics: tuple[str, ...] = ()
    note: str | None = None
    food_ok: bool | None = None
    clothing_ok: bool | None = None
    satisfied: bool | None = None
    public_id: str | None = None


def record_visit(work: Work, scope: Scope, household_id: str, visit: VisitInput) -> Visit:
    """A visit that took place.

    E-DATE-FUTURE for a day to come, E-CODE for what no list holds, E-TWICE where the second visitor is the first.
    """
    household = get_household(work.session, scope, household_id)
    if visit.on_day is None or visit.on_day > today():
        raise _refused("E-DATE-FUTURE", "on_day", "走访的日期还没到，或没有填。请填实际去的那天。")
    if visit.purpose not in VISIT_PURPOSE:
        raise _refused("E-CODE", "purpose", "请选走访的事由。")
    _check_codes(visit, visit.on_day)
    row = Visit(
        public_id=own_public_id(work, Visit, visit.public_id),
        household_id=household.id,
        area_code=household.area_code,
        on_day=visit.on_day,
        visitor_id=work.actor.id,
        visitors=visitors_of(work, visit),
        second_visitor=visit.second_visitor,
        mode=visit.mode,
        place=visit.place,
        topics=",".join(visit.topics) or None,
        purpose=visit.purpose,
        note_ref=keep_secret(work, "note", visit.note),
        food_ok=visit.food_ok,
        clothing_ok=visit.clothing_ok,
        satisfied=visit.satisfied,
    )
    work.session.add(row)
    work.session.flush()
    run_household(work, household.id)
    return row


def visitors_of(work: Work, visit: VisitInput) -> str:
    """All who went, in one line as papers print it."""
    first = visit.visitors or work.actor.display_name
    second = visit.second_visitor
    if second is None:
        return first
    if second == first:
        raise _refused("E-TWICE", "second_visitor", "同去的要是另一个人。一个人去的，这里空着。")
    return (first if second in first.split("、") else f"{first}、{second}")[:80]


def _check_codes(visit: VisitInput, on: date) -> None:
    for name, code, known in (("mode", visit.mode, VISIT_MODE), ("place", visit.place, VISIT_PLACE)):
        if code is not None and code not in known:
            raise _refused("E-CODE", name, f"请从“{known.title}”里选一项。")
    if set(visit.topics) - {code for code, _label in VISIT_TOPIC.choices(on)}:
        raise _refused("E-CODE", "topics", "有一项走访内容那天还没有，或已经不用了，请重新选。")


def _refused(code: str, field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: sentence})
