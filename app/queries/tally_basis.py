"""What every tally shares: the period, the part of an area, and which households count."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_

from app.domain.areas import range_of
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.models import Household, MeasureGrant
from app.queries.scope import Scope


@dataclass(frozen=True, slots=True)
class Period:
    """What is counted: the day of the data, the year of ledgers, visits and projects, and the line of that year."""

    as_of: date
    year: int
    line_fen: int | None
    """Monitoring line in fen per head and year; None where none is known, then nobody is counted as below it."""


def place(column: Any, digits: int) -> Any:
    return func.substr(column, 1, digits).label("area")


def inside(column: Any, area: str) -> ColumnElement[bool]:
    low, high = range_of(area)
    return and_(column >= low, column < high)


def active(scope: Scope, area: str) -> tuple[ColumnElement[bool], ...]:
    """Criteria for `where(*active(...))`; each stands by itself, because and_() would swallow the scope's mark."""
    return scope.on(Household), inside(Household.area_code, area), Household.status == "active"


def count(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def grants_in_force(period: Period) -> ColumnElement[bool]:
    """Approved, being delivered or delivered, begun by the day of the data and not ended before it."""
    grant = MeasureGrant
    return and_(
        grant.state.in_(sorted(LIVE_GRANT_STATES)),
        grant.starts_on <= period.as_of,
        or_(grant.ends_on.is_(None), grant.ends_on >= period.as_of),
    )
