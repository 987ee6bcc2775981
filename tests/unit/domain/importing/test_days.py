"""Days and months in the notations of domain 7."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.importing import raw
from app.domain.importing.days import find_period, parse_day, parse_month, parse_year
from app.domain.importing.periods import period_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-01-05", date(2023, 1, 5)),
        ("2023/1/5", date(2023, 1, 5)),
        ("20230105", date(2023, 1, 5)),
        ("2023.01", date(2023, 1, 1)),
        ("202301", date(2023, 1, 1)),
        ("2023年1月", date(2023, 1, 1)),
        ("2023年1月5日", date(2023, 1, 5)),
        ("２０２３－０１－０５", date(2023, 1, 5)),
        ("2023-01-05 00:00:00", date(2023, 1, 5)),
        ("2023.1.5", date(2023, 1, 5)),
        ("2024-02-29", date(2024, 2, 29)),
        ("44931", date(2023, 1, 5)),
    ],
)
def test_every_notation_is_read(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text", ["2023-02-29", "2023-13-01", "05/01/2023", "23-1-5", "去年", "1850-01-01", "2023"]
)
def test_what_is_no_day_is_named(text: str) -> None:
    assert parse_day(text) == "date_unreadable"


@pytest.mark.parametrize("text", ["民国112年1月5日", "112.01.05", "112年1月5日"])
def test_republican_years_are_refused_by_name(text: str) -> None:
    assert parse_day(text) == "date_minguo"


@pytest.mark.parametrize("text", ["长期", "永久", "至今", "/"])
def test_an_open_end_is_no_day_and_no_problem(text: str) -> None:
    assert parse_day(text) is None


def test_numbers_are_serials_or_plain_days() -> None:
    assert parse_day("44931", raw.NUMBER) == date(2023, 1, 5)
    assert parse_day("20230105", raw.NUMBER) == date(2023, 1, 5)
    assert parse_day("202301", raw.NUMBER) == date(2023, 1, 1)
    assert parse_day("7", raw.NUMBER) == "date_unreadable"
    assert parse_day("99999", raw.NUMBER) == "date_unreadable"


def test_a_number_that_may_have_lost_its_zero_is_not_guessed() -> None:
    assert parse_day("2023.1", raw.NUMBER) == "date_unreadable"  # January or October
    assert parse_day("2023.12", raw.NUMBER) == date(2023, 12, 1)


def test_old_macintosh_files_count_from_1904() -> None:
    assert parse_day("43469", raw.NUMBER, date1904=True) == date(2023, 1, 5)


def test_a_time_of_day_is_no_day() -> None:
    assert parse_day("00:00:00", raw.TIME) == "date_unreadable"


def test_months_and_years() -> None:
    assert parse_month("202303") == "2023-03"
    assert parse_month("2023年3月") == "2023-03"
    assert parse_month("三月") == "date_unreadable"
    assert parse_year("2023年度") == 2023
    assert parse_year("202303") == 2023
    assert parse_year("12") == "date_unreadable"


def test_the_period_stands_in_the_title() -> None:
    assert find_period("某县2026年9月农村低保花名册") == "2026-09"
    assert find_period("某县农村低保花名册") is None


@pytest.mark.parametrize(
    ("text", "cadence", "month"),
    [
        ("二〇二六年十月低保花名册", "month", "2026-10"),
        ("二○二六年十一月", "month", "2026-11"),
        ("B04_202610.xlsx", "month", "2026-10"),
        ("B04_20261015.xlsx", "month", "2026-10"),
        ("截至2026.10.31", "month", "2026-10"),
        ("2026年1—10月", "month", "2026-10"),
        ("52019920261012", "month", None),  # no month within a longer number
        ("2025-2026学年", "month", None),  # years are no months
        ("制表日期：2026年11月5日", "month", None),  # when it was made, not what it is about
        ("N01_2025.xlsx", "month", None),
        ("N01_2025.xlsx", "year", "2025-12"),
        ("2026年第三季度", "quarter", "2026-09"),
        ("2026Q2", "quarter", "2026-06"),
        ("2026年上半年", "half_year", "2026-06"),
        ("2025-2026学年第二学期", "semester", "2026-03"),
    ],
)
def test_a_period_is_read_as_the_list_is_delivered(text: str, cadence: str, month: str | None) -> None:
    assert period_in(text, cadence) == month


@settings(deadline=None)  # a busy machine is no fault
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_what_is_printed_can_be_read_back(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d}",
    ):
        assert parse_day(text) == day


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(20_000, 80_000))
def test_serials_count_days(serial: int) -> None:
    assert parse_day(str(serial), raw.NUMBER) == date(1899, 12, 30) + timedelta(days=serial)


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=30), st.sampled_from(range(9)))
def test_no_text_crashes_the_parsers(text: str, kind: int) -> None:
    assert parse_day(text, kind) is None or isinstance(parse_day(text, kind), date | str)
    parse_month(text, kind)
    parse_year(text, kind)
