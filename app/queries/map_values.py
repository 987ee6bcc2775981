"""The numbers of a map: answers of an area and of its parts at any level below, of a frozen period or counted now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.areas import LEVELS, level_number, range_of
from app.domain.choropleth import AreaValue
from app.domain.errors import InvalidInputError
from app.domain.indicators.definition import Answer, Indicator, answer
from app.domain.indicators.measured_answers import is_measured, measured_answer
from app.domain.indicators.periods import words_of
from app.models import Area, IndicatorSnapshot, SnapshotArea
from app.queries.areas import get_area, touches
from app.queries.day_sums import sums_of_day
from app.queries.effectiveness import period_of
from app.queries.scope import Scope
from app.queries.snapshots import get_frozen, list_snapshots
from app.queries.tallies import added, tallies_at
from app.queries.tally_lines import plain_names

TODAY = "today"
#: Frozen periods that are offered.
MOST_PERIODS = 36
#: Parts that one map holds at most; wider levels are asked for one step further down.
MOST_PARTS = 2000


@dataclass(frozen=True)
class AreaPeriod:
    """Sums of an area's parts in one period; answers are made from them on demand. `snapshot` None = counted now."""

    key: str
    words: str
    as_of: date
    year: int
    snapshot: IndicatorSnapshot | None
    area: Area
    parts: tuple[Area, ...]
    sums: Mapping[str, Mapping[str, int]]
    total: Mapping[str, int]
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    total_measures: Mapping[str, Any] = field(default_factory=dict)

    def of(self, indicator: Indicator, code: str | None = None) -> Answer:
        """One indicator of a part, or of the whole area where no code is given."""
        if indicator.computed:
            return measured_answer(
                indicator, self.total_measures if code is None else self.measures.get(code, {})
            )
        return answer(indicator, self.total if code is None else self.sums.get(code, self._nothing()))

    def values(self, indicator: Indicator) -> list[AreaValue]:
        """One value a part, by code: what picture, legend and table are made of."""
        found = []
        for part in self.parts:
            given = self.of(indicator, part.code)
            found.append(AreaValue(part.code, part.name, given.state, given.value, given.text))
        return found

    def sum_of(self, code: str, name: str) -> int:
        """Another sum of a part: households, persons."""
        return self.sums.get(code, {}).get(name, 0)

    def _nothing(self) -> Mapping[str, int]:
        return dict.fromkeys(self.total, 0)


def mappable(indicators: Sequence[Indicator]) -> list[Indicator]:
    """What a map can colour: sums at any time, measures over incomes and answers in frozen periods.

    Rates of a drawn sample have no value for a part of an area and stay out.
    """
    return [one for one in indicators if not one.computed or is_measured(one)]


def list_periods(session: Session, scope: Scope) -> list[IndicatorSnapshot]:
    """Frozen months and years, newest first."""
    return list_snapshots(session, scope, MOST_PERIODS)


def get_period(session: Session, scope: Scope, area: str, level: int, key: str, day: date) -> AreaPeriod:
    """The area's parts of `level` (2 city to 5 village) in a period: `today`, 2026-10 or 2026.

    A month must have been frozen; a year that was not is counted from today's register with that year's ledgers.
    NotFoundError outside the scope, InvalidInputError E-PERIOD for a period that nobody kept.
    """
    place = get_area(session, scope, area)
    snapshot = next((one for one in list_periods(session, scope) if one.period == key), None)
    if snapshot is not None:
        return _frozen(session, scope, place, level, snapshot)
    year = _year_of(key, day)
    if key == TODAY:
        counted = sums_of_day(session, scope, area, level, day)
        on, words, total, sums = counted.as_of, counted.words, counted.total, counted.parts
    else:
        sums = tallies_at(session, scope, area, LEVELS[level - 1][1], period_of(session, area, year, day))
        on, words, total = day, f"{year}年（今天的登记）", added(sums)
    parts = tuple(list_parts(session, scope, area, level, day))
    return AreaPeriod(key, words, on, year, None, place, parts, sums, total)


def _year_of(key: str, day: date) -> int:
    if key == TODAY:
        return day.year
    if not (key.isascii() and key.isdigit() and len(key) == 4 and day.year - 3 <= int(key) <= day.year):
        raise InvalidInputError("E-PERIOD", f"{key[:20]} 没有冻结过。", way_out="请从“哪一期”里选。")
    return int(key)


def _frozen(
    session: Session, scope: Scope, place: Area, level: int, snapshot: IndicatorSnapshot
) -> AreaPeriod:
    low, high = range_of(place.code)
    rows = session.execute(
        select(SnapshotArea.area_code, SnapshotArea.sums, SnapshotArea.measures)
        .where(scope.on(SnapshotArea), SnapshotArea.snapshot_id == snapshot.id)
        .where(SnapshotArea.area_code > low, SnapshotArea.area_code < high)
        .order_by(SnapshotArea.area_code)
    )
    kept = {
        code: (plain_names(sums), measures) for code, sums, measures in rows if level_number(code) == level
    }
    if scope.covers(place.code):
        whole = get_frozen(session, scope, snapshot, place.code)
        total, total_measures = plain_names(whole.sums), whole.measures
    else:
        total, total_measures = added({code: sums for code, (sums, _) in kept.items()}), {}
    return AreaPeriod(
        snapshot.period,
        words_of(snapshot.period),
        snapshot.as_of,
        snapshot.year,
        snapshot,
        place,
        tuple(list_parts(session, scope, place.code, level, snapshot.as_of)),
        {code: sums for code, (sums, _) in kept.items()},
        total,
        {code: measures for code, (_, measures) in kept.items()},
        total_measures,
    )


def list_parts(session: Session, scope: Scope, area: str, level: int, on: date) -> list[Area]:
    """Areas of a level inside an area that are in force on the day and touched by the scope, by code.

    InvalidInputError E-MAP-7 where there are more than one map can show.
    """
    low, high = range_of(area)
    wanted = (
        select(Area)
        .where(Area.code > low, Area.code < high, Area.level == level)
        .where(or_(Area.valid_from.is_(None), Area.valid_from <= on))
        .where(or_(Area.valid_to.is_(None), Area.valid_to > on))
        .order_by(Area.code)
    )
    found = [one for one in session.scalars(wanted) if touches(scope, one.code)]
    if len(found) > MOST_PARTS:
        raise InvalidInputError(
            "E-MAP-7", f"一张图放不下 {len(found)} 个地方。", way_out="请先点进下一级，再看它的各部分。"
        )
    return found
