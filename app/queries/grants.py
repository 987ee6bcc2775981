"""Measures landed on households: lists by state, one with its story, counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.grants import OPEN_STATES
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.models import Area, Event, Household, MeasureGrant, Person, Project
from app.queries.named import beyond, looked_up
from app.queries.prepared import Prepared, given
from app.queries.scope import Scope
from app.queries.worlds import history_of

PAGE = 50
COUNT_LIMIT = 1000
_ORDER = (MeasureGrant.area_code, MeasureGrant.id)


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
    """A page of the list; `after` is the public id that the next page begins behind."""

    rows: list[GrantRow]
    after: str | None


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
    after: str | None = None,
) -> GrantPage:
    """Grants of a group of states in the order of place and entry, 50 a page, behind the grant `after`."""
    at = _place_of(session, scope, public_id=after) if after else []
    place = {"area": at[0].area_code, "id": at[0].id} if at else {}
    pages = (_keys(session, part, group, area, measure, bool(at), **place) for part in scope.parts())
    found = sorted({(row.area_code, row.id) for page in pages for row in page})[: PAGE + 1]
    wanted = _with_whose(scope).where(MeasureGrant.id.in_([key for _, key in found[:PAGE]])).order_by(*_ORDER)
    rows = [GrantRow(g, h, name, village or "") for g, h, name, village in session.execute(wanted)]
    return GrantPage(rows, rows[-1].grant.public_id if len(found) > PAGE else None)


def each_grant(
    session: Session, scope: Scope, *, group: str, area: str | None, measure: str | None, most: int
) -> list[GrantRow]:
    """All grants of the list in its order, at most `most`: for exports."""
    states = GROUPS.get(group, OPEN_STATES)
    wanted = _with_whose(scope).where(MeasureGrant.state.in_(states), *_narrowed(group, area, measure))
    rows = session.execute(wanted.order_by(*_ORDER).limit(most))
    return [GrantRow(g, h, name, village or "") for g, h, name, village in rows]


def _with_whose(scope: Scope) -> Select[MeasureGrant, Household, str, str]:
    return (
        select(MeasureGrant, Household, Person.name, Area.name)
        .join(Household, Household.id == MeasureGrant.household_id)
        .outerjoin(Person, Person.id == MeasureGrant.person_id)
        .outerjoin(Area, Area.code == MeasureGrant.area_code)
        .where(scope.on(MeasureGrant))
    )


@Prepared
def _keys(
    part: Scope, group: str, area: str | None, measure: str | None, behind: bool
) -> CompoundSelect[Any]:
    """Place and number of a page and one more in each state of the group: each is one range of the index."""
    looks = []
    for state in GROUPS[group]:
        look = select(*_ORDER).where(*_in_state(part, state, looked_up(behind or None)))
        look = look.where(*_narrowed(group, area, measure))
        look = look.where(beyond(_ORDER, True)) if behind else look
        looks.append(look.order_by(*_ORDER).limit(PAGE + 1).subquery())
    return union_all(*(select(look) for look in looks))


@Prepared
def _place_of(scope: Scope) -> Select[str, int]:
    return select(*_ORDER).where(scope.on(MeasureGrant), MeasureGrant.public_id == given("public_id"))


def _in_state(part: Scope, state: str, ends: str = "both") -> Iterator[ColumnElement[bool]]:
    """Along the index of states; who is in charge of few households is led by them and not by the state."""
    yield part.on(MeasureGrant, ends=ends)
    yield (MeasureGrant.state if part.ranges else MeasureGrant.state.op("||")("")) == state


def _narrowed(group: str, area: str | None, measure: str | None) -> Iterator[ColumnElement[bool]]:
    if area:
        low, high = range_of(area)
        yield and_(MeasureGrant.area_code >= low, MeasureGrant.area_code < high)
    if measure:
        yield MeasureGrant.measure == measure
    if group == LIVE:
        yield _runs_on(today())


def count_proposed(session: Session, scope: Scope) -> int:
    """Grants that wait for somebody to approve them."""
    wanted = select(func.count()).where(scope.on(MeasureGrant), MeasureGrant.state == "proposed")
    return session.scalar(wanted) or 0


def count_grants(
    session: Session,
    scope: Scope,
    area: str | None = None,
    measure: str | None = None,
    most: int = COUNT_LIMIT,
) -> dict[str, int]:
    """How many grants there are in each group of states, under the same filter as the list, up to `most + 1` each."""
    found = {(row.state, row.runs): row.found for row in _counts(session, scope, area, measure, most)}
    return {
        group: min(sum(found[state, group == LIVE] for state in states), most + 1)
        for group, states in GROUPS.items()
    }


@Prepared
def _counts(scope: Scope, area: str | None, measure: str | None, most: int) -> CompoundSelect[Any]:
    """Each state, and each of those that may run now, counted along the index of states until there are too many."""
    asked = sorted({(state, group == LIVE) for group, states in GROUPS.items() for state in states})
    counted = []
    for state, runs in asked:
        fits = (*_in_state(scope, state), *_narrowed(LIVE if runs else "", area, measure))
        some = select(MeasureGrant.id).where(*fits).limit(most + 1).subquery()
        told = (literal(state).label("state"), literal(runs).label("runs"), func.count().label("found"))
        counted.append(select(*told).select_from(some))
    return union_all(*counted)


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
