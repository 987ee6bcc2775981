"""Outlines of a file by level of the areas they belong to: joined, completed from below, and checked for a person."""

# mypy: allow-untyped-calls

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.adapters.boundaries import BoundaryFile
from app.adapters.coverages import dissolve, edge_flaws, gaps, overlaps
from app.domain.area_matching import Match
from app.domain.areas import level_number, parent_of

VILLAGE = 5
#: So many overlaps are told one by one.
MOST_TOLD = 50


def unmatched(file: BoundaryFile, match: Match) -> list[str]:
    """What the rows without area call themselves, to be settled by a person."""
    return [
        "、".join(value for value in row.values() if value)[:60]
        for row, code in zip(file.attributes, match.codes, strict=True)
        if code is None
    ]


Level = tuple[list[str], NDArray[np.object_]]


def shapes_by_level(file: BoundaryFile, match: Match) -> dict[int, Level]:
    """Codes and outlines of each level, parts of one area joined."""
    found: dict[int, Level] = {}
    for level in sorted({level_number(code) for code in match.codes if code}):
        at = [n for n, code in enumerate(match.codes) if code and level_number(code) == level]
        found[level] = _ordered(dissolve(file.shapes[at], [match.codes[n] or "" for n in at]))
    return found


def join_levels(levels: dict[int, Level], names: Mapping[str, str]) -> int:
    """Add the areas above that the file does not have, made of their parts; how many were added.

    Only known areas are made, from villages to townships and from townships to the county.
    """
    added = 0
    for level in range(VILLAGE, 3, -1):
        if level not in levels:
            continue
        codes, shapes = levels[level]
        above = [parent_of(code) or "" for code in codes]
        have = dict(zip(*levels.get(level - 1, ([], np.array([], dtype=object))), strict=True))
        at = [n for n, code in enumerate(above) if code in names and code not in have]
        made = dissolve(shapes[at], [above[n] for n in at]) if at else {}
        added += len(made)
        if have or made:
            levels[level - 1] = _ordered(have | made)
    return added


def neighbour_flaws(codes: Sequence[str], shapes: NDArray[np.object_], names: Mapping[str, str]) -> list[str]:
    """Sentences about overlaps, gaps and edges that do not meet, one for each pair or place."""
    found = [
        f"{names[codes[one.first]]}和{names[codes[one.second]]}重叠 {one.metres / 10_000:.1f} 公顷"
        for one in overlaps(shapes)[:MOST_TOLD]
    ]
    holes = gaps(shapes)
    if holes:
        found.append(f"中间有 {len(holes)} 处没有归属的空隙，最大 {holes[0] / 10_000:.1f} 公顷")
    if not found:
        found = [f"{names[codes[n]]}和邻居的边对不上（点不重合）" for n in edge_flaws(shapes)]
    return found


def _ordered(found: Mapping[str, Any]) -> Level:
    codes = sorted(found)
    shapes = np.empty(len(codes), dtype=object)
    shapes[:] = [found[code] for code in codes]
    return codes, shapes
