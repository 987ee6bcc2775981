"""The facts of a paper out of a frozen period: sums, measures, lines and titles as they were kept."""

from dataclasses import fields
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import contains, range_of
from app.domain.evaluation import ProjectLine
from app.domain.indicators.definition import answer
from app.domain.reporting.material import Material, Part
from app.domain.reporting.measured import distribution_of, index_of
from app.models import Area, IndicatorSnapshot, SnapshotArea
from app.queries.areas import COUNTY, TOWNSHIP, VILLAGE, get_area, list_children
from app.queries.indicators import list_indicators
from app.queries.scope import Scope
from app.queries.snapshots import get_frozen, list_frozen_parts
from app.queries.surveys import last_closed
from app.queries.tally_lines import (
    BEFORE,
    check_lines,
    gains,
    grant_lines,
    missing_lines,
    plain_names,
)

PART_WORDS = {1: "市州", 2: "县（区）", 3: "乡镇", 4: "村"}
MOST_PROJECTS = 200
_PROJECT_FIELDS = {field.name for field in fields(ProjectLine)}


def frozen_material(
    session: Session, scope: Scope, snapshot: IndicatorSnapshot, code: str, office: str
) -> Material:
    """The same paper on any later day. NotFoundError where the scope does not hold the whole area."""
    area = get_area(session, scope, code)
    kept = get_frozen(session, scope, snapshot, code)
    sums, earlier = plain_names(kept.sums), _before(kept.sums)
    indicators = {indicator.code: indicator for indicator in list_indicators()}
    told = [indicator for indicator in indicators.values() if not indicator.computed]
    children = list_children(session, scope, code, snapshot.as_of) if area.level < VILLAGE else []
    below = list_frozen_parts(session, scope, snapshot, code)
    parts = [
        Part(
            child.code,
            child.name,
            {
                i.code: answer(i, plain_names(below[child.code].sums) if child.code in below else {})
                for i in told
            },
        )
        for child in children
    ]
    return Material(
        area_code=code,
        area_name=area.name,
        office=office,
        part_word=PART_WORDS.get(area.level, "") if parts else "",
        townships=count_areas(session, scope, code, TOWNSHIP, snapshot.as_of) if area.level <= COUNTY else 0,
        villages=count_areas(session, scope, code, VILLAGE, snapshot.as_of) if area.level <= TOWNSHIP else 0,
        year=snapshot.year,
        as_of=snapshot.as_of,
        indicators=indicators,
        now={i.code: answer(i, sums) for i in told},
        before={i.code: answer(i, earlier) for i in told},
        sums=sums,
        sums_before=earlier,
        parts=tuple(parts),
        line_yuan=_line(snapshot, code),
        distribution=distribution_of(kept.measures),
        grants=grant_lines(kept.sums),
        missing=missing_lines(kept.sums),
        checks=check_lines(kept.sums),
        projects=_projects(session, scope, snapshot, code),
        gains=gains(kept.sums),
        titles=snapshot.details["titles"],
        judged_on=_judged(snapshot, code),
        index=index_of(kept.measures, snapshot.details["index"]),
        check=last_closed(session, scope, code, snapshot.year, snapshot.as_of),
        frozen=f"{snapshot.period} 第 {snapshot.revision} 版",
    )


def count_areas(session: Session, scope: Scope, area: str, level: int, on: date) -> int:
    """Areas of a level inside, in force on the day; 0 outside the scope."""
    if not scope.covers(area):
        return 0
    low, high = range_of(area)
    wanted = select(func.count()).where(Area.code >= low, Area.code < high, Area.level == level)
    return session.scalar(wanted.where(Area.valid_to.is_(None) | (Area.valid_to > on))) or 0


def _before(sums: dict[str, int]) -> dict[str, int]:
    return {name.removeprefix(BEFORE): value for name, value in sums.items() if name.startswith(BEFORE)}


def _line(snapshot: IndicatorSnapshot, code: str) -> int | None:
    """The line of the counties around or inside the area, in whole yuan; None where they differ."""
    lines = {line for county, line in snapshot.details["lines"].items() if _meet(county, code)}
    only = lines.pop() if len(lines) == 1 else None
    return None if only is None else only // 100


def _judged(snapshot: IndicatorSnapshot, code: str) -> date | None:
    days = [day for county, day in snapshot.details["judged"].items() if day and _meet(county, code)]
    return date.fromisoformat(max(days)) if days else None


def _meet(county: str, code: str) -> bool:
    return contains(county, code) or contains(code, county)


def _projects(
    session: Session, scope: Scope, snapshot: IndicatorSnapshot, code: str
) -> tuple[ProjectLine, ...]:
    """Projects inside the area as they were kept, most money first."""
    low, high = range_of(code)
    kept = session.scalars(
        select(SnapshotArea.projects)
        .where(scope.on(SnapshotArea), SnapshotArea.snapshot_id == snapshot.id)
        .where(SnapshotArea.area_code >= low, SnapshotArea.area_code < high)
        .order_by(SnapshotArea.area_code)
    )
    found = [
        ProjectLine(**{name: value for name, value in one.items() if name in _PROJECT_FIELDS})
        for projects in kept
        for one in projects
    ]
    return tuple(sorted(found, key=lambda line: -line.arrived_fen)[:MOST_PROJECTS])
