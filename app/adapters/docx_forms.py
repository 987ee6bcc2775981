"""Sheets of forms as Word: title, bordered grid, small lines and places to sign, each written as XML in one piece."""

from copy import deepcopy
from itertools import pairwise
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from app.adapters.docx_xml import WIDTH, run_xml
from app.domain.documents import Box, Grid, Sheet, Signatures, Small

_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
#: Height of a row in twentieths of a point: printed, and with room for handwriting.
_LOW, _TALL, _LINE = 360, 480, 420
#: Grids of at most so many rows stay on one page.
_WHOLE = 9
_BLANK_DAY = "　　年　月　日"


def write_form_part(
    word: Any, block: Sheet | Grid | Small | Signatures, *, faces: tuple[str, str, str]
) -> None:
    """Append one part of a form to the body. `faces` are those of answers, of printed words and of titles."""
    answers, printed, titles = faces
    end = word.element.body[-1]  # the page's settings stand last; looking for them is slow in a long paper
    if isinstance(block, Sheet):
        later = end.getprevious() is not None
        if block.begins:
            _count_pages_anew(end)
        parts = _sheet(block, titles, breaks=later and not block.begins)
    elif isinstance(block, Grid):
        # two tables that touch would become one: a line of one point stands between them
        parts = [_grid(block, answers, printed), _line("", height=120)]
    elif isinstance(block, Small):
        parts = [_line(run_xml(block.text, half_points=18), before=40)]
    else:
        parts = [_signatures(block), _line("", height=120)]
    for part in parts:
        end.addprevious(parse_xml(part))


def _count_pages_anew(settings: Any) -> None:
    """What stands before becomes a section of its own; the next begins a page and counts from one."""
    before = settings.getprevious()
    # a line stands after every part of a form, so that it can carry the section's settings
    if before is not None:
        before.get_or_add_pPr().append(deepcopy(settings))
    if settings.find(qn("w:pgNumType")) is None:
        settings.find(qn("w:pgMar")).addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))


def _sheet(sheet: Sheet, face: str, *, breaks: bool) -> list[str]:
    found = [
        _line(
            run_xml(sheet.title, bold=True, face=face, half_points=40),
            align="center",
            after=120,
            breaks=breaks,
            stays=True,
        )
    ]
    if sheet.left or sheet.right:
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
        runs = (
            run_xml(sheet.left, half_points=21) + "<w:r><w:tab/></w:r>" + run_xml(sheet.right, half_points=21)
        )
        found.append(_line(runs, tabs=tab, after=40, stays=True))
    return found


def _line(
    runs: str,
    *,
    align: str = "left",
    before: int = 0,
    after: int = 0,
    height: int = 0,
    tabs: str = "",
    breaks: bool = False,
    stays: bool = False,
) -> str:
    flags = ("<w:keepNext/>" if stays else "") + ("<w:pageBreakBefore/>" if breaks else "")
    rule = f'w:line="{height}" w:lineRule="exact"' if height else 'w:line="240" w:lineRule="auto"'
    return (
        f"<w:p {nsdecls('w', 'r')}><w:pPr>{flags}{tabs}"
        f'<w:spacing w:before="{before}" w:after="{after}" {rule}/><w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'
    )


def _grid(grid: Grid, face: str, printed: str) -> str:
    total = sum(grid.widths)
    edges = [WIDTH * sum(grid.widths[:n]) // total for n in range(len(grid.widths) + 1)]
    raster = "".join(f'<w:gridCol w:w="{b - a}"/>' for a, b in pairwise(edges))
    rows = []
    for number, row in enumerate(grid.rows):
        empty = max(box.text.count("\n") for box in row)  # lines that are left for the hand
        height = empty * _LINE or (_TALL if grid.tall else _LOW)
        head = "<w:tblHeader/>" if number < grid.heads else ""
        at, cells = 0, []
        for box in row:
            stays = len(grid.rows) <= _WHOLE and number < len(grid.rows) - 1
            cells.append(_cell(box, edges[at + box.span] - edges[at], face, printed, stays=stays))
            at += box.span
        lead = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{head}</w:trPr>'
        rows.append(f"<w:tr>{lead}{''.join(cells)}</w:tr>")
    frame = (
        f'<w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    return f"<w:tbl {nsdecls('w', 'r')}>{frame}<w:tblGrid>{raster}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(box: Box, width: int, face: str, printed: str, *, stays: bool) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F0F0F0"/>' if box.kind == "band" else ""
    align = "center" if box.kind == "label" else box.align
    keep = "<w:keepNext/>" if stays else ""
    run = run_xml(box.text.strip("\n"), face=face if box.kind == "value" else printed, half_points=21)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{box.span}"/>{shade}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{keep}<w:spacing w:before="20" w:after="20" w:line="260" '
        f'w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>{run}</w:p></w:tc>'
    )


def _signatures(block: Signatures) -> str:
    half = WIDTH // 2
    cells = [_place(words, block.dated or _BLANK_DAY, half) for words in block.places]
    if len(cells) % 2:
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{half}" w:type="dxa"/></w:tcPr><w:p/></w:tc>')
    rows = "".join(
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="640" w:hRule="atLeast"/></w:trPr>{a}{b}</w:tr>'
        for a, b in zip(cells[::2], cells[1::2], strict=True)
    )
    frame = f'<w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    raster = f'<w:gridCol w:w="{half}"/>' * 2
    return f"<w:tbl {nsdecls('w', 'r')}>{frame}<w:tblGrid>{raster}</w:tblGrid>{rows}</w:tbl>"


def _place(words: str, day: str, width: int) -> str:
    """A place to sign: its words, a line that fills up with a tab, and the day."""
    tab = f'<w:tabs><w:tab w:val="left" w:leader="underscore" w:pos="{width - 1850}"/></w:tabs>'
    runs = run_xml(f"{words}：", half_points=21) + "<w:r><w:tab/></w:r>" + run_xml(day, half_points=21)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr><w:p><w:pPr>'
        f'<w:keepNext/>{tab}<w:spacing w:line="320" w:lineRule="exact"/></w:pPr>{runs}</w:p></w:tc>'
    )
