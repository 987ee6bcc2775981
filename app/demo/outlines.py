"""Outlines of the invented villages and townships: a valid coverage by shared borders.

The county is a lattice, bent and shaken; each lattice edge is one crooked line that both neighbours share point by
point. A village is a run of cells in snake order, a township a block of the lattice; their outlines are the edges
that only one of their cells has. Nothing can overlap or gape, because no border is ever drawn twice.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from app.demo.places import COUNTY_CODE, COUNTY_NAME, SHAPES, CountyPlan, Township

Node = tuple[int, int]
Point = tuple[float, float]
_WEST, _SOUTH, _WIDTH, _HEIGHT = 106.52, 26.28, 0.62, 0.46
_BENDS = 4


class Lattice:
    """The shaken lattice: a place for each node, a crooked line for each edge."""

    def __init__(self, columns: int, rows: int, seed: int) -> None:
        self.size = (columns, rows)
        rng = np.random.default_rng([seed, 106])
        self._shake = rng.uniform(-0.2, 0.2, (columns + 1, rows + 1, 2))
        self._bend = rng.uniform(-0.11, 0.11, (columns + 1, rows + 1, 2, _BENDS))

    def point(self, x: float, y: float) -> Point:
        """Lattice coordinates to longitude and latitude, bent so that the county is no rectangle."""
        columns, rows = self.size
        u, v = 2 * x / columns - 1, 2 * y / rows - 1
        east = u * math.sqrt(1 - 0.32 * v * v) + 0.07 * math.sin(3 * v)
        north = v * math.sqrt(1 - 0.32 * u * u) + 0.06 * math.sin(2.4 * u)
        return round(_WEST + _WIDTH * (east + 1) / 2, 6), round(_SOUTH + _HEIGHT * (north + 1) / 2, 6)

    def line(self, start: Node, end: Node) -> list[Point]:
        """The points from start up to, not including, end; the same line backwards the other way."""
        if end < start:
            return [*self._crooked(end, start)[:0:-1]]
        return self._crooked(start, end)[:-1]

    def _crooked(self, start: Node, end: Node) -> list[Point]:
        (ax, ay), (bx, by) = self._place(start), self._place(end)
        bends = self._bend[start[0], start[1], 0 if end[0] > start[0] else 1]
        points = [self.point(ax, ay)]
        for i, bend in enumerate(bends, 1):
            t = i / (_BENDS + 1)
            points.append(
                self.point(ax + (bx - ax) * t - (by - ay) * bend, ay + (by - ay) * t + (bx - ax) * bend)
            )
        return [*points, self.point(bx, by)]

    def _place(self, node: Node) -> tuple[float, float]:
        dx, dy = self._shake[node]
        return node[0] + dx, node[1] + dy


def outline(lattice: Lattice, cells: Iterable[Node]) -> list[list[float]]:
    """The closed ring around a connected set of cells, counter-clockwise."""
    edges: dict[Node, set[Node]] = {}
    for x, y in cells:
        corners = ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            if start in edges.get(end, ()):
                edges[end].discard(start)
            else:
                edges.setdefault(start, set()).add(end)
    follow = {start: min(ends) for start, ends in edges.items() if ends}
    node = first = min(follow)
    ring: list[Point] = []
    while True:
        ring += lattice.line(node, follow[node])
        node = follow[node]
        if node == first:
            return [list(point) for point in [*ring, ring[0]]]


def village_cells(plan: CountyPlan) -> tuple[Lattice, dict[str, list[Node]]]:
    """Which lattice cells make up each village."""
    across, down = SHAPES[len(plan.townships)]
    most = max(len(township.villages) for township in plan.townships)
    wide = math.ceil(math.sqrt(most * 1.3))
    high = math.ceil(most / wide)
    cells: dict[str, list[Node]] = {}
    for township in plan.townships:
        column, row = township.index % across, township.index // across
        cells |= _split(township, column * wide, row * high, wide, high)
    return Lattice(across * wide, down * high, plan.seed), cells


def _split(township: Township, left: int, low: int, wide: int, high: int) -> dict[str, list[Node]]:
    snake = [(left + (x if y % 2 == 0 else wide - 1 - x), low + y) for y in range(high) for x in range(wide)]
    cuts = [round(i * len(snake) / len(township.villages)) for i in range(len(township.villages) + 1)]
    return {v.code: snake[cuts[i] : cuts[i + 1]] for i, v in enumerate(township.villages)}


def boundaries(plan: CountyPlan) -> dict[str, Any]:
    """A GeoJSON collection (CGCS2000 longitude and latitude) of county, townships and villages."""
    lattice, cells = village_cells(plan)
    features = [_feature(lattice, COUNTY_CODE, COUNTY_NAME, 3, [c for run in cells.values() for c in run])]
    for township in plan.townships:
        inside = [cell for village in township.villages for cell in cells[village.code]]
        features.append(_feature(lattice, township.code, township.name, 4, inside))
        features += [_feature(lattice, v.code, v.name, 5, cells[v.code]) for v in township.villages]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    return {"type": "FeatureCollection", "name": COUNTY_NAME, "crs": crs, "features": features}


def _feature(lattice: Lattice, code: str, name: str, level: int, cells: list[Node]) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [outline(lattice, cells)]}
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, "level": level},
        "geometry": geometry,
    }
