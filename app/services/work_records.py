"""Writing months of work and plans to go out for work: only what differs from what the writer had seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.clock import new_public_id
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.vocabulary.jobs import RUN_RULES
from app.domain.vocabulary.working import SERVICE_NEED
from app.domain.work_grid import Told, say_cell
from app.job_queue import enqueue
from app.models import WorkPlan, WorkRecord
from app.queries.households import get_household
from app.queries.scope import Scope
from app.queries.work_grid import GridRow, list_grid, list_work_of
from app.services.rules import run_household
from app.unit_of_work import Work

#: Households whose rules are answered inside the act that changed them all.
HERE = 10


@dataclass(frozen=True, slots=True)
class MonthTold:
    """One cell: whose (public id), which month, what it says, and what it had said on the writer's screen."""

    person: str
    month: str
    told: Told
    seen: str


@dataclass(frozen=True, slots=True)
class PlanTold:
    """Whether a member means to go out for work, where, and which help is wanted; `seen` as `say_plan` wrote it."""

    person: str
    is_planned: bool | None
    place: str | None
    need: str | None
    seen: str


class ContestedGridError(ConflictError):
    """Cells that moved meanwhile: (person, month or 'plan') -> what they say now."""

    def __init__(self, now: dict[tuple[str, str], str]) -> None:
        super().__init__("您打开以后，有几格被别人改过。")
        self.now = now


def say_plan(plan: WorkPlan | None) -> str:
    """A plan in one line, to see whether it moved."""
    return "" if plan is None else f"{plan.is_planned}|{plan.place or ''}|{plan.service_need or ''}"


def save_grid(
    work: Work,
    scope: Scope,
    household_id: str,
    year: int,
    months: Sequence[MonthTold],
    plans: Sequence[PlanTold],
) -> int:
    """How many cells and plans were written. ContestedGridError where one of them moved; E-CODE for an unknown need."""
    household = get_household(work.session, scope, household_id)
    rows = {row.person.public_id: row for row in list_grid(work.session, scope, household.id, year)}
    months = [one for one in months if one.person in rows]
    plans = [one for one in plans if one.person in rows]
    moved = {
        (one.person, one.month): say_cell(rows[one.person].months.get(one.month))
        for one in months
        if say_cell(rows[one.person].months.get(one.month)) != one.seen
    }
    moved |= {(one.person, "plan"): "" for one in plans if say_plan(rows[one.person].plan) != one.seen}
    if moved:
        raise ContestedGridError(moved)
    for one in months:
        _month(work, rows[one.person], one)
    for plan in plans:
        _plan(work, rows[plan.person], year, plan)
    work.session.flush()
    if months or plans:
        run_household(work, household.id)
    return len(months) + len(plans)


def save_village_month(
    work: Work, scope: Scope, code: str, months: tuple[str, str], told: Sequence[MonthTold]
) -> int:
    """One month of many members of a village: how many cells were written. ContestedGridError where one moved.

    The rules of up to HERE households are answered in the act; beyond that a job answers those of the village.
    """
    found = list_work_of(work.session, scope, code, months, [one.person for one in told])
    rows = {row.person.public_id: row for row in found}
    told = [one for one in told if one.person in rows and one.month in months]
    moved = {
        (one.person, one.month): now
        for one in told
        if (now := say_cell(rows[one.person].months.get(one.month))) != one.seen
    }
    if moved:
        raise ContestedGridError(moved)
    for one in told:
        _month(work, rows[one.person], one)
    work.session.flush()
    households = sorted({rows[one.person].person.household_id for one in told})
    if len(households) > HERE:
        args = {"area": code, "event": work.event_id}
        key = f"{RUN_RULES}:work:{work.event_id}"
        enqueue(work.session, RUN_RULES, args, dedup_key=key, created_by=work.actor.id)
    else:
        for household_id in households:
            run_household(work, household_id)
    return len(told)


def _month(work: Work, row: GridRow, one: MonthTold) -> None:
    record = row.months.get(one.month)
    if one.told.is_working is None:
        if record is not None:
            work.session.delete(record)
        return
    if record is None:
        record = _fresh(row, WorkRecord, month=one.month)
        work.session.add(record)
    record.is_working, record.wage_fen, record.origin = one.told.is_working, one.told.wage_fen, "visit"


def _plan(work: Work, row: GridRow, year: int, one: PlanTold) -> None:
    if one.need is not None and one.need not in SERVICE_NEED:
        raise InvalidInputError("E-CODE", "请从“就业服务需求”里选一项。")
    if one.is_planned is None and not one.place and not one.need:
        if row.plan is not None:
            work.session.delete(row.plan)
        return
    plan = row.plan
    if plan is None:
        plan = _fresh(row, WorkPlan, year=year)
        work.session.add(plan)
    plan.is_planned, plan.place, plan.service_need, plan.origin = one.is_planned, one.place, one.need, "visit"


def _fresh(row: GridRow, kind: Any, **key: Any) -> Any:
    person = row.person
    return kind(
        public_id=new_public_id(),
        household_id=person.household_id,
        person_id=person.id,
        area_code=person.area_code,
        **key,
    )
