"""A village's workbook as a batch of the import engine: kept, looked at, applied and undone like any other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

import polars as pl
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import new_public_id, now
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.importing.raw import RawWorkbook
from app.models import ImportBatch
from app.queries.imports import BOOK
from app.queries.scope import Scope, unscoped
from app.services.files import keep_file
from app.services.importing import staging
from app.services.importing.preview import in_words
from app.services.importing.village_columns import HOMES, PEOPLE, Field, fields_of
from app.services.importing.village_reading import BookReading, read_book
from app.unit_of_work import Work

#: More problems than a person reads one by one are only counted.
MOST_PROBLEMS = 500


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell: where it stands, whose it is, what the register says now and what the sheet says."""

    sheet: str
    row_no: int
    key: str
    who: str
    title: str
    was: str
    now: str
    ref: str = ""  # line, table and field: how a form names it


def compare_book(session: Session, scope: Scope, book: RawWorkbook) -> BookReading:
    """What the workbook changed (reads, and temporary tables of this connection). NotFoundError outside the scope."""
    with unscoped("rows are matched by their keys; the area of the batch is checked for each row"):
        reading = read_book(session, book)
    if not scope.covers(reading.village):
        raise NotFoundError
    return reading


def receive_book(
    work: Work, scope: Scope, store: FileStore, clear: bytes, filename: str, reading: BookReading
) -> ImportBatch:
    """Keep the file and the plan; nothing is written to the register."""
    if not scope.covers(reading.village):
        raise NotFoundError
    file = keep_file(
        work, store, clear, name=PurePath(filename).name[-200:], media_type="application/octet-stream",
        purpose="workbook", area_code=reading.village,
    )  # fmt: skip
    cells = sum(_cell_count(frame) for frame in reading.plan.changes.values())
    cells += sum(_told_cells(frame) for frame in reading.plan.new.values())
    batch = ImportBatch(
        public_id=new_public_id(),
        area_code=reading.village,
        profile=BOOK,
        file_id=file.id,
        digest=file.digest,
        state="previewed",
        read={
            "made_at": reading.made_at,
            "problems": [[p.sheet, p.cell, p.message] for p in reading.problems[:MOST_PROBLEMS]],
        },
        counts={
            "rows": reading.rows,
            "accepted": reading.rows,
            "cells": cells,
            "conflict": reading.plan.conflicts.height,
            "problems": len(reading.problems),
        },
        created_by=work.actor.id,
        created_at=now(),
    )
    work.session.add(batch)
    work.session.flush()
    for kind, frames in (("new", reading.plan.new), ("change", reading.plan.changes)):
        for table, frame in frames.items():
            if frame.height:
                staging.keep_part(work.session, batch.id, f"{kind}.{table}", frame)
    staging.keep_part(work.session, batch.id, staging.CONFLICTS, reading.plan.conflicts)
    staging.keep_part(work.session, batch.id, staging.ROWS, reading.who)
    return batch


def _cell_count(frame: pl.DataFrame) -> int:
    return sum(len(names.split(",")) for names in frame["changed"])


def _told_cells(frame: pl.DataFrame) -> int:
    return sum(frame[name].count() for name in frame.columns if name not in ("line", "household_id"))


def drop_book(work: Work, batch: ImportBatch) -> None:
    """Nobody wants it: the plan goes, nothing of it was ever in the register. E-BOOK-STATE once it is applied."""
    if batch.state != "previewed":
        raise InvalidInputError("E-BOOK-STATE", "这份表已经写入或放弃了。", way_out="写入了的可以撤回。")
    staging.drop_rows(work.session, batch.id, also_replaced=True)
    batch.state = "dropped"
    batch.version += 1


def changes_of(session: Session, batch: ImportBatch) -> list[CellChange]:
    """What applying would write, cell by cell, in the order of the sheets; empty once it is applied."""
    places = _places(session, batch)
    found = []
    for table, frame in staging.parts_of(session, batch.id, "change.").items():
        for row in frame.iter_rows(named=True):
            found += [_change(places, table, row["line"], name, row.get(f"{name}_was"), row.get(name))
                      for name in row["changed"].split(",")]  # fmt: skip
    for table, frame in staging.parts_of(session, batch.id, "new.").items():
        for row in frame.iter_rows(named=True):
            told = [n for n in row if n not in ("line", "household_id") and row[n] is not None]
            found += [_change(places, table, row["line"], name, None, row[name]) for name in told]
    return sorted(found, key=lambda c: (c.sheet != HOMES, c.row_no))


def conflicts_of(session: Session, batch: ImportBatch) -> list[CellChange]:
    """Cells that were changed on both sides since the workbook was handed out; the register keeps its own."""
    places = _places(session, batch)
    frame = staging.read_part(session, batch.id, staging.CONFLICTS)
    rows = () if frame is None else frame.iter_rows(named=True)
    return [_change(places, r["table"], r["line"], r["field"], r["was"], r["now"]) for r in rows]


def field_title(kind: str) -> str:
    """What the workbook calls a field written as `table.field`."""
    table, _dot, name = kind.partition(".")
    return next((f.shown.title for f in _all_fields() if (f.table, f.name) == (table, name)), name)


def _places(session: Session, batch: ImportBatch) -> dict[int, tuple[str, int, str, str]]:
    frame = staging.read_part(session, batch.id, staging.ROWS)
    if frame is None:
        return {}
    return {line: (sheet, row_no, key, who) for line, row_no, sheet, key, who in frame.iter_rows()}


def _change(
    places: dict[int, tuple[str, int, str, str]], table: str, line: int, name: str, was: object, now_: object
) -> CellChange:
    one = next((f for f in _all_fields() if f.table == table and f.name == name), None)
    column = one.column if one else None
    sheet, row_no, key, who = places.get(line, ("", 0, "", ""))
    title = one.shown.title if one else name
    emptied = "清空" if now_ is None else in_words(now_, column)
    ref = f"{line}.{table}.{name}"
    return CellChange(sheet, row_no, key, who, title, in_words(was, column), emptied, ref)


def _all_fields() -> Iterator[Field]:
    for sheet in (HOMES, PEOPLE):
        yield from fields_of(sheet)
