"""Rows of the database as columns, with the types that the statement has."""

import json
from typing import Any

import polars as pl
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CursorResult,
    Date,
    Float,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.domain.importing.profile import Column, Profile

_TYPES: tuple[tuple[type[TypeEngine[Any]], type[pl.DataType]], ...] = (
    (Boolean, pl.Boolean),
    (Integer, pl.Int64),
    (Float, pl.Float64),
    (Date, pl.Date),
    (LargeBinary, pl.Binary),
)


def polars_type(kind: TypeEngine[Any]) -> type[pl.DataType]:
    """The column type for a database type; whatever is not a number, day, truth or bytes is text."""
    return next((mine for theirs, mine in _TYPES if isinstance(kind, theirs)), pl.String)


def fetch(session: Session, statement: Select[Any]) -> pl.DataFrame:
    """All rows of a statement as a frame, also when there are none; JSON comes as its text."""
    kinds = {c.name: c.type for c in statement.selected_columns}
    result = session.connection().execute(statement)
    if all(type(kind) in _AS_DRIVEN for kind in kinds.values()):
        return _by_columns(result, kinds)
    return pl.DataFrame(
        [tuple(r) for r in result],
        schema={n: polars_type(kind) for n, kind in kinds.items()},
        orient="row",
    )


#: Types whose values can be taken from the driver as they are, or cast by columns.
_AS_DRIVEN = frozenset(
    {Boolean, Integer, BigInteger, SmallInteger, Float, Date, LargeBinary, String, Text, JSON}
)


def _by_columns(result: CursorResult[Any], kinds: dict[str, TypeEngine[Any]]) -> pl.DataFrame:
    """The driver's own tuples turned into columns at once: no row object, no conversion value by value.

    SQLite knows neither truths nor days: there they are numbers and ISO texts.
    """
    cursor = result.cursor
    assert cursor is not None
    rows = cursor.fetchall()
    result.close()
    found = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return pl.DataFrame(
        [_column(n, kind, values) for (n, kind), values in zip(kinds.items(), found, strict=True)]
    )


def _column(name: str, kind: TypeEngine[Any], values: tuple[Any, ...]) -> pl.Series:
    wanted = polars_type(kind)
    if isinstance(kind, JSON):
        return pl.Series(name, [_text(v) for v in values], pl.String)
    if wanted is pl.Boolean:
        return pl.Series(name, [None if v is None else bool(v) for v in values], pl.Boolean)
    if wanted is pl.Date and any(isinstance(v, str) for v in values):
        return pl.Series(name, values, pl.String).str.to_date("%Y-%m-%d")
    return pl.Series(name, values, wanted)


def _text(value: object) -> str | None:
    """JSON as text: SQLite's driver hands it over so, that of PostgreSQL has read it already."""
    if value is None or value == "null":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def told_columns(profile: Profile, table: str, rows: pl.DataFrame) -> list[pl.Expr]:
    """What the rows say of a table's fields; `<field>_empty` beside those that an empty cell empties."""
    found = targets(profile, table, rows)
    told = [pl.col(c.key).alias(f) for f, c in found.items()]
    return told + [pl.col(f"{c.key}_empty").alias(f"{f}_empty") for f, c in found.items() if c.clears]


def targets(profile: Profile, table: str, rows: pl.DataFrame) -> dict[str, Column]:
    """Fields of a table that the workbook carries: field -> column of the profile."""
    found = {}
    for column in profile.columns:
        owner, _, name = column.target.partition(".")
        if owner == table and column.key in rows.columns:
            found[name] = column
    return found
