"""What a workbook would change: three ways, field by field. Nothing stale or disputed is ever overwritten silently.

A cell that tells nothing changes nothing, unless the profile says that an empty cell of its column empties the field.
A value that differs is written where the register has none, where the
list is the authority for the field, or where the register still says what the same list said last time. Everything
else is a conflict for a person to settle.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

#: Beside a field: true where an empty cell was told to empty it (Column.clears).
EMPTY = "_empty"
CONFLICT_COLUMNS = pl.Schema(
    {
        "line": pl.UInt32,
        "table": pl.String,
        "id": pl.Int64,
        "field": pl.String,
        "was": pl.String,
        "now": pl.String,
    }
)


@dataclass(frozen=True)
class Compared:
    """`updates`: id, version, line, changed (field names, comma-joined) and the final value of every field, with
    `<field>_was` beside it. `conflicts`: see CONFLICT_COLUMNS."""

    updates: pl.DataFrame
    conflicts: pl.DataFrame


def compare(
    table: str,
    incoming: pl.DataFrame,
    current: pl.DataFrame,
    authority: Mapping[str, bool],
    *,
    last_told: pl.DataFrame | None,
    is_newest: bool,
    settled: frozenset[str] = frozenset(),
) -> Compared:
    """`incoming` (id, line, fields) against `current` (id, version, fields).

    `authority`: fields to compare and whether the list decides them. `last_told`: id and fields as the same list left
    them last time; None where it never came. `is_newest` False: a later period is known already, so nothing wins by
    itself. `settled`: fields where a person decided for the sheet.
    """
    fields = list(authority)
    if not fields or incoming.is_empty():
        return Compared(_no_updates(current, fields), pl.DataFrame(schema=CONFLICT_COLUMNS))
    types = {f: current.schema[f] for f in fields}
    clearing = {f for f in fields if f"{f}{EMPTY}" in incoming.columns}
    mine = incoming.select(
        "id", "line", *(pl.col(f).cast(types[f]) for f in fields), *(f"{f}{EMPTY}" for f in clearing)
    )
    both = mine.join(current.select("id", "version", *fields), on="id", suffix="_was")
    both = both.join(_last(last_told, types, fields), on="id", how="left")
    marks = []
    for field, decides in authority.items():
        now, was = pl.col(field), pl.col(f"{field}_was")
        differs = now.is_not_null() & (was.is_null() | (was != now))
        if field in clearing:
            differs = differs | (pl.col(f"{field}{EMPTY}") & now.is_null() & was.is_not_null())
        wins = was.is_null() | pl.lit(field in settled)
        if is_newest:
            undisputed = pl.col("_known").fill_null(value=False) & pl.col(f"{field}_last").eq_missing(was)
            wins = wins | pl.lit(decides) | undisputed
        marks += [(differs & wins).alias(f"{field}_writes"), (differs & ~wins).alias(f"{field}_disputed")]
    both = both.with_columns(marks)
    return Compared(_updates(both, fields), _conflicts(table, both, fields))


def _last(
    last_told: pl.DataFrame | None, types: Mapping[str, pl.DataType], fields: list[str]
) -> pl.DataFrame:
    schema = {"id": pl.Int64(), **{f"{f}_last": types[f] for f in fields}, "_known": pl.Boolean()}
    if last_told is None:
        return pl.DataFrame(schema=schema)
    columns = [pl.col(f).cast(types[f]).alias(f"{f}_last") for f in fields]
    return last_told.select("id", *columns, pl.lit(value=True).alias("_known"))


def _updates(both: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    written = [pl.when(pl.col(f"{f}_writes")).then(pl.lit(f)) for f in fields]
    final = [
        pl.when(pl.col(f"{f}_writes")).then(pl.col(f)).otherwise(pl.col(f"{f}_was")).alias(f) for f in fields
    ]
    changed = both.filter(pl.any_horizontal(pl.col(f"{f}_writes") for f in fields))
    return changed.select(
        "id",
        "version",
        "line",
        pl.concat_str(written, separator=",", ignore_nulls=True).alias("changed"),
        *final,
        *(pl.col(f"{f}_was") for f in fields),
    )


def _no_updates(current: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    schema = {"id": pl.Int64(), "version": pl.Int64(), "line": pl.UInt32(), "changed": pl.String()}
    values = {f: current.schema[f] for f in fields}
    return pl.DataFrame(schema={**schema, **values, **{f"{f}_was": t for f, t in values.items()}})


def _conflicts(table: str, both: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    found = [
        both.filter(pl.col(f"{f}_disputed")).select(
            pl.col("line").cast(pl.UInt32),
            pl.lit(table).alias("table"),
            "id",
            pl.lit(f).alias("field"),
            _said(both, f"{f}_was").alias("was"),
            _said(both, f).alias("now"),
        )
        for f in fields
    ]
    return pl.concat(found).sort("line")


def _said(frame: pl.DataFrame, column: str) -> pl.Expr:
    if frame.schema[column] == pl.Binary:
        return pl.lit("（加密的号码）")
    return pl.col(column).cast(pl.String)
