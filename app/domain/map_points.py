"""Spots of households and projects as people write them down: number, longitude, latitude, one a line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np

from app.domain.errors import InvalidInputError
from app.domain.gcj02 import from_gcj02

#: So many lines are taken at once.
MOST_LINES = 2000
#: Longitude and latitude that contain China with a margin.
WEST, SOUTH, EAST, NORTH = 70.0, 3.0, 140.0, 56.0
#: Cells in which households are shown: a hundredth of a degree, about one kilometre.
CELLS_PER_DEGREE = 100
_PARTS = re.compile(r"[\s,，;；、]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """One line that was understood; CGCS2000 degrees. `line` counts from 1."""

    line: int
    number: str
    lon: float
    lat: float


def read_spots(text: str, *, shifted: bool = False) -> tuple[list[Spot], list[str]]:
    """Spots and sentences about lines that say none; `shifted` takes back the shift of map services (GCJ-02).

    A heading is passed over. Swapped coordinates are told, never turned round in silence. InvalidInputError E-SPOT
    where there are too many lines or not one spot.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise InvalidInputError("E-SPOT", f"一次最多 {MOST_LINES} 行。", way_out="请分几次贴。")
    spots, problems = [], []
    for n, line in lines:
        parts = [part for part in _PARTS.split(line) if part]
        found = _spot(n, parts)
        if isinstance(found, Spot):
            spots.append(found)
        elif not (n == lines[0][0] and not any(sign.isdigit() for sign in line)):
            problems.append(found)
    if not spots and not problems:
        raise InvalidInputError("E-SPOT", "没有看到坐标。", way_out="请每行写：编号 经度 纬度。")
    return (_taken_back(spots) if shifted and spots else spots), problems


def _spot(line: int, parts: Sequence[str]) -> Spot | str:
    try:
        number, lon, lat = parts
        east, north = float(lon), float(lat)
    except ValueError:
        return f"第 {line} 行没有看懂，要写成：编号 经度 纬度。"
    if WEST <= east <= EAST and SOUTH <= north <= NORTH:
        return Spot(line, number, east, north)
    if WEST <= north <= EAST and SOUTH <= east <= NORTH:
        return f"第 {line} 行经度和纬度像是颠倒了。"
    return f"第 {line} 行不在中国境内，坐标多半不是度。"


def _taken_back(spots: Sequence[Spot]) -> list[Spot]:
    true = from_gcj02(np.array([[spot.lon, spot.lat] for spot in spots]))
    return [Spot(s.line, s.number, float(x), float(y)) for s, (x, y) in zip(spots, true, strict=True)]


def cell_of(lon: float, lat: float) -> tuple[float, float]:
    """The middle of the cell that a place lies in: all that a map shows of where a household is."""
    return tuple((floor(value * CELLS_PER_DEGREE) + 0.5) / CELLS_PER_DEGREE for value in (lon, lat))  # type: ignore[return-value]
