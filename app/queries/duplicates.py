"""Whether an ID is registered twice. Inside the reader's scope it is said whose; elsewhere only that it is so."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Household, Person, Secret
from app.queries.scope import Scope, unscoped


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another present person with the same ID. `name` and `household_id` are empty where the reader may not know."""

    same_household: bool
    name: str = ""
    head_name: str = ""
    household_id: str = ""


def find_duplicate(
    session: Session, scope: Scope, blind: bytes, household_id: int | None, person_id: int | None
) -> Duplicate | None:
    """The nearest other person with this ID: of the household, of the scope, or somewhere."""
    with unscoped("whether an ID is registered anywhere; whose is only told inside the scope"):
        twins = (
            select(Person.id)
            .join(Secret, Secret.id == Person.id_ref)
            .where(Secret.kind == "id_no", Secret.blind == blind, Person.status == "present")
            .order_by(Person.id)
            .limit(20)
        )
        others = [key for key in session.scalars(twins) if key != person_id]
    if not others:
        return None
    mine = (
        select(Person, Household)
        .join(Household, Household.id == Person.household_id)
        .where(scope.on(Person), Person.id.in_(others))
        .order_by(Person.household_id != household_id, Person.id)
    )
    found = session.execute(mine).first()
    if found is None:
        return Duplicate(same_household=False)
    person, household = found
    return Duplicate(
        person.household_id == household_id, person.name, household.head_name or "", household.public_id
    )
