"""Draws a choropleth as SVG text for pages: no script, no tile server, no style attribute, every area a link.

Shapes come as WKB in geographic coordinates (CGCS2000 or WGS 84); they are drawn in a local equirectangular
picture, which is true to shape within a county or a prefecture.
"""

# mypy: allow-untyped-calls

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.adapters.map_labels import place_labels
from app.domain.choropleth import WORD_OF_STATE, AreaValue, Looks

#: Width of the picture in its own units; the page scales it.
WIDTH = 1000.0
MARGIN = 12.0
#: Tallest picture: a long thin county stands narrow in the middle instead of filling several screens.
HEIGHT_MOST = 780.0
NAME_SIZE = 23.0
#: On phones letters are larger in the picture's own units; names that do not fit then are left out there.
PHONE_SIZE = 36.0
#: Letters where two maps share the width of a page.
HALF_SIZE = 30.0
#: Looks that are patterns, told apart without colour: hatched, dotted, and stripes where something rose.
PATTERN_OF_LOOK = {"c-nodata": "h", "c-supp": "d", "c-d1u": "u1", "c-d2u": "u2"}
_PATTERNS = (
    '<pattern id="{p}-h" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="14" height="14" class="p-bg"/><rect width="4" height="14" class="p-ln"/></pattern>'
    '<pattern id="{p}-d" width="16" height="16" patternUnits="userSpaceOnUse">'
    '<rect width="16" height="16" class="p-bg"/><circle cx="5" cy="5" r="2.6" class="p-dt"/></pattern>'
)
_RISES = (
    '<pattern id="{p}-u1" width="18" height="18" patternUnits="userSpaceOnUse">'
    '<rect width="18" height="18" class="d1u"/><rect width="3" height="18" class="p-up"/></pattern>'
    '<pattern id="{p}-u2" width="18" height="18" patternUnits="userSpaceOnUse">'
    '<rect width="18" height="18" class="d2u"/><rect width="3" height="18" class="p-up"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to picture units: `x = left + (lon - west) * kx`, `y = top + (north - lat) * ky`."""

    west: float
    north: float
    kx: float
    ky: float
    left: float
    width: float
    height: float

    def place(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns lon, lat to columns x, y."""
        flat = np.empty_like(coordinates)
        flat[:, 0] = self.left + (coordinates[:, 0] - self.west) * self.kx
        flat[:, 1] = MARGIN + (self.north - coordinates[:, 1]) * self.ky
        return flat


def projection_for(bounds: tuple[float, float, float, float], *, framed: bool = True) -> Projection:
    """The picture that holds west, south, east, north in degrees; an empty span gives a small square.

    `framed`: always as wide as the page's picture, with the map in the middle.
    """
    west, south, east, north = bounds
    squeeze = cos(radians((south + north) / 2))
    span_x, span_y = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    ky = min((WIDTH - 2 * MARGIN) / span_x, (HEIGHT_MOST - 2 * MARGIN) / span_y)
    left = max((WIDTH - span_x * ky) / 2, MARGIN) if framed else MARGIN
    return Projection(west, north, ky * squeeze, ky, left, 2 * left + span_x * ky, 2 * MARGIN + span_y * ky)


def draw_svg(
    shapes: Mapping[str, bytes],
    items: Sequence[AreaValue],
    scale: Looks,
    *,
    title: str,
    prefix: str = "map",
    chosen: str | None = None,
    half: bool = False,
    over: str = "",
) -> str:
    """The SVG element. Areas of `items` without a shape are left out here (the table beside the map has
    them).

    `prefix` keeps ids apart where a page holds several maps; `chosen` is the code of the area to outline; `half`: the
    picture shares the page's width with another; `over` is drawn above the areas (see `projection_of`).
    """
    drawn = [item for item in items if item.code in shapes]
    if not drawn:
        return ""
    geometries = shapely.from_wkb([shapes[item.code] for item in drawn])
    projection = projection_for(tuple(shapely.total_bounds(geometries)))
    flat = shapely.transform(geometries, projection.place)
    pairs = list(zip(drawn, paths_of(flat), strict=True))
    # The outlined area last, so that no neighbour covers its edge.
    pairs.sort(key=lambda pair: pair[0].code == chosen)
    looks = [scale.look(item) for item in drawn]
    patterns = _PATTERNS + (_RISES if any(look.endswith("u") for look in looks) else "")
    areas = "".join(_area(item, path, scale, prefix, chosen) for item, path in pairs)
    labels = "".join(_labels(drawn, flat, looks, HALF_SIZE if half else NAME_SIZE))
    css = "bf-map-svg bf-map-half" if half else "bf-map-svg"
    return (
        f'<svg class="{css}" viewBox="0 0 {projection.width:.0f} {projection.height:.0f}" role="group" '
        f'aria-labelledby="{prefix}-t"><title id="{prefix}-t">{escape(title)}</title>'
        f"<defs>{patterns.format(p=prefix)}</defs>{areas}{over}{labels}</svg>"
    )


def projection_of(shapes: Mapping[str, bytes], codes: Sequence[str]) -> Projection | None:
    """The projection that `draw_svg` uses for these areas; None where none of them has a shape."""
    found = [shapes[code] for code in codes if code in shapes]
    return projection_for(tuple(shapely.total_bounds(shapely.from_wkb(found)))) if found else None


def _area(item: AreaValue, outline: str, scale: Looks, prefix: str, chosen: str | None) -> str:
    look = scale.look(item)
    fill = f' fill="url(#{prefix}-{PATTERN_OF_LOOK[look]})"' if look in PATTERN_OF_LOOK else ""
    css = f"t {look} chosen" if item.code == chosen else f"t {look}"
    said = f"{item.name} {WORD_OF_STATE.get(item.state, item.text)}"
    path = f'<path class="{css}"{fill} fill-rule="evenodd" data-area="{escape(item.code)}" d="{outline}">'
    path += f"<title>{escape(said)}</title></path>"
    if item.link is None:
        return path
    return f'<a href="{escape(item.link)}" aria-label="{escape(said)}">{path}</a>'


def paths_of(shapes: NDArray[np.object_]) -> list[str]:
    """Each outline as path commands in whole picture units; holes are rings of their own (even-odd not
    needed).
    """
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    points = np.rint(points).astype(np.int64)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (points[1:] != points[:-1]).any(axis=1) | (of_ring[1:] != of_ring[:-1])
    left = np.bincount(of_ring[keep], minlength=len(rings))
    keep |= (left <= 3)[of_ring]  # a ring too small to be drawn in whole units keeps all its points
    texts = [f"{x} {y}" for x, y in points[keep].tolist()]
    ends = np.cumsum(np.bincount(of_ring[keep], minlength=len(rings))).tolist()
    found = [""] * len(shapes)
    begin = 0
    for ring, end in enumerate(ends):
        # The last point of a ring is its first one again.
        found[of_shape[of_part[ring]]] += f"M{'L'.join(texts[begin : end - 1])}Z"
        begin = end
    return found


def path_of(shape: BaseGeometry) -> str:
    """One outline as path commands."""
    shapes = np.empty(1, dtype=object)
    shapes[0] = shape
    return paths_of(shapes)[0]


def _labels(
    items: Sequence[AreaValue], flat: NDArray[np.object_], looks: Sequence[str], size: float
) -> list[str]:
    """Name and value, or the value alone, where they fit; on phones some of them vanish (class `opt`)."""
    values = [WORD_OF_STATE.get(item.state, item.text) for item in items]
    texts = []
    for label in place_labels(flat, [item.name for item in items], values, size, PHONE_SIZE):
        item, x, y = items[label.position], label.x, label.y
        dark = " on-dark" if looks[label.position] in ("c-4", "c-5", "c-d2d", "c-d2u") else ""
        if label.named:
            opt = "" if label.at_phone == "both" else " opt"
            texts.append(
                f'<text class="l{dark}{opt}" data-l="{escape(item.code)}" x="{x:.0f}" y="{y - 5:.0f}">'
                f"{escape(item.name)}</text>"
            )
        opt = " opt" if label.at_phone == "nothing" else ""
        down = y + (size * 0.96 if label.named else size * 0.35)
        texts.append(
            f'<text class="v{dark}{opt}" data-v="{escape(item.code)}" x="{x:.0f}" y="{down:.0f}">'
            f"{escape(values[label.position])}</text>"
        )
    return texts
