"""Loading of outlines: read, matched to known areas, checked, simplified, kept with their first day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, select

from app.adapters.boundaries import BoundaryFile, read_boundaries, to_geojson, to_wkb
from app.adapters.coverages import CGCS2000, simplified_levels
from app.adapters.outline_levels import join_levels, neighbour_flaws, shapes_by_level, unmatched
from app.domain.area_matching import match_areas
from app.domain.errors import InvalidInputError
from app.models import Area, Boundary
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class BoundaryWish:
    """What the person who loads says about the file; None = as the file or the product finds it."""

    source: str
    crs: str | None = None
    repair: bool = False
    valid_from: date | None = None
    review_no: str | None = None
    shifted: bool = False
    """Coordinates of a map service (GCJ-02)."""
    column: str | None = None
    how: str | None = None
    """The attribute that names the areas, and whether it holds codes or names."""
    join: bool = False
    """Townships and the county are made of the villages where the file has none of their own."""


@dataclass(slots=True)
class LoadedBoundaries:
    """What became of a file of outlines; `flaws` are sentences to be read by a person."""

    matched: int = 0
    by: str = "none"
    column: str | None = None
    source_crs: str = ""
    unmatched: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    joined: int = 0


def load_boundaries(
    work: Work,
    path: Path,
    *,
    source: str,
    crs: str | None = None,
    repair: bool = False,
    valid_from: date | None = None,
    review_no: str | None = None,
) -> LoadedBoundaries:
    """Read a file of outlines from disk and keep it; see `keep_boundaries`."""
    file = read_boundaries(path, crs=crs, repair=repair)
    wish = BoundaryWish(source, crs, repair, valid_from, review_no)
    return keep_boundaries(work, file, wish, place=path.name)


def keep_boundaries(work: Work, file: BoundaryFile, wish: BoundaryWish, *, place: str) -> LoadedBoundaries:
    """Match the outlines to the known areas and keep them, simplified level by level as a coverage.

    Raises E-MAP-5 where no outline belongs to a known area, and E-MAP-6 where invalid ones are not to be repaired.
    """
    if file.flaws and not wish.repair:
        raise InvalidInputError(
            "E-MAP-6",
            f"{len(file.flaws)} 个图形不合规，先不装：{file.flaws[0].words}。",
            place=place,
            way_out="请出图单位改好；或者选“由系统修补”（命令里加 --repair），修补了哪些会列出来。",
        )
    names = dict(iter(work.session.execute(select(Area.code, Area.name))))
    match = match_areas(file.attributes, names, wish.column, wish.how)
    if match.how == "none":
        raise InvalidInputError(
            "E-MAP-5",
            "没有一个图形对得上区划。",
            place=place,
            way_out="请先装区划名单，并在图里带上区划代码或名称。",
        )
    report = LoadedBoundaries(by=match.how, column=match.column, source_crs=file.source_crs)
    report.flaws = [flaw.words for flaw in file.flaws]
    report.unmatched = unmatched(file, match)
    levels = shapes_by_level(file, match)
    if wish.join:
        report.joined = join_levels(levels, names)
    for level in sorted(levels):
        codes, shapes = levels[level]
        report.flaws += neighbour_flaws(codes, shapes, names)
        _keep_level(work, codes, shapes, wish, file.source_crs)
        report.matched += len(codes)
    return report


def _keep_level(
    work: Work, codes: Sequence[str], shapes: NDArray[np.object_], wish: BoundaryWish, source_crs: str
) -> None:
    """Outlines of one level are one coverage, simplified together; those of the same day are replaced."""
    work.session.execute(
        delete(Boundary).where(
            Boundary.area_code.in_(codes), Boundary.valid_from.is_not_distinct_from(wish.valid_from)
        )
    )
    wide, middle, near = ([to_geojson(shape) for shape in level] for level in simplified_levels(shapes))
    rows = [
        {
            "area_code": code,
            "valid_from": wish.valid_from,
            "wkb": to_wkb(shape),
            "outline": wide[n],
            "outline_middle": None if middle[n] == wide[n] else middle[n],
            "outline_near": None if near[n] in (wide[n], middle[n]) else near[n],
            "source": wish.source,
            "source_crs": source_crs or CGCS2000,
            "review_no": wish.review_no,
            "is_sketch": wish.review_no is None,
        }
        for n, (code, shape) in enumerate(zip(codes, shapes, strict=True))
    ]
    work.session.execute(insert(Boundary), rows)
