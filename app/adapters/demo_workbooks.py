"""Writes planned workbooks as files: .xlsx and .xls with titles, merged cells and totals, .csv in two encodings."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Protocol

import xlsxwriter
import xlwt

Cell = str | int | float | None
#: What .xls can hold in one sheet.
XLS_ROWS = 65_000


class PlannedBook(Protocol):
    """What a plan must tell."""

    filename: str
    form: str
    sheet: str
    titles: list[str]
    headers: list[str]

    def lines(self) -> list[list[Cell]]:
        """Data rows and the total row."""


def write_planned(book: PlannedBook, folder: Path) -> Path:
    """Write one workbook into a folder and give its path. A list too long for .xls is split over sheets."""
    path = folder / book.filename
    lines = book.lines()
    if book.form == "xlsx":
        _write_xlsx(book, lines, path)
    elif book.form == "xls":
        _write_xls(book, lines, path)
    else:
        _write_csv(book, lines, path, "gb18030" if book.form == "csv-gb18030" else "utf-8-sig")
    return path


def _write_xlsx(book: PlannedBook, lines: Sequence[list[Cell]], path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet(book.sheet)
        title = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
        bold = workbook.add_format({"bold": True, "border": 1})
        for row, text in enumerate(book.titles):
            sheet.merge_range(row, 0, row, len(book.headers) - 1, text, title)
        sheet.write_row(len(book.titles), 0, book.headers, bold)
        for row, line in enumerate(lines, len(book.titles) + 1):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write_number(row, column, value)


def _write_xls(book: PlannedBook, lines: Sequence[list[Cell]], path: Path) -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    title = xlwt.easyxf("font: bold on, height 320; align: horiz center")
    for number, start in enumerate(range(0, max(len(lines), 1), XLS_ROWS)):
        sheet = workbook.add_sheet(book.sheet if number == 0 else f"{book.sheet}-{number + 1}")
        for row, text in enumerate(book.titles):
            sheet.write_merge(row, row, 0, len(book.headers) - 1, text, title)
        for column, header in enumerate(book.headers):
            sheet.write(len(book.titles), column, header)
        _fill_xls(sheet, book, lines[start : start + XLS_ROWS])
    workbook.save(str(path))


def _fill_xls(sheet: xlwt.Worksheet, book: PlannedBook, lines: Sequence[list[Cell]]) -> None:
    first = len(book.titles) + 1
    merged = {c for c, header in enumerate(book.headers) if header == "乡镇"}
    for row, line in enumerate(lines, first):
        for column, value in enumerate(line):
            if value is not None and column not in merged:
                sheet.write(row, column, float(value) if isinstance(value, int) else value)
    for column in merged:
        _merge_runs(sheet, column, first, [line[column] for line in lines])


def _merge_runs(sheet: xlwt.Worksheet, column: int, first: int, values: Sequence[Cell]) -> None:
    """One tall cell for each run of equal values, as offices draw their townships."""
    start = 0
    for row in range(1, len(values) + 1):
        if row < len(values) and values[row] == values[start]:
            continue
        if values[start] is not None:
            sheet.write_merge(first + start, first + row - 1, column, column, values[start])
        start = row


def _write_csv(book: PlannedBook, lines: Sequence[list[Cell]], path: Path, encoding: str) -> None:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([text] for text in book.titles)
    writer.writerow(book.headers)
    writer.writerows([_as_saved(value) for value in line] for line in lines)
    path.write_bytes(out.getvalue().encode(encoding))


def _as_saved(value: Cell) -> Cell:
    """Long numbers as a spreadsheet saves them: with five digits behind the point."""
    return f"{value:.5E}" if isinstance(value, (int, float)) and value >= 1e11 else value
