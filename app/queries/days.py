"""Days inside statements: bound by name, so that one cached statement serves every day of judgement."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Date, Integer, String, bindparam, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.domain.clock import LOCAL
from app.domain.conditions import Unit
from app.models.base import Moment

#: From this month on the income year is the present one; before, the year before (domain reference 2.5).
INCOME_YEAR_BEGINS = 10


def income_year(day: date) -> int:
    """The year whose ledger is judged on `day`."""
    return day.year if day.month >= INCOME_YEAR_BEGINS else day.year - 1


def earlier(day: date, number: int, unit: Unit) -> date:
    """The day `number` days, months or years before; the end of a shorter month stands for its missing days."""
    if unit == "days":
        return day - timedelta(days=min(number, day.toordinal() - 1))
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "years" else 1)
    year, month = max(months // 12, 1), months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Days:
    """The day of judgement and days counted from it, as bound parameters with this day's values."""

    def __init__(self, as_of: date) -> None:
        self.day = as_of
        #: How the value of each bound name follows from the day of judgement.
        self._names: dict[str, Callable[[date], Any]] = {
            "as_of": lambda day: day,
            "income_year": income_year,
            "income_day": lambda day: date(income_year(day), 12, 31),
        }

    def _bound(self, name: str, kind: Any, value: Callable[[date], Any] | None = None) -> BindParameter[Any]:
        if value is not None:
            self._names[name] = value
        return bindparam(name, self._names[name](self.day), type_=kind)

    @property
    def as_of(self) -> BindParameter[date]:
        return self._bound("as_of", Date)

    @property
    def income_year(self) -> BindParameter[int]:
        return self._bound("income_year", Integer)

    @property
    def income_day(self) -> BindParameter[date]:
        """The last day of the income year: the day on which yearly standards are looked up."""
        return self._bound("income_day", Date)

    @property
    def year(self) -> BindParameter[int]:
        return self._bound("this_year", Integer, lambda day: day.year)

    def cutoff(self, number: int, unit: Unit) -> BindParameter[date]:
        """The day after which rows of a time window lie."""
        return self._bound(f"ago_{number}_{unit}", Date, lambda day: earlier(day, number, unit))

    def begin_of(self, this: str) -> BindParameter[date]:
        """The first day of the calendar year or month."""
        return self._bound(f"this_{this}_begins", Date, lambda day: _first_day(day, this))

    def end_of(self, this: str) -> BindParameter[date]:
        """The last day of the calendar year or month."""
        return self._bound(f"this_{this}_ends", Date, lambda day: _last_day(day, this))

    def moment(self, months: int) -> BindParameter[datetime]:
        """The first moment of the day `months` months before: what was told earlier is too old."""
        return self._bound(
            f"told_since_{months}", Moment(), lambda day: _midnight(earlier(day, months, "months"))
        )

    def month(self, months: int) -> BindParameter[str]:
        """The month `months` months before, as 2026-11."""
        return self._bound(
            f"since_month_{months}", String, lambda day: earlier(day, months, "months").isoformat()[:7]
        )

    def year_of(self, months: int) -> BindParameter[int]:
        """The year in which the day `months` months before lies."""
        return self._bound(f"since_year_{months}", Integer, lambda day: earlier(day, months, "months").year)

    def params(self, as_of: date) -> dict[str, Any]:
        """Values for another day of judgement, to be passed when the statement is executed."""
        return {name: value(as_of) for name, value in self._names.items()}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _first_day(day: date, this: str) -> date:
    return date(day.year, 1 if this == "year" else day.month, 1)


def _last_day(day: date, this: str) -> date:
    month = 12 if this == "year" else day.month
    return date(day.year, month, monthrange(day.year, month)[1])


class ymd(FunctionElement[int]):  # noqa: N801 (a function of SQL)
    """A day as the number 20261122."""

    type = Integer()
    inherit_cache = True


@compiles(ymd)  # the guard reads statements without an engine
@compiles(ymd, "sqlite")
def _ymd_sqlite(element: ymd, compiler: Any, **kw: Any) -> str:
    return f"CAST(replace({compiler.process(element.clauses, **kw)}, '-', '') AS INTEGER)"


@compiles(ymd, "postgresql")
def _ymd_postgresql(element: ymd, compiler: Any, **kw: Any) -> str:
    return f"CAST(to_char({compiler.process(element.clauses, **kw)}, 'YYYYMMDD') AS INTEGER)"


class day_number(FunctionElement[int]):  # noqa: N801
    """A day counted from a fixed one; only differences mean something."""

    type = Integer()
    inherit_cache = True


@compiles(day_number)
@compiles(day_number, "sqlite")
def _days_sqlite(element: day_number, compiler: Any, **kw: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **kw)}) + 0.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _days_postgresql(element: day_number, compiler: Any, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)} - DATE '2000-01-01')"


def full(unit: Unit, start: ColumnElement[date], end: ColumnElement[date]) -> ColumnElement[int]:
    """Full days, months or years from `start` to `end`, rounded down also when `end` lies before."""
    if unit == "days":
        return day_number(end) - day_number(start)
    if unit == "years":
        return _floor(ymd(end) - ymd(start), 10_000)
    return _floor(_month_and_day(end) - _month_and_day(start), 100)


def _month_and_day(day: ColumnElement[date]) -> ColumnElement[int]:
    """Months since year 0, times 100, plus the day of the month."""
    number = cast(ymd(day), BigInteger)
    return ((number // 10_000) * 12 + (number // 100) % 100) * 100 + number % 100


def _floor(number: ColumnElement[int], by: int) -> ColumnElement[int]:
    # both engines cut towards zero; shifting by 10,000 units first keeps everything positive
    return (cast(number, BigInteger) + 10_000 * by * 12) // by - 10_000 * 12
