"""Work by month, plans of work and situations of monitoring as rows of the kernel."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, func, select

from app.domain.facts import RowSource
from app.queries.row_kinds import Rows, Subjects

_WORK = (
    "is_working", "place_code", "employer", "industry", "starts_on", "ends_on", "channel", "point_to_point",
)  # fmt: skip
_SITUATION = ("moment", "has_dropout", "house_damaged", "someone_uninsured", "water_damaged", "members")
_AMOUNTS = ("wage", "business", "property", "transfer", "cost", "net", "net_per_head", "claim", "self_paid")


def first_day_of(month: ColumnElement[Any]) -> ColumnElement[Any]:
    """A month written YYYY-MM as its first day; alike on both engines."""
    return func.date(month + "-01", type_=Date)


def work_rows(source: RowSource, at: Subjects) -> Rows:
    """What was told about the person's work, a row a month."""
    assert at.person is not None
    r = at.world.table("work_record")
    fields: dict[str, ColumnElement[Any]] = {f"row.{name}": r.c[name] for name in _WORK}
    fields |= {"row.wage": r.c.wage_fen, "row.travel_subsidy": r.c.travel_subsidy_fen}
    fields["row.month"] = first_day_of(r.c.month)
    fields["row.previous_ends_on"] = _previous_end(at, r)
    return Rows(source, r, [r.c.person_id == at.person.c.id], fields, r.c.id)


def _previous_end(at: Subjects, r: FromClause) -> ColumnElement[Any]:
    """The end of another spell of work that began before this one; the latest of them."""
    other = at.world.table("work_record")
    earlier = (other.c.person_id == r.c.person_id) & (other.c.month < r.c.month)
    other_spell = other.c.starts_on != r.c.starts_on
    return select(func.max(other.c.ends_on)).where(earlier, other_spell).correlate(r).scalar_subquery()


def plan_rows(source: RowSource, at: Subjects) -> Rows:
    """The person's plans to go out for work, a row a year."""
    assert at.person is not None
    r = at.world.table("work_plan")
    names = ("year", "is_planned", "place_code", "service_need")
    return Rows(source, r, [r.c.person_id == at.person.c.id], {f"row.{n}": r.c[n] for n in names}, r.c.id)


def situation_rows(source: RowSource, at: Subjects) -> Rows:
    """The facts of the household at identification and at clearance."""
    r = at.world.table("monitoring_situation")
    fields: dict[str, ColumnElement[Any]] = {f"row.{name}": r.c[name] for name in _SITUATION}
    fields |= {f"row.{name}": r.c[f"{name}_fen"] for name in _AMOUNTS}
    return Rows(source, r, [r.c.household_id == at.household.c.id], fields, r.c.id)


REGISTER_SOURCES: Mapping[str, Any] = {
    "work": work_rows, "work_plans": plan_rows, "situations": situation_rows,
}  # fmt: skip
