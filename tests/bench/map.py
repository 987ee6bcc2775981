"""The map of an area (G1, G2, G3): what travels when a map steps to another month, and drawing beside geopandas.

Base of the ratios: our sheet as SVG with all its words. Townships are cells of a shaken lattice with crooked borders.
"""

import gzip
import json
from io import BytesIO

import geopandas
import matplotlib
import numpy as np
import shapely
from shapely.geometry import Polygon

from app.adapters.boundaries import to_geojson
from app.adapters.coverages import is_coverage, simplify_coverage
from app.adapters.map_drawing import draw_svg
from app.adapters.map_picture import sheet_file
from app.adapters.map_sheet import MapWords, draw_sheet
from app.domain.choropleth import AreaValue, Scale, fixed_scale
from tests.bench.rounds import in_turn, seconds, tell

ROUNDS = 5
POINTS = 120
#: Degrees from side to side, as wide as a province.
WIDE = 6.0
#: How far a value moves from month to month (standard deviation of its logarithm).
MONTHLY = 0.08


def lattice(count: int) -> np.ndarray:
    """A valid coverage of about `count` cells whose borders have `POINTS` points each."""
    side = int(np.ceil(np.sqrt(count)))
    rng = np.random.default_rng(7)
    steps = np.linspace(0, 1, POINTS, endpoint=False)

    def crooked() -> np.ndarray:
        wave = np.cumsum(rng.normal(0, 0.002, POINTS))
        return wave - wave[-1] * steps

    flat = [[crooked() for _ in range(side)] for _ in range(side + 1)]
    steep = [[crooked() for _ in range(side)] for _ in range(side + 1)]
    cells = []
    for y in range(side):
        for x in range(side):
            low = np.column_stack([x + steps, y + flat[y][x]])
            high = np.column_stack([x + steps, y + 1 + flat[y + 1][x]])
            left = np.column_stack([x + steep[x][y], y + steps])
            right = np.column_stack([x + 1 + steep[x + 1][y], y + steps])
            corner = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            ring = [
                corner[0],
                *low[1:],
                corner[1],
                *right[1:],
                corner[2],
                *high[:0:-1],
                corner[3],
                *left[:0:-1],
            ]
            cells.append(Polygon(np.array(ring) / side * WIDE + [103.5, 24.5]))
    return np.array(cells[:count], dtype=object)


def _signs(scale: Scale, codes: list[str], now: np.ndarray, then: np.ndarray) -> str:
    """One sign an area, a dot where the colour stays: what /maps/values sends."""

    def look(code: str, value: float) -> str:
        return scale.look(AreaValue(code, "", "value", float(value), ""))[-1] if value >= 0 else ""

    pairs = ((look(code, a), look(code, b)) for code, a, b in zip(codes, now, then, strict=True))
    return "".join("." if a == b else a for a, b in pairs)


def main(counts: list[int] | None = None) -> None:
    matplotlib.use("agg")
    for count in counts or (20, 150, 1500):
        measure(count)


def measure(count: int) -> None:
    raw = lattice(count)
    thin = simplify_coverage(raw)
    values = np.random.default_rng(1).gamma(2, 1.2, count)
    scale = fixed_scale([1, 2, 3, 4.5], 1)
    codes = [f"52{n:010d}" for n in range(count)]
    items = [
        AreaValue(c, "试镇", "value", float(v), f"{v:.1f}", f"/m?a={c}")
        for c, v in zip(codes, values, strict=True)
    ]
    shapes = dict(zip(codes, shapely.to_wkb(thin), strict=True))
    words = MapWords("各镇", "项", "2026-11-20", "判定")
    frames = {
        name: geopandas.GeoDataFrame({"v": values}, geometry=found, crs="EPSG:4490")
        for name, found in (("raw", raw), ("simplified", thin))
    }

    def plotted(name: str) -> None:
        axes = frames[name].plot("v", scheme="user_defined", classification_kwds={"bins": [1, 2, 3, 4.5, 99]})
        axes.figure.savefig(BytesIO(), dpi=100)
        matplotlib.pyplot.close(axes.figure)

    sides = {
        "sheet": lambda: seconds(lambda: draw_sheet(shapes, items, scale, words), 3),
        "page": lambda: seconds(lambda: draw_svg(shapes, items, scale, title="t"), 3),
        "sheet_png": lambda: seconds(lambda: sheet_file(sheet, "png"), 1),
        "sheet_pdf": lambda: seconds(lambda: sheet_file(sheet, "pdf"), 1),
        "geopandas_raw": lambda: seconds(lambda: plotted("raw"), 1),
        "geopandas_simplified": lambda: seconds(lambda: plotted("simplified"), 1),
    }
    sheet = draw_sheet(shapes, items, scale, words)
    sheet_file(sheet, "png")  # faces are looked through once a process
    found = in_turn(sides, "sheet", ROUNDS)
    later = values * np.random.default_rng(2).lognormal(0, MONTHLY, count)
    steps = {
        "all_colours": len(gzip.compress(_signs(scale, codes, values, values * 0 - 1).encode())),
        "changed_colours": len(gzip.compress(_signs(scale, codes, later, values).encode())),
    }
    raw_bytes = len(json.dumps([to_geojson(shape, 7) for shape in raw]))
    small = len(gzip.compress("".join(to_geojson(shape) for shape in thin).encode()))
    tell(
        "map", areas=count, points=int(shapely.get_num_coordinates(raw).sum()),
        kept=int(shapely.get_num_coordinates(thin).sum()), raw_is_coverage=is_coverage(raw),
        simplified_is_coverage=is_coverage(thin), gzip_to_raw=round(small / raw_bytes, 4), geometry_gzip=small,
        step_to_geometry={name: round(size / small, 4) for name, size in steps.items()}, sides=found,
    )  # fmt: skip
