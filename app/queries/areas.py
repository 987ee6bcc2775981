"""Divisions and their outlines. Names and codes are public facts; still only the reader's own part is offered."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.adapters.outline_shapes import wkb_of_geojson
from app.domain.areas import LEVELS, contains, level_number, range_of
from app.domain.errors import NotFoundError
from app.models import Area, Boundary, Household
from app.queries.scope import Scope

#: Levels by number, as the table keeps them.
COUNTY, TOWNSHIP, VILLAGE = 3, 4, 5


def find_area(session: Session, scope: Scope, code: str) -> Area | None:
    """The area if the scope touches it, else None."""
    area = session.get(Area, code)
    return area if area is not None and _touches(scope, code) else None


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
    return [area for area in session.scalars(wanted) if _touches(scope, area.code)]


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


def outlines(session: Session, scope: Scope, codes: Sequence[str], on: date) -> dict[str, bytes]:
    """The simplified outline in force of each area as WKB; areas without one are left out."""
    wanted = (
        select(Boundary.area_code, Boundary.outline)
        .where(Boundary.area_code.in_([code for code in codes if _touches(scope, code)]))
        .where(or_(Boundary.valid_from.is_(None), Boundary.valid_from <= on))
        .order_by(Boundary.valid_from.asc().nulls_first(), Boundary.id)
    )
    newest = dict(iter(session.execute(wanted)))
    return {code: wkb_of_geojson(outline) for code, outline in newest.items()}


def boundary_note(session: Session, scope: Scope, codes: Sequence[str]) -> tuple[str, str]:
    """Source and 审图号 of the outlines shown; both empty where there are none."""
    wanted = select(Boundary.source, Boundary.review_no).where(Boundary.area_code.in_(codes)).limit(1)
    found = session.execute(wanted).first()
    return (found[0], found[1] or "") if found else ("", "")


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


def _touches(scope: Scope, code: str) -> bool:
    low, high = range_of(code)
    return any(max(low, a) < min(high, b) for a, b in scope.ranges)
