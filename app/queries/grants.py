"""Measures landed on households: lists by state, one with its story, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.grants import OPEN_STATES
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.models import Area, Event, Household, MeasureGrant, Person, Project
from app.queries.scope import Scope
from app.queries.worlds import history_of

PAGE = 50


@dataclass(frozen=True)
class GrantRow:
    """One line: the grant, whose it is, and the project that pays."""

    grant: MeasureGrant
    household: Household
    person_name: str | None
    village: str
    project: Project | None = None


@dataclass(frozen=True)
class GrantPage:
    """A page of the list; `next_key` is the keyset position behind the last row."""

    rows: list[GrantRow]
    next_key: int | None


#: Acts by which somebody proposes, one by one or along a ranking.
PROPOSALS = ("grant.propose", "grant.propose_ranked")
#: What runs today, as indicator I23 counts it: by state and by its first and last day.
LIVE = "live"
GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN_STATES,
    "owed": ("owed",),
    "waiting": ("waiting",),
    "proposed": ("proposed",),
    "approved": ("approved", "delivering"),
    "delivered": ("delivered",),
    "refused": ("refused",),
    "ended": ("ended",),
    LIVE: tuple(sorted(LIVE_GRANT_STATES)),
}


def list_grants(
    session: Session,
    scope: Scope,
    *,
    group: str = "open",
    area: str | None = None,
    measure: str | None = None,
    after: int = 0,
) -> GrantPage:
    """Grants of a group of states in the order they were entered, 50 a page."""
    wanted = _fitting(scope, group, area, measure).where(MeasureGrant.id > after)
    wanted = wanted.order_by(MeasureGrant.id).limit(PAGE + 1)
    rows = [GrantRow(g, h, name, village or "") for g, h, name, village in session.execute(wanted)]
    return GrantPage(rows[:PAGE], rows[PAGE - 1].grant.id if len(rows) > PAGE else None)


def each_grant(
    session: Session, scope: Scope, *, group: str, area: str | None, measure: str | None, most: int
) -> list[GrantRow]:
    """All grants of the list in its order, at most `most`: for exports."""
    wanted = _fitting(scope, group, area, measure).order_by(MeasureGrant.id).limit(most)
    return [GrantRow(g, h, name, village or "") for g, h, name, village in session.execute(wanted)]


def _fitting(
    scope: Scope, group: str, area: str | None, measure: str | None
) -> Select[MeasureGrant, Household, str, str]:
    wanted = (
        select(MeasureGrant, Household, Person.name, Area.name)
        .join(Household, Household.id == MeasureGrant.household_id)
        .outerjoin(Person, Person.id == MeasureGrant.person_id)
        .outerjoin(Area, Area.code == MeasureGrant.area_code)
        .where(scope.on(MeasureGrant), MeasureGrant.state.in_(GROUPS.get(group, OPEN_STATES)))
    )
    if area:
        low, high = range_of(area)
        wanted = wanted.where(MeasureGrant.area_code >= low, MeasureGrant.area_code < high)
    if measure:
        wanted = wanted.where(MeasureGrant.measure == measure)
    return wanted.where(_runs_on(today())) if group == LIVE else wanted


def count_proposed(session: Session, scope: Scope) -> int:
    """Grants that wait for somebody to approve them."""
    wanted = select(func.count()).where(scope.on(MeasureGrant), MeasureGrant.state == "proposed")
    return session.scalar(wanted) or 0


def count_grants(
    session: Session, scope: Scope, area: str | None = None, measure: str | None = None
) -> dict[str, int]:
    """How many grants there are in each group of states, under the same filter as the list."""
    counted = (
        select(MeasureGrant.state, func.count(), func.count(case((_runs_on(today()), 1))))
        .where(scope.on(MeasureGrant))
        .group_by(MeasureGrant.state)
        .order_by(MeasureGrant.state)
    )
    if area:
        low, high = range_of(area)
        counted = counted.where(MeasureGrant.area_code >= low, MeasureGrant.area_code < high)
    if measure:
        counted = counted.where(MeasureGrant.measure == measure)
    told = {state: (all_of_it, running) for state, all_of_it, running in session.execute(counted)}
    return {
        group: sum(told.get(state, (0, 0))[group == LIVE] for state in states)
        for group, states in GROUPS.items()
    }


def _runs_on(day: date) -> ColumnElement[bool]:
    return and_(
        MeasureGrant.starts_on <= day, or_(MeasureGrant.ends_on.is_(None), MeasureGrant.ends_on >= day)
    )


def find_grant(session: Session, scope: Scope, public_id: str) -> GrantRow | None:
    """One grant; None outside the scope."""
    found = session.execute(
        select(MeasureGrant, Household, Person.name, Area.full_name, Project)
        .join(Household, Household.id == MeasureGrant.household_id)
        .outerjoin(Person, Person.id == MeasureGrant.person_id)
        .outerjoin(Area, Area.code == MeasureGrant.area_code)
        .outerjoin(Project, Project.id == MeasureGrant.project_id)
        .where(scope.on(MeasureGrant), MeasureGrant.public_id == public_id)
    ).first()
    return GrantRow(found[0], found[1], found[2], found[3] or "", found[4]) if found else None


def proposers_of(session: Session, scope: Scope, public_ids: Sequence[str]) -> dict[str, int | None]:
    """Who proposed these grants, by public id; what came from a list or the shipped county has no proposer."""
    past = history_of("measure_grant")
    born = func.coalesce(past.c.event_id, MeasureGrant.event_id)
    wanted = (
        select(MeasureGrant.public_id, Event.actor_id)
        .outerjoin(past, and_(past.c.id == MeasureGrant.id, past.c.version == 1))
        .join(Event, Event.id == born)
        .where(scope.on(MeasureGrant), MeasureGrant.public_id.in_(public_ids), Event.act.in_(PROPOSALS))
    )
    return dict(iter(session.execute(wanted)))


def list_of_household(session: Session, scope: Scope, household_id: int) -> list[GrantRow]:
    """Everything that was ever granted to one household, newest first."""
    wanted = (
        select(MeasureGrant, Household, Person.name)
        .join(Household, Household.id == MeasureGrant.household_id)
        .outerjoin(Person, Person.id == MeasureGrant.person_id)
        .where(scope.on(MeasureGrant), MeasureGrant.household_id == household_id)
        .order_by(MeasureGrant.id.desc())
    )
    return [GrantRow(g, h, name, "") for g, h, name in session.execute(wanted)]
