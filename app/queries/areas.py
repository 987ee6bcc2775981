"""Divisions and their outlines. Names and codes are public facts; still only the reader's own part is offered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.adapters.outline_shapes import wkb_of_geojson
from app.domain.areas import LEVELS, contains, level_number, range_of
from app.domain.errors import NotFoundError
from app.models import Area, Boundary, Household
from app.queries.scope import Scope

#: Levels by number, as the table keeps them.
CITY, COUNTY, TOWNSHIP, VILLAGE = 2, 3, 4, 5


def find_area(session: Session, scope: Scope, code: str) -> Area | None:
    """The area if the scope touches it, else None."""
    area = session.get(Area, code)
    return area if area is not None and touches(scope, code) else None


def get_area(session: Session, scope: Scope, code: str) -> Area:
    """The area; NotFoundError outside the scope and for unknown codes alike."""
    area = find_area(session, scope, code)
    if area is None:
        raise NotFoundError
    return area


def list_children(session: Session, scope: Scope, code: str, on: date) -> list[Area]:
    """Areas one level below that are in force on the day and touched by the scope, by code."""
    low, high = range_of(code)
    wanted = (
        select(Area)
        .where(Area.code >= low, Area.code < high, Area.level == level_number(code) + 1)
        .where(or_(Area.valid_from.is_(None), Area.valid_from <= on))
        .where(or_(Area.valid_to.is_(None), Area.valid_to > on))
        .order_by(Area.code)
    )
    return [area for area in session.scalars(wanted) if touches(scope, area.code)]


def townships_within(session: Session, scope: Scope, code: str) -> list[str]:
    """Codes of the townships inside an area, in order; the area itself where it is one."""
    low, high = range_of(code)
    wanted = select(Area.code).where(Area.level == TOWNSHIP, Area.code >= low, Area.code < high)
    return list(session.scalars(wanted.order_by(Area.code)))


def list_ancestors(session: Session, scope: Scope, code: str) -> list[Area]:
    """The chain from the widest area that the scope reaches down to the area itself."""
    codes = [code[:digits].ljust(12, "0") for _, digits in LEVELS]
    found = session.scalars(select(Area).where(Area.code.in_(codes)).order_by(Area.level))
    return [
        area for area in found if contains(area.code, code) and (scope.covers(area.code) or area.code == code)
    ]


def outlines(
    session: Session, scope: Scope, codes: Sequence[str], on: date, *, wide: int = COUNTY
) -> dict[str, bytes]:
    """The simplified outline in force of each area as WKB; areas without one are left out.

    `wide` is the level of what the map shows as a whole: a province is drawn from the coarsest outlines, a city from
    finer ones, a county and below from the finest.
    """
    drawn = _shown_outline(wide)
    found = {
        code: row.shape for code, row in _in_force(session, scope, codes, on, drawn.label("shape")).items()
    }
    return {code: wkb_of_geojson(outline) for code, outline in found.items()}


def _shown_outline(wide: int) -> Any:
    if wide < CITY:
        return Boundary.outline
    if wide == CITY:
        return func.coalesce(Boundary.outline_middle, Boundary.outline)
    return func.coalesce(Boundary.outline_near, Boundary.outline_middle, Boundary.outline)


def boundary_note(session: Session, scope: Scope, codes: Sequence[str], on: date) -> tuple[str, str]:
    """Sources of the outlines in force that day, and their 审图号 where all of them bear the same one."""
    found = _in_force(session, scope, codes, on, Boundary.source, Boundary.review_no).values()
    sources, numbers = {row.source for row in found}, {row.review_no or "" for row in found}
    return "、".join(sorted(sources)), numbers.pop() if len(numbers) == 1 else ""


def _in_force(
    session: Session, scope: Scope, codes: Sequence[str], on: date, *columns: Any
) -> dict[str, Any]:
    """The newest row of each area that has begun by the day; an undated one is older than all."""
    wanted = (
        select(Boundary.area_code, *columns)
        .where(Boundary.area_code.in_([code for code in codes if touches(scope, code)]))
        .where(or_(Boundary.valid_from.is_(None), Boundary.valid_from <= on))
        .order_by(Boundary.valid_from.asc().nulls_first(), Boundary.id)
    )
    return {row.area_code: row for row in session.execute(wanted)}


def home_area(session: Session, scope: Scope) -> Area | None:
    """Where a map or report begins: the area of the widest role, narrowed to where households are when it is wide."""
    if not scope.ranges:
        return None
    code = scope.ranges[0][0]
    area = session.get(Area, code)
    if area is not None and area.level >= COUNTY:
        return area
    low, high = session.execute(
        select(func.min(Household.area_code), func.max(Household.area_code)).where(scope.on(Household))
    ).one()
    return area if low is None else _common(session, low, high) or area


def _common(session: Session, low: str, high: str) -> Area | None:
    """The smallest area of county level or above that holds both codes."""
    for _, digits in reversed(LEVELS[:COUNTY]):
        if low[:digits] == high[:digits]:
            return session.get(Area, low[:digits].ljust(12, "0"))
    return None


def touches(scope: Scope, code: str) -> bool:
    """Whether any part of the area lies in the scope's ranges."""
    low, high = range_of(code)
    return any(max(low, a) < min(high, b) for a, b in scope.ranges)
