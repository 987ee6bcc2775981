"""When a list is due: periods of months, quarters, semesters, half years and years, the next one owed, and the delay.

A semester's list is due after its first month (schools report when term begins), every other after its period's end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

#: Cadence -> months of one period, and the months by which its periods are shifted against the calendar year.
CADENCES: dict[str, tuple[int, int]] = {
    "month": (1, 0), "quarter": (3, 0), "semester": (6, 2), "half_year": (6, 0), "year": (12, 0),
}  # fmt: skip
CADENCE_WORDS = {
    "month": "每月", "quarter": "每季度", "semester": "每学期", "half_year": "每半年", "year": "每年",
    "none": "有事才交",
}  # fmt: skip
#: Where no standard is in force: days after the end.
DEFAULT_DAYS = {"month": 10, "quarter": 15, "semester": 30, "half_year": 20, "year": 31}

State = Literal["fresh", "late", "never", "event"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a list stands on a day. `wanted` is the first period that is owed, `missing` how many are late."""

    state: State
    newest: str | None = None
    wanted: str = ""
    due_on: date | None = None
    late_days: int = 0
    missing: int = 0


def standing(cadence: str, newest: str | None, days: int, on: date) -> Standing:
    """How a list stands whose newest applied period is `newest` (YYYY-MM) and which may take `days` after the end."""
    if cadence not in CADENCES:
        return Standing("event", newest)
    if newest is None:
        return Standing("never")
    size = CADENCES[cadence][0]
    owed = begin_of(cadence, newest) + size
    due = due_on(cadence, owed, days)
    late = (on - due).days
    if late <= 0:
        return Standing("fresh", newest, period_words(cadence, owed), due)
    missing, further = 1, owed + size
    while due_on(cadence, further, days) < on:
        missing, further = missing + 1, further + size
    return Standing("late", newest, period_words(cadence, owed), due, late, missing)


def begin_of(cadence: str, month: str) -> int:
    """The first month of the period that holds YYYY-MM, counted from year 0."""
    size, shift = CADENCES[cadence]
    counted = int(month[:4]) * 12 + int(month[5:7]) - 1
    return counted - (counted - shift) % size


def due_on(cadence: str, begin: int, days: int) -> date:
    """The last day on which the period that begins there is in time."""
    size, _ = CADENCES[cadence]
    after = begin + (1 if cadence == "semester" else size)
    return date(after // 12, after % 12 + 1, 1) + timedelta(days=days - 1)


def period_words(cadence: str, begin: int) -> str:
    """How people call the period: 2026-10, 2026 年第 3 季度, 2026 年春季学期, 2026 年上半年, 2026 年."""
    year, month = divmod(begin, 12)
    if cadence == "month":
        return f"{year}-{month + 1:02d}"
    part = {
        "quarter": f"第 {month // 3 + 1} 季度",
        "semester": "春季学期" if month == 2 else "秋季学期",
        "half_year": "上半年" if month == 0 else "下半年",
        "year": "",
    }[cadence]
    return f"{year} 年{part}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """One applied batch: where, for when, and its counts."""

    area_code: str
    period: str
    counts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PeriodQuality:
    """What came in for one period, the newest batch of each area counted once."""

    period: str
    batches: int
    rows: int
    rejected: int
    doubtful: int
    problems: int
    new: int
    changed: int
    ended: int

    def per_thousand(self, number: int) -> float | None:
        """So many per 1,000 rows; None where nothing came."""
        return round(number * 1000 / self.rows, 1) if self.rows else None


def by_period(deliveries: Iterable[Delivered]) -> list[PeriodQuality]:
    """Deliveries (newest first) summed by period, oldest period first; sent again, an area counts once."""
    kept: dict[tuple[str, str], Delivered] = {}
    for one in deliveries:
        kept.setdefault((one.period, one.area_code), one)
    periods: dict[str, list[Mapping[str, Any]]] = {}
    for (period, _area), one in kept.items():
        periods.setdefault(period, []).append(one.counts)
    return [_summed(period, periods[period]) for period in sorted(periods)]


def _summed(period: str, counts: Sequence[Mapping[str, Any]]) -> PeriodQuality:
    def of(*names: str) -> int:
        return sum(int(c.get(n) or 0) for c in counts for n in names)

    return PeriodQuality(
        period, len(counts), of("rows"), of("rejected"), of("doubtful"), of("must", "look"), of("new"),
        of("differs"), of("ended"),
    )  # fmt: skip


def summed(period: str, parts: Sequence[PeriodQuality]) -> PeriodQuality:
    """Several lists of one period together."""
    names = ("batches", "rows", "rejected", "doubtful", "problems", "new", "changed", "ended")
    return PeriodQuality(period, **{name: sum(getattr(p, name) for p in parts) for name in names})


@dataclass(frozen=True, slots=True)
class Change:
    """A period beside the one before it (None: the first)."""

    now: PeriodQuality
    before: PeriodQuality | None

    @property
    def rows(self) -> int | None:
        """So many rows more (or fewer) than in the period before."""
        return None if self.before is None else self.now.rows - self.before.rows

    @property
    def percent(self) -> float | None:
        """The change of rows in % of the period before."""
        if self.before is None or not self.before.rows:
            return None
        return round((self.now.rows - self.before.rows) * 100 / self.before.rows, 1)

    @property
    def problems(self) -> float | None:
        """The change of problems per 1,000 rows."""
        now = self.now.per_thousand(self.now.problems)
        before = self.before.per_thousand(self.before.problems) if self.before else None
        return None if now is None or before is None else round(now - before, 1)


def compared(periods: Sequence[PeriodQuality]) -> list[Change]:
    """Periods (oldest first) beside the one before, newest first."""
    pairs = zip(periods, (None, *periods), strict=False)
    return [Change(now, before) for now, before in pairs][::-1]
