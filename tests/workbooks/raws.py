"""Raw workbooks made from rows, for tests of what happens after opening."""

from collections.abc import Sequence
from typing import Any

from app.adapters.reading.cells import Marks, sheet_frame
from app.domain.importing.raw import RawSheet, RawWorkbook

Rows = Sequence[Sequence[Any]]


def raw_sheet(rows: Rows, name: str = "表一", index: int = 0, **more: Any) -> RawSheet:
    """A sheet whose cells are given as Python values, as the reader library would."""
    width = max((len(row) for row in rows), default=0)
    marks = Marks(more.pop("errors", {}), more.pop("no_value", ()), more.pop("percent", ()))
    filled = [["" if v is None else v for v in row] for row in rows]
    frame = sheet_frame(filled, width, 0, marks)
    return RawSheet(name, index, frame, sum(c[0] == "c" for c in frame.columns), **more)


def raw_book(*sheets: RawSheet, filename: str = "") -> RawWorkbook:
    """A workbook of such sheets."""
    return RawWorkbook("xlsx", sheets, filename)
