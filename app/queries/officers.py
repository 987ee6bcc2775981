"""帮扶责任人: who is in charge of which households, how many each has, and which households have nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.models import Assignment, Household, RoleGrant, User
from app.queries.menus import kept
from app.queries.prepared import Prepared
from app.queries.scope import Scope

#: Officers of a county.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Officer:
    """An account that may have households, with how many of the reader's it has, and how many are monitored."""

    public_id: str
    name: str
    area_code: str
    households: int
    monitored: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A stretch of days in which somebody was in charge of a household."""

    name: str
    from_on: date | None
    to_on: date | None


def in_charge(on: date | None = None) -> ColumnElement[bool]:
    """On rows of `Assignment`: in force on that day."""
    day = on or today()
    begun = or_(Assignment.from_on.is_(None), Assignment.from_on <= day)
    return begun & or_(Assignment.to_on.is_(None), Assignment.to_on >= day)


def has_officer(user: str | None = None) -> ColumnElement[bool]:
    """On rows of `Household`: somebody with a working account (or the one with this public id) is in charge today."""
    somebody = exists().where(
        Assignment.household_id == Household.id, in_charge(), User.id == Assignment.user_id, User.is_active
    )
    return somebody if user is None else somebody.where(User.public_id == user)


def is_helped() -> ColumnElement[bool]:
    """On rows of `Household`: one that must have an officer (domain 2.14): poor, out of poverty or monitored."""
    wanted = or_(Household.kind != "ordinary", Household.monitoring_kind.is_not(None))
    return (Household.status == "active") & wanted


def count_without(session: Session, scope: Scope) -> int:
    """Helped households that nobody is in charge of."""
    wanted = (
        select(func.count()).select_from(Household).where(scope.on(Household), is_helped(), ~has_officer())
    )
    return session.scalar(wanted) or 0


def officer_names(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """Public id and name of the officers whose area touches the scope, by name: for menus."""
    return list(kept(session, ("officers", scope, today()), lambda: _names(session, scope)))


def _names(session: Session, scope: Scope) -> list[tuple[str, str]]:
    found = [(p.public_id, p.display_name) for p in _officers(session) if _touches(scope, p.area_code)]
    return sorted(found, key=lambda one: one[1])


def list_officers(session: Session, scope: Scope) -> list[Officer]:
    """Officers whose area touches the scope, those with the fewest households first."""
    people = [row for row in _officers(session) if _touches(scope, row.area_code)]
    loads = _loads(session, scope, [row.id for row in people])
    found = [Officer(p.public_id, p.display_name, p.area_code, *loads.get(p.id, (0, 0))) for p in people]
    return sorted(found, key=lambda one: (one.households, one.name))


@Prepared
def _officers() -> Select[int, str, str, str]:
    return (
        select(User.id, User.public_id, User.display_name, func.min(RoleGrant.area_code).label("area_code"))
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(User.is_active, RoleGrant.role == "officer")
        .where(or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today()))
        .group_by(User.id, User.public_id, User.display_name)
        .order_by(User.id)
        .limit(MOST)
    )


def _touches(scope: Scope, code: str) -> bool:
    low, high = range_of(code)
    return any(a < high and low < b for a, b in scope.ranges)


def _loads(session: Session, scope: Scope, users: Sequence[int]) -> dict[int, tuple[int, int]]:
    monitored = Household.monitoring_kind.is_not(None) & Household.risk_cleared.is_not(True)
    wanted = (
        select(Assignment.user_id, func.count(), func.sum(case((monitored, 1), else_=0)))
        .join(Household, Household.id == Assignment.household_id)
        .where(scope.on(Household), Household.status == "active", in_charge(), Assignment.user_id.in_(users))
        .group_by(Assignment.user_id)
    )
    return {user: (count, int(some or 0)) for user, count, some in session.execute(wanted)}


def get_officer(session: Session, scope: Scope, public_id: str) -> User:
    """The account of an officer whom this reader may give households; NotFoundError for all others alike."""
    if public_id not in {one.public_id for one in list_officers(session, scope)}:
        raise NotFoundError("没有这位帮扶责任人，或不在您管的范围。")
    return session.scalars(select(User).where(User.public_id == public_id)).one()


def charges_of(session: Session, scope: Scope, household_id: int) -> list[Charge]:
    """Everybody who was in charge of the household, newest first."""
    wanted = (
        select(User.display_name, Assignment.from_on, Assignment.to_on)
        .join(User, User.id == Assignment.user_id)
        .join(Household, Household.id == Assignment.household_id)
        .where(scope.on(Household), Household.id == household_id)
        .order_by(Assignment.to_on.is_not(None), Assignment.from_on.desc(), Assignment.id.desc())
    )
    return [Charge(*row) for row in session.execute(wanted)]


def count_by_officer(session: Session, scope: Scope, ids: Sequence[int]) -> list[tuple[str, int]]:
    """Who is in charge of these households today (empty name: nobody), and of how many."""
    name = func.coalesce(User.display_name, "")
    wanted = (
        select(name, func.count(Household.id.distinct()))
        .select_from(Household)
        .outerjoin(Assignment, (Assignment.household_id == Household.id) & in_charge())
        .outerjoin(User, (User.id == Assignment.user_id) & User.is_active)
        .where(scope.on(Household), Household.id.in_(ids))
        .group_by(name)
        .order_by(name)
    )
    return [(who, count) for who, count in session.execute(wanted)]
