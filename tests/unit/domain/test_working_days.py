"""Working days of the official calendar."""

from datetime import date

import pytest

from app.domain.working_days import CalendarError, WorkCalendar, read_calendar
from app.services.catalogue import work_calendar


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 2, 13), True),  # Friday before the Spring Festival
        (date(2026, 2, 14), True),  # Saturday worked for it
        (date(2026, 2, 16), False),  # Monday within it
        (date(2026, 10, 8), True),  # Thursday after the National Day
        (date(2026, 10, 10), True),  # Saturday worked for it
        (date(2026, 10, 11), False),  # a Sunday like any other
        (date(2031, 10, 1), True),  # nobody has announced that year yet
    ],
)
def test_the_announced_calendar(day: date, is_working: bool) -> None:
    assert work_calendar().is_working(day) is is_working


def test_five_working_days_over_the_spring_festival() -> None:
    assert work_calendar().after(date(2026, 2, 12), 5) == date(2026, 2, 26)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 9, 30), date(2026, 10, 9), 2),
        (date(2026, 10, 9), date(2026, 9, 30), -2),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
        (date(2026, 11, 20), None, None),
    ],
)
def test_days_left_count_only_open_days(today: date, due: date | None, left: int | None) -> None:
    assert work_calendar().left(today, due) == left


def test_between_counts_both_ends_and_nothing_backwards() -> None:
    plain = WorkCalendar()
    assert plain.between(date(2026, 11, 16), date(2026, 11, 20)) == 5
    assert plain.between(date(2026, 11, 20), date(2026, 11, 16)) == 0


@pytest.mark.parametrize(
    "entry",
    [
        {"code": "x", "closed": ["2026-13-01"], "worked": []},
        {"code": "x", "closed": ["2026-10-07/2026-10-01"], "worked": []},
        {"code": "x", "closed": ["2026-01-01"], "worked": ["2026-01-01"]},
        {"code": "x", "closed": []},
    ],
)
def test_a_calendar_that_cannot_be_meant_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(CalendarError):
        read_calendar([entry])
