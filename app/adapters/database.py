"""How a connection begins: SQLite's pragmas and write locks, PostgreSQL's time limits, set in one place."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

#: Read back at the start; a database that does not keep them is refused.
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a power cut loses no acknowledged save
    "foreign_keys": 1,
    "busy_timeout": 30000,
    "cache_size": -65536,
}


def make_engine(url: str, **options: Any) -> Engine:
    """An engine with the product's settings; `url` as in DATABASE_URL."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, **options)
    prepare_engine(engine)
    return engine


def prepare_engine(engine: Engine) -> None:
    """Hang the settings on an engine that exists already."""
    engine.hide_parameters = True  # the text of an error names the statement, never whom it was about
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(dbapi_connection: Any, _record: object) -> None:
    # the driver's own BEGIN comes too late (not before DDL, never IMMEDIATE): we say it ourselves
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for name, value in SQLITE_PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writing transaction takes the write lock at once, a reading one never (execution option `write`)."""
    writes = connection.get_execution_options().get("write", False)
    if writes:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # it may wait and give up: the toolkit tells that
    else:
        connection.connection.cursor().execute("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("write", False):
        connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")


def check_pragmas(engine: Engine) -> dict[str, object]:
    """The settings as the database reports them; raises where one did not hold."""
    with engine.connect() as connection:
        found = {n: connection.exec_driver_sql(f"PRAGMA {n}").scalar() for n in SQLITE_PRAGMAS}
    wrong = {n: v for n, v in found.items() if v != SQLITE_PRAGMAS[n]}
    if wrong:
        raise RuntimeError(f"SQLite {sqlite3.sqlite_version} did not keep its settings: {wrong}")
    return found
