"""A map sheet as PNG for reports and slides, and as PDF for the printer; typst sets the SVG of `map_sheet`."""

import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from app.adapters.fonts import find_fonts
from app.adapters.map_sheet import FIGURE, MapWords, Paper, draw_sheet
from app.domain.choropleth import AreaValue, Looks

#: Dots per inch: sharp on paper and on a projector.
DPI = 180.0


def draw_png(
    shapes: Mapping[str, bytes],
    items: Sequence[AreaValue],
    scale: Looks,
    words: MapWords,
    *,
    paper: Paper = FIGURE,
    font_folder: str | None = None,
) -> bytes:
    """PNG bytes; an empty map says so in words instead of showing a blank."""
    return sheet_file(draw_sheet(shapes, items, scale, words, paper), "png", font_folder)


@lru_cache(maxsize=4)
def _faces(font_folder: str | None) -> typst.Fonts:
    """The faces at hand, looked through once: that costs more than most maps."""
    return typst.Fonts(font_paths=list(find_fonts(font_folder).paths), include_system_fonts=False)


def sheet_file(svg: str, kind: Literal["png", "pdf"], font_folder: str | None = None) -> bytes:
    """The sheet as `png` or `pdf`; letters stay letters in a PDF, with their faces inside."""
    with tempfile.TemporaryDirectory(prefix="bangfu-map-") as name:
        folder = Path(name)
        (folder / "map.svg").write_text(svg, "utf-8")
        (folder / "map.typ").write_text(
            '#set page(width: auto, height: auto, margin: 0pt)\n#image("map.svg")\n', "utf-8"
        )
        made: bytes = typst.compile(
            str(folder / "map.typ"),
            root=str(folder),
            font_paths=_faces(font_folder),
            format=kind,
            ppi=DPI if kind == "png" else None,
        )
    return made
