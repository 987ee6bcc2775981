"""What a leader's page shows of one area: frozen sums where a month was frozen, else the sums of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.indicators.definition import Answer, Indicator, answer
from app.domain.indicators.intervals import wilson
from app.domain.indicators.periods import words_of
from app.domain.number_text import plain
from app.domain.reporting.material import MultiIndex
from app.domain.reporting.measured import index_of
from app.domain.survey_rates import ClosedCheck
from app.models import Area, IndicatorSnapshot
from app.queries.areas import VILLAGE, get_area, list_ancestors, list_children
from app.queries.day_sums import sums_of_day
from app.queries.indicators import list_indicators
from app.queries.scope import Scope
from app.queries.snapshots import FrozenArea, get_frozen, list_frozen_parts, list_snapshots, trend
from app.queries.surveys import last_closed
from app.queries.tally_lines import plain_names

#: What the ranking and the trend begin with, and the figures at the top.
FIRST_RANKED = "I09"
HEADLINES = ("I01", "I02", "I03", "I05", "I06", "I08")
FUNNEL = (("monitored", "I03"), ("served_monitored", "I30"), ("risk_cleared", "I55"))
FUNDS = (("planned_fen", "计划"), ("arrived_fen", "到位"), ("allocated_fen", "拨付"), ("paid_fen", "支付"))
MOST_PERIODS = 24


@dataclass(frozen=True)
class Ranked:
    """One part of the area: its answer, the interval of a counted rate in the shown unit, its share of the largest."""

    area: Area
    answer: Answer
    interval: tuple[float, float] | None
    share: float


@dataclass(frozen=True)
class Dashboard:
    """The page. `snapshot` is None where nothing was frozen: then the sums are those of the day."""

    area: Area
    ancestors: list[Area]
    snapshot: IndicatorSnapshot | None
    periods: list[IndicatorSnapshot]
    as_of: date
    year: int
    indicators: dict[str, Indicator]
    sums: Mapping[str, int]
    before: Mapping[str, int] | None
    before_period: str
    before_key: str
    """The frozen month before, as it is asked for; empty where there is none."""
    chosen: Indicator
    ranking: tuple[Ranked, ...]
    points: tuple[tuple[str, float | None], ...]
    index: MultiIndex | None
    choices: tuple[Indicator, ...]
    check: ClosedCheck | None
    until: str
    """Up to when changes are in the sums of the day; empty where all are."""

    def of(self, code: str) -> Answer:
        """An indicator of the whole area."""
        return answer(self.indicators[code], self.sums)

    def change(self, code: str) -> str:
        """The step from the period before in words; empty where there is none."""
        if self.before is None:
            return ""
        now, then = self.of(code), answer(self.indicators[code], self.before)
        if now.value is None or then.value is None:
            return ""
        step = now.value - then.value
        digits = plain(abs(step), self.indicators[code].decimals, grouped=True)
        return (
            f"比{self.before_period}{'多' if step > 0 else '少'} {digits}"
            if step
            else f"和{self.before_period}一样"
        )


def get_dashboard(
    session: Session, scope: Scope, *, area: str, period: str | None, indicator: str | None, as_of: date
) -> Dashboard:
    """Everything of the page. NotFoundError outside the scope and where it holds a part of the area only.

    InvalidInputError for an unknown indicator or a period that was never frozen.
    """
    place = get_area(session, scope, area)
    if not scope.covers(area):
        raise NotFoundError
    indicators = {one.code: one for one in list_indicators()}
    choices = tuple(one for one in indicators.values() if not one.computed)
    chosen = _chosen(indicators, indicator)
    periods = list_snapshots(session, scope, MOST_PERIODS)
    snapshot = _snapshot(periods, period)
    year, day = (as_of.year, as_of) if snapshot is None else (snapshot.year, snapshot.as_of)
    counted = None
    children = list_children(session, scope, area, as_of) if place.level < 5 else []
    if snapshot is None:
        counted = sums_of_day(session, scope, area, min(place.level + 1, VILLAGE), as_of)
        sums, parts, measures, day = counted.total, dict(counted.parts), {}, counted.as_of
    else:
        kept = get_frozen(session, scope, snapshot, area)
        sums, measures = plain_names(kept.sums), kept.measures
        below = list_frozen_parts(session, scope, snapshot, area)
        parts = {code: plain_names(one.sums) for code, one in below.items()}
    history = trend(session, scope, [one for one in periods if len(one.period) == len("2026-11")], area)
    earlier = _earlier(history, snapshot)
    return Dashboard(
        area=place,
        ancestors=list_ancestors(session, scope, area),
        snapshot=snapshot,
        periods=periods,
        as_of=day,
        year=year,
        indicators=indicators,
        sums=sums,
        before=None if earlier is None else plain_names(earlier[1].sums),
        before_period="" if earlier is None else words_of(earlier[0].period),
        before_key="" if earlier is None else earlier[0].period,
        chosen=chosen,
        ranking=_ranking(chosen, children, parts),
        points=_points(chosen, history),
        index=None if snapshot is None else index_of(measures, snapshot.details["index"]),
        choices=choices,
        check=last_closed(session, scope, area, year, day),
        until="" if counted is None or counted.until is None else counted.words,
    )


def _chosen(indicators: Mapping[str, Indicator], code: str | None) -> Indicator:
    found = indicators.get(code or FIRST_RANKED)
    if found is None or found.computed:
        raise InvalidInputError("E-IND", f"没有指标 {(code or '')[:20]}。", way_out="请从列表里选一个。")
    return found


def _snapshot(periods: Sequence[IndicatorSnapshot], period: str | None) -> IndicatorSnapshot | None:
    if period == "today":
        return None
    if period is None:
        return next((one for one in periods if len(one.period) == len("2026-11")), None)
    found = next((one for one in periods if one.period == period), None)
    if found is None:
        raise InvalidInputError("E-PERIOD", f"{period[:20]} 没有冻结过。", way_out="请从列表里选一期。")
    return found


def _earlier(
    history: Sequence[tuple[IndicatorSnapshot, FrozenArea]], snapshot: IndicatorSnapshot | None
) -> tuple[IndicatorSnapshot, FrozenArea] | None:
    """The frozen month before the shown one."""
    before = [one for one in history if snapshot is None or one[0].period < snapshot.period]
    return before[-1] if before else None


def _points(
    chosen: Indicator, history: Sequence[tuple[IndicatorSnapshot, FrozenArea]]
) -> tuple[tuple[str, float | None], ...]:
    return tuple((one.period, answer(chosen, plain_names(frozen.sums)).value) for one, frozen in history)


def _ranking(chosen: Indicator, children: Sequence[Area], parts: Mapping[str, Any]) -> tuple[Ranked, ...]:
    """Best first, where the indicator has a good direction; what is unknown last."""
    nothing = dict.fromkeys(next(iter(parts.values()), {}), 0)
    answers = [(child, answer(chosen, parts.get(child.code, nothing))) for child in children]
    known = [one for one in answers if one[1].value is not None]
    largest = max((abs(one.value or 0) for _, one in known), default=0) or 1
    sign = 1 if chosen.direction == "lower_is_better" else -1
    known.sort(key=lambda one: (sign * (one[1].value or 0), one[0].code))
    ranked = [
        Ranked(area, one, _interval(chosen, one), abs(one.value or 0) / largest * 100) for area, one in known
    ]
    return tuple(ranked) + tuple(Ranked(area, one, None, 0) for area, one in answers if one.value is None)


def _interval(chosen: Indicator, given: Answer) -> tuple[float, float] | None:
    """Wilson's interval of a rate of counted cases, in the shown unit; None for money and counts."""
    top, bottom = given.numerator, given.denominator
    is_rate = chosen.factor == 100 and chosen.unit == "%" and not chosen.numerator.endswith("_fen")
    if not is_rate or top is None or not bottom or top > bottom or top < 0:
        return None
    found = wilson(top, bottom)
    return None if found is None else (found[0] * 100, found[1] * 100)


def overlapping(ranking: Sequence[Ranked]) -> int:
    """How many of the ranked cannot be told apart from the first."""
    first = ranking[0].interval if ranking else None
    if first is None:
        return 0
    return sum(
        one.interval is not None and one.interval[0] <= first[1] and first[0] <= one.interval[1]
        for one in ranking[1:]
    )
