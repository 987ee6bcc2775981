"""Missing measures on their way: counts by bureau and township, documents that a family has to bring, appeals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.grants import OPEN_STATES
from app.models import Area, GrantAppeal, Household, MeasureGrant, Person, User
from app.queries.scope import Scope

#: Families with documents to bring that a page shows.
MOST_FAMILIES = 200
STAGES = ("owed", "waiting", "proposed", "approved", "delivered", "refused")


@dataclass
class Board:
    """How many measures stand where, for one bureau or one township (`key`); `late` past their deadline."""

    key: str
    stages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))
    late: int = 0


def boards(session: Session, scope: Scope, today: date, by: str = "bureau") -> list[Board]:
    """By bureau or by township (12-digit code), those with most open ones first."""
    key = MeasureGrant.bureau if by == "bureau" else func.substr(MeasureGrant.area_code, 1, 9)
    stage = case((MeasureGrant.state == "delivering", "approved"), else_=MeasureGrant.state)
    late = func.count().filter(MeasureGrant.state.in_(OPEN_STATES), MeasureGrant.due_on < today)
    counted = (
        select(key, stage, func.count(), late)
        .where(scope.on(MeasureGrant))
        .group_by(key, stage)
        .order_by(key, stage)
    )
    found: dict[str, Board] = {}
    for name, state, count, overdue in session.execute(counted):
        board = found.setdefault(name, Board(name if by == "bureau" else name.ljust(12, "0")))
        if state in board.stages:
            board.stages[state] += count
        board.late += overdue
    return sorted(found.values(), key=lambda b: (-b.stages["owed"] - b.stages["waiting"], b.key))


@dataclass
class Family:
    """One household and everything that bureaus wait for from it: one way for all of them."""

    household: Household
    village: str
    due_on: date | None
    wanted: list[tuple[MeasureGrant, str | None]] = field(default_factory=list)


def count_documents(session: Session, scope: Scope) -> int:
    """Families with documents to bring."""
    wanted = select(func.count(MeasureGrant.household_id.distinct())).where(
        scope.on(MeasureGrant), MeasureGrant.state == "waiting"
    )
    return session.scalar(wanted) or 0


def list_documents(session: Session, scope: Scope) -> list[Family]:
    """Families with documents to bring, the most urgent first, each with all its papers."""
    wanted = (
        select(MeasureGrant, Household, Person.name, Area.name)
        .join(Household, Household.id == MeasureGrant.household_id)
        .outerjoin(Person, Person.id == MeasureGrant.person_id)
        .outerjoin(Area, Area.code == MeasureGrant.area_code)
        .where(scope.on(MeasureGrant), MeasureGrant.state == "waiting")
        .order_by(MeasureGrant.due_on, MeasureGrant.household_id, MeasureGrant.id)
    )
    families: dict[int, Family] = {}
    for grant, household, name, village in session.execute(wanted):
        if household.id not in families and len(families) == MOST_FAMILIES:
            continue
        one = families.setdefault(household.id, Family(household, village or "", grant.due_on))
        one.wanted.append((grant, name))
    return list(families.values())


def appeals_of(session: Session, scope: Scope, grant: MeasureGrant) -> list[tuple[GrantAppeal, str]]:
    """Appeals about one grant, the newest first, with the name of who decided."""
    wanted = (
        select(GrantAppeal, User.display_name)
        .outerjoin(User, User.id == GrantAppeal.decided_by)
        .where(scope.on(GrantAppeal), GrantAppeal.grant_id == grant.id)
        .order_by(GrantAppeal.id.desc())
    )
    return [(row, name or "") for row, name in session.execute(wanted)]


def list_appeals(session: Session, scope: Scope) -> Sequence[tuple[GrantAppeal, MeasureGrant, Household]]:
    """Appeals that wait for a decision, the oldest first."""
    wanted = (
        select(GrantAppeal, MeasureGrant, Household)
        .join(MeasureGrant, MeasureGrant.id == GrantAppeal.grant_id)
        .join(Household, Household.id == GrantAppeal.household_id)
        .where(scope.on(GrantAppeal), scope.on(MeasureGrant), GrantAppeal.state == "open")
        .order_by(GrantAppeal.due_on, GrantAppeal.id)
        .limit(MOST_FAMILIES)
    )
    return [(a, g, h) for a, g, h in session.execute(wanted)]
