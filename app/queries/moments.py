"""Moments as offices see them, on both engines: the day, the hour, the minutes between two."""

from typing import Any

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class local_day(FunctionElement[Any]):  # noqa: N801 (a function of SQL)
    """The day of a moment at the offices' clock."""

    type = Date()
    inherit_cache = True


@compiles(local_day, "sqlite")
def _day_sqlite(element: local_day, compiler: Any, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+8 hours')"


@compiles(local_day, "postgresql")
def _day_postgresql(element: local_day, compiler: Any, **kw: Any) -> str:
    return f"CAST(({compiler.process(element.clauses, **kw)}) AT TIME ZONE 'Asia/Shanghai' AS date)"


class local_hour(FunctionElement[int]):  # noqa: N801
    """The hour of a moment at the offices' clock, 0 to 23."""

    type = Integer()
    inherit_cache = True


@compiles(local_hour, "sqlite")
def _hour_sqlite(element: local_hour, compiler: Any, **kw: Any) -> str:
    return f"CAST(strftime('%H', {compiler.process(element.clauses, **kw)}, '+8 hours') AS INTEGER)"


@compiles(local_hour, "postgresql")
def _hour_postgresql(element: local_hour, compiler: Any, **kw: Any) -> str:
    at = compiler.process(element.clauses, **kw)
    return f"CAST(extract(hour from ({at}) AT TIME ZONE 'Asia/Shanghai') AS integer)"


class minutes_between(FunctionElement[int]):  # noqa: N801
    """Full minutes from the first moment to the second."""

    type = Integer()
    inherit_cache = True


@compiles(minutes_between, "sqlite")
def _minutes_sqlite(element: minutes_between, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST((julianday({second}) - julianday({first})) * 1440 + 0.0005 AS INTEGER)"


@compiles(minutes_between, "postgresql")
def _minutes_postgresql(element: minutes_between, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(floor(extract(epoch from (({second}) - ({first}))) / 60) AS integer)"
