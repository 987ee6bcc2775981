"""A measure that the rules find missing becomes a task of its bureau; it goes away when it is no longer missing."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Date, Table, and_, case, exists, func, insert, or_, select, update

from app.domain.catalogue import Measure
from app.domain.clock import new_public_id
from app.domain.grants import OPEN_STATES, TASK_STATES
from app.models import MeasureGrant, RuleResult
from app.queries.scope import unscoped
from app.services.deadlines import due_after
from app.unit_of_work import Work

MISSING = ".verdict.missing"
NO_LONGER_MISSING = "现在的资料已经不缺这一项"
_SUBJECT = func.coalesce(MeasureGrant.person_id, MeasureGrant.household_id)


def nobodys_task(grant: Table) -> ColumnElement[bool]:
    """Rows that only the rules wrote: found missing, perhaps lapsed again, and no step by anybody in between."""
    waits = (grant.c.state == "owed") & (grant.c.version == 1)
    went = (
        (grant.c.state == "lapsed")
        & (grant.c.version == 2)
        & grant.c.reason.is_not_distinct_from(NO_LONGER_MISSING)
    )
    return grant.c.found_on.is_not(None) & grant.c.batch_id.is_(None) & or_(waits, went)


def refresh_tasks(
    work: Work, measures: Iterable[Measure], low: str, high: str, as_of: date
) -> dict[str, int]:
    """Bring the tasks of an area in line with the open results: one missing measure of one subject is one task.

    What is under way already, or was refused since it went missing, gives no new one.
    """
    with unscoped("tasks follow the rule results of a whole area"):
        gone = _lapse(work, low, high)
        return {"owed": _open(work, {m.code: m for m in measures}, low, high, as_of), "lapsed": gone}


def _open(work: Work, measures: dict[str, Measure], low: str, high: str, as_of: date) -> int:
    known = exists().where(
        MeasureGrant.household_id == RuleResult.household_id,
        MeasureGrant.measure + MISSING == RuleResult.rule,
        RuleResult.subject == _SUBJECT,
        or_(
            MeasureGrant.state.in_(OPEN_STATES),
            and_(
                MeasureGrant.state == "refused",
                MeasureGrant.found_on >= func.date(RuleResult.since_at, type_=Date),
            ),
        ),
    )
    fresh = (
        select(RuleResult.rule, RuleResult.subject, RuleResult.household_id, RuleResult.area_code)
        .where(
            RuleResult.rule.in_([code + MISSING for code in measures]),
            RuleResult.state == 1,
            RuleResult.until_at.is_(None),
            RuleResult.area_code >= low,
            RuleResult.area_code < high,
            ~known,
        )
        .order_by(RuleResult.area_code, RuleResult.rule, RuleResult.subject)
    )
    found = work.session.execute(fresh).all()
    due = due_after(work.session, "grant_accept_days", as_of, low) if found else None
    rows = []
    for rule, subject, household, area in found:
        measure = measures[rule.removesuffix(MISSING)]
        rows.append(
            {
                "public_id": new_public_id(),
                "version": 1,
                "event_id": work.event_id,
                "household_id": household,
                "person_id": subject if measure.unit == "person" else None,
                "area_code": area,
                "measure": measure.code,
                "bureau": measure.bureau,
                "state": "owed",
                "due_on": due,
                "task_key": f"{measure.code}:{subject}",
                "found_on": as_of,
            }
        )
    if rows:
        work.session.execute(insert(MeasureGrant), rows)
    return len(rows)


def _lapse(work: Work, low: str, high: str) -> int:
    """Tasks that nobody took up and that are no longer missing."""
    still = exists().where(
        RuleResult.rule == MeasureGrant.measure + MISSING,
        RuleResult.subject == _SUBJECT,
        RuleResult.household_id == MeasureGrant.household_id,
        RuleResult.state == 1,
        RuleResult.until_at.is_(None),
    )
    changed = work.session.execute(
        update(MeasureGrant)
        .where(
            MeasureGrant.area_code >= low,
            MeasureGrant.area_code < high,
            MeasureGrant.task_key.is_not(None),
            MeasureGrant.state.in_(TASK_STATES),
            ~still,
        )
        .values(
            state="lapsed",
            task_key=None,
            reason=case((MeasureGrant.reason.is_(None), NO_LONGER_MISSING), else_=MeasureGrant.reason),
            version=MeasureGrant.version + 1,
            event_id=work.event_id,
        ),
        execution_options={"synchronize_session": False},
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]
