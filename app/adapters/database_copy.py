"""A whole database as files, taken at one moment while others go on writing, and put back into an empty place.

SQLite is copied page by page, PostgreSQL table by table. Digests are over rows, not bytes: equal content gives equal
digests whatever the pages look like.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import Connection, Engine

PAGES_AT_ONCE = 2000
CHUNK = 5000
#: Bytes copied at once into PostgreSQL.
PIECE = 1 << 20


def copy_sqlite_file(source: Path, target: Path) -> None:
    """A consistent copy of a live SQLite file; writers are hardly delayed."""
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as live, sqlite3.connect(target) as copy:
        live.backup(copy, pages=PAGES_AT_ONCE)
    live.close()
    copy.close()


@contextmanager
def frozen(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of PostgreSQL until it is closed."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def copy_tables_out(connection: Connection, folder: Path) -> None:
    """One file for each PostgreSQL table, in its text format."""
    for table in table_names(connection):
        statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
        with (folder / f"{table}.copy").open("wb") as out, _cursor(connection).copy(statement) as pieces:
            for piece in pieces:
                out.write(piece)


def copy_tables_in(engine: Engine, folder: Path) -> None:
    """Fill a freshly migrated PostgreSQL database, in one transaction, with history and guards standing aside."""
    with engine.begin() as connection:
        names = table_names(connection)
        quoted = {name: connection.dialect.identifier_preparer.quote(name) for name in names}
        for name in reversed(names):
            connection.exec_driver_sql(f"ALTER TABLE {quoted[name]} DISABLE TRIGGER USER")
            connection.exec_driver_sql(f"DELETE FROM {quoted[name]}")  # noqa: S608 (quoted names of the catalogue)
        for name in names:
            _copy_in(connection, name, folder / f"{name}.copy")
        for name in names:
            connection.exec_driver_sql(f"ALTER TABLE {quoted[name]} ENABLE TRIGGER USER")
        _set_sequences(connection, names)


def _copy_in(connection: Connection, table: str, path: Path) -> None:
    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
    with path.open("rb") as source, _cursor(connection).copy(statement) as pieces:
        while piece := source.read(PIECE):
            pieces.write(piece)


def _set_sequences(connection: Connection, names: list[str]) -> None:
    """Rows to come are numbered behind the rows that were put back."""
    for name in names:
        for column in sa.inspect(connection).get_columns(name):
            found = sa.func.pg_get_serial_sequence(f'"{name}"', column["name"])
            if (sequence := connection.execute(sa.select(found)).scalar()) is not None:
                newest = sa.func.max(sa.column(column["name"], sa.BigInteger))
                last = connection.execute(sa.select(newest).select_from(sa.table(name))).scalar()
                connection.execute(sa.select(sa.func.setval(sequence, last or 1, last is not None)))


def _cursor(connection: Connection) -> psycopg.Cursor[Any]:
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    return driver.cursor()


def table_names(connection: Connection) -> list[str]:
    """All tables, each behind those that it refers to."""
    ordered = sa.inspect(connection).get_sorted_table_and_fkc_names()
    return [name for name, _ in ordered if name is not None]


def digests(connection: Connection) -> dict[str, list[Any]]:
    """For each table: number of rows, and SHA-256 over its stored values in the order of the key."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")  # the same text wherever the server stands
    return {name: _digest(connection, name) for name in table_names(connection)}


def _digest(connection: Connection, name: str) -> list[Any]:
    inspector, quote = sa.inspect(connection), connection.dialect.identifier_preparer.quote
    types = {column["name"]: column["type"] for column in inspector.get_columns(name)}
    key = inspector.get_pk_constraint(name)["constrained_columns"] or list(types)
    listed = ", ".join(map(quote, types))
    ordered = ", ".join(_in_byte_order(connection, quote(c), types[c]) for c in key)
    query = f"SELECT {listed} FROM {quote(name)} ORDER BY {ordered}"  # noqa: S608 (quoted names of the catalogue)
    whole, count = hashlib.sha256(), 0
    for row in connection.execution_options(yield_per=CHUNK).exec_driver_sql(query):
        whole.update(repr(tuple(row)).encode())
        count += 1
    return [count, whole.hexdigest()]


def _in_byte_order(connection: Connection, column: str, kind: Any) -> str:
    """PostgreSQL servers sort texts by their own languages; numbers are sorted by their index."""
    if connection.dialect.name == "sqlite" or isinstance(kind, sa.Integer):
        return column
    return f'{column}::text COLLATE "C"'
