"""A map as a sheet of its own: everything that must stand on it is in the picture, and it needs no style sheet.

The same SVG is the download, is set on paper as PDF and becomes the picture of reports (app/adapters/map_picture.py).
Lengths of the sheet are tenths of a millimetre. Colours follow the page (tokens.css); zero, no data, suppressed and
rises differ by pattern too, so that a black and white print tells them apart.
"""

# mypy: allow-untyped-calls

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, floor, log10, radians

import numpy as np
import shapely
from numpy.typing import NDArray

from app.adapters.map_drawing import PATTERN_OF_LOOK, path_of, paths_of
from app.adapters.map_labels import place_labels, text_width
from app.domain.choropleth import WORD_OF_STATE, AreaValue, LegendEntry, Looks

#: Families in the order in which offices have them; the last is any face.
FAMILIES = "Noto Sans CJK SC, Source Han Sans SC, FandolHei, SimHei, Microsoft YaHei, sans-serif"
INK, MEDIUM, LINE = "#16202e", "#465265", "#7d899a"
#: Fill and edge of each look. The five blues have L* 90, 79, 64, 47, 27.
FILLS: dict[str, tuple[str, str]] = {
    "c-1": ("#d6e4f3", "#ffffff"),
    "c-2": ("#a8c6e5", "#ffffff"),
    "c-3": ("#6f9fd1", "#ffffff"),
    "c-4": ("#3b72b1", "#ffffff"),
    "c-5": ("#173f75", "#ffffff"),
    "c-zero": ("#ffffff", LINE),
    "c-nodata": ("#f6f7f9", LINE),
    "c-supp": ("#f6f7f9", LINE),
    "c-d2d": ("#0f766e", "#ffffff"),
    "c-d1d": ("#86c5bd", "#ffffff"),
    "c-d0": ("#e4e2d9", "#ffffff"),
    "c-d1u": ("#edbb78", "#ffffff"),
    "c-d2u": ("#b45309", "#ffffff"),
}
_DARK = {"c-4", "c-5", "c-d2d", "c-d2u"}
_LOOK_OF_ENTRY = {"zero": "c-zero", "nodata": "c-nodata", "suppressed": "c-supp"}
_DEFS = (
    "<defs>"
    '<pattern id="h" width="28" height="28" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="28" height="28" fill="#f6f7f9"/><rect width="7" height="28" fill="#b4bdc9"/></pattern>'
    '<pattern id="d" width="30" height="30" patternUnits="userSpaceOnUse">'
    '<rect width="30" height="30" fill="#f6f7f9"/><circle cx="10" cy="10" r="5" fill="#8e99a8"/></pattern>'
    '<pattern id="u1" width="30" height="30" patternUnits="userSpaceOnUse">'
    '<rect width="30" height="30" fill="#edbb78"/><rect width="5" height="30" fill="#ffffff"/></pattern>'
    '<pattern id="u2" width="30" height="30" patternUnits="userSpaceOnUse">'
    '<rect width="30" height="30" fill="#b45309"/><rect width="5" height="30" fill="#ffffff"/></pattern>'
    "</defs>"
)
#: Metres of one degree of latitude (mean of the CGCS2000 ellipsoid).
METRES_OF_DEGREE = 111_132.0


@dataclass(frozen=True, slots=True)
class MapWords:
    """What must stand in the picture itself."""

    title: str
    unit: str
    on: str
    source: str
    approval: str = ""
    """审图号; without one the picture keeps its place free and says that its borders are a sketch."""
    note: str = ""
    """How the classes were made, where the definition does not say it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Size of the sheet in millimetres; `height` None = as tall as the map needs."""

    name: str
    width: int
    height: int | None
    margin: int = 10


#: Sheets that can be printed, wide and tall; which of both is taken follows the shape of the area.
PAPERS = {
    "A4": (Paper("A4", 297, 210), Paper("A4", 210, 297)),
    "A3": (Paper("A3", 420, 297), Paper("A3", 297, 420)),
}
#: The picture inside a report: as wide as its text.
FIGURE = Paper("figure", 156, None, 2)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the map stands on the sheet, and how degrees become tenths of a millimetre."""

    west: float
    north: float
    kx: float
    ky: float
    left: float
    top: float

    def place(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        flat = np.empty_like(coordinates)
        flat[:, 0] = self.left + (coordinates[:, 0] - self.west) * self.kx
        flat[:, 1] = self.top + (self.north - coordinates[:, 1]) * self.ky
        return flat


def paper_for(name: str, shapes: Mapping[str, bytes]) -> Paper:
    """The named sheet, lying where the area is wider than tall. KeyError for an unknown name."""
    wide, tall = PAPERS[name]
    return wide if _proportion(list(shapes.values())) <= 1 else tall


def draw_sheet(
    shapes: Mapping[str, bytes],
    items: Sequence[AreaValue],
    scale: Looks,
    words: MapWords,
    paper: Paper = FIGURE,
) -> str:
    """The whole sheet as an SVG document; an empty map says so in words instead of showing a blank."""
    drawn = [item for item in items if item.code in shapes]
    entries = scale.legend(items)
    letter = 30.0 if paper.height is None else 0.0105 * 10 * max(paper.width, paper.height)
    width, edge = paper.width * 10.0, paper.margin * 10.0
    rows = _legend_rows(entries, width - 2 * edge, letter)
    foot = _foot(words, width - 2 * edge, letter)
    head_height = edge + letter * 3.4
    foot_height = edge + letter * (1.35 * len(foot) + 1.75 * len(rows) + 1.0)
    room = width - 2 * edge
    if paper.height is None:
        tall = min(_proportion([shapes[item.code] for item in drawn]) if drawn else 0.3, 0.95)
        height = head_height + room * tall + foot_height
    else:
        height = paper.height * 10.0
    box = (edge, head_height, room, height - head_height - foot_height)
    body = _map(shapes, drawn, scale, box, letter) if drawn else _nothing(box, letter)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width / 10:.1f}mm" height="{height / 10:.1f}mm" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FAMILIES}" fill="{INK}">'
        f"<title>{escape(words.title)}</title>{_DEFS}"
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
        f"{_head(words, width, edge, letter)}{body}"
        f"{_below(rows, foot, width, height - foot_height + letter * 0.6, edge, letter)}</svg>"
    )


def _head(words: MapWords, width: float, edge: float, letter: float) -> str:
    title = f"{words.title}（{words.unit}）" if words.unit else words.title
    size = min(letter * 1.7, (width - 2 * edge) / max(text_width(title, 1.0), 1.0))
    return _text(width / 2, edge + letter * 1.5, title, size, weight=700, anchor="middle") + _text(
        width / 2, edge + letter * 2.8, words.on, letter, fill=MEDIUM, anchor="middle"
    )


def _map(
    shapes: Mapping[str, bytes],
    drawn: Sequence[AreaValue],
    scale: Looks,
    box: tuple[float, float, float, float],
    letter: float,
) -> str:
    geometries = shapely.from_wkb([shapes[item.code] for item in drawn])
    frame = _fit(tuple(shapely.total_bounds(geometries)), box)
    flat = shapely.transform(geometries, frame.place)
    looks = [scale.look(item) for item in drawn]
    areas = "".join(
        f'<path d="{path}" fill="{_fill(look)}" stroke="{FILLS[look][1]}" stroke-width="{letter / 9:.1f}" '
        'stroke-linejoin="round" fill-rule="evenodd"/>'
        for path, look in zip(paths_of(flat), looks, strict=True)
    )
    outer = shapely.union_all(flat) if len(flat) <= _MOST_FOR_RIM and shapely.is_valid(flat).all() else None
    rim = (
        f'<path d="{path_of(outer)}" fill="none" stroke="#143562" stroke-width="{letter / 7:.1f}"/>'
        if outer is not None and outer.geom_type in ("Polygon", "MultiPolygon")
        else ""
    )
    labels = _labels(drawn, flat, looks, letter) if len(drawn) <= _MOST_LABELLED else ""
    return areas + rim + labels + _scale_bar(frame, box, letter)


#: Joining more outlines only for a rim costs more than the rest of the sheet.
_MOST_FOR_RIM = 400
#: Letters of more areas could not be read on paper; their numbers stand in the table.
_MOST_LABELLED = 600


def _labels(
    drawn: Sequence[AreaValue], flat: NDArray[np.object_], looks: Sequence[str], letter: float
) -> str:
    size = letter * (0.95 if len(drawn) <= 30 else 0.75 if len(drawn) <= 150 else 0.55)
    values = [WORD_OF_STATE.get(item.state, item.text) for item in drawn]
    texts = []
    for label in place_labels(flat, [item.name for item in drawn], values, size, size):
        dark = looks[label.position] in _DARK
        ink, halo = ("#ffffff", "#0e2747") if dark else (INK, "#ffffff")
        strokes = f' stroke="{halo}" stroke-opacity="0.7" stroke-width="{size / 6:.1f}" paint-order="stroke"'
        if label.named:
            name = drawn[label.position].name
            texts.append(
                _text(label.x, label.y - size * 0.2, name, size, fill=ink, anchor="middle", more=strokes)
            )
        down = label.y + size * (0.95 if label.named else 0.35)
        value = values[label.position]
        texts.append(_text(label.x, down, value, size, fill=ink, weight=700, anchor="middle", more=strokes))
    return "".join(texts)


def _scale_bar(frame: _Frame, box: tuple[float, float, float, float], letter: float) -> str:
    """A bar of 1, 2 or 5 times a power of ten, at most a fifth of the width; an arrow to the north above."""
    of_metre = frame.ky / METRES_OF_DEGREE
    most = box[2] / 5 / of_metre
    power = 10.0 ** floor(log10(most))
    metres = next(step * power for step in (5, 2, 1) if step * power <= most)
    length = metres * of_metre
    right, bottom = box[0] + box[2], box[1] + box[3]
    words = f"{metres / 1000:g} 千米" if metres >= 1000 else f"{metres:g} 米"
    left, tip = right - length, box[1] + letter
    return (
        f'<path d="M{left:.0f} {bottom - letter * 0.4:.0f}v{letter * 0.4:.0f}h{length:.0f}v{-letter * 0.4:.0f}" '
        f'fill="none" stroke="{INK}" stroke-width="{letter / 9:.1f}"/>'
        + _text(right - length / 2, bottom - letter * 0.35, words, letter * 0.85, anchor="middle")
        + f'<path d="M{right - letter:.0f} {tip - letter * 0.6:.0f}l{letter * 0.45:.0f} {letter * 1.5:.0f}'
        f'l{-letter * 0.45:.0f} {-letter * 0.4:.0f}l{-letter * 0.45:.0f} {letter * 0.4:.0f}z"/>'
        + _text(right - letter, tip + letter * 1.9, "北", letter * 0.85, anchor="middle")
    )


def _legend_rows(entries: Sequence[LegendEntry], room: float, letter: float) -> list[list[LegendEntry]]:
    """Entries in as many rows as they need."""
    rows: list[list[LegendEntry]] = [[]]
    used = 0.0
    for entry in entries:
        wide = _entry_width(entry, letter)
        if rows[-1] and used + wide > room:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += wide
    return rows


def _entry_width(entry: LegendEntry, letter: float) -> float:
    return text_width(entry.label, letter) + letter * 3.2


def _foot(words: MapWords, room: float, letter: float) -> list[str]:
    """Source, classes and what the borders are, wrapped to the width."""
    approval = (
        f"审图号：{words.approval}" if words.approval else "审图号：　　　　　　　（示意边界，不作划界依据）"
    )
    text = "；".join(part for part in (f"来源：{words.source}", words.note) if part)
    lines, line = [], ""
    for sign in text:
        if text_width(line + sign, letter * 0.9) > room:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line, approval]


def _below(
    rows: Sequence[Sequence[LegendEntry]],
    foot: Sequence[str],
    width: float,
    top: float,
    edge: float,
    letter: float,
) -> str:
    pieces, y = [], top + letter
    for row in rows:
        x = edge
        for entry in row:
            look = _LOOK_OF_ENTRY.get(entry.look, entry.look if entry.look in FILLS else f"c-{entry.look}")
            pieces.append(
                f'<rect x="{x:.0f}" y="{y - letter * 0.85:.0f}" width="{letter * 1.8:.0f}" height="{letter:.0f}" '
                f'fill="{_fill(look)}" stroke="{LINE}" stroke-width="{letter / 16:.1f}"/>'
            )
            pieces.append(_text(x + letter * 2.2, y, entry.label, letter))
            x += _entry_width(entry, letter)
        y += letter * 1.75
    for line in foot:
        pieces.append(_text(edge, y, line, letter * 0.9, fill=MEDIUM))
        y += letter * 1.35
    return "".join(pieces)


def _nothing(box: tuple[float, float, float, float], letter: float) -> str:
    words = "还没有边界，图画不出来；数见表。"
    return _text(box[0] + box[2] / 2, box[1] + box[3] / 2, words, letter * 1.2, anchor="middle")


def _fit(bounds: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> _Frame:
    """The largest picture of west, south, east, north that fits the box, in its middle."""
    west, south, east, north = bounds
    squeeze = cos(radians((south + north) / 2))
    span_x, span_y = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    ky = min(box[2] / span_x, box[3] / span_y)
    left, top = box[0] + (box[2] - span_x * ky) / 2, box[1] + (box[3] - span_y * ky) / 2
    return _Frame(west, north, ky * squeeze, ky, left, top)


def _proportion(shapes: Sequence[bytes]) -> float:
    """Height of the area as a share of its width, on the ground."""
    if not shapes:
        return 0.5
    west, south, east, north = shapely.total_bounds(shapely.from_wkb(list(shapes)))
    return float(max(north - south, 1e-6) / max((east - west) * cos(radians((south + north) / 2)), 1e-6))


def _fill(look: str) -> str:
    pattern = PATTERN_OF_LOOK.get(look)
    return f"url(#{pattern})" if pattern else FILLS[look][0]


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    fill: str = "",
    weight: int = 400,
    anchor: str = "",
    more: str = "",
) -> str:
    settings = f' fill="{fill}"' if fill else ""
    settings += f' font-weight="{weight}"' if weight != 400 else ""
    settings += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.1f}"{settings}{more}>{escape(text)}</text>'
