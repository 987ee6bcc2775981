"""Writes the numbers of a `Document` as a workbook: one sheet a table, the definitions, and where each number came
from.

Cells are typed, text is never read as a formula or an address, and the shown digits are the same as in Word and PDF.
"""

import re
from io import BytesIO
from typing import Any

import xlsxwriter

from app.domain.documents import Cell, Column, Document, Table, captions

_SHOWN = re.compile(r"^(?P<digits>-?[\d,]+)(?:\.(?P<decimals>\d+))?(?P<unit>\D*)$")
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_HEADER: dict[str, Any] = {
    "bold": True,
    "bg_color": "#E1ECF8",
    "border": 1,
    "align": "center",
    "valign": "vcenter",
}


def write_workbook(document: Document) -> bytes:
    """XLSX bytes."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": document.title, "author": document.issuer})
    writer = _Writer(book, document)
    writer.cover()
    titles = captions(document.blocks)
    for position, block in enumerate(document.blocks):
        if isinstance(block, Table):
            writer.table(titles[position], block)
    for table in document.details:
        writer.table(table.title, table)
    writer.definitions()
    writer.numbers()
    book.close()
    return target.getvalue()


class _Writer:
    """Sheets of one workbook with shared formats."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        self.head = book.add_format(_HEADER)
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#465265"})
        self._numbers: dict[str, Any] = {}
        self._names: set[str] = set()

    def cover(self) -> None:
        sheet = self._sheet("说明")
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, self.document.title, self.title)
        lines = [self.document.issuer, f"数据截至 {self.document.as_of.isoformat()}", *self.document.remarks]
        for row, words in enumerate(lines, start=1):
            sheet.write_string(row, 0, words, self.words)

    def table(self, caption: str, table: Table) -> None:
        sheet = self._sheet(caption)
        sheet.write_string(0, 0, caption, self.title)
        sheet.write_string(1, 0, f"单位：{table.unit}" if table.unit else "", self.small)
        self._heads(sheet, 2, [column.title for column in table.columns])
        for row, cells in enumerate(table.rows, start=3):
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell)
        if table.note:
            sheet.write_string(3 + len(table.rows), 0, table.note, self.small)
        sheet.freeze_panes(3, 1)
        for position, width in enumerate(_widths(table.columns, table.rows)):
            sheet.set_column(position, position, width)

    def definitions(self) -> None:
        sheet = self._sheet("指标口径")
        self._heads(sheet, 0, ["编号", "指标", "单位", "口径", "来源"])
        for row, item in enumerate(self.document.definitions, start=1):
            for column, words in enumerate((item.code, item.title, item.unit, item.words, item.source)):
                sheet.write_string(row, column, words, self.words)
        for column, width in enumerate((8, 24, 10, 70, 40)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)

    def numbers(self) -> None:
        """Every number of the paper with its place, definition, day and the page that lists the rows behind it."""
        sheet = self._sheet("数字出处")
        self._heads(sheet, 0, ["在哪里", "印的字", "数值", "口径编号", "数据日期", "明细页"])
        for row, (place, number) in enumerate(self.document.numbers(), start=1):
            origin = number.provenance
            sheet.write_string(row, 0, place)
            sheet.write_string(row, 1, number.text)
            if number.value is not None:
                sheet.write_number(row, 2, float(number.value))
            if origin is None:
                continue
            sheet.write_string(row, 3, origin.definition)
            sheet.write_string(row, 4, origin.as_of.isoformat())
            url = self.document.url(number)
            if url:
                sheet.write_url(row, 5, url, string=origin.link)
            else:
                sheet.write_string(row, 5, origin.link or "")
        for column, width in enumerate((30, 16, 16, 10, 12, 60)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)

    def _heads(self, sheet: Any, row: int, titles: list[str]) -> None:
        for column, words in enumerate(titles):
            sheet.write_string(row, column, words, self.head)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif cell.value is None:
            sheet.write_string(row, column, cell.text, self.book_format("@"))
        else:
            sheet.write_number(row, column, float(cell.value), self.book_format(number_format(cell.text)))

    def book_format(self, code: str) -> Any:
        """One format object per number format."""
        if code not in self._numbers:
            self._numbers[code] = self.book.add_format({"num_format": code, "align": "right"})
        return self._numbers[code]

    def _sheet(self, name: str) -> Any:
        wanted = _SHEET_FORBIDDEN.sub(" ", name).replace("　", " ").strip()[:28] or "表"
        unique, copy = wanted, 2
        while unique.lower() in self._names:
            unique, copy = f"{wanted[:26]} {copy}", copy + 1
        self._names.add(unique.lower())
        return self.book.add_worksheet(unique)


def number_format(shown: str) -> str:
    """The spreadsheet format that prints a value as `shown` does: same decimals, same grouping, same unit."""
    match = _SHOWN.match(shown)
    if match is None:
        return "General"
    whole = "#,##0" if "," in match["digits"] else "0"
    decimals = f".{'0' * len(match['decimals'])}" if match["decimals"] else ""
    unit = match["unit"].replace('"', "")
    return f'{whole}{decimals}"{unit}"' if unit else f"{whole}{decimals}"


def _widths(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> list[int]:
    """Wide enough for head and cells; Chinese letters count double, at most 60."""

    def wide(text: str) -> int:
        return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)

    widths = [wide(column.title) for column in columns]
    for row in rows:
        for position, cell in enumerate(row):
            widths[position] = max(widths[position], wide(cell if isinstance(cell, str) else cell.text))
    return [min(width + 3, 60) for width in widths]
