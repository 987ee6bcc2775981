"""Reads the raw XML of xlsx sheets for what the reader library does not tell or would die of.

It counts cells against the area they claim (one stray cell at XFD1048576 makes a reader ask for 549 GB), and notes
error values, formulas without a stored result, hidden rows and percent formats.
"""

import re
from dataclasses import dataclass, field

from app.adapters.reading import limits
from app.adapters.reading.refusal import Refusal

_ROW = re.compile(rb'<row[^>]*? r="(\d+)"')
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})[0-9]')
_FAR = re.compile(rb' r="([A-Z]{1,3})(\d{6,7})"')
_HIDDEN = re.compile(rb'<row(?=[^>]* hidden="(?:1|true)")[^>]*? r="(\d+)"')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
)
#: A formula that gave an empty text (t="str") has a result; one that was never calculated has none.
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^>]* t="str")[^>]*>'
    rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)


@dataclass
class SheetScan:
    """Notes on one sheet; places are 0-based (row, column)."""

    cells: int = 0
    rows: int = 0
    columns: int = 26
    hidden_rows: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    no_value: set[tuple[int, int]] = field(default_factory=set)
    percent: set[tuple[int, int]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    _carry: bytes = b""

    def feed(self, piece: bytes, percent_styles: tuple[int, ...], last: bool) -> None:
        """Take the next piece; whole rows are read, the rest waits for the next piece."""
        block = self._carry + piece
        cut = len(block) if last else block.rfind(b"<row")
        if cut <= 0 or len(block) - cut > 4 << 20:
            cut = len(block)
        self._carry = block[cut:]
        self._read(block[:cut], percent_styles)
        if last:
            self._judge()

    def judge_formulas(self, formulas: int, empty: set[tuple[int, int]]) -> None:
        """Binary formats store some result with every formula: if all are empty, nobody ever calculated them."""
        if formulas and len(empty) == formulas:
            self.no_value = empty
        elif formulas:
            self.notes.append("formulas_unproven")

    def _read(self, block: bytes, percent_styles: tuple[int, ...]) -> None:
        self.cells += block.count(b"<c ") + block.count(b":c ")
        self.rows = max(self.rows, max(map(int, _ROW.findall(block)), default=0))
        for letters in set(_WIDE.findall(block)):
            self.columns = max(self.columns, column_number(letters) + 1)
        if self.rows < 100_000:
            for letters, row in _FAR.findall(block):
                self.rows = max(self.rows, int(row))
                self.columns = max(self.columns, column_number(letters) + 1)
        if b'hidden="' in block:
            self.hidden_rows += [int(r) - 1 for r in _HIDDEN.findall(block)][: limits.MAX_MARKS]
        if b't="e"' in block:
            self._mark_errors(block)
        if b"<f" in block:
            self._mark_places(_NO_VALUE, block, self.no_value)
        if percent_styles:
            styles = b"|".join(str(s).encode() for s in percent_styles)
            self._mark_places(
                re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(?:' + styles + rb')"'), block, self.percent
            )

    def _mark_errors(self, block: bytes) -> None:
        for letters, row, text in _ERROR.findall(block):
            if len(self.errors) < limits.MAX_MARKS:
                self.errors[int(row) - 1, column_number(letters)] = text.decode("utf-8", "replace")[:40]

    @staticmethod
    def _mark_places(pattern: re.Pattern[bytes], block: bytes, marks: set[tuple[int, int]]) -> None:
        for found in pattern.findall(block):
            if len(marks) >= limits.MAX_MARKS:
                return
            marks.add((int(found[1]) - 1, column_number(found[0])))

    def _judge(self) -> None:
        claimed = self.rows * self.columns
        if claimed > limits.SPARSE_CELLS and claimed > limits.SPARSE_FACTOR * max(self.cells, 1):
            raise Refusal(
                "file_bomb", reason=f"占 {self.rows} 行 {self.columns} 列，只有 {self.cells} 个格子"
            )


def column_number(letters: bytes) -> int:
    """0-based column of letters: A -> 0, XFD -> 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def percent_styles(styles_xml: bytes) -> tuple[int, ...]:
    """Indexes of the cell styles that show percent; empty where the part is odd."""
    own = {
        int(i)
        for i, code in re.findall(rb'<numFmt [^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"', styles_xml)
        if b"%" in code
    }
    block = re.search(rb"<cellXfs[^>]*>(.*?)</cellXfs>", styles_xml, re.DOTALL)
    if block is None:
        return ()
    formats = re.findall(rb'<xf [^>]*?numFmtId="(\d+)"', block.group(1))
    return tuple(i for i, fmt in enumerate(formats) if int(fmt) in own | {9, 10})[:200]
