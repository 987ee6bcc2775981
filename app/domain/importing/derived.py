"""Facts that no single cell tells: the day behind a month, a year, a half school year; the first of several days."""

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from app.domain.importing.profile import Profile

_LAST_OF_HALF = {3: (7, 31), 9: (1, 31)}


def _first_day(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String).map_elements(lambda v: _day(v, last=False), return_dtype=pl.Date)


def _last_day(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String).map_elements(lambda v: _day(v, last=True), return_dtype=pl.Date)


def _semester_end(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String).map_elements(_end_of_half, return_dtype=pl.Date)


FUNCTIONS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "first_day": _first_day,
    "last_day": _last_day,
    "semester_end": _semester_end,
}


def _day(text: str, *, last: bool) -> date:
    """First or last day of a year (2026) or month (2026-03); a day (2026-03-15) stands for its month."""
    year, month, *_ = [*text.split("-"), ""]
    first = date(int(year), int(month or 1), 1)
    if not last:
        return first
    return date(first.year, 12, 31) if not month else _month_end(first)


def _month_end(first: date) -> date:
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def _end_of_half(text: str) -> date:
    """Spring ends on 31 July, autumn on 31 January of the next year."""
    year, month = int(text[:4]), int(text[5:7])
    ends = _LAST_OF_HALF[month]
    return date(year + (month == 9), *ends)


def derived_facts(profile: Profile, have: set[str]) -> dict[str, pl.Expr]:
    """Facts by name from `profile.facts`: the first named column that tells something; absent ones are left out."""
    found = {}
    for fact, sources in profile.facts.items():
        told = [_source(source) for source in sources if source.partition(".")[0] in have]
        if told:
            found[fact] = pl.coalesce(told)
    return found


def _source(source: str) -> pl.Expr:
    key, _, function = source.partition(".")
    return FUNCTIONS[function](pl.col(key)) if function else pl.col(key)
