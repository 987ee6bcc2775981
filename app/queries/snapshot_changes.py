"""Why the numbers of an area are others than in an earlier frozen period."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.snapshot_changes import Moves, Step, explain_changes
from app.adapters.snapshot_file import read_frame
from app.domain.areas import short_code
from app.domain.errors import InvalidInputError, NotFoundError
from app.models import Area, Household, IndicatorSnapshot
from app.queries.areas import get_area
from app.queries.scope import Scope
from app.queries.snapshots import find_snapshot

#: Names of the compared sums, with their unit.
WORDS: dict[str, tuple[str, str]] = {
    "households": ("在册户数", "户"),
    "persons": ("在册人口", "人"),
    "monitored": ("监测对象户数", "户"),
    "risk_open": ("风险未消除户数", "户"),
    "income_households": ("有收入台账的户", "户"),
    "income_persons": ("有收入台账的户的人口", "人"),
    "net_fen": ("纯收入合计", "元"),
    "low_persons": ("收入低于监测线的人口", "人"),
    "safe_houses": ("住房安全的户", "户"),
    "houses_told": ("填了房屋等级的户", "户"),
    "safe_water": ("饮水安全的户", "户"),
    "water_told": ("填了饮水情况的户", "户"),
}


@dataclass(frozen=True)
class Changes:
    """Both periods, every compared sum with its steps, and what else was changed between them."""

    area: Area
    before: IndicatorSnapshot
    after: IndicatorSnapshot
    steps: tuple[Step, ...]
    moves: Moves

    @property
    def definitions_changed(self) -> bool:
        """The catalogue of indicators or the table of the index is another one."""
        return self.before.definitions != self.after.definitions

    @property
    def rules_changed(self) -> bool:
        """Versions of measures or checks are others."""
        return self.before.rules != self.after.rules


def why_changed(
    session: Session, scope: Scope, store: FileStore, *, area: str, before: str, after: str
) -> Changes:
    """The steps from one frozen period to another.

    NotFoundError where the scope does not hold the whole area; InvalidInputError for a period that was never frozen.
    """
    place = get_area(session, scope, area)
    if not scope.covers(area):
        raise NotFoundError
    first, last = (_frozen(session, scope, period) for period in (before, after))
    frames = [read_frame(store.read(one.file_digest)) for one in (first, last)]
    steps, moves = explain_changes(frames[0], frames[1], short_code(area))
    return Changes(place, first, last, tuple(steps), moves)


def _frozen(session: Session, scope: Scope, period: str) -> IndicatorSnapshot:
    found = find_snapshot(session, scope, period)
    if found is None:
        raise InvalidInputError("E-PERIOD", f"{period[:20]} 没有冻结过。", way_out="请从列表里选一期。")
    return found


#: Households of one statement, which takes a limited number of values.
_AT_ONCE = 5000


def list_homes(session: Session, scope: Scope, numbers: Sequence[int], limit: int = 50) -> list[Household]:
    """The first of these households that the reader may open, by number; those that are gone for good are left out."""
    found: list[Household] = []
    for start in range(0, len(numbers), _AT_ONCE):
        fits = (scope.on(Household), Household.id.in_(numbers[start : start + _AT_ONCE]))
        found += session.scalars(select(Household).where(*fits).order_by(Household.household_no).limit(limit))
    return sorted(found, key=lambda home: home.household_no)[:limit]
