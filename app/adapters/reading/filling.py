"""The guarded child that writes answers into another office's blank workbook and leaves its layout as it is.

It gets three open files: the workbook, the result, and the answers as JSON. Empty rows that the office drew are filled
first; where there are too few, the lines below (totals, signatures) move down and new rows look like the first one.
"""

import json
import os
import re
import sys
from copy import copy
from typing import IO, Any
from zipfile import BadZipFile

from app.adapters.reading import container, kinds, limits, sandbox
from app.adapters.reading.refusal import Refusal

#: A row under the header that only numbers the columns.
_COLUMN_NO = re.compile(r"^[(（]?(\d{1,3}|[A-Z]{1,2}|[甲乙丙丁戊己])[)）]?$")
_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+):(\$?[A-Z]{1,3}\$?)(\d+)")


def main() -> None:
    """argv: numbers of workbook, result and answers, suffix of the name."""
    source, target, told = (int(n) for n in sys.argv[-4:-1])
    sandbox.shut_in(limits.MAX_MEMORY)
    sandbox.allow(limits.START_MEMORY, limits.START_CPU * 4)
    try:
        with (
            os.fdopen(source, "rb") as file,
            os.fdopen(target, "wb") as out,
            os.fdopen(told, "rb") as answers,
        ):
            if kinds.kind_of(file, sys.argv[-1]) != "xlsx":
                raise Refusal("file_unknown_kind")
            size = container.inspect(file, "xlsx")
            sandbox.allow(limits.memory_limit(4 * size), 8 * limits.cpu_limit(size))
            fill(file, out, json.load(answers))
            answer: dict[str, Any] = {"filled": True}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "gaps": refusal.gaps}
    except MemoryError:
        answer = {"refused": "file_memory", "gaps": {}}
    sys.stdout.write(json.dumps(answer))


def fill(file: IO[bytes], out: IO[bytes], told: dict[str, Any]) -> None:
    """Write the rows below the header of one sheet. `told`: place of the sheet, header_row (1-based), columns (1-based
    number, is_text), serial (columns that count the rows), last (column of the table, 0 = of the sheet), rows.
    On a card instead cells: 1-based row and column, is_text, value."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    file.seek(0)
    try:
        book = openpyxl.load_workbook(file)
        sheet = book[book.sheetnames[told["place"]]]
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
    ):
        raise Refusal("file_broken") from None
    if "cells" in told:
        for row, column, is_text, value in told["cells"]:
            _put(sheet, row, column, value, is_text=is_text)
        book.save(out)
        return
    serial = set(told["serial"])
    first = _first_row(sheet, told["header_row"] + 1)
    last = told["last"] or sheet.max_column
    free = _free_rows(sheet, first, serial, last)
    count = len(told["rows"])
    if free is not None and count > free:
        _make_room(sheet, first, free, count, last)
    for number, row in enumerate(told["rows"]):
        at = first + number
        if at > first and (free is None or number >= free):
            _like_first(sheet, first, at)
        for column in serial:
            _put(sheet, at, column, number + 1, is_text=False)
        for (column, is_text), value in zip(told["columns"], row, strict=True):
            if value is not None:
                _put(sheet, at, column, value, is_text=is_text)
    book.save(out)


def _first_row(sheet: Any, row: int) -> int:
    """The first row for answers: one that only numbers the columns is passed over."""
    texts = [str(c.value).strip() for c in sheet[row] if c.value is not None]
    marks = [text for text in texts if _COLUMN_NO.match(text)]
    return row + 1 if len(marks) >= 2 and len(marks) == len(texts) else row


def _is_free(sheet: Any, row: int, serial: set[int], last: int) -> bool:
    """Nothing stands here but formulas and the row's own number (合计 below the numbers is a foot)."""
    for cell in sheet[row][:last]:
        text = "" if cell.value is None else str(cell.value).strip()
        if text and not text.startswith("=") and not (cell.column in serial and text.isdigit()):
            return False
    return True


def _free_rows(sheet: Any, first: int, serial: set[int], last: int) -> int | None:
    """Empty rows up to the next words; None where nothing follows."""
    for row in range(first, sheet.max_row + 1):
        if not _is_free(sheet, row, serial, last):
            return row - first
    return None


def _make_room(sheet: Any, first: int, free: int, count: int, width: int) -> None:
    """Move what stands below the empty rows down; sums over the empty rows reach over the new ones. What stands beside
    the table's columns stays."""
    below, shift = first + free, count - free
    last = sheet.max_row
    heights = {row: sheet.row_dimensions[row].height for row in range(below, last + 1)}
    moved = [m for m in sheet.merged_cells.ranges if m.min_row >= below and m.min_col <= width]
    for merged in moved:
        sheet.unmerge_cells(str(merged))
    sheet.move_range(f"A{below}:{sheet.cell(last, width).coordinate}", rows=shift)
    for merged in moved:
        merged.shift(row_shift=shift)
        sheet.merge_cells(str(merged))
    for row, height in heights.items():
        sheet.row_dimensions[row + shift].height = height
    end = first + count - 1

    def reach(found: re.Match[str]) -> str:
        low, high = int(found[2]), int(found[4])
        if low >= first - 1 and first <= high < below:
            return f"{found[1]}{found[2]}:{found[3]}{end}"
        return found[0]

    for row in sheet.iter_rows(min_row=below + shift, max_row=last + shift):
        for cell in row:
            if cell.data_type == "f" and isinstance(
                cell.value, str
            ):  # a text that begins with = stays a text
                cell.value = _RANGE.sub(reach, cell.value)


def _like_first(sheet: Any, first: int, at: int) -> None:
    """A new row with the looks, height and formulas of the first one."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.formula.translate import Translator

    sheet.row_dimensions[at].height = sheet.row_dimensions[first].height
    for model in sheet[first]:
        cell = sheet.cell(at, model.column)
        if isinstance(cell, MergedCell) or isinstance(model, MergedCell):
            continue
        cell._style = copy(model._style)
        if isinstance(model.value, str) and model.value.startswith("=") and model.data_type == "f":
            cell.value = Translator(model.value, origin=model.coordinate).translate_formula(cell.coordinate)


def _put(sheet: Any, row: int, column: int, value: Any, *, is_text: bool) -> None:
    """A value; text stays text whatever it begins with, and numbers of people keep all their digits."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell

    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        if is_text:
            cell.number_format = "@"
    else:
        cell.value = value
