"""When a report that comes by itself is due, and what is different from the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain.reporting.periods import YEARLY

#: How often: code -> months of a period.
EVERY: Mapping[str, tuple[str, int]] = {"month": ("每月", 1), "quarter": ("每季度", 3), "year": ("每年", 12)}


def rhythms_of(kind: str) -> tuple[str, ...]:
    """How often a kind of report can come: what covers a year comes once a year."""
    if kind in YEARLY or kind == "effectiveness":
        return ("year",)
    return ("quarter",) if kind == "quarter" else tuple(EVERY)


def ended_period(every: str, day: date) -> str:
    """The newest period that is over on that day: `2026-10`, for quarters its last month, for years `2025`."""
    months = EVERY[every][1]
    before = day.replace(day=1) - timedelta(days=1)
    if every == "year":
        return str(before.year if before.month == 12 else before.year - 1)
    ended = before.year * 12 + before.month
    last = ended - ended % months
    year, month = divmod(last - 1, 12)
    return f"{year}-{month + 1:02d}"


def next_day(every: str, day: date) -> date:
    """The first day of the next period: then the running one is over, and its report comes."""
    first = day.replace(day=1)
    while True:
        first = (first + timedelta(days=32)).replace(day=1)
        if ended_period(every, first) != ended_period(every, day):
            return first


@dataclass(frozen=True, slots=True)
class Moved:
    """A number that both papers hold and that is another one now."""

    place: str
    code: str
    before: str
    now: str
    link: str | None


def moved_numbers(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[Moved]:
    """Numbers of the same definition at the same place of two papers of one kind that differ, in the paper's order."""
    then: dict[tuple[str, str], list[str]] = {}
    for one in before:
        then.setdefault((one["place"], one["code"]), []).append(one["text"])
    found, seen = [], dict[tuple[str, str], int]()
    for one in now:
        key = (one["place"], one["code"])
        at = seen[key] = seen.get(key, -1) + 1
        old = then.get(key, [])
        if one["code"] and at < len(old) and old[at] != one["text"]:
            found.append(Moved(one["place"], one["code"], old[at], one["text"], one.get("link")))
    return found
