"""The eleven sums and net income per head."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.income import amount_of, income_year, span_of, sum_lines
from app.domain.vocabulary.income import INCOME_KIND

LINES = [
    ("wage_work", 1_000_000),
    ("wage_public_post", 600_000),
    ("business", 944_000),
    ("business_cost", 240_000),
    ("property_dividend", 104_000),
    ("transfer_dibao", 500_000),
    ("transfer_pension", 746_000),
]


def test_costs_are_taken_off_and_the_rest_is_shared() -> None:
    sums = sum_lines(LINES, members=3)
    assert sums.gross == 3_894_000
    assert sums.net == 3_654_000
    assert sums.net_per_head == Fraction(3_654_000, 3)


def test_there_are_eleven_sums_and_they_add_up() -> None:
    sums = sum_lines(LINES, members=3)
    eleven = sums.eleven
    assert len(eleven) == 11
    assert sum(v for k, v in eleven.items() if k.startswith("transfer_")) == eleven["transfer"]
    assert (
        eleven["wage"] + eleven["business"] + eleven["property"] + eleven["transfer"] - eleven["cost"]
        == sums.net
    )


def test_new_kinds_find_their_place_in_the_eleven_and_expenses_are_only_noted() -> None:
    more = [("transfer_age", 100), ("offset_subsidy", 40), ("self_paid_medical", 9_000), ("memo_gift", 7)]
    sums = sum_lines([("business", 1_000), ("business_cost", 300), *more], members=1)
    assert sums.net == 1_000 - 300 + 40 + 100
    assert sums.eleven["transfer_other"] == 100
    assert sums.eleven["cost"] == 260
    assert sums.self_paid == 9_000


def test_a_year_without_lines_is_not_told_rather_than_zero() -> None:
    assert sum_lines([], members=4).net_per_head is None


def test_a_household_without_members_has_no_share() -> None:
    assert sum_lines(LINES, members=0).net_per_head is None


def test_costs_above_income_give_a_loss() -> None:
    assert sum_lines([("business", 100), ("business_cost", 350)], members=1).net_per_head == -250


def test_a_third_is_kept_exactly() -> None:
    assert sum_lines([("wage_work", 100)], members=3).net_per_head == Fraction(100, 3)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        sum_lines([("lottery", 1)], members=1)


@given(st.lists(st.tuples(st.sampled_from([c.code for c in INCOME_KIND]), st.integers(0, 10**12))))
def test_net_is_income_less_costs_whatever_the_order(lines: list[tuple[str, int]]) -> None:
    noted = ("self_paid_", "memo_")
    counted = [(kind, fen) for kind, fen in lines if not kind.startswith(noted)]
    expected = sum(-fen if kind == "business_cost" else fen for kind, fen in counted)
    assert sum_lines(lines, 1).net == expected == sum_lines(reversed(lines), 1).net


@pytest.mark.parametrize(
    ("quantity", "price", "months", "amount"),
    [
        (3.5, 12_000, None, 42_000),
        (None, 60_000, 10, 600_000),
        (2.0, 30_000, 12, 720_000),
        (None, None, 10, None),
        (2.0, None, None, None),
    ],
)
def test_the_amount_of_a_line(
    quantity: float | None, price: int | None, months: int | None, amount: int | None
) -> None:
    assert amount_of(quantity, price, months) == amount


def test_the_income_year_turns_in_october() -> None:
    assert income_year(date(2026, 9, 30)) == 2025
    assert income_year(date(2026, 10, 1)) == 2026
    assert span_of(2026) == (date(2025, 10, 1), date(2026, 9, 30))
