"""The guarded child that writes problems into an office's own workbook: cells coloured, a reason column, a summary.

It gets three open files: the workbook, the result, and the marks as JSON.
"""

import json
import os
import sys
from typing import IO, Any
from zipfile import BadZipFile

from app.adapters.reading import container, kinds, limits, sandbox
from app.adapters.reading.disarming import disarm
from app.adapters.reading.refusal import Refusal

_MUST, _LOOK = "FFF4B9B0", "FFFBE3A6"
REASON_TITLE, SUMMARY_TITLE = "问题说明", "问题汇总"


def main() -> None:
    """argv: numbers of workbook, result and marks, suffix of the name."""
    source, target, marks = (int(n) for n in sys.argv[-4:-1])
    sandbox.shut_in(limits.MAX_MEMORY)
    sandbox.allow(limits.START_MEMORY, limits.START_CPU * 4)
    try:
        with os.fdopen(source, "rb") as file, os.fdopen(target, "wb") as out, os.fdopen(marks, "rb") as told:
            if kinds.kind_of(file, sys.argv[-1]) != "xlsx":
                raise Refusal("file_unknown_kind")
            size = container.inspect(file, "xlsx")
            sandbox.allow(limits.memory_limit(4 * size), 8 * limits.cpu_limit(size))
            mark(file, out, json.load(told))
            answer: dict[str, Any] = {"marked": True}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "gaps": refusal.gaps}
    except MemoryError:
        answer = {"refused": "file_memory", "gaps": {}}
    sys.stdout.write(json.dumps(answer))


def mark(file: IO[bytes], out: IO[bytes], marks: dict[str, Any]) -> None:
    """Lay the marks over the workbook; all else stays as the office made it but formulas that reach out of it."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    file.seek(0)
    try:
        book = openpyxl.load_workbook(file)
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
    disarm(book)
    for told in marks["sheets"]:
        _mark_sheet(book[book.sheetnames[told["place"]]], told)
    _summary(book, marks["causes"])
    book.save(out)


def _mark_sheet(sheet: Any, told: dict[str, Any]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    fills = {
        level: PatternFill("solid", fgColor=color) for level, color in (("must", _MUST), ("look", _LOOK))
    }
    column = told["width"] + 1
    title = sheet.cell(told["header_row"], column)
    if not isinstance(title, MergedCell):
        title.value, title.font = REASON_TITLE, Font(bold=True)
    sheet.column_dimensions[get_column_letter(column)].width = 60
    for row, place, level in told["cells"]:
        cell = sheet.cell(row, place)
        if level in fills:
            cell.fill = fills[level]
    for row, level, text in told["reasons"]:
        cell = sheet.cell(row, column)
        if not isinstance(cell, MergedCell):
            cell.value, cell.data_type = text, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if level in fills:
                cell.fill = fills[level]


def _summary(book: Any, causes: list[list[Any]]) -> None:
    from openpyxl.styles import Font

    if SUMMARY_TITLE in book.sheetnames:
        del book[SUMMARY_TITLE]
    sheet = book.create_sheet(SUMMARY_TITLE)
    for line in (["级别", "问题", "哪一列", "多少处", "例子", "怎么办"], *causes):
        sheet.append(line)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):  # the titles are the office's: none of them becomes a formula
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", (8, 28, 20, 8, 30, 60), strict=True):
        sheet.column_dimensions[letter].width = width
