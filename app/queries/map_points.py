"""Points of a map: projects where they stand, households by cells of about a kilometre, never the exact place."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import level_number, range_of
from app.domain.errors import NotFoundError
from app.models import Household, MapPoint, Project
from app.queries.areas import COUNTY
from app.queries.scope import Scope

#: Points that one map shows at most; a county has fewer cells than that.
MOST = 3000
#: Degrees of what is drawn as one mark: cells on maps of a township, about five kilometres on wider ones.
NEAR, WIDE = 0.01, 0.05


@dataclass(frozen=True, slots=True)
class MapMark:
    """One mark: a project, or the households of a cell. `count` 0 = a project; `link` opens it."""

    lon: float
    lat: float
    words: str
    count: int
    link: str | None


@dataclass(frozen=True, slots=True)
class HomeSpot:
    """A household that has a spot, for the list; the exact place is told for a purpose only."""

    public_id: str
    number: str
    head: str


def list_marks(session: Session, scope: Scope, area: str) -> list[MapMark]:
    """Projects and cells of active households inside an area, southern ones first."""
    low, high = range_of(area)
    projects = session.execute(
        select(MapPoint.lon, MapPoint.lat, Project.name, Project.public_id)
        .join(Project, Project.id == MapPoint.project_id)
        .where(scope.on(Project), Project.area_code >= low, Project.area_code < high)
        .order_by(MapPoint.lat, MapPoint.id)
        .limit(MOST)
    )
    cells = session.execute(
        select(MapPoint.lon, MapPoint.lat, func.count())
        .join(Household, Household.id == MapPoint.household_id)
        .where(scope.on(Household), Household.area_code >= low, Household.area_code < high)
        .where(Household.status == "active")
        .group_by(MapPoint.lon, MapPoint.lat)
        .order_by(MapPoint.lat, MapPoint.lon)
        .limit(MOST)
    )
    width = NEAR if level_number(area) > COUNTY else WIDE
    together: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for lon, lat, count in cells:
        together.setdefault((floor(lon / width), floor(lat / width)), []).append((lon, lat, count))
    homes = [_joined(found) for found in together.values()]
    return homes + [MapMark(lon, lat, name, 0, f"/projects/{key}") for lon, lat, name, key in projects]


def _joined(cells: Sequence[tuple[float, float, int]]) -> MapMark:
    """Neighbouring cells as one mark, where most of their households are."""
    whole = sum(count for _lon, _lat, count in cells)
    lon = sum(lon * count for lon, _lat, count in cells) / whole
    lat = sum(lat * count for _lon, lat, count in cells) / whole
    return MapMark(lon, lat, f"{whole} 户", whole, None)


def list_home_spots(session: Session, scope: Scope, area: str, limit: int = 200) -> list[HomeSpot]:
    """Households of an area that have a spot, by number."""
    low, high = range_of(area)
    rows = session.execute(
        select(Household.public_id, Household.household_no, Household.head_name)
        .join(MapPoint, MapPoint.household_id == Household.id)
        .where(scope.on(Household), Household.area_code >= low, Household.area_code < high)
        .where(Household.status == "active")
        .order_by(Household.household_no)
        .limit(limit)
    )
    return [HomeSpot(key, number, head or "") for key, number, head in rows]


def get_home_spot(session: Session, scope: Scope, household_id: int) -> MapPoint:
    """The point of a household; NotFoundError where it has none or lies outside the scope."""
    row = session.scalar(
        select(MapPoint)
        .join(Household, Household.id == MapPoint.household_id)
        .where(scope.on(Household), MapPoint.household_id == household_id)
    )
    if row is None:
        raise NotFoundError
    return row
