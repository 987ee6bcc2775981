"""Second looks at closed work orders: those that wait, and how many were right."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Area, Finding, FindingRecheck, Household, User
from app.queries.scope import Scope

PAGE = 50


@dataclass(frozen=True)
class RecheckRow:
    """One line: the second look, the work order, the family."""

    recheck: FindingRecheck
    finding: Finding
    household: Household
    village: str


def list_rechecks(
    session: Session, scope: Scope, *, state: str = "drawn", after: int = 0
) -> list[RecheckRow]:
    """Second looks in a state by the order of drawing, up to 51: the last tells that there are more."""
    wanted = (
        select(FindingRecheck, Finding, Household, Area.name)
        .join(Finding, Finding.id == FindingRecheck.finding_id)
        .join(Household, Household.id == Finding.household_id)
        .outerjoin(Area, Area.code == Finding.area_code)
        .where(
            scope.on(FindingRecheck),
            scope.on(Finding),
            FindingRecheck.state == state,
            FindingRecheck.id > after,
        )
        .order_by(FindingRecheck.id)
        .limit(PAGE + 1)
    )
    return [RecheckRow(r, f, h, village or "") for r, f, h, village in session.execute(wanted)]


def count_rechecks(session: Session, scope: Scope) -> dict[str, int]:
    """How many second looks there are by state."""
    counted = (
        select(FindingRecheck.state, func.count())
        .where(scope.on(FindingRecheck))
        .group_by(FindingRecheck.state)
        .order_by(FindingRecheck.state)
    )
    return {"drawn": 0, "upheld": 0, "reopened": 0} | dict(iter(session.execute(counted)))


def rechecks_of(session: Session, scope: Scope, finding: Finding) -> list[tuple[FindingRecheck, str]]:
    """Second looks at one work order, the newest first, with the name of who looked."""
    wanted = (
        select(FindingRecheck, User.display_name)
        .join(Finding, Finding.id == FindingRecheck.finding_id)
        .outerjoin(User, User.id == FindingRecheck.checked_by)
        .where(scope.on(Finding), Finding.id == finding.id)
        .order_by(FindingRecheck.id.desc())
    )
    return [(row, name or "") for row, name in session.execute(wanted)]
