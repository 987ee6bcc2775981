"""Writes a `Document` as PDF in the layout of official papers (GB/T 9704-2012) with typst.

The words travel as JSON beside a fixed layout file, so nothing a user typed is ever read as markup.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path
from typing import Any

import typst

from app.adapters.fonts import find_fonts
from app.domain.documents import (
    Cell,
    Document,
    Grid,
    Heading,
    Number,
    Paragraph,
    Picture,
    Run,
    Sheet,
    Signatures,
    Small,
    Strong,
    Table,
    captions,
)
from app.domain.number_text import full_day

#: A print run of more sheets than this is for the printer: marks for screen readers would be most of the file.
MOST_TAGGED = 20
#: A paper with so many sections, and so many parts in all, has a table of contents; of so many lines at most, so that
#: it stays on the first page, under the red head.
LONG, LONG_BLOCKS, ONE_PAGE = 6, 30, 18
#: Letters in a line over the whole width; rows of a table, of a form, and lines of both that are kept on one page.
_LETTERS, _WHOLE_TABLE, _WHOLE_GRID, _WHOLE_LINES = 40, 14, 9, 24
LAYOUT = Path(__file__).with_name("official_paper.typ")


def write_pdf(
    document: Document, *, font_folder: str | None = None, faces: typst.Fonts | None = None
) -> bytes:
    """PDF bytes; the same document gives the same bytes on the same fonts.

    `faces`: what `read_faces` gave, for one piece of a long paper; pieces have no marks for screen readers.
    """
    fonts = find_fonts(font_folder)
    with tempfile.TemporaryDirectory(prefix="bangfu-pdf-") as name:
        folder = Path(name)
        shutil.copyfile(LAYOUT, folder / "paper.typ")
        body = _as_json(document, folder)
        body["fonts"] = fonts.families
        (folder / "data.json").write_text(json.dumps(body, ensure_ascii=False), "utf-8")
        printer = typst.Compiler(
            str(folder / "paper.typ"), root=str(folder), font_paths=faces or read_faces(font_folder)
        )
        sheets = sum(isinstance(block, Sheet) for block in document.blocks)
        made = printer.compile(pdf_tags=faces is None and sheets <= MOST_TAGGED)
    assert isinstance(made, bytes)  # only pictures come page by page
    return made


def read_faces(font_folder: str | None = None) -> typst.Fonts:
    """The files of all faces at hand; held for one paper only, because they take some ten megabytes each."""
    return typst.Fonts(include_system_fonts=False, font_paths=list(find_fonts(font_folder).paths))


def _as_json(document: Document, folder: Path) -> dict[str, Any]:
    titles = captions(document.blocks)
    blocks = [
        _block(document, block, titles.get(n, ""), n, folder) for n, block in enumerate(document.blocks)
    ]
    return {
        "title": document.title,
        "red_head": document.red_head,
        "issuer": document.issuer,
        "number": document.number,
        "dated": full_day(document.dated),
        "blocks": blocks,
        "definitions": [
            {"code": d.code, "title": d.title, "unit": d.unit, "words": d.words, "source": d.source}
            for d in document.definitions
        ],
        "remarks": list(document.remarks),
        "form": document.is_form,
        "contents": _contents(document),
        "closes": document.has_closing or not document.is_form,
    }


def _contents(document: Document) -> int:
    """How many levels of headings the table of contents shows; 0 = none, for a paper that one looks through at once."""
    levels = [block.level for block in document.blocks if isinstance(block, Heading) and block.level < 3]
    if document.is_form or len(levels) < LONG or len(document.blocks) < LONG_BLOCKS:
        return 0
    return 2 if len(levels) <= ONE_PAGE else 1


def _block(document: Document, block: Any, caption: str, position: int, folder: Path) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": [_run(document, run) for run in block.runs]}
    if isinstance(block, Table):
        return _table(document, block, caption)
    if isinstance(block, Sheet | Grid | Small | Signatures):
        return _form_part(block)
    picture: Picture = block
    name = f"picture-{position}.png"
    (folder / name).write_bytes(picture.png)
    return {
        "kind": "picture",
        "file": name,
        "caption": caption,
        "alt": picture.alt,
        "note": picture.note,
        "width": picture.width_mm,
    }


def _form_part(block: Sheet | Grid | Small | Signatures) -> dict[str, Any]:
    if isinstance(block, Sheet):
        return {
            "kind": "sheet",
            "title": block.title,
            "left": block.left,
            "right": block.right,
            "begins": block.begins,
        }
    if isinstance(block, Grid):
        rows = [[[b.text, b.span, b.kind, b.align] for b in row] for row in block.rows]
        return {
            "kind": "grid",
            "widths": block.widths,
            "rows": rows,
            "heads": block.heads,
            "tall": block.tall,
            "whole": _stays_whole(_boxed(block), _WHOLE_GRID),
        }
    if isinstance(block, Small):
        return {"kind": "small", "text": block.text}
    return {"kind": "sign", "places": block.places, "dated": block.dated}


def _stays_whole(rows: Iterable[Sequence[tuple[str, float]]], most: int) -> bool:
    """Whether all rows together may be kept on one page: few, and their words (each with its share of the width) short.

    What is kept together and is taller than a page runs over its foot and is lost.
    """
    lines = 0
    for count, row in enumerate(rows, 1):
        lines += max((_lines(text, _LETTERS * share) for text, share in row), default=1)
        if count > most or lines > _WHOLE_LINES:
            return False
    return True


def _lines(text: str, letters: float) -> int:
    """About how many lines a text needs where so many Chinese letters stand in one; others are half as wide."""
    count = len(text)
    if count <= letters:
        return 1 + text.count("\n")
    chinese = (len(text.encode("utf-8", "replace")) - count) / 2
    return ceil((0.58 * count + 0.42 * chinese) / max(letters, 1)) + text.count("\n")


def _boxed(grid: Grid) -> Iterator[list[tuple[str, float]]]:
    total = sum(grid.widths)
    for row in grid.rows:
        ends = [0, *accumulate(box.span for box in row)]
        yield [
            (box.text, sum(grid.widths[a:b]) / total) for box, (a, b) in zip(row, pairwise(ends), strict=True)
        ]


def _table(document: Document, table: Table, caption: str) -> dict[str, Any]:
    total = sum(column.weight for column in table.columns)
    shares = [column.weight / total for column in table.columns]
    texts = (
        [(c if isinstance(c, str) else c.text, share) for c, share in zip(row, shares, strict=True)]
        for row in table.rows
    )
    return {
        "kind": "table",
        "caption": caption,
        "unit": table.unit,
        "note": table.note,
        "total": table.has_total,
        "whole": _stays_whole(texts, _WHOLE_TABLE),
        "columns": [{"title": c.title, "align": c.align, "weight": c.weight} for c in table.columns],
        "rows": [[_run(document, cell) for cell in row] for row in table.rows],
    }


def _run(document: Document, run: Run | Cell) -> dict[str, Any]:
    if isinstance(run, Number):
        return {"kind": "number", "text": run.text, "url": document.url(run)}
    if isinstance(run, Strong):
        return {"kind": "strong", "text": run.text}
    return {"kind": "text", "text": run}
