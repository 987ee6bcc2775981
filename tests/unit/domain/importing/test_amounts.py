"""Money and numbers as offices write them."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.importing.amounts import parse_fen, parse_number
from app.domain.importing.headers import unit_of


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("300", 30_000),
        ("1,234.50", 123_450),
        ("１，２３４．５", 123_450),
        ("300元", 30_000),
        ("1.2万元", 1_200_000),
        ("1.2 万", 1_200_000),
        ("￥300.00", 30_000),
        ("300元/月", 30_000),
        ("(500)", -50_000),
        ("-500", -50_000),
        ("0.005", 1),
        (".5", 50),
    ],
)
def test_amounts_are_fen(text: str, fen: int) -> None:
    assert parse_fen(text) == fen


def test_the_header_tells_the_unit_where_the_cell_does_not() -> None:
    assert parse_fen("1.5", "万元") == 1_500_000
    assert parse_fen("300元", "万元") == 30_000


@pytest.mark.parametrize(
    "text", ["三百", "300左右", "3e5", "(500", "1.2.3", "1e400", "9" * 30, "", "约300元", "元"]
)
def test_what_is_no_amount_is_named(text: str) -> None:
    assert parse_fen(text) == "amount_unreadable"


def test_a_dash_is_nothing() -> None:
    assert parse_fen("—") is None
    assert parse_number("/") is None


def test_numbers_may_carry_their_unit() -> None:
    assert parse_number("3人") == 3
    assert parse_number("5个月") == 5
    assert parse_number("12.5%") == 0.125
    assert parse_number("1,200亩") == 1200
    assert parse_number("三人") == "number_unreadable"


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, 10**13))
def test_what_is_printed_can_be_read_back(fen: int) -> None:
    yuan, rest = divmod(fen, 100)
    assert parse_fen(f"{yuan}.{rest:02d}") == fen
    assert parse_fen(f"{yuan:,}.{rest:02d}元") == fen


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=30))
def test_no_text_crashes_the_parsers(text: str) -> None:
    assert isinstance(parse_fen(text), int | str | None)
    assert isinstance(parse_number(text), float | str | None)


@pytest.mark.parametrize("cell", ["¥" + " " * 30_000 + "x", "(" * 30_000, "9" * 30_000, "1" + ",1" * 15_000])
def test_long_cells_are_unreadable_at_once(cell: str) -> None:
    begun = process_time()
    assert parse_fen(cell) == "amount_unreadable"
    assert parse_number(cell) == "number_unreadable"
    assert unit_of(f"金额{cell}") is None
    assert process_time() - begun < 1
