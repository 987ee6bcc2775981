"""The clock of the database, the only one that leases and schedules trust: hosts differ, it does not."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.models.base import Moment


class database_moment(FunctionElement[datetime]):  # noqa: N801 (reads like a SQL function)
    """The database's clock plus a number of seconds."""

    type = Moment()
    inherit_cache = True
    name = "database_moment"

    def __init__(self, seconds: float = 0) -> None:
        super().__init__(float(seconds))


@compiles(database_moment, "sqlite")
def _moment_on_sqlite(element: database_moment, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"strftime('%Y-%m-%d %H:%M:%f', julianday('now') + ({seconds}) / 86400.0) || '000'"


@compiles(database_moment, "postgresql")
def _moment_on_postgresql(element: database_moment, compiler: SQLCompiler, **kw: Any) -> str:
    return f"clock_timestamp() + make_interval(secs => {compiler.process(element.clauses, **kw)})"


@compiles(database_moment)
def _moment_said(element: database_moment, compiler: SQLCompiler, **kw: Any) -> str:
    """Where a statement is only looked at (the scope guard), not run."""
    return f"database_moment({compiler.process(element.clauses, **kw)})"
