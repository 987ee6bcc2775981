"""A workbook as it was found: cells with their kind and place, before anybody asked what they mean."""

from dataclasses import dataclass, field

import polars as pl

# Kinds of a cell, kept beside its text: a number that looks like an identity number has lost its last digits.
EMPTY, TEXT, NUMBER, DATE, TIME, BOOLEAN, ERROR, NO_VALUE, PERCENT = range(9)


def column_letter(column: int) -> str:
    """The letters Excel shows for a 0-based column: 0 -> A, 26 -> AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class RawSheet:
    """One sheet from A1 on.

    `cells` holds one text column `c<n>` per sheet column (null = empty) and, only for columns that hold anything but
    text, a column `k<n>` of kinds. Numbers are written as Excel shows them without format, days as YYYY-MM-DD.
    """

    name: str
    index: int
    cells: pl.DataFrame
    width: int
    hidden: bool = False
    merged: tuple[
        tuple[int, int, int, int], ...
    ] = ()  # 0-based first row, first column, last row, last column
    hidden_rows: tuple[int, ...] = ()  # 0-based
    notes: tuple[str, ...] = ()  # problem codes about the sheet as a whole, e.g. formulas_unproven

    @property
    def height(self) -> int:
        return self.cells.height

    def text(self, column: int) -> pl.Series:
        """The texts of a column, null where empty."""
        return self.cells.get_column(f"c{column}")

    def kinds(self, column: int) -> pl.Series:
        """The kinds of a column's cells, one per row."""
        name = f"k{column}"
        if name in self.cells.columns:
            return self.cells.get_column(name)
        return self.text(column).is_not_null().cast(pl.UInt8).alias(name)  # EMPTY = 0, TEXT = 1


@dataclass(frozen=True)
class RawWorkbook:
    """What the guarded reader hands over."""

    kind: str  # xlsx, xls, xlsb, ods, csv
    sheets: tuple[RawSheet, ...]
    filename: str = ""
    date1904: bool = False
    encoding: str | None = None
    notes: tuple[str, ...] = field(default=())  # problem codes about the file as a whole, e.g. kind_differs
