"""Reads the XML of OpenDocument sheets for hidden rows and formulas without a stored result."""

from typing import IO, Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from app.adapters.reading import limits
from app.adapters.reading.sheet_scan import SheetScan

_SIGNS = (b'table:visibility="', b"table:formula=")
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
        self.met = self.met or any(sign in block for sign in _SIGNS)
        self._tail = piece[-32:]


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
        self.depth = 0

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
            self.column += _repeats(told, "table:number-columns-repeated")

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
