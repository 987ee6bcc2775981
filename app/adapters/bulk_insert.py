"""Writing whole columns into a table at the speed of the driver: COPY on PostgreSQL, prepared rows on SQLite."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

import polars as pl
from sqlalchemy import JSON, Connection, Date, Table


def insert_columns(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    *,
    json_as_text: bool = False,
) -> int:
    """Insert rows given as columns of equal length within the connection's transaction; returns how many.

    Values are those of Python (date, bool, bytes, int, float, str, None; dicts for JSON, or its text where
    `json_as_text`). Defaults of the model are not applied: every column that may not be empty must be given. Moments
    are not supported.
    """
    names = list(columns)
    if not names or not len(columns[names[0]]):
        return 0
    sqlite = connection.dialect.name == "sqlite"
    ready = [
        columns[name]
        if json_as_text and isinstance(table.c[name].type, JSON)
        else _driver_values(table.c[name].type, columns[name], sqlite)
        for name in names
    ]
    rows = zip(*ready, strict=True)
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor: Any = connection.connection.cursor()  # the driver takes rows one by one, its type says a sequence
    try:
        if sqlite:
            _many_at_once(cursor, f'INSERT INTO "{table.name}" ({quoted}) VALUES ', len(names), rows)  # noqa: S608
        else:
            _copy(cursor, f'COPY "{table.name}" ({quoted}) FROM STDIN', rows)
    finally:
        cursor.close()
    return len(columns[names[0]])


def _driver_values(kind: Any, values: Sequence[Any], sqlite: bool) -> Iterable[Any]:
    if isinstance(kind, JSON):
        return [None if v is None else json.dumps(v, ensure_ascii=False) for v in values]
    if sqlite and isinstance(kind, Date):
        return [v.isoformat() if isinstance(v, date) else v for v in values]
    return values


#: Values of one statement on SQLite, which takes 32,766; longer ones are no faster.
_VALUES = 4000


def _many_at_once(cursor: Any, start: str, width: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows a statement: tables with triggers open a journal for each statement, which costs more than a row."""
    marks = f"({', '.join('?' * width)})"
    size = max(1, _VALUES // width)
    whole = start + ", ".join([marks] * size)
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        statement = whole if len(chunk) == size else start + ", ".join([marks] * len(chunk))
        cursor.execute(statement, list(chain.from_iterable(chunk)))


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


#: Rows of one text that is sent; what stands for nothing there, which no text can be taken for: texts stand in quotes.
_AT_ONCE, _NOTHING = 50_000, "-"


def copy_frame(connection: Connection, table: Table, frame: pl.DataFrame) -> int:
    """Insert a frame on PostgreSQL without a Python object for each value; days, bytes and JSON as text may be in it,
    moments not. Returns how many."""
    quoted = ", ".join(f'"{name}"' for name in frame.columns)
    statement = f"COPY \"{table.name}\" ({quoted}) FROM STDIN (FORMAT csv, NULL '{_NOTHING}')"
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for piece in frame.iter_slices(_AT_ONCE):
                told = piece.with_columns(
                    (pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in binary
                )
                out = io.BytesIO()
                told.write_csv(out, include_header=False, quote_style="non_numeric", null_value=_NOTHING)
                copy.write(out.getvalue())
    finally:
        cursor.close()
    return frame.height


def bump_sequence(connection: Connection, table: Table, last: int) -> None:
    """After rows with numbers of their own, up to `last`: let PostgreSQL count on from there."""
    if connection.dialect.name != "sqlite":
        quoted = f'"{table.name}"'
        connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (quoted, last))
