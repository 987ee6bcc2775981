"""Where households and projects are: spots given by number, a household's exact one kept in the vault."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from app.domain.clock import today
from app.domain.map_points import Spot, cell_of
from app.models import Household, MapPoint, Project
from app.queries.scope import Scope
from app.services.secrets import keep_secret
from app.unit_of_work import Work

#: Kind of the vault's value: "latitude,longitude", as photographs keep it.
PLACE = "place"


@dataclass(slots=True)
class PlacedPoints:
    """How many spots were new, moved, or the same; sentences about numbers that nobody here knows."""

    new: int = 0
    moved: int = 0
    same: int = 0
    problems: list[str] = field(default_factory=list)


def place_points(work: Work, scope: Scope, spots: Sequence[Spot], *, source_crs: str) -> PlacedPoints:
    """Keep spots of households and projects inside the scope; the last line of a number counts."""
    wanted = {spot.number: spot for spot in spots}
    homes = work.session.scalars(
        select(Household).where(scope.on(Household), Household.household_no.in_(sorted(wanted)))
    )
    projects = work.session.scalars(
        select(Project).where(scope.on(Project), Project.project_no.in_(sorted(wanted)))
    )
    subjects: dict[str, Any] = {home.household_no: home for home in homes}
    subjects = {project.project_no: project for project in projects} | subjects
    kept = _kept(work, scope, list(subjects.values()))
    done = PlacedPoints()
    for number, spot in wanted.items():
        subject = subjects.get(number)
        if subject is None:
            done.problems.append(f"第 {spot.line} 行的编号 {number[:30]} 不在您管的户和项目里。")
        else:
            row = kept.get((isinstance(subject, Household), subject.id))
            _keep(work, subject, row, spot, source_crs, done)
    work.session.flush()
    return done


def _kept(work: Work, scope: Scope, subjects: Sequence[Any]) -> dict[tuple[bool, int], MapPoint]:
    """The points that these households and projects have already."""
    homes = [one.id for one in subjects if isinstance(one, Household)]
    projects = [one.id for one in subjects if isinstance(one, Project)]
    rows = work.session.scalars(
        select(MapPoint).where(
            scope.on(MapPoint), or_(MapPoint.household_id.in_(homes), MapPoint.project_id.in_(projects))
        )
    )
    return {(row.household_id is not None, row.household_id or row.project_id or 0): row for row in rows}


def _keep(
    work: Work, subject: Any, row: MapPoint | None, spot: Spot, source_crs: str, done: PlacedPoints
) -> None:
    is_home = isinstance(subject, Household)
    lon, lat = cell_of(spot.lon, spot.lat) if is_home else (round(spot.lon, 6), round(spot.lat, 6))
    exact = f"{spot.lat:.6f},{spot.lon:.6f}" if is_home else None
    ref = keep_secret(work, PLACE, exact, row.place_ref if row else None)
    told: dict[str, Any] = {"lon": lon, "lat": lat, "place_ref": ref, "area_code": subject.area_code}
    if row is None:
        told["household_id" if is_home else "project_id"] = subject.id
        work.session.add(MapPoint(**told, source_crs=source_crs, taken_on=today()))
        done.new += 1
    elif any(getattr(row, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(row, name, value)
        row.source_crs, row.taken_on = source_crs, today()
        done.moved += 1
    else:
        done.same += 1
