"""When reports are due: by the calendar alone, so that a server that slept catches up once."""

from datetime import date

import pytest

from app.domain.reporting.schedules import ended_period, moved_numbers, next_day, rhythms_of


@pytest.mark.parametrize(
    ("every", "day", "ended", "following"),
    [
        ("month", date(2026, 11, 1), "2026-10", date(2026, 12, 1)),
        ("month", date(2026, 1, 31), "2025-12", date(2026, 2, 1)),
        ("quarter", date(2026, 9, 30), "2026-06", date(2026, 10, 1)),
        ("quarter", date(2026, 10, 1), "2026-09", date(2027, 1, 1)),
        ("quarter", date(2026, 1, 1), "2025-12", date(2026, 4, 1)),
        ("year", date(2026, 12, 31), "2025", date(2027, 1, 1)),
        ("year", date(2027, 1, 1), "2026", date(2028, 1, 1)),
    ],
)
def test_a_period_is_due_from_its_first_day_after(every: str, day: date, ended: str, following: date) -> None:
    assert (ended_period(every, day), next_day(every, day)) == (ended, following)


def test_what_covers_a_year_comes_once_a_year() -> None:
    assert rhythms_of("annual") == rhythms_of("effectiveness") == ("year",)
    assert rhythms_of("quarter") == ("quarter",)
    assert rhythms_of("month") == ("month", "quarter", "year")


def test_only_numbers_of_one_definition_at_one_place_are_set_side_by_side() -> None:
    def number(place: str, code: str, text: str) -> dict[str, str]:
        return {"place": place, "code": code, "text": text, "link": f"/{code}"}

    before = [
        number("一", "I01", "3"),
        number("一", "I01", "4"),
        number("二", "I02", "5%"),
        number("二", "", "7"),
    ]
    now = [
        number("一", "I01", "3"),
        number("一", "I01", "6"),
        number("三", "I02", "6%"),
        number("二", "", "8"),
    ]
    assert [(m.code, m.before, m.now, m.link) for m in moved_numbers(before, now)] == [
        ("I01", "4", "6", "/I01")
    ]
