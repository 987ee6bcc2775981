"""Months of work and plans of one household's members, for the grid."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.registry_checks import age_on
from app.domain.work_grid import LEAST_AGE
from app.models import Person, WorkPlan, WorkRecord
from app.queries.scope import Scope


@dataclass
class GridRow:
    """One member with the year's months (YYYY-MM -> record) and plan."""

    person: Person
    months: dict[str, WorkRecord] = field(default_factory=dict)
    plan: WorkPlan | None = None


def list_grid(session: Session, scope: Scope, household_id: int, year: int) -> list[GridRow]:
    """Present members of working age, and those for whom something is written, in the order of registration."""
    people = session.scalars(
        select(Person)
        .where(scope.on(Person), Person.household_id == household_id, Person.status == "present")
        .order_by(Person.relation != "head", Person.id)
    )
    rows = {person.id: GridRow(person) for person in people}
    records = select(WorkRecord).where(
        scope.on(WorkRecord), WorkRecord.household_id == household_id, WorkRecord.month.startswith(f"{year}-")
    )
    for record in session.scalars(records.order_by(WorkRecord.month)):
        if record.person_id in rows:
            rows[record.person_id].months[record.month] = record
    plans = select(WorkPlan).where(
        scope.on(WorkPlan), WorkPlan.household_id == household_id, WorkPlan.year == year
    )
    for plan in session.scalars(plans.order_by(WorkPlan.id)):
        if plan.person_id in rows:
            rows[plan.person_id].plan = plan
    return [row for row in rows.values() if row.months or row.plan or _may_work(row.person)]


def _may_work(person: Person) -> bool:
    age = age_on(person.born_on, today())
    return age is None or age >= LEAST_AGE


def names_of(rows: Sequence[GridRow]) -> dict[str, int]:
    """Name -> how many of the rows carry it."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.person.name] = found.get(row.person.name, 0) + 1
    return found
