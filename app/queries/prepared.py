"""Statements that every page asks: built, checked for their scope and compiled once.

Building a statement and finding it again costs several times what the database needs to answer it. What differs in
shape (a scope, a filter) is an argument of the builder; what differs in value is a `given` of the statement.
"""

from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.queries.scope_guard import demand_scope

#: Shapes kept of one statement: scopes and filters that are asked often.
MOST = 300


def given(name: str, kind: Any = None) -> BindParameter[Any]:
    """A value that is said with each call; `kind` where the other side of a comparison does not tell it."""
    return bindparam(name, type_=kind, required=False)


class Prepared:
    """A statement by its builder; called with a session, the shape, and the values by name it gives all its rows."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._made: OrderedDict[tuple[str, date, tuple[Any, ...]], _Compiled] = OrderedDict()
        self._changing = Lock()

    def __call__(self, session: Session, *shape: Any, **values: Any) -> Sequence[Any]:
        session.flush()  # as a session's own questions do
        connection = session.connection()
        key = (connection.dialect.name, today(), shape)  # who is in charge is a question of the day
        with self._changing:
            made = self._made.get(key)
            if made is not None:
                self._made.move_to_end(key)
        if made is None:
            made = _Compiled(self._build(*shape), connection.dialect)
            with self._changing:
                self._made[key] = made
                if len(self._made) > MOST:
                    self._made.popitem(last=False)
        return made.read(_asked(connection, made.sql, made.sent(values)))


def _asked(connection: Connection, sql: str, sent: Any) -> Sequence[Any]:
    """The rows as the driver gives them: the way through the toolkit takes as long as a small statement itself."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, sent)
        return cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as told:
        lost = connection.dialect.is_disconnect(told, connection.connection, cursor)
        if lost:
            connection.invalidate(told)
        raise DBAPIError.instance(
            sql, sent, told, connection.dialect.loaded_dbapi.Error,
            hide_parameters=True, connection_invalidated=lost, dialect=connection.dialect,
        ) from told  # fmt: skip
    finally:
        cursor.close()


class _Compiled:
    """The text of a statement, and how values get into it and out of its rows."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        demand_scope(statement)
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        self._into = {
            name: write
            for name, bind in compiled.binds.items()
            if (write := bind.type.dialect_impl(dialect).bind_processor(dialect))
        }
        self._given = self._written(compiled.params)
        columns = statement.selected_columns
        self._out = [
            (place, read)
            for place, column in enumerate(columns)
            if (read := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]
        self._row: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]

    def sent(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        whole = {**self._given, **self._written(values)}
        return whole if self._order is None else tuple(whole[name] for name in self._order)

    def read(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows by name with their values as Python has them."""
        if not self._out:
            return [*map(self._row._make, rows)]
        columns = [*zip(*rows, strict=True)]
        if columns:
            for place, read in self._out:
                columns[place] = tuple(map(read, columns[place]))
        return [*map(self._row._make, zip(*columns, strict=True))]

    def _written(self, values: Mapping[str, Any]) -> dict[str, Any]:
        into = self._into
        return {name: into[name](value) if name in into else value for name, value in values.items()}
