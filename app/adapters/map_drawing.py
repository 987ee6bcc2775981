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

from app.domain.choropleth import WORD_OF_STATE, AreaValue, Scale

#: Width of the picture in its own units; the page scales it.
WIDTH = 1000.0
MARGIN = 12.0
#: Tallest picture: a long thin county stands narrow in the middle instead of filling several screens.
HEIGHT_MOST = 780.0
NAME_SIZE = 23.0
#: On phones letters are larger in the picture's own units; names that do not fit then are left out there.
PHONE_SIZE = 36.0
_PATTERNS = (
    '<pattern id="{p}-h" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="14" height="14" class="p-bg"/><rect width="4" height="14" class="p-ln"/></pattern>'
    '<pattern id="{p}-d" width="16" height="16" patternUnits="userSpaceOnUse">'
    '<rect width="16" height="16" class="p-bg"/><circle cx="5" cy="5" r="2.6" class="p-dt"/></pattern>'
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
    scale: Scale,
    *,
    title: str,
    prefix: str = "map",
    chosen: str | None = None,
    small: bool = False,
) -> str:
    """The SVG element. Areas of `items` without a shape are left out here (the table beside the map has
    them).

    `prefix` keeps ids apart where a page holds several maps; `chosen` is the code of the area to outline.
    """
    drawn = [item for item in items if item.code in shapes]
    geometries = shapely.from_wkb([shapes[item.code] for item in drawn])
    if not len(drawn):
        return ""
    projection = projection_for(tuple(shapely.total_bounds(geometries)))
    flat = shapely.transform(geometries, projection.place)
    pairs = list(zip(drawn, flat, strict=True))
    # The outlined area last, so that no neighbour covers its edge.
    pairs.sort(key=lambda pair: pair[0].code == chosen)
    areas = "".join(_area(item, shape, scale, prefix, chosen) for item, shape in pairs)
    labels = "" if small else "".join(_labels(drawn, flat, scale))
    css = "bf-map-svg bf-map-small" if small else "bf-map-svg"
    return (
        f'<svg class="{css}" viewBox="0 0 {projection.width:.0f} {projection.height:.0f}" role="group" '
        f'aria-labelledby="{prefix}-t"><title id="{prefix}-t">{escape(title)}</title>'
        f"<defs>{_PATTERNS.format(p=prefix)}</defs>{areas}{labels}</svg>"
    )


def _area(item: AreaValue, shape: BaseGeometry, scale: Scale, prefix: str, chosen: str | None) -> str:
    look = scale.look(item)
    fill = {"c-nodata": f' fill="url(#{prefix}-h)"', "c-supp": f' fill="url(#{prefix}-d)"'}.get(look, "")
    css = f"t {look} chosen" if item.code == chosen else f"t {look}"
    said = f"{item.name} {item.text}"
    path = (
        f'<path class="{css}"{fill} fill-rule="evenodd" data-area="{escape(item.code)}" d="{path_of(shape)}">'
    )
    path += f"<title>{escape(said)}</title></path>"
    if item.link is None:
        return path
    return f'<a href="{escape(item.link)}" aria-label="{escape(said)}">{path}</a>'


def path_of(shape: BaseGeometry) -> str:
    """The outline as path commands in whole picture units; holes are rings of their own (even-odd not
    needed).
    """
    rings = shapely.get_rings(shapely.get_parts(shape))
    pieces = []
    for ring in rings:
        points = np.rint(shapely.get_coordinates(ring)).astype(np.int64)
        keep = np.ones(len(points), dtype=bool)
        keep[1:] = (points[1:] != points[:-1]).any(axis=1)
        points = points[keep][:-1] if keep.sum() > 3 else points[:-1]
        pieces.append("M" + "L".join(f"{x} {y}" for x, y in points.tolist()) + "Z")
    return "".join(pieces)


def label_places(flat: NDArray[np.object_], smallest: float) -> list[tuple[float, float, float] | None]:
    """Middle and radius of the widest circle inside each area; None where not even `smallest` could fit."""
    bounds = shapely.bounds(flat)
    room = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) / 2
    found: list[tuple[float, float, float] | None] = [None] * len(flat)
    at = np.flatnonzero(room >= smallest)
    circles = shapely.maximum_inscribed_circle(flat[at], tolerance=WIDTH / 200)
    centres = shapely.get_coordinates(shapely.get_point(circles, 0))
    for position, (x, y), radius in zip(
        at.tolist(), centres.tolist(), shapely.length(circles).tolist(), strict=True
    ):
        found[position] = (x, y, radius)
    return found


def _labels(items: Sequence[AreaValue], flat: NDArray[np.object_], scale: Scale) -> list[str]:
    """Name and value while they fit inside the widest circle of the area, else the value, else nothing."""
    texts = []
    for item, place in zip(items, label_places(flat, NAME_SIZE / 3), strict=True):
        if place is None:
            continue
        x, y, radius = place
        value = WORD_OF_STATE.get(item.state, item.text)
        dark = " on-dark" if scale.look(item) in ("c-4", "c-5") else ""
        name_fits = len(item.name) * NAME_SIZE / 2 <= radius * 1.15 and radius > NAME_SIZE
        if name_fits:
            looks = dark if len(item.name) * PHONE_SIZE / 2 <= radius * 1.15 else f"{dark} opt"
            texts.append(f'<text class="l{looks}" x="{x:.0f}" y="{y - 5:.0f}">{escape(item.name)}</text>')
        if name_fits or len(value) * NAME_SIZE / 4 <= radius:
            down = 22 if name_fits else 8
            texts.append(f'<text class="v{dark}" x="{x:.0f}" y="{y + down:.0f}">{escape(value)}</text>')
    return texts
