"""Outlines that are kept, set by set, and what a file that somebody sent would bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.adapters.boundaries import BoundaryFile
from app.adapters.map_drawing import draw_svg
from app.adapters.outline_levels import join_levels, neighbour_flaws, shapes_by_level, unmatched
from app.adapters.outline_shapes import wkb_of
from app.domain.area_matching import ColumnMatch, Match, column_matches, match_areas
from app.domain.areas import level_number
from app.domain.choropleth import AreaValue, Scale
from app.models import Area, Boundary, StoredFile
from app.queries.scope import Scope

PURPOSE = "boundary"


@dataclass(frozen=True, slots=True)
class BoundarySet:
    """Outlines of one level, source and first day."""

    level: int
    valid_from: date | None
    source: str
    review_no: str
    source_crs: str
    count: int
    missing: int
    """Areas of the level that have no outline of any day."""


@dataclass(frozen=True)
class BoundaryCheck:
    """What a file would bring under the choices that were made, before anything is written."""

    rows: int
    columns: list[ColumnMatch]
    match: Match
    invalid: list[str]
    neighbours: list[str]
    unmatched: list[str]
    levels: list[tuple[int, int]]
    """Level and number of areas, those made of their parts included."""
    joined: int
    missing: list[str]
    """Names of areas of the levels found that the file leaves without an outline, as far as the file's counties go."""
    svg: str


def list_sets(session: Session, scope: Scope) -> list[BoundarySet]:
    """All outlines by level, day and source; they are public facts, so that the scope narrows nothing."""
    wanted = (
        select(
            Area.level,
            Boundary.valid_from,
            Boundary.source,
            Boundary.review_no,
            Boundary.source_crs,
            func.count(),
        )
        .join(Area, Area.code == Boundary.area_code)
        .group_by(Area.level, Boundary.valid_from, Boundary.source, Boundary.review_no, Boundary.source_crs)
        .order_by(Area.level, Boundary.valid_from.desc().nulls_last(), Boundary.source)
    )
    without = dict(
        iter(
            session.execute(
                select(Area.level, func.count())
                .where(Area.valid_to.is_(None), Area.code.not_in(select(Boundary.area_code)))
                .group_by(Area.level)
            )
        )
    )
    return [
        BoundarySet(level, since, source, number or "", crs, count, without.get(level, 0))
        for level, since, source, number, crs, count in session.execute(wanted)
    ]


def find_sent_file(session: Session, scope: Scope, public_id: str) -> StoredFile | None:
    """A boundary file that somebody sent; outlines belong to no place alone, so the permission is the whole gate."""
    return session.scalar(
        select(StoredFile).where(StoredFile.public_id == public_id, StoredFile.purpose == PURPOSE)
    )


def check_file(
    session: Session, scope: Scope, file: BoundaryFile, column: str | None, how: str | None, *, join: bool
) -> BoundaryCheck:
    """Match and check without writing. The whole list of divisions is matched against: codes are public facts."""
    names = dict(iter(session.execute(select(Area.code, Area.name).where(Area.valid_to.is_(None)))))
    match = match_areas(file.attributes, names, column, how)
    found = shapes_by_level(file, match)
    joined = join_levels(found, names) if join else 0
    neighbours = [
        words for codes, shapes in found.values() for words in neighbour_flaws(codes, shapes, names)
    ]
    return BoundaryCheck(
        rows=len(file.attributes),
        columns=column_matches(file.attributes, names),
        match=match,
        invalid=[flaw.words for flaw in file.flaws],
        neighbours=neighbours,
        unmatched=unmatched(file, match),
        levels=[(level, len(found[level][0])) for level in sorted(found)],
        joined=joined,
        missing=_missing(names, {level: codes for level, (codes, _) in found.items()}),
        svg=_preview(file, match, names),
    )


def _missing(names: dict[str, str], found: dict[int, list[str]]) -> list[str]:
    """Known areas beside those of the file, in the same counties and levels, that it does not have."""
    told = []
    for level, codes in sorted(found.items()):
        counties, have = {code[:6] for code in codes}, set(codes)
        told += [
            name
            for code, name in sorted(names.items())
            if code[:6] in counties and code not in have and level_number(code) == level
        ]
    return told


def _preview(file: BoundaryFile, match: Match, names: dict[str, str]) -> str:
    """The lowest level of the file as a picture: matched outlines coloured, the others hatched."""
    lowest = max((level_number(code) for code in match.codes if code), default=0)
    shapes, items = {}, []
    for n, (code, shape) in enumerate(zip(match.codes, file.shapes, strict=True)):
        if code is not None and level_number(code) < lowest:
            continue  # the county around its townships would cover them
        shapes[str(n)] = wkb_of(shape)
        known = AreaValue(str(n), names.get(code or "", ""), "value", 1.0, "")
        items.append(known if code else AreaValue(str(n), "对不上", "zero", 0.0, ""))
    return draw_svg(shapes, items, Scale((1.0,), 0), title="这个文件里的图形", prefix="sent")


def list_for_export(
    session: Session, scope: Scope, level: int, on: date
) -> Sequence[tuple[str, str, bytes, str, str]]:
    """Code, name, full outline, source and 审图号 of the areas of a level, as in force on the day."""
    wanted = (
        select(Area.code, Area.name, Boundary.wkb, Boundary.source, Boundary.review_no)
        .join(Boundary, Boundary.area_code == Area.code)
        .where(Area.level == level)
        .where(or_(Area.valid_to.is_(None), Area.valid_to > on))
        .where(or_(Boundary.valid_from.is_(None), Boundary.valid_from <= on))
        .order_by(Area.code, Boundary.valid_from.asc().nulls_first(), Boundary.id)
    )
    newest = {row[0]: row for row in session.execute(wanted)}
    return [
        (code, name, wkb, source, number or "") for code, name, wkb, source, number in newest.values() if wkb
    ]
