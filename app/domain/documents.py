"""One format-neutral document; Word, PDF and workbook writers render the same object and so cannot disagree.

Text is plain text everywhere: a writer never reads markup out of it. Every number that was computed is a
`Number` and carries its provenance: the definition it follows, the day of the data, and the page that lists
the rows behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a number comes from."""

    definition: str
    """Code of the indicator definition, e.g. `I01`."""
    as_of: date
    """Day of the data."""
    link: str | None = None
    """Path on the running site that lists the rows, e.g. `/households?area=520199001000`; None where no rows
    exist.
    """


@dataclass(frozen=True, slots=True)
class Number:
    """A computed number: text as it is printed (with its unit where it stands in a sentence) and the value
    behind it.
    """

    text: str
    value: int | float | None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Strong:
    """A stressed piece of a sentence."""

    text: str


Run = str | Number | Strong
Cell = str | Number


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its own number in front: level 1 一、 level 2 （一） level 3 1."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text, first line indented by two characters."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand right, words left."""

    title: str
    align: Literal["left", "right", "center"] = "right"
    weight: int = 2
    """Share of the width relative to the other columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its unit line; every row has as many cells as there are columns."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    note: str = ""
    has_total: bool = False
    """The last row is a total and is set in bold."""

    def __post_init__(self) -> None:
        width = len(self.columns)
        uneven = [number for number, row in enumerate(self.rows) if len(row) != width]
        if uneven:
            raise ValueError(f"table {self.title!r}: rows {uneven} do not have {width} cells")


@dataclass(frozen=True, slots=True)
class Picture:
    """A map or chart as PNG, with a sentence that says what it shows for those who cannot see it."""

    title: str
    png: bytes
    alt: str
    note: str = ""
    width_mm: int = 150


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a form: `label` is printed text set in 黑体, `band` a heading over the whole width, `value` an
    answer.
    """

    text: str
    span: int = 1
    kind: Literal["label", "value", "band"] = "value"
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """A bordered form: each row fills the columns of the raster with boxes. `heads` first rows are repeated on
    further pages; `tall` leaves room for writing by hand.
    """

    widths: tuple[int, ...]
    """Share of the width of each column of the raster."""
    rows: tuple[tuple[Box, ...], ...]
    heads: int = 0
    tall: bool = False

    def __post_init__(self) -> None:
        uneven = [n for n, row in enumerate(self.rows) if sum(box.span for box in row) != len(self.widths)]
        if uneven:
            raise ValueError(f"rows {uneven} of a form do not fill its {len(self.widths)} columns")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Begins one sheet of a form on a new page: its title and the line between title and grid (number, day)."""

    title: str
    left: str = ""
    right: str = ""
    begins: bool = False
    """The first sheet of a household: its papers are filed apart, so its pages are counted from one."""


@dataclass(frozen=True, slots=True)
class Small:
    """A line in small letters: how to fill in, what is masked."""

    text: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, in rows of two; each with room for a name, and all kept on one page."""

    places: tuple[str, ...]
    dated: str = ""
    """The day printed behind each place; empty leaves 年　月　日 to be written."""


Block = Heading | Paragraph | Table | Picture | Sheet | Grid | Small | Signatures


@dataclass(frozen=True, slots=True)
class Definition:
    """What a number means, printed in the appendix."""

    code: str
    title: str
    unit: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. `blocks` in reading order; tables and pictures are numbered by their order."""

    title: str
    red_head: str
    issuer: str
    dated: date
    as_of: date
    blocks: tuple[Block, ...]
    definitions: tuple[Definition, ...] = ()
    number: str = ""
    """发文字号, e.g. 云帮扶〔2026〕12号; empty where the office has not given one."""
    remarks: tuple[str, ...] = ()
    """Lines under the text: fingerprint of the data, who asked, what is left out."""
    base_url: str = ""
    """Put before each link; without it links stay paths and are printed in the list of numbers only."""
    details: tuple[Table, ...] = field(default=())
    """Tables that only the workbook holds."""
    is_form: bool = False
    """Sheets to fill in or to file: no red head and no closing lines; remarks stand at the foot of each page."""
    has_closing: bool = False
    """Of a form: the issuer and the day stand under the last block, as under a public notice."""

    def numbers(self) -> Iterator[tuple[str, Number]]:
        """Every number with the heading, table or picture it stands under, in reading order."""
        place = ""
        for block in self.blocks:
            if isinstance(block, Heading):
                place = block.text
            elif isinstance(block, Paragraph):
                yield from ((place, run) for run in block.runs if isinstance(run, Number))
            elif isinstance(block, Table):
                yield from (
                    (block.title, cell) for row in block.rows for cell in row if isinstance(cell, Number)
                )

    def url(self, number: Number) -> str | None:
        """The full address of the rows behind a number; None where there is none or the site's address is
        unknown.
        """
        link = number.provenance.link if number.provenance and number.value is not None else None
        return f"{self.base_url.rstrip('/')}{link}" if link and self.base_url else None


def captions(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Caption of each table and picture by its position: 表1 …, 图1 …; both are counted by themselves."""
    found: dict[int, str] = {}
    tables = pictures = 0
    for position, block in enumerate(blocks):
        if isinstance(block, Table):
            tables += 1
            found[position] = f"表{tables}　{block.title}"
        elif isinstance(block, Picture):
            pictures += 1
            found[position] = f"图{pictures}　{block.title}"
    return found
