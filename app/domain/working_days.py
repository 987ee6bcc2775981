"""Working days: Monday to Friday, less public holidays, plus the weekend days that are worked for them.

Holidays are announced year by year and therefore stand in the catalogue (`app/catalogue/calendar`). A year that nobody
has announced yet knows only weekends; a deadline in it is out by the holidays and worked weekends that follow.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DAY = timedelta(days=1)


class CalendarError(ValueError):
    """An entry of the calendar that cannot be read; names the entry."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off that fall on any weekday, and weekend days that are worked."""

    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices are open on this day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.closed)

    def after(self, day: date, count: int) -> date:
        """The day `count` working days later; the day itself does not count."""
        while count > 0:
            day += DAY
            count -= self.is_working(day)
        return day

    def before(self, today: date, count: int) -> date:
        """The last day from which at least `count` working days have passed by the end of `today`."""
        while count > 0:
            count -= self.is_working(today)
            today -= DAY
        return today

    def between(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both counted; 0 where `last` comes first."""
        return sum(self.is_working(first + DAY * n) for n in range((last - first).days + 1))

    def left(self, today: date, due: date | None) -> int | None:
        """Working days until the deadline, negative when it is past; None without a deadline."""
        if due is None:
            return None
        return self.between(today + DAY, due) if due >= today else -self.between(due + DAY, today)


def read_calendar(entries: Iterable[Mapping[str, Any]]) -> WorkCalendar:
    """Entries with `closed` and `worked`: days, or spans written `first/last`. CalendarError for anything else."""
    closed: set[date] = set()
    worked: set[date] = set()
    for entry in entries:
        try:
            closed.update(d for text in entry["closed"] for d in _days(text))
            worked.update(d for text in entry["worked"] for d in _days(text))
        except (KeyError, TypeError, ValueError) as why:
            raise CalendarError(f"{entry.get('code')}: {why}") from why
    if both := closed & worked:
        raise CalendarError(f"{min(both)}: free and worked at once")
    return WorkCalendar(frozenset(closed), frozenset(worked))


def _days(text: date | str) -> Iterator[date]:
    first, _, last = str(text).partition("/")
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if not 0 <= (end - start).days < 31:
        raise ValueError(f"{text}: not a span of days within a month")
    return (start + DAY * n for n in range((end - start).days + 1))
