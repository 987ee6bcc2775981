"""Loading of divisions and outlines. Codes are never deleted; an outline of a new day stands beside the old one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from sqlalchemy import delete, insert, select

from app.adapters.area_list import ListedArea
from app.adapters.boundaries import (
    CGCS2000,
    BoundaryFile,
    dissolve,
    edge_flaws,
    read_boundaries,
    simplify_coverage,
    to_geojson,
    to_wkb,
)
from app.domain.area_matching import match_areas
from app.domain.areas import level_number
from app.domain.errors import InvalidInputError
from app.models import Area, Boundary
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class LoadedAreas:
    """How many codes were new, changed their name, or stayed."""

    new: int
    renamed: int
    unchanged: int


@dataclass(slots=True)
class LoadedBoundaries:
    """What became of a file of outlines; `flaws` are sentences to be read by a person."""

    matched: int = 0
    by: str = "none"
    column: str | None = None
    source_crs: str = ""
    unmatched: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)


def load_areas(
    work: Work, rows: Iterable[ListedArea], *, source: str, valid_from: date | None = None
) -> LoadedAreas:
    """Add codes that are new and take over changed names. Codes missing from the list stay as they are."""
    known = {area.code: area for area in work.session.scalars(select(Area))}
    fresh, renamed, unchanged = [], 0, 0
    for row in rows:
        area = known.get(row.code)
        if area is None:
            fresh.append(_as_row(row, source, valid_from))
        elif (area.name, area.full_name) != (row.name, row.full_name):
            area.name, area.full_name, area.source = row.name, row.full_name, source
            renamed += 1
        else:
            unchanged += 1
    if fresh:
        work.session.execute(insert(Area), fresh)
    return LoadedAreas(len(fresh), renamed, unchanged)


def _as_row(row: ListedArea, source: str, valid_from: date | None) -> dict[str, object]:
    return {
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "parent_code": row.parent_code,
        "full_name": row.full_name,
        "valid_from": valid_from,
        "source": source,
    }


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
    """Read a file of outlines, match it to the known areas and keep it, simplified level by level as a coverage.

    Raises InvalidInputError where the file, its projection or its outlines are not fit (see adapters.boundaries), and
    E-MAP-5 where no outline belongs to a known area. Invalid outlines are refused unless `repair` is asked for.
    """
    file = read_boundaries(path, crs=crs, repair=repair)
    if file.flaws and not repair:
        raise InvalidInputError(
            "E-MAP-6",
            f"{len(file.flaws)} 个图形不合规，先不装：{file.flaws[0].words}。",
            place=path.name,
            way_out="请出图单位改好；或者加 --repair，由系统修补后再装，修补了哪些会列出来。",
        )
    areas = dict(iter(work.session.execute(select(Area.code, Area.name))))
    match = match_areas(file.attributes, areas)
    report = LoadedBoundaries(by=match.how, column=match.column, source_crs=file.source_crs)
    report.flaws = [flaw.words for flaw in file.flaws]
    report.unmatched = _unmatched(file, match.codes)
    if match.how == "none":
        raise InvalidInputError(
            "E-MAP-5",
            "没有一个图形对得上区划。",
            place=path.name,
            way_out="请先装区划名单，并在图里带上区划代码或名称。",
        )
    for level in sorted({level_number(code) for code in match.codes if code}):
        _keep_level(work, file, match.codes, level, areas, report, source, valid_from, review_no)
    return report


def _unmatched(file: BoundaryFile, codes: tuple[str | None, ...]) -> list[str]:
    """What the rows without area call themselves, to be settled by a person."""
    return [
        "、".join(value for value in row.values() if value)[:60]
        for row, code in zip(file.attributes, codes, strict=True)
        if code is None
    ]


def _keep_level(
    work: Work,
    file: BoundaryFile,
    codes: tuple[str | None, ...],
    level: int,
    names: dict[str, str],
    report: LoadedBoundaries,
    source: str,
    valid_from: date | None,
    review_no: str | None,
) -> None:
    """Outlines of one level are one coverage: parts joined, edges checked, simplified together."""
    at = [n for n, code in enumerate(codes) if code and level_number(code) == level]
    whole = dissolve(file.shapes[at], [codes[n] or "" for n in at])
    ordered = sorted(whole)
    shapes = np.array([whole[code] for code in ordered], dtype=object)
    report.flaws += [f"{names[ordered[n]]}和邻居的边对不上（重叠或有缝）" for n in edge_flaws(shapes)]
    thin = simplify_coverage(shapes)
    old = delete(Boundary).where(
        Boundary.area_code.in_(ordered), Boundary.valid_from.is_not_distinct_from(valid_from)
    )
    work.session.execute(old)
    rows = [
        {
            "area_code": code,
            "valid_from": valid_from,
            "wkb": to_wkb(shape),
            "outline": to_geojson(small),
            "source": source,
            "source_crs": file.source_crs or CGCS2000,
            "review_no": review_no,
            "is_sketch": review_no is None,
        }
        for code, shape, small in zip(ordered, shapes, thin, strict=True)
    ]
    work.session.execute(insert(Boundary), rows)
    report.matched += len(rows)
