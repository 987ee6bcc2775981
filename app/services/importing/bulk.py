"""Many rows at once on both engines: temporary tables, whole frames into tables, numbers of rows before they exist."""

from typing import Any

import polars as pl
import polars.selectors as cs
from sqlalchemy import Column, Connection, MetaData, Table, text
from sqlalchemy.types import TypeEngine

from app.adapters.bulk_insert import copy_frame, insert_columns
from app.models.base import REGISTRY_TABLES, Base

#: Polars reads no type from an empty column; the table knows.
Types = dict[str, TypeEngine[Any]]


def table_of(name: str) -> Table:
    """A table of the product by its name."""
    return Base.metadata.tables[name]


def insert_frame(connection: Connection, table: Table, frame: pl.DataFrame, **constants: object) -> int:
    """Insert a frame whose columns are those of the table, JSON as text; `constants` are the same for all rows."""
    if connection.dialect.name == "postgresql" and not frame.select(cs.datetime()).width:
        stamped = frame.with_columns(pl.lit(value).alias(name) for name, value in constants.items())
        return copy_frame(connection, table, stamped)
    if connection.dialect.name == "sqlite":  # which knows no days: by columns, not one by one
        frame = frame.with_columns(cs.date().dt.to_string("%Y-%m-%d"))
    columns: dict[str, list[Any]] = {name: frame.get_column(name).to_list() for name in frame.columns}
    columns |= {name: [value] * frame.height for name, value in constants.items()}
    return insert_columns(connection, table, columns, json_as_text=True)


def staged(connection: Connection, name: str, types: Types, frame: pl.DataFrame, *, key: str) -> Table:
    """A temporary table of this connection with these rows, indexed by `key`; an older one of that name goes.

    Its statistics are gathered at once: without them both engines go through the register to look into few rows.
    """
    connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
    table = Table(name, MetaData(), *(Column(c, t) for c, t in types.items()), prefixes=["TEMPORARY"])
    table.create(connection)
    insert_frame(connection, table, frame.select(list(types)))
    connection.execute(text(f'CREATE INDEX "ix_{name}" ON "{name}" ("{key}")'))
    connection.execute(text(f'ANALYZE "{name}"'))
    return table


def drop_staged(connection: Connection, *tables: Table) -> None:
    """Take temporary tables away before the connection goes back to the pool."""
    for table in tables:
        connection.execute(text(f'DROP TABLE IF EXISTS "{table.name}"'))


def types_of(table: str, *columns: str) -> Types:
    """The types that these columns of a known table have."""
    return {c: table_of(table).columns[c].type for c in columns}


def reserve(connection: Connection, table: str, count: int) -> list[int]:
    """Numbers for `count` new rows. On SQLite they hold only under the write lock: ask again there.

    Numbers that history knows are never given anew, even after their rows are gone.
    """
    if count == 0:
        return []
    if connection.dialect.name == "postgresql":
        sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
        rows = connection.execute(text(f"SELECT nextval({sequence}) FROM generate_series(1, {count})"))  # noqa: S608
        return [n for (n,) in rows]
    parts = [f'SELECT max(id) AS top FROM "{table}"']  # noqa: S608
    if table in REGISTRY_TABLES:
        parts.append(f'SELECT max(id) FROM "{table}_history"')  # noqa: S608
    top = connection.execute(text(f"SELECT max(top) FROM ({' UNION ALL '.join(parts)})")).scalar() or 0  # noqa: S608
    return list(range(top + 1, top + 1 + count))
