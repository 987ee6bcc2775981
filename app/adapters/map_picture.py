"""Draws the same choropleth as PNG for reports: title, unit, date, source, legend and the words 示意边界 in
the picture.

Colours follow the page; zero, no data and suppressed differ by pattern too, so that a black and white print
tells them apart.
"""

# mypy: allow-untyped-calls

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import shapely
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.adapters.fonts import drawing_families
from app.adapters.map_drawing import label_places, projection_for
from app.domain.choropleth import WORD_OF_STATE, AreaValue, LegendEntry, Scale

#: Look to face, hatch and edge. The five blues have L* 90, 79, 64, 47, 27.
LOOKS: dict[str, tuple[str, str, str]] = {
    "c-1": ("#d6e4f3", "", "#ffffff"),
    "c-2": ("#a8c6e5", "", "#ffffff"),
    "c-3": ("#6f9fd1", "", "#ffffff"),
    "c-4": ("#3b72b1", "", "#ffffff"),
    "c-5": ("#173f75", "", "#ffffff"),
    "c-zero": ("#ffffff", "", "#7d899a"),
    "c-nodata": ("#f6f7f9", "////", "#7d899a"),
    "c-supp": ("#f6f7f9", "..", "#7d899a"),
}
_LEGEND_LOOKS = {"zero": "c-zero", "nodata": "c-nodata", "suppressed": "c-supp"}
#: Width of the picture in inches and points per inch: sharp at 150 mm on paper.
INCHES = 6.3
DPI = 180
#: Height of the map itself as a share of its width, at most.
TALLEST = 0.95
#: Legend entries that stand side by side; more take two rows.
MOST_IN_ROW = 6


@dataclass(frozen=True, slots=True)
class MapWords:
    """What must stand in the picture itself."""

    title: str
    unit: str
    on: str
    source: str
    approval: str = ""
    """审图号; without one the picture says that its borders are a sketch."""


def draw_png(
    shapes: Mapping[str, bytes],
    items: Sequence[AreaValue],
    scale: Scale,
    words: MapWords,
    *,
    font_folder: str | None = None,
) -> bytes:
    """PNG bytes; an empty map says so in words instead of showing a blank."""
    drawn = [item for item in items if item.code in shapes]
    settings: dict[Any, Any] = {
        "font.family": list(drawing_families(font_folder)),
        "axes.unicode_minus": False,
        "hatch.linewidth": 0.6,
        "hatch.color": "#8e99a8",
    }
    with rc_context(settings):
        entries = scale.legend(items)
        rows = 1 if len(entries) <= MOST_IN_ROW else 2
        head, foot = 0.42, 0.62 + 0.2 * rows
        height = head + foot + INCHES * 0.94 * min(_shape_of(shapes, drawn), TALLEST)
        figure = Figure(figsize=(INCHES, height), dpi=DPI)
        axes = figure.add_axes((0.03, foot / height, 0.94, 1 - (head + foot) / height))
        axes.set_axis_off()
        if drawn:
            _draw_areas(axes, shapes, drawn, scale)
        else:
            axes.text(0.5, 0.5, "还没有边界，图画不出来；数见表。", ha="center", va="center", fontsize=12)
        _draw_words(figure, entries, words, height, rows)
        target = BytesIO()
        figure.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()


def _draw_areas(axes: Axes, shapes: Mapping[str, bytes], drawn: Sequence[AreaValue], scale: Scale) -> None:
    geometries = shapely.from_wkb([shapes[item.code] for item in drawn])
    projection = projection_for(tuple(shapely.total_bounds(geometries)), framed=False)
    flat = shapely.transform(geometries, projection.place)
    by_look: dict[str, list[Path]] = {}
    for item, shape in zip(drawn, flat, strict=True):
        by_look.setdefault(scale.look(item), []).append(_path(shape))
    for look, paths in by_look.items():
        face, hatch, edge = LOOKS[look]
        axes.add_collection(
            PathCollection(paths, facecolor=face, edgecolor=edge, hatch=hatch or None, linewidth=0.8),
            autolim=False,
        )
    axes.set_xlim(0, projection.width)
    axes.set_ylim(projection.height, 0)
    axes.set_aspect("equal")
    _draw_labels(axes, drawn, flat, scale, crowded=len(drawn) > 60)


def _draw_labels(
    axes: Axes, drawn: Sequence[AreaValue], flat: NDArray[np.object_], scale: Scale, *, crowded: bool
) -> None:
    size = 5 if crowded else 7.5 if len(drawn) > 20 else 9.5
    # One point of type is about 2.2 picture units at the width used here.
    per_letter = size * 2.2
    for item, place in zip(drawn, label_places(flat, per_letter), strict=True):
        if place is None:
            continue
        x, y, radius = place
        look = scale.look(item)
        value = WORD_OF_STATE.get(item.state, item.text)
        fits = len(item.name) * per_letter / 2 <= radius * 1.2
        if fits or len(value) * per_letter / 3.4 <= radius:
            text = f"{item.name}\n{value}" if fits else value
            colour = "#ffffff" if look in ("c-4", "c-5") else "#16202e"
            # A halo costs more than the text itself, so only patterned areas get one.
            halo = [withStroke(linewidth=1.6, foreground="#f6f7f9")] if LOOKS[look][1] else None
            axes.text(x, y, text, ha="center", va="center", fontsize=size, color=colour, path_effects=halo)


def _path(shape: BaseGeometry) -> Path:
    vertices, codes = [], []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        points = shapely.get_coordinates(ring)
        vertices.append(points)
        steps = np.full(len(points), Path.LINETO, dtype=np.uint8)
        steps[0], steps[-1] = Path.MOVETO, Path.CLOSEPOLY
        codes.append(steps)
    return Path(np.concatenate(vertices), np.concatenate(codes))


def _draw_words(
    figure: Figure, entries: list[LegendEntry], words: MapWords, height: float, rows: int
) -> None:
    """Title above, legend with unit below, then day, source and what the borders are; distances in inches."""
    figure.text(0.5, 1 - 0.22 / height, words.title, ha="center", va="center", fontsize=12, fontweight="bold")
    handles = []
    for entry in entries:
        face, hatch, _ = LOOKS[_LEGEND_LOOKS.get(entry.look, entry.look)]
        handles.append(
            Patch(facecolor=face, hatch=hatch or None, edgecolor="#7d899a", linewidth=0.6, label=entry.label)
        )
    figure.legend(
        handles=handles,
        loc="lower center",
        bbox_to_anchor=(0.5, 0.24 / height),
        ncols=-(-len(entries) // rows),
        frameon=False,
        fontsize=8,
        columnspacing=1.2,
        handlelength=1.6,
        title=f"单位：{words.unit}" if words.unit else None,
        title_fontsize=8,
    )
    sketch = f"审图号：{words.approval}" if words.approval else "示意边界，不作划界依据"
    line = f"{words.on}　来源：{words.source}　{sketch}"
    figure.text(0.5, 0.1 / height, line, ha="center", fontsize=7, color="#465265")


def _shape_of(shapes: Mapping[str, bytes], drawn: Sequence[AreaValue]) -> float:
    """Height of the map as a share of its width; a flat strip for an empty one."""
    if not drawn:
        return 0.3
    geometries = shapely.from_wkb([shapes[item.code] for item in drawn])
    projection = projection_for(tuple(shapely.total_bounds(geometries)), framed=False)
    return projection.height / projection.width
