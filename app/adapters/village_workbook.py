"""Writes a village's own workbook: to be filled in offline and brought back, so that nothing but its open cells counts.

Keys are locked and typed as text, words are offered in drop-downs, and a hidden sheet says which version of each row
was handed out. Text is never read as a formula or an address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

#: Names of the hidden sheets: versions of rows, words of drop-downs.
STAMP, WORDS = "_版本", "_选项"
#: Rows above the lines: a title, the header.
HEAD_ROWS = 2


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column of a sheet; `is_open` cells may be changed, all others are locked."""

    title: str
    is_open: bool
    is_text: bool
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet with its lines, cells as the office writes them; numbers stay numbers."""

    name: str
    title: str
    columns: tuple[BookColumn, ...]
    rows: Sequence[Sequence[object]]


def write_book(sheets: Sequence[BookSheet], guide: Sequence[str], stamp: Sequence[Sequence[str]]) -> bytes:
    """XLSX bytes. `guide` are the lines of the first sheet, `stamp` the rows of the hidden one."""
    target = BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet("说明")
        page.set_column(0, 0, 90)
        for row, line in enumerate(guide):
            page.write_string(row, 0, line)
        pages = [(book.add_worksheet(sheet.name), sheet) for sheet in sheets]
        words, hidden = book.add_worksheet(WORDS), book.add_worksheet(STAMP)
        formats = _formats(book)
        at = 0
        for page, sheet in pages:
            at = _write_sheet(page, sheet, words, at, formats)
        for row, cells in enumerate(stamp):
            for column, cell in enumerate(cells):
                hidden.write_string(row, column, cell, formats["locked"])
        for page in (words, hidden):
            page.very_hidden()
            page.protect()
        pages[0][0].activate()
    return target.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    locked = {"bg_color": "#EDEFF2", "border": 1, "border_color": "#C8CDD5"}
    opened = {"locked": False, "border": 1, "border_color": "#C8CDD5"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#E1ECF8", "border": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        "locked": book.add_format({**locked, "num_format": "@"}),
        "text": book.add_format({**opened, "num_format": "@"}),
        "open": book.add_format(opened),
    }


def _write_sheet(page: Any, sheet: BookSheet, words: Any, at: int, formats: dict[str, Any]) -> int:
    """One sheet; answers the next free column of the sheet of words."""
    page.write_string(0, 0, sheet.title, formats["title"])
    keys = sum(not column.is_open for column in sheet.columns)
    page.freeze_panes(HEAD_ROWS, min(keys, 3))
    last = HEAD_ROWS + len(sheet.rows) - 1
    for place, column in enumerate(sheet.columns):
        page.write_string(HEAD_ROWS - 1, place, column.title, formats["head"])
        page.set_column(place, place, max(10, min(24, 2 * len(column.title) + 2)))
        if not column.is_open or last < HEAD_ROWS:
            continue
        if column.choices:
            words.write_column(0, at, column.choices)
            letter = xl_col_to_name(at)
            source = f"='{WORDS}'!${letter}$1:${letter}${len(column.choices)}"
            rule = {
                "validate": "list", "source": source, "error_type": "stop",
                "error_title": "请从选项里选", "error_message": "点格子右边的箭头选一个，不能自己写。",
            }  # fmt: skip
            page.data_validation(HEAD_ROWS, place, last, place, rule)
            at += 1
        elif column.hint:
            rule = {"validate": "any", "input_title": column.title[:32], "input_message": column.hint[:255]}
            page.data_validation(HEAD_ROWS, place, last, place, rule)
    for row, cells in enumerate(sheet.rows, start=HEAD_ROWS):
        for place, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
            look = formats["locked" if not column.is_open else "text" if column.is_text else "open"]
            if cell is None or cell == "":
                page.write_blank(row, place, None, look)
            elif isinstance(cell, int | float) and not column.is_text:
                page.write_number(row, place, cell, look)
            else:
                page.write_string(row, place, str(cell), look)
    if sheet.rows:
        page.autofilter(HEAD_ROWS - 1, 0, last, len(sheet.columns) - 1)
    page.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    return at
