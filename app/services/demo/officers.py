"""Households in the charge of responsible officers."""

from sqlalchemy import func, select

from app.domain.areas import range_of
from app.models import Assignment, Household, RoleGrant, User
from app.queries.scope import unscoped
from app.unit_of_work import Work


def assign_officers(work: Work, each: int = 25) -> int:
    """Give every officer without households some helped ones of his area; returns how many were assigned."""
    taken = set(work.session.scalars(select(Assignment.household_id)))
    busy = set(work.session.scalars(select(Assignment.user_id)))
    assigned = 0
    officers = select(RoleGrant.user_id, RoleGrant.area_code).where(RoleGrant.role == "officer")
    for user_id, area_code in work.session.execute(officers.order_by(RoleGrant.id)).all():
        if user_id in busy:
            continue
        chosen = [h for h in _helped(work, area_code, each + len(taken)) if h not in taken][:each]
        taken.update(chosen)
        work.session.add_all(Assignment(user_id=user_id, household_id=household) for household in chosen)
        assigned += len(chosen)
    return assigned


def _helped(work: Work, area_code: str, limit: int) -> list[int]:
    low, high = range_of(area_code)
    statement = (
        select(Household.id)
        .where(Household.area_code >= low, Household.area_code < high)
        .where(Household.kind != "ordinary", Household.status == "active")
        .order_by(Household.area_code, Household.id)
        .limit(limit)
    )
    with unscoped("households to be put in an officer's charge"):
        return list(work.session.scalars(statement))


def has_accounts(work: Work) -> bool:
    """Whether anybody can sign in already."""
    return bool(work.session.scalar(select(func.count()).select_from(User)))
