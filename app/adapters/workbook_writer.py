"""Writes workbooks: the office gets its own sheet back with bad cells marked; tables as CSV."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Any

import polars as pl
import xlsxwriter

from app.adapters.reading import guard
from app.adapters.reading.marking import REASON_TITLE, SUMMARY_TITLE
from app.adapters.workbook_reader import check_size, open_workbook
from app.domain.importing.problems import LEVELS, ReadingRefusedError
from app.domain.importing.raw import RawWorkbook
from app.domain.importing.reading import Reading

#: Above this the office's own formatting is given up for a plain table: keeping it would cost minutes.
KEPT_FORMAT_ROWS = 30_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Blanks and invisible signs before a formula hide it from a reader, not from a spreadsheet program.
_UNSEEN = " \u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"
_COLORS = {"must": "#F4B9B0", "look": "#FBE3A6"}


def mark_workbook(source: Path | bytes, reading: Reading, out: Path, filename: str | None = None) -> None:
    """Write the office's workbook with bad cells coloured, a reason column and a summary to `out` (.xlsx).

    Its own formatting is kept for .xlsx up to 30,000 rows; other formats and larger sheets
    come back as a plain table with the same rows and columns. Raises ReadingRefusedError.
    """
    name = filename if filename is not None else (source.name if isinstance(source, Path) else "")
    check_size(source, name)
    raw = open_workbook(source, name)
    if raw.kind == "xlsx" and sum(sheet.height for sheet in raw.sheets) <= KEPT_FORMAT_ROWS:
        try:
            _mark_in_place(source, raw, reading, out, name)
        except ReadingRefusedError:  # readable, yet too odd to be written back as it is
            _write_again(raw, reading, out)
    else:
        _write_again(raw, reading, out)


def _mark_in_place(source: Path | bytes, raw: RawWorkbook, reading: Reading, out: Path, name: str) -> None:
    marks = json.dumps(
        {"sheets": _marks(raw, reading), "causes": _causes(reading)}, ensure_ascii=False
    ).encode()
    with guard.opened(source) as file, guard.anonymous("result") as result, guard.opened(marks) as told:
        guard.ask("app.adapters.reading.marking", [file, result, told], PurePath(name).suffix.lower(), name)
        result.seek(0)
        out.write_bytes(result.read())


def _marks(raw: RawWorkbook, reading: Reading) -> list[dict[str, Any]]:
    widths = {sheet.index: sheet.width for sheet in raw.sheets}
    found = []
    for sheet in reading.sheets:
        if sheet.header_rows and sheet.index in widths:
            mine = reading.problems.filter((pl.col("sheet") == sheet.index) & pl.col("row_no").is_not_null())
            found.append(
                {
                    "place": sheet.index,
                    "width": _reason_column(raw, sheet.index, sheet.header_rows[-1]),
                    "header_row": sheet.header_rows[-1],
                    "cells": mine.select("row_no", "column_no", "level").rows(),
                    "reasons": _reasons(mine).rows(),
                }
            )
    return found


def _reason_column(raw: RawWorkbook, index: int, header_row: int) -> int:
    """How many columns stand before the reasons; an earlier reason column is written over."""
    sheet = next(s for s in raw.sheets if s.index == index)
    titles = sheet.cells.row(header_row - 1)[: sheet.width]
    return titles.index(REASON_TITLE) if REASON_TITLE in titles else sheet.width


def _reasons(problems: pl.DataFrame) -> pl.DataFrame:
    """row_no, heaviest level, all sentences of the row."""
    words = problems.with_columns(
        pl.concat_str(pl.lit("【"), pl.col("level").replace_strict(LEVELS), pl.lit("】"), "message").alias(
            "text"
        ),
        pl.col("level")
        .replace_strict({"must": 0, "look": 1, "hint": 2}, return_dtype=pl.UInt8)
        .alias("weight"),
    )
    rows = words.group_by("row_no", maintain_order=True).agg(
        pl.col("level").sort_by("weight").first(), pl.col("text").str.join("")
    )
    return rows.sort("row_no")


def _causes(reading: Reading) -> list[list[Any]]:
    return [
        [LEVELS[c.level], c.title, c.header or "", c.count, "、".join(c.cells), c.way_out]
        for c in reading.causes()
    ]


def _write_again(raw: RawWorkbook, reading: Reading, out: Path) -> None:
    with _workbook(out) as book:
        formats = {level: book.add_format({"bg_color": color}) for level, color in _COLORS.items()}
        told = {m["place"]: m for m in _marks(raw, reading)}
        for sheet in raw.sheets:
            page = book.add_worksheet(_sheet_title(sheet.name, sheet.index))
            marks = told.get(sheet.index, {"cells": [], "reasons": [], "header_row": 0})
            cells = {(row - 1, column - 1): level for row, column, level in marks["cells"] if column}
            reasons = {row - 1: (level, text) for row, level, text in marks["reasons"]}
            for number, row in enumerate(sheet.cells.select(pl.col("^c.*$")).iter_rows()):
                for column, text in enumerate(row):
                    if text is not None or (number, column) in cells:
                        page.write_string(
                            number, column, text or "", formats.get(cells.get((number, column), ""))
                        )
                if number == marks["header_row"] - 1:
                    page.write_string(number, sheet.width, REASON_TITLE)
                elif number in reasons:
                    level, text = reasons[number]
                    page.write_string(number, sheet.width, text, formats.get(level))
        summary = book.add_worksheet(SUMMARY_TITLE)
        for number, line in enumerate(
            (["级别", "问题", "哪一列", "多少处", "例子", "怎么办"], *_causes(reading))
        ):
            for column, value in enumerate(line):
                summary.write(number, column, value)


def _workbook(out: Path | io.BytesIO) -> Any:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    return xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, options)


def _sheet_title(name: str, index: int) -> str:
    cleaned = "".join("_" if c in "[]:*?/\\'" else c for c in name)[:28]
    return cleaned or f"表{index + 1}"


def write_csv(out: io.TextIOBase, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a CSV table whose cells no spreadsheet program takes for formulas; answers the number of rows."""
    writer = csv.writer(out)
    writer.writerow([_safe(title) for title in titles])
    count = 0
    for row in rows:
        writer.writerow([_safe(value) for value in row])
        count += 1
    return count


def _safe(value: object) -> object:
    """Text that would begin a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(_UNSEEN).startswith(_FORMULA_STARTS):
        return "'" + value
    return value
