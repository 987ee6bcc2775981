"""Periods of papers: how one is named in a title, and which earlier one stands beside it."""

from datetime import date

#: Kinds that always cover a year.
YEARLY = ("annual", "funds", "self_evaluation", "poverty")


def period_words(kind: str, period: str | None, year: int, as_of: date) -> str:
    """`2026年11月`, `2026年第4季度`, `2026年`. Without a period: the month of the data, for what is of the day."""
    month = int(period[5:7]) if period and len(period) == 7 else None
    if period is None and as_of.year == year:
        month = as_of.month
    if kind == "quarter" and month:
        return f"{year}年第{(month + 2) // 3}季度"
    if month and kind not in YEARLY:
        return f"{year}年{month}月"
    return f"{year}年"


def earlier_of(kind: str, period: str | None, as_of: date, year: int) -> list[str]:
    """Frozen periods that may stand beside, the best first."""
    if kind in YEARLY or (period and len(period) == 4):
        return [str(year - 1), f"{year - 1}-12"]
    month = int(period[5:7]) if period and len(period) == 7 else as_of.month
    if kind == "quarter":
        first = (month - 1) // 3 * 3 + 1
        return [_month(year, first - 1)]
    return [_month(year, month - 1)]


def _month(year: int, month: int) -> str:
    return f"{year - 1}-12" if month == 0 else f"{year}-{month:02d}"
