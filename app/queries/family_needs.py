"""What families said they need: the present list of one household, and of many for papers."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import FamilyNeed
from app.queries.scope import Scope


def list_needs(session: Session, scope: Scope, household_id: int) -> list[FamilyNeed]:
    """The most urgent first."""
    wanted = select(FamilyNeed).where(scope.on(FamilyNeed), FamilyNeed.household_id == household_id)
    return list(session.scalars(wanted.order_by(FamilyNeed.place)))


def needs_of(session: Session, scope: Scope, ids: Sequence[int]) -> dict[int, list[FamilyNeed]]:
    """Household -> its needs, the most urgent first."""
    wanted = select(FamilyNeed).where(scope.on(FamilyNeed), FamilyNeed.household_id.in_(ids))
    found: dict[int, list[FamilyNeed]] = defaultdict(list)
    for row in session.scalars(wanted.order_by(FamilyNeed.household_id, FamilyNeed.place)):
        found[row.household_id].append(row)
    return dict(found)
