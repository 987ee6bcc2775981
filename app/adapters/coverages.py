"""Outlines of one level together: what is wrong between neighbours, fewer points for drawing, larger areas of smaller.

All coordinates are CGCS2000 longitude and latitude. Neighbours that shared an edge share it afterwards too.
"""

# mypy: allow-untyped-calls

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

#: The system in which all outlines are kept.
CGCS2000 = "EPSG:4490"


def edge_flaws(shapes: NDArray[np.object_]) -> list[int]:
    """Positions of outlines of one level whose edges do not meet their neighbours' (overlap, or points that differ)."""
    if not shapely.is_valid(shapes).all():
        return []
    return [
        int(position)
        for position in np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    ]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two outlines of one level that claim the same ground: positions and square metres."""

    first: int
    second: int
    metres: float


def overlaps(shapes: NDArray[np.object_], least: float = 1.0) -> list[Overlap]:
    """Pairs that overlap by at least so many square metres, largest first; empty while outlines are invalid."""
    if not shapely.is_valid(shapes).all():
        return []
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    common = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    found = [
        Overlap(int(a), int(b), metres)
        for (a, b), metres in zip(pairs, square_metres(common), strict=True)
        if metres >= least
    ]
    return sorted(found, key=lambda one: -one.metres)


def gaps(shapes: NDArray[np.object_], least: float = 1.0) -> list[float]:
    """Square metres of ground enclosed by the outlines and belonging to none, largest first."""
    if not shapely.is_valid(shapes).all():
        return []
    whole = shapely.get_parts(shapely.union_all(shapes))
    holes = [shapely.polygons(ring) for part in whole for ring in shapely.get_rings(part)[1:]]
    return sorted((m for m in square_metres(np.array(holes, dtype=object)) if m >= least), reverse=True)


def square_metres(shapes: NDArray[np.object_]) -> list[float]:
    """Sizes on the ground, on a sphere of the ellipsoid's surface (within half a percent)."""
    if not len(shapes):
        return []
    flat = shapely.transform(
        shapes,
        lambda at: np.column_stack([np.radians(at[:, 0]) * _EARTH, np.sin(np.radians(at[:, 1])) * _EARTH]),
    )
    return [float(size) for size in shapely.area(flat)]


#: Radius in metres of the sphere with the surface of the CGCS2000 ellipsoid.
_EARTH = 6_371_007.2


def simplify_coverage(shapes: NDArray[np.object_], tolerance: float | None = None) -> NDArray[np.object_]:
    """Fewer points for drawing, neighbours keeping one common edge. Done once, when the file is loaded.

    `tolerance` in degrees, about the width of detail that may go; by default 1/800 of the wider side, which is one or
    two dots of a map as wide as a page. No area vanishes.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    step = tolerance if tolerance is not None else max(east - west, north - south) / 800
    thin: NDArray[np.object_] = shapely.coverage_simplify(shapes, step)
    gone = shapely.is_empty(thin)
    thin[gone] = shapes[gone]
    return thin


#: Widths of detail in degrees that may go: maps of a province, a city, a county and below.
LEVELS = (0.01, 0.003, 0.0006)


def simplified_levels(shapes: NDArray[np.object_]) -> list[NDArray[np.object_]]:
    """The outlines for wide, middle and near maps, each a coverage; none is coarser than its own extent allows."""
    west, south, east, north = shapely.total_bounds(shapes)
    fine = max(east - west, north - south) / 800
    return [simplify_coverage(shapes, min(step, fine)) for step in LEVELS]


def write_geopackage(path: Path, shapes: list[bytes], columns: dict[str, list[str]]) -> None:
    """A GeoPackage in CGCS2000 longitude and latitude with one layer `boundary` for QGIS and survey offices."""
    from geopandas.geodataframe import GeoDataFrame  # takes half a second to load

    frame = GeoDataFrame(columns, geometry=shapely.from_wkb(shapes), crs=CGCS2000)
    frame.to_file(path, driver="GPKG", layer="boundary", engine="pyogrio")


def is_coverage(shapes: NDArray[np.object_]) -> bool:
    """Whether neighbours meet edge to edge, without overlap."""
    return bool(shapely.coverage_is_valid(shapes))


def dissolve(shapes: NDArray[np.object_], groups: list[str]) -> dict[str, BaseGeometry]:
    """Outlines of larger areas out of smaller ones, e.g. townships out of villages."""
    keys = np.asarray(groups)
    found: dict[str, BaseGeometry] = {}
    for key in np.unique(keys):
        parts = shapes[keys == key]
        found[str(key)] = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return found
