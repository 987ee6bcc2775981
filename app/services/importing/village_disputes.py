"""Cells of a village's workbook that both sides changed: a person keeps the register's or takes the sheet's.

Taken cells join the plan beside the version that the row has now; what moved once more is not overwritten.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.models import ImportBatch
from app.queries.scope import unscoped
from app.services.importing import staging
from app.services.importing.known import by_key
from app.services.importing.village_columns import HOMES, PEOPLE, fields_of
from app.unit_of_work import Work

#: A disputed cell as a form names it: line, table and field.
KEY = pl.concat_str(pl.col("line").cast(pl.String), "table", "field", separator=".")
#: All disputed cells of one field.
KIND = pl.concat_str("table", "field", separator=".")


@dataclass(frozen=True, slots=True)
class Settled:
    """How many cells were taken from the sheet, left to the register, and found changed once more."""

    mine: int = 0
    theirs: int = 0
    moved: int = 0


def settle_disputes(
    work: Work,
    batch: ImportBatch,
    *,
    take_mine: bool,
    keys: Collection[str] = (),
    kinds: Collection[str] = (),
) -> Settled:
    """Decide disputed cells, one by one (`keys`) or all of a field (`kinds`). E-BOOK-STATE once it is written."""
    if batch.state != "previewed":
        raise InvalidInputError("E-BOOK-STATE", "这份表已经写入或放弃了。", way_out="请重新下载再改。")
    disputed = staging.read_part(work.session, batch.id, staging.CONFLICTS)
    if disputed is None:
        return Settled()
    chosen = KEY.is_in(list(keys)) | KIND.is_in(list(kinds))
    cells = disputed.filter(chosen)
    left = disputed.filter(~chosen)
    found = Settled(theirs=cells.height)
    if take_mine:
        with unscoped("rows of a batch whose village the actor found through the scope"):
            parts = [_take(work, batch, str(name[0]), some) for name, some in cells.group_by("table")]
        again = pl.concat([cells.clear(), *parts])
        found = Settled(mine=cells.height - again.height, moved=again.height)
        left = pl.concat([left, again.select(left.columns)]).sort("line")
    staging.keep_part(work.session, batch.id, staging.CONFLICTS, left)
    cells_before = int(batch.counts.get("cells", 0))
    batch.counts = {**batch.counts, "cells": cells_before + found.mine, "conflict": left.height}
    batch.version += 1
    return found


def _take(work: Work, batch: ImportBatch, table: str, cells: pl.DataFrame) -> pl.DataFrame:
    """Put the cells of one table into the plan; returns those whose row says something else by now."""
    part = f"change.{table}"
    plan = staging.read_part(work.session, batch.id, part)
    names = _names(table, plan)
    current = by_key(work.session, table, "id", cells["id"].unique(), names)
    rows = {row["id"]: row for row in ([] if plan is None else plan.iter_rows(named=True))}
    now = {row["id"]: row for row in current.iter_rows(named=True)}
    again: list[dict[str, Any]] = []
    for cell in cells.iter_rows(named=True):
        name, is_now = cell["field"], now.get(cell["id"])
        if is_now is None or _said(current, cell["id"], name) != cell["was"]:
            again.append({**cell, "was": None if is_now is None else _said(current, cell["id"], name)})
            continue
        row = rows.setdefault(cell["id"], _untouched(is_now, cell["line"], names))
        row["changed"] = ",".join(dict.fromkeys([*filter(None, row["changed"].split(",")), name]))
        row[name] = _typed(cell["now"], current.schema[name])
    schema = _schema(current, names) if plan is None else plan.schema
    if rows:
        staging.keep_part(work.session, batch.id, part, pl.DataFrame(list(rows.values()), schema=schema))
    return pl.DataFrame(again, schema=cells.schema)


def _names(table: str, plan: pl.DataFrame | None) -> list[str]:
    """The fields that the plan of this table speaks of; all of the workbook where there is none yet."""
    if plan is not None:
        return [name.removesuffix("_was") for name in plan.columns if name.endswith("_was")]
    return [f.name for sheet in (HOMES, PEOPLE) for f in fields_of(sheet) if f.table == table]


def _untouched(row: dict[str, Any], line: int, names: list[str]) -> dict[str, Any]:
    """A row of the plan that changes nothing yet, at the version that the register has now."""
    same = {name: row[name] for name in names}
    return {"id": row["id"], "version": row["version"], "line": line, "changed": "", **same} | {
        f"{name}_was": row[name] for name in names
    }


def _schema(current: pl.DataFrame, names: list[str]) -> dict[str, Any]:
    values = {name: current.schema[name] for name in names}
    kept = {"id": pl.Int64, "version": pl.Int64, "line": pl.UInt32, "changed": pl.String}
    return {**kept, **values, **{f"{name}_was": kind for name, kind in values.items()}}


def _said(current: pl.DataFrame, number: int, name: str) -> str | None:
    """The register's present value as the dispute had written it."""
    text: str | None = current.filter(pl.col("id") == number)[name].cast(pl.String)[0]
    return text


def _typed(text: str | None, kind: pl.DataType) -> Any:
    """A cell's text back as the value it was made from."""
    if text is None or kind == pl.String:
        return text
    if kind == pl.Boolean:
        return text == "true"
    one = pl.Series([text])
    return (one.str.to_date() if kind == pl.Date else one.cast(kind))[0]


def kinds_of(session: Session, batch: ImportBatch) -> list[tuple[str, int]]:
    """Fields with disputed cells (`table.field`) and how many, the most first."""
    frame = staging.read_part(session, batch.id, staging.CONFLICTS)
    if frame is None or frame.is_empty():
        return []
    counted = frame.group_by(KIND.alias("kind")).len().sort(["len", "kind"], descending=[True, False])
    return [(kind, count) for kind, count in counted.iter_rows()]
