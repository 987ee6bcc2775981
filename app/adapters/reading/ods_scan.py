"""Reads the XML of OpenDocument sheets for hidden rows, formulas without a stored result, and repeats without end."""

import re
from typing import IO, Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from app.adapters.reading import limits
from app.adapters.reading.refusal import Refusal
from app.adapters.reading.sheet_scan import SheetScan

_SIGNS = (b'table:visibility="', b"table:formula=")
#: Cells with a value, or rows that begin with one, said to be there so often that they have to be counted.
#: The many empty ones behind every sheet are none of them.
_OFTEN = re.compile(
    rb'<table:table-cell(?=[^>]*value-type)[^>]*-repeated="[1-9]\d{3,}"'
    rb'|<table:table-row[^>]*-repeated="[1-9]\d{3,}"[^>]*>\s*<table:table-cell[^>]*value-type'
)
#: What no sheet can hold.
_IMPOSSIBLE = re.compile(rb'-repeated="[1-9]\d{7,}"')
#: Filled places of all sheets together; a full sheet of a county has a tenth of it.
_MOST_FILLED = 50_000_000
_CELLS = ("table:table-cell", "table:covered-table-cell")
_PIECE = 1 << 20


class Signs:
    """Watches the pieces of a workbook for anything worth a second look: most have none of it."""

    def __init__(self) -> None:
        self.met = False
        self._tail = b""

    def feed(self, _name: str, piece: bytes, _last: bool) -> None:
        """The next piece of a sheet's part."""
        block = self._tail + piece
        if _IMPOSSIBLE.search(block):
            raise Refusal("file_bomb", reason="同一格重复太多次")
        self.met = self.met or any(sign in block for sign in _SIGNS) or bool(_OFTEN.search(block))
        self._tail = piece[-512:]


def scan_open(file: IO[bytes]) -> dict[str, SheetScan]:
    """Notes on each sheet under `#<place>`. The container was looked at before: there is no declaration in it."""
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = walk.begin, walk.end
    file.seek(0)
    try:
        with ZipFile(file) as archive, archive.open("content.xml") as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
    except (expat.ExpatError, BadZipFile, KeyError, OSError, ValueError, EOFError):
        return {}
    finally:
        file.seek(0)
    return {f"#{place}": scan for place, scan in enumerate(walk.sheets)}


class _Walk:
    """Where the parser stands: sheet, row, column, with repeated rows and cells counted out."""

    def __init__(self) -> None:
        self.sheets: list[SheetScan] = []
        self.row = self.column = self.rows = 0
        self.depth = self.filled = 0

    def begin(self, name: str, told: dict[str, Any]) -> None:
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.sheets.append(SheetScan())
                self.row = 0
        elif self.depth != 1:
            return  # a table inside a cell
        elif name == "table:table-row":
            self.rows, self.column = _repeats(told, "table:number-rows-repeated"), 0
            if told.get("table:visibility") in ("collapse", "filter"):
                hidden = self.sheets[-1].hidden_rows
                room = limits.MAX_MARKS - len(hidden)
                hidden += range(self.row, self.row + min(self.rows, room))
        elif name in _CELLS:
            if "table:formula" in told and "office:value-type" not in told:
                self._mark()
            times = _repeats(told, "table:number-columns-repeated")
            self.column += times
            if "office:value-type" in told:
                self.filled += times * self.rows
                if self.filled > _MOST_FILLED:
                    raise Refusal("file_bomb", reason="同一格重复太多次")

    def _mark(self) -> None:
        marks = self.sheets[-1].no_value
        for row in range(self.row, self.row + min(self.rows, 1000)):
            if len(marks) < limits.MAX_MARKS:
                marks.add((row, self.column))

    def end(self, name: str) -> None:
        if name == "table:table":
            self.depth -= 1
        elif name == "table:table-row" and self.depth == 1:
            self.row += self.rows


def _repeats(told: dict[str, Any], name: str) -> int:
    text = str(told.get(name, "1"))
    return int(text) if text.isdigit() and len(text) < 9 else 1
