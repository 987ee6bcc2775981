from datetime import date
from decimal import Decimal

import pytest

from app.domain.number_text import full_day, percent, plain, share, wan_yuan, yuan


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.125, 2, "0.13"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.41000000000000003, 2, "0.41"),
        (-0.001, 1, "0.0"),
        (None, 2, "—"),
    ],
)
def test_rounding_is_half_up_and_without_noise(value: float | None, decimals: int, text: str) -> None:
    assert plain(value, decimals) == text


def test_thousands_are_grouped_in_tables_only() -> None:
    assert (plain(1234567), plain(1234567, grouped=True)) == ("1234567", "1,234,567")


def test_money_is_kept_exact() -> None:
    assert (yuan(123456), yuan(50), wan_yuan(123456789)) == ("1235", "1", "123.46")
    assert (yuan(None), wan_yuan(None)) == ("—", "—")


def test_a_share_of_nothing_is_unknown() -> None:
    assert (percent(1, 0), percent(None, 3), share(1, None)) == ("—", "—", None)
    assert percent(1, 3) == "33.33%"
    assert share(1, 4) == Decimal("0.25")


def test_a_day_in_full_has_no_zeros_before_month_and_day() -> None:
    assert full_day(date(2026, 1, 5)) == "2026年1月5日"
