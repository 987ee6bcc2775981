"""Work orders as people see them: lists by state and area, one with its steps, counts for home pages."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.work_orders import OPEN_STATES, VILLAGE_STATES
from app.models import Area, Exemption, Finding, FindingStep, Household, Person, User
from app.queries.scope import Scope

PAGE = 50


@dataclass(frozen=True)
class FindingRow:
    """One line of the list."""

    finding: Finding
    household: Household
    person_name: str | None
    village: str


@dataclass(frozen=True)
class FindingPage:
    """A page of the list; `next_key` is the keyset position behind the last row."""

    rows: list[FindingRow]
    next_key: int | None


GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN_STATES,
    "village": VILLAGE_STATES,
    "new": ("new",),
    "review": ("answered",),
    "confirm": ("township_reviewed", "pending_rectification"),
    "done": ("closed", "exempted"),
}
#: Groups by the deadline and by who was told, not by states.
LATE, ESCALATED = "late", "escalated"


def list_findings(
    session: Session,
    scope: Scope,
    *,
    group: str = "open",
    area: str | None = None,
    check: str | None = None,
    after: int = 0,
) -> FindingPage:
    """Work orders of a group of states, the oldest first, 50 a page."""
    wanted = _fitting(scope, group, area, check).where(Finding.id > after)
    wanted = wanted.order_by(Finding.id).limit(PAGE + 1)
    rows = [FindingRow(f, h, name, village or "") for f, h, name, village in session.execute(wanted)]
    more = len(rows) > PAGE
    return FindingPage(rows[:PAGE], rows[PAGE - 1].finding.id if more else None)


def each_finding(
    session: Session, scope: Scope, *, group: str, area: str | None, check: str | None, most: int
) -> list[FindingRow]:
    """All work orders of the list in its order, at most `most`: for exports."""
    wanted = _fitting(scope, group, area, check).order_by(Finding.id).limit(most)
    return [FindingRow(f, h, name, village or "") for f, h, name, village in session.execute(wanted)]


def _fitting(
    scope: Scope, group: str, area: str | None, check: str | None
) -> Select[Finding, Household, str, str]:
    wanted = (
        select(Finding, Household, Person.name, Area.name)
        .join(Household, Household.id == Finding.household_id)
        .outerjoin(Person, Person.id == Finding.person_id)
        .outerjoin(Area, Area.code == Finding.area_code)
        .where(scope.on(Finding), Finding.state.in_(GROUPS.get(group, OPEN_STATES)))
    )
    if area:
        low, high = range_of(area)
        wanted = wanted.where(Finding.area_code >= low, Finding.area_code < high)
    if check:
        wanted = wanted.where(Finding.check_code == check)
    if group == LATE:
        wanted = wanted.where(Finding.due_on < today())
    if group == ESCALATED:
        wanted = wanted.where(Finding.escalated_to.is_not(None))
    return wanted


def count_findings(
    session: Session, scope: Scope, area: str | None = None, check: str | None = None
) -> dict[str, int]:
    """How many work orders there are in each group of states, under the same filter as the list."""
    counted = select(Finding.state, func.count()).where(scope.on(Finding)).group_by(Finding.state)
    if area:
        low, high = range_of(area)
        counted = counted.where(Finding.area_code >= low, Finding.area_code < high)
    if check:
        counted = counted.where(Finding.check_code == check)
    by_state = dict(iter(session.execute(counted.order_by(Finding.state))))
    late = counted.where(Finding.state.in_(OPEN_STATES), Finding.due_on < today()).order_by(Finding.state)
    found = {group: sum(by_state.get(s, 0) for s in states) for group, states in GROUPS.items()}
    told = counted.where(Finding.state.in_(OPEN_STATES), Finding.escalated_to.is_not(None))
    return found | {
        LATE: sum(number for _, number in session.execute(late)),
        ESCALATED: sum(number for _, number in session.execute(told.order_by(Finding.state))),
    }


@dataclass(frozen=True)
class NewOnes:
    """What would be handed out: how many of one check, in how many villages."""

    check_code: str
    count: int
    villages: int


def count_new(session: Session, scope: Scope, area: str | None, check: str | None) -> list[NewOnes]:
    """New work orders of an area and a check (None = all) by check, the most frequent first."""
    counted = (
        select(Finding.check_code, func.count(), func.count(Finding.area_code.distinct()))
        .where(scope.on(Finding), Finding.state == "new")
        .group_by(Finding.check_code)
        .order_by(func.count().desc(), Finding.check_code)
    )
    if area:
        low, high = range_of(area)
        counted = counted.where(Finding.area_code >= low, Finding.area_code < high)
    if check:
        counted = counted.where(Finding.check_code == check)
    return [NewOnes(*row) for row in session.execute(counted)]


def find_finding(session: Session, scope: Scope, public_id: str) -> FindingRow | None:
    """One work order with its household and person; None outside the scope."""
    found = session.execute(
        select(Finding, Household, Person.name, Area.full_name)
        .join(Household, Household.id == Finding.household_id)
        .outerjoin(Person, Person.id == Finding.person_id)
        .outerjoin(Area, Area.code == Finding.area_code)
        .where(scope.on(Finding), Finding.public_id == public_id)
    ).first()
    return FindingRow(found[0], found[1], found[2], found[3] or "") if found else None


def exemption_of(session: Session, scope: Scope, finding: Finding) -> Exemption | None:
    """The newest exemption of a work order, running or over."""
    wanted = (
        select(Exemption)
        .join(Finding, Finding.id == Exemption.finding_id)
        .where(scope.on(Finding), Finding.id == finding.id)
        .order_by(Exemption.id.desc())
    )
    return session.scalar(wanted.limit(1))


def list_steps(session: Session, scope: Scope, finding: Finding) -> list[tuple[FindingStep, str]]:
    """What was done so far, with the name of who did it."""
    wanted = (
        select(FindingStep, User.display_name)
        .join(Finding, Finding.id == FindingStep.finding_id)
        .outerjoin(User, User.id == FindingStep.actor_id)
        .where(scope.on(Finding), Finding.id == finding.id)
        .order_by(FindingStep.id)
    )
    return [(step, name or "系统") for step, name in session.execute(wanted)]


def list_of_household(session: Session, scope: Scope, household_id: int) -> list[Finding]:
    """Work orders of one household, open ones first."""
    wanted = (
        select(Finding)
        .where(scope.on(Finding), Finding.household_id == household_id)
        .order_by(Finding.closed_on.is_not(None), Finding.id)
    )
    return list(session.scalars(wanted))
