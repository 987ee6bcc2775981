"""Months and years that are frozen."""

import re
from calendar import monthrange
from datetime import date

from app.domain.errors import InvalidInputError

_PERIOD = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


def period_bounds(period: str, day: date) -> tuple[date, int]:
    """The day of the data and the year of ledgers: the period's last day, or `day` where it is not over yet.

    InvalidInputError for anything but 2026 or 2026-11, and for a period that has not begun.
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise InvalidInputError(
            "E-PERIOD", f"“{period[:20]}”不是月份或年份。", way_out="请写 2026-11 或 2026。"
        )
    year, last_month = int(found[1]), int(found[2] or 12)
    if date(year, int(found[2] or 1), 1) > day:
        raise InvalidInputError("E-PERIOD", f"{period} 还没有开始，不能冻结。")
    return min(date(year, last_month, monthrange(year, last_month)[1]), day), year


def words_of(period: str) -> str:
    """2026年11月, or 2026年."""
    year, _, month = period.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年"


def full_months_before(day: date, number: int) -> list[str]:
    """The last so many months that were over before `day`, oldest first, as 2026-10."""
    last = day.year * 12 + day.month - 2
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(last - number + 1, last + 1)]
