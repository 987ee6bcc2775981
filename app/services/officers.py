"""Putting households in an officer's charge and handing them over: many at once, by their days, none left alone."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, insert, literal, select, update

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotAllowedError
from app.models import Assignment, Household, RoleGrant
from app.queries.households import Wanted, ids_of
from app.queries.officers import get_officer, in_charge
from app.queries.scope import Scope
from app.unit_of_work import Work

#: Households that one hand-over moves; an officer has dozens.
MOST = 2000
#: How far back a hand-over may be dated.
EARLIEST_DAYS = 366
_AT_ONCE = 500


def hand_over(
    work: Work,
    scope: Scope,
    wanted: Wanted,
    officer_id: str,
    *,
    on: date | None,
    expected: int,
    alone: bool = True,
) -> int:
    """Put all households of the filter in one officer's charge from a day on; returns how many.

    `alone`: those in charge so far end the day before; else the officer comes beside them. E-COUNT where the list is
    not as long as the person was shown, E-MANY over 2,000, E-DATE for a day to come or over a year back,
    E-OFFICER-AREA where a household lies outside of the officer's area. In each of these nothing is changed.
    """
    if not work.actor.may("officer:assign"):
        raise NotAllowedError("officer:assign")
    if on is None or not today() - timedelta(days=EARLIEST_DAYS) <= on <= today():
        raise _refused("E-DATE", "on", "从哪天起，要填今天或以前一年内的日期。")
    officer = get_officer(work.session, scope, officer_id)
    ids = ids_of(work.session, scope, wanted, MOST)
    if len(ids) > MOST:
        raise _refused("E-MANY", "", f"一次最多安排 {MOST:,} 户，请按村分几次。")
    if len(ids) != expected:
        raise _refused(
            "E-COUNT",
            "",
            f"名单变了：刚才是 {expected} 户，现在是 {len(ids)} 户，一户都没有动。请看清现在的数再办。",
        )
    for some in _pieces(ids):
        _refuse_outside(work, scope, some, officer.id)
        if alone:
            _end_others(work, some, officer.id, on)
        _begin(work, scope, some, officer.id, on)
    return len(ids)


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _refuse_outside(work: Work, scope: Scope, ids: Sequence[int], user_id: int) -> None:
    grants = select(RoleGrant.area_code).where(RoleGrant.user_id == user_id, RoleGrant.role == "officer")
    ranges = [range_of(code) for code in work.session.scalars(grants)]
    areas = select(Household.area_code).where(scope.on(Household), Household.id.in_(ids)).distinct()
    outside = [a for a in work.session.scalars(areas) if not any(low <= a < high for low, high in ranges)]
    if outside:
        raise _refused(
            "E-OFFICER-AREA",
            "to",
            "有的户不在这位责任人的工作范围里，一户都没有动。请换人，或请安全管理员先扩大他的范围。",
        )


def _end_others(work: Work, ids: Sequence[int], user_id: int, on: date) -> None:
    """Two statements: stretches that would end before they began never were, the others end the day before."""
    others = (Assignment.household_id.in_(ids), Assignment.user_id != user_id, Assignment.to_on.is_(None))
    run = {"synchronize_session": False}
    work.session.execute(delete(Assignment).where(*others, Assignment.from_on >= on), execution_options=run)
    work.session.execute(
        update(Assignment).where(*others).values(to_on=on - timedelta(days=1)), execution_options=run
    )


def _begin(work: Work, scope: Scope, ids: Sequence[int], user_id: int, on: date) -> None:
    """Those that the officer has already stay as they are."""
    has = (
        select(Assignment.id)
        .where(Assignment.household_id == Household.id, Assignment.user_id == user_id, in_charge())
        .exists()
    )
    fresh = select(
        literal(user_id, Assignment.user_id.type),
        Household.id,
        literal(on, Assignment.from_on.type),
        literal(work.actor.id, Assignment.assigned_by.type),
    ).where(scope.on(Household), Household.id.in_(ids), ~has)
    columns = ["user_id", "household_id", "from_on", "assigned_by"]
    work.session.execute(insert(Assignment).from_select(columns, fresh))


def _refused(code: str, field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: sentence})
