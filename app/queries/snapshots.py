"""Reads frozen periods: which there are, and the sums and measures of an area and of its parts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.areas import LEVELS, level_number, range_of
from app.domain.errors import NotFoundError
from app.models import IndicatorSnapshot, SnapshotArea
from app.queries.scope import Scope


@dataclass(frozen=True)
class FrozenArea:
    """What a frozen period says about one area, its parts included."""

    code: str
    sums: dict[str, int]
    measures: dict[str, Any]
    projects: list[dict[str, Any]]


def list_snapshots(session: Session, scope: Scope, limit: int = 60) -> list[IndicatorSnapshot]:
    """The newest revision of each period, newest period first. None for who sees no area."""
    if not scope.ranges:
        return []
    rows = session.scalars(
        select(IndicatorSnapshot)
        .order_by(IndicatorSnapshot.period.desc(), IndicatorSnapshot.revision.desc())
        .limit(limit * 3)
    )
    newest: dict[str, IndicatorSnapshot] = {}
    for row in rows:
        newest.setdefault(row.period, row)
    return list(newest.values())[:limit]


def find_snapshot(session: Session, scope: Scope, period: str) -> IndicatorSnapshot | None:
    """The newest revision of a period; None for who sees no area."""
    if not scope.ranges:
        return None
    return session.scalar(
        select(IndicatorSnapshot)
        .where(IndicatorSnapshot.period == period)
        .order_by(IndicatorSnapshot.revision.desc())
        .limit(1)
    )


def get_frozen(session: Session, scope: Scope, snapshot: IndicatorSnapshot, area: str) -> FrozenArea:
    """The area; NotFoundError where the scope does not hold the whole of it. An area without a row has nothing."""
    if not scope.covers(area):
        raise NotFoundError
    found = session.scalar(_rows(scope, snapshot).where(SnapshotArea.area_code == area))
    return FrozenArea(area, {}, {}, []) if found is None else _told(found)


def list_frozen_parts(
    session: Session, scope: Scope, snapshot: IndicatorSnapshot, area: str
) -> dict[str, FrozenArea]:
    """The parts one level below by code, as far as the scope holds them."""
    level = level_number(area)
    if level == len(LEVELS):
        return {}
    low, high = range_of(area)
    rows = session.scalars(
        _rows(scope, snapshot)
        .where(SnapshotArea.area_code > low, SnapshotArea.area_code < high)
        .where(SnapshotArea.area_code.endswith("0" * (12 - LEVELS[level][1])))
        .order_by(SnapshotArea.area_code)
    )
    return {row.area_code: _told(row) for row in rows if level_number(row.area_code) == level + 1}


def trend(
    session: Session, scope: Scope, snapshots: list[IndicatorSnapshot], area: str
) -> list[tuple[IndicatorSnapshot, FrozenArea]]:
    """The area in each of these periods, oldest first."""
    ordered = sorted(snapshots, key=lambda row: row.period)
    return [(row, get_frozen(session, scope, row, area)) for row in ordered]


def _rows(scope: Scope, snapshot: IndicatorSnapshot) -> Any:
    return select(SnapshotArea).where(scope.on(SnapshotArea), SnapshotArea.snapshot_id == snapshot.id)


def _told(row: SnapshotArea) -> FrozenArea:
    return FrozenArea(row.area_code, row.sums, row.measures, row.projects)
