"""Months of work and plans for the grids: of one household's members, and of a village in one month."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.registry_checks import age_on
from app.domain.work_grid import LEAST_AGE
from app.models import Household, Person, WorkPlan, WorkRecord
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


def list_village_work(
    session: Session, scope: Scope, code: str, months: tuple[str, str], *, after: int = 0, most: int = 0
) -> list[GridRow]:
    """Present members of working age of a village's households, and whoever has a record in one of the months.

    In the order of the households; `after` is the id of the last person of the page before, `most` 0 = all.
    """
    born = today().replace(year=today().year - LEAST_AGE, day=min(today().day, 28))
    wanted = select(WorkRecord.person_id).where(
        scope.on(WorkRecord), WorkRecord.area_code == code, WorkRecord.month.in_(months)
    )
    people = (
        select(Person)
        .join(Household, Household.id == Person.household_id)
        .where(scope.on(Person), Person.area_code == code, Person.status == "present")
        .where(Household.status == "active", Person.id > after)
        .where(or_(Person.born_on.is_(None), Person.born_on <= born, Person.id.in_(wanted)))
        .order_by(Person.id)
    )
    return _with_months(session, scope, list(session.scalars(people.limit(most) if most else people)), months)


def list_work_of(
    session: Session, scope: Scope, code: str, months: tuple[str, str], public_ids: Sequence[str]
) -> list[GridRow]:
    """The rows of these present members of the village, whatever their age."""
    people = select(Person).where(
        scope.on(Person),
        Person.area_code == code,
        Person.status == "present",
        Person.public_id.in_(public_ids),
    )
    return _with_months(session, scope, list(session.scalars(people.order_by(Person.id))), months)


def heads_of(session: Session, scope: Scope, rows: Sequence[GridRow]) -> dict[int, tuple[str, str]]:
    """Household -> name of its head and its group of the village."""
    ids = {row.person.household_id for row in rows}
    found = session.execute(
        select(Household.id, Household.head_name, Household.group_name).where(
            scope.on(Household), Household.id.in_(ids)
        )
    )
    return {key: (head or "", group or "") for key, head, group in found}


def _with_months(
    session: Session, scope: Scope, people: list[Person], months: tuple[str, str]
) -> list[GridRow]:
    rows = {person.id: GridRow(person) for person in people}
    records = select(WorkRecord).where(
        scope.on(WorkRecord), WorkRecord.month.in_(months), WorkRecord.person_id.in_(rows)
    )
    for record in session.scalars(records):
        rows[record.person_id].months[record.month] = record
    return list(rows.values())


def _may_work(person: Person) -> bool:
    age = age_on(person.born_on, today())
    return age is None or age >= LEAST_AGE


def names_of(rows: Sequence[GridRow]) -> dict[str, int]:
    """Name -> how many of the rows carry it."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.person.name] = found.get(row.person.name, 0) + 1
    return found
