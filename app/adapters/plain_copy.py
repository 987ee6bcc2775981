"""A blank workbook of an older kind as .xlsx: its words, numbers and merged cells in a plain drawn table."""

import io
from contextlib import suppress
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from app.domain.errors import InvalidInputError
from app.domain.importing.raw import NUMBER, RawSheet, RawWorkbook

#: A blank sheet is small; what is larger is no blank.
MOST_CELLS = 40_000
_NO_GUESSING = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def as_xlsx(book: RawWorkbook) -> bytes:
    """All sheets as .xlsx; fonts, colours and widths of the older file are not carried over.

    InvalidInputError E-FILL-SIZE where there are more than 40,000 cells.
    """
    if sum(sheet.height * sheet.width + _spread(sheet) for sheet in book.sheets) > MOST_CELLS:
        raise InvalidInputError(
            "E-FILL-SIZE", "这张表太大，不像空表。", way_out="请删掉已经填好的行，另存为 .xlsx 再传。"
        )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **_NO_GUESSING}) as copy:
        drawn = copy.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        spread = copy.add_format({"border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
        for sheet in book.sheets:
            page = copy.add_worksheet()
            page.name = _title(sheet, page.name, {other.name for other in copy.worksheets()[:-1]})
            if sheet.hidden and sheet is not book.sheets[0]:
                page.hide()
            _write(page, sheet, drawn, spread)
    return out.getvalue()


def _spread(sheet: RawSheet) -> int:
    """How many cells are merged, also outside of what is written: a file may merge a million empty ones."""
    return sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in sheet.merged)


def _title(sheet: RawSheet, usual: str, taken: set[str]) -> str:
    name = "".join("_" if c in "[]:*?/\\'" else c for c in sheet.name)[:31].strip()
    return name if name and name not in taken else usual


def _write(page: Any, sheet: RawSheet, drawn: Any, spread: Any) -> None:
    for top, left, bottom, right in sheet.merged:
        if (bottom, right) != (top, left):
            with suppress(OverlappingRange):  # a damaged file; the first of the two counts
                page.merge_range(top, left, bottom, right, "", spread)
    inside = {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    kinds = [sheet.kinds(column) for column in range(sheet.width)]
    for row, texts in enumerate(sheet.cells.select(pl.col("^c.*$")).iter_rows()):
        for column, text in enumerate(texts):
            form = spread if (row, column) in inside else drawn
            if text is None:
                if form is drawn:
                    page.write_blank(row, column, None, form)
            elif kinds[column][row] == NUMBER and len(text) < 16:
                page.write_number(row, column, float(text), form)
            else:
                page.write_string(row, column, text, form)
