"""Runs and tables of Word as XML text, and the part of a Word file that takes tables as text."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE
from docx.opc.part import PartFactory
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls
from docx.parts.document import DocumentPart

from app.domain.documents import Cell, Number, Table

#: Characters that XML 1.0 cannot hold; a pasted control character must not break the file.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PLACE = "placed"
#: Width of the text block in twentieths of a point (156 mm).
WIDTH = 8845
_TABLE_HEAD = (
    '<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>'
    '<w:top w:val="single" w:sz="6" w:color="000000"/><w:bottom w:val="single" w:sz="6" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="2" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)


class TextPart(DocumentPart):
    """The main part of a Word file; its tables stay text until it is saved.

    Reading a table of thousands of cells into objects and writing them out again takes longer than all the rest. An
    empty element holds the place: words of the paper cannot look like one, because they are escaped.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._tables: list[str] = []

    def place(self, table: str) -> None:
        """Puts the XML of a whole table after what the body holds so far."""
        self.element.body.insert_element_before(OxmlElement(f"w:{_PLACE}"), "w:sectPr")
        self._tables.append(table)

    @property
    def blob(self) -> bytes:
        """The part as it stands in the file."""
        *before, last = super().blob.split(f"<w:{_PLACE}/>".encode())
        placed = (words + table.encode() for words, table in zip(before, self._tables, strict=True))
        return b"".join([*placed, last])


PartFactory.part_type_for[CONTENT_TYPE.WML_DOCUMENT_MAIN] = TextPart


def clean(text: str) -> str:
    """Text that may stand between XML tags."""
    return escape(_FORBIDDEN.sub("", text))


def run_xml(
    text: str,
    *,
    bold: bool = False,
    face: str = "",
    half_points: int = 0,
    link: str | None = None,
    declare: bool = False,
) -> str:
    """One run; `link` is the id of a relationship to an address, shown by a dotted underline, not by colour."""
    space = f" {nsdecls('w', 'r')}" if declare else ""
    look = _look(face, half_points, bold=bold, dotted=link is not None)
    inner = f'{look}<w:t xml:space="preserve">{clean(text)}</w:t>'
    if link:
        return f'<w:hyperlink{space} r:id="{link}"><w:r>{inner}</w:r></w:hyperlink>'
    return f"<w:r{space}>{inner}</w:r>"


@cache
def _look(face: str, half_points: int, *, bold: bool, dotted: bool) -> str:
    look = f"<w:rFonts w:eastAsia={quoteattr(face)}/>" if face else ""
    look += "<w:b/>" if bold else ""
    look += f'<w:sz w:val="{half_points}"/>' if half_points else ""
    look += '<w:u w:val="dotted"/>' if dotted else ""
    return f"<w:rPr>{look}</w:rPr>"


def table_xml(table: Table, link_of: Callable[[Number], str | None], *, face: str, head_face: str) -> str:
    """A whole table: head row repeated on each page, rows not split, letters of 10.5 pt (五号)."""
    total = sum(column.weight for column in table.columns)
    widths = [WIDTH * column.weight // total for column in table.columns]
    aligns = [column.align for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(run_xml(column.title, face=head_face, half_points=21), width, "center")
        for column, width in zip(table.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for position, row in enumerate(table.rows):
        bold = table.has_total and position == len(table.rows) - 1
        cells = "".join(
            _cell(_content(cell, link_of, face, bold=bold), width, align)
            for cell, width, align in zip(row, widths, aligns, strict=True)
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    frame = _TABLE_HEAD.format(width=WIDTH)
    return f"<w:tbl {nsdecls('w', 'r')}>{frame}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _content(cell: Cell, link_of: Callable[[Number], str | None], face: str, *, bold: bool) -> str:
    link = link_of(cell) if isinstance(cell, Number) else None
    text = cell.text if isinstance(cell, Number) else cell
    return run_xml(text, bold=bold, face=face, half_points=21, link=link)


def _cell(run: str, width: int, align: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="40" w:after="40" w:line="260" w:lineRule="exact"/><w:jc w:val="{align}"/>'
        f"</w:pPr>{run}</w:p></w:tc>"
    )
