"""Sheets written down as they look: one line a row, cells parted by |, and made into any format.

`@0`…`@3` are sound identity numbers, `@bad` one with a wrong last digit, `@lost` one stored as a number, `n:12` a
number cell, `d:2024-03-05` a day cell; a line without | is a title line of one cell.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.workbooks.binary import xlsb
from tests.workbooks.people import SOUND, WRONG_CHECK
from tests.workbooks.tables import Row, ods, text_table, xls, xlsx


@dataclass(frozen=True)
class Example:
    """File name and bytes; part of the first accepted row, numbers of accepted rows, problem codes by cell."""

    filename: str
    make: Callable[[], bytes]
    first: dict[str, Any]
    accepted: list[int]
    problems: dict[str, str] = field(default_factory=dict)
    skipped: list[tuple[int, str]] = field(default_factory=list)


def rows_of(text: str) -> list[Row]:
    """The rows of a sheet written down."""
    return [[_cell(cell.strip()) for cell in line.split("|")] for line in text.strip("\n").split("\n")]


def _cell(text: str) -> Any:
    if text in ("@0", "@1", "@2", "@3"):
        return SOUND[int(text[1])]
    special = {"": None, "@bad": WRONG_CHECK, "@lost": float(SOUND[0])}
    if text in special:
        return special[text]
    if text.startswith("n:"):
        return float(text[2:])
    return date.fromisoformat(text[2:]) if text.startswith("d:") else text


_MAKERS: dict[str, Callable[[list[Row]], bytes]] = {
    "xlsx": lambda rows: xlsx(("Sheet1", rows)),
    "xls": xls,
    "et": xls,
    "ods": lambda rows: ods([list(map(_spoken, row)) for row in rows]),
    "xlsb": lambda rows: xlsb([list(map(_spoken, row)) for row in rows]),
    "gbk": lambda rows: text_table([list(map(_spoken, row)) for row in rows], "gb18030"),
    "utf8": lambda rows: text_table([list(map(_spoken, row)) for row in rows], "utf-8-sig"),
    "utf16": lambda rows: text_table([list(map(_spoken, row)) for row in rows], "utf-16"),
    "tab": lambda rows: text_table([list(map(_spoken, row)) for row in rows], "gb18030", "\t"),
}
_SUFFIX = {"gbk": "csv", "utf8": "csv", "utf16": "txt", "tab": "txt"}


def _spoken(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def example(
    name: str,
    kind: str,
    text: str,
    first: dict[str, Any],
    accepted: list[int],
    problems: dict[str, str] | None = None,
    skipped: list[tuple[int, str]] | None = None,
) -> Example:
    """A list by its file name (without suffix), format and rows."""
    filename = f"{name}.{_SUFFIX.get(kind, kind)}"
    return Example(
        filename, lambda: _MAKERS[kind](rows_of(text)), first, accepted, problems or {}, skipped or []
    )
