"""Handing suspicions out by the many: those that were ticked, or all that a filter finds, counted beforehand."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, insert, literal, select, update

from app.domain.areas import range_of
from app.domain.clock import now, today
from app.domain.errors import InvalidInputError, NotAllowedError
from app.models import Finding, FindingStep
from app.queries.scope import Scope
from app.services.catalogue import work_calendar
from app.services.findings import CHECK_DAYS
from app.unit_of_work import Work


def hand_out_all(work: Work, scope: Scope, public_ids: Sequence[str]) -> int:
    """Hand out the new ones among these at once; returns how many."""
    return _hand_out(work, scope, [Finding.public_id.in_(public_ids)])


def hand_out_matching(work: Work, scope: Scope, *, area: str | None, check: str | None, expected: int) -> int:
    """Hand out every new suspicion of an area and a check (None = all); returns how many.

    InvalidInputError E-COUNT where there are not as many as the person was shown: nothing is handed out unseen.
    """
    terms: list[ColumnElement[bool]] = []
    if area:
        low, high = range_of(area)
        terms += [Finding.area_code >= low, Finding.area_code < high]
    if check:
        terms.append(Finding.check_code == check)
    count = _hand_out(work, scope, terms)
    if count != expected:
        raise InvalidInputError(
            "E-COUNT",
            f"名单变了：刚才是 {expected} 条，现在是 {count} 条，一条都没有下发。",
            way_out="请回到名单，看清现在的数再下发。",
        )
    return count


def _hand_out(work: Work, scope: Scope, terms: Sequence[ColumnElement[bool]]) -> int:
    """Two statements however many there are: the steps, then the work orders."""
    if not work.actor.may("finding:assign"):
        raise NotAllowedError("finding:assign")
    fresh = (scope.on(Finding), Finding.state == "new", *terms)
    steps = select(
        Finding.id,
        literal(now(), FindingStep.at.type),
        literal(work.actor.id, FindingStep.actor_id.type),
        literal("new"),
        literal("handed_out"),
        literal(work.event_id, FindingStep.event_id.type),
    ).where(*fresh)
    columns = ["finding_id", "at", "actor_id", "from_state", "to_state", "event_id"]
    work.session.execute(insert(FindingStep).from_select(columns, steps))
    changed = work.session.execute(
        update(Finding)
        .where(*fresh)
        .values(
            state="handed_out",
            due_on=work_calendar().after(today(), CHECK_DAYS),
            version=Finding.version + 1,
            event_id=work.event_id,
        ),
        execution_options={"synchronize_session": False},
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]
