"""The smallest reads of the register that other rooms need: a household, its members."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Household, Person
from app.queries.scope import Scope


def get_household(session: Session, scope: Scope, public_id: str) -> Household | None:
    """A household by its address; None outside the scope."""
    return session.scalar(select(Household).where(scope.on(Household), Household.public_id == public_id))


def list_members(session: Session, scope: Scope, household_id: int) -> list[Person]:
    """Members of today in the order they were entered, the head first."""
    wanted = (
        select(Person)
        .where(scope.on(Person), Person.household_id == household_id, Person.status == "present")
        .order_by((Person.relation != "head"), Person.id)
    )
    return list(session.scalars(wanted))


def find_household_no(session: Session, scope: Scope, household_no: str) -> Household | None:
    """A household by its number, inside the scope."""
    return session.scalar(
        select(Household).where(scope.on(Household), Household.household_no == household_no)
    )
