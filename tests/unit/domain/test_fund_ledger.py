"""Money of a project laid over its households: both sides add up to the fen, whatever the figures are."""

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.fund_ledger import apportion, ledger_of, split_money

AMOUNTS = st.integers(min_value=0, max_value=10**11)
LINES = st.dictionaries(
    st.tuples(st.sampled_from(["central", "county"]), st.integers(1, 4)), AMOUNTS, max_size=5
)
HOMES = st.dictionaries(st.integers(1, 50), AMOUNTS, max_size=12)


def _flow(kind: str, fen: int, source: str = "central", **more: Any) -> Any:
    return SimpleNamespace(kind=kind, source=source, amount_fen=fen, budget_line_id=None, reason=None, **more)


def test_the_ledger_keeps_each_source_apart() -> None:
    flows = [
        _flow("arrived", 100),
        _flow("paid", 130),
        _flow("arrived", 50, "county"),
        _flow("paid", 20, "county"),
    ]
    central, county = ledger_of(flows)
    assert (central.rest, central.is_unexplained, county.rest, county.is_unexplained) == (
        -30,
        True,
        30,
        False,
    )
    flows[1].reason = "乡镇垫付，下月补上"
    assert not ledger_of(flows)[0].is_unexplained


@given(LINES, HOMES)
def test_lines_and_households_add_up(paid: dict[Any, int], shares: dict[int, int]) -> None:
    split = split_money(paid, shares)
    assert all(fen > 0 for fen in split.cells.values())
    for key, fen in paid.items():
        assert split.of_line(key) + split.public[key] == fen
        assert split.public[key] >= 0
    for home, fen in shares.items():
        assert split.to_household(home) + split.unfunded.get(home, 0) == fen
    assert sum(split.cells.values()) == min(sum(paid.values()), sum(shares.values()))


@given(st.dictionaries(st.integers(0, 9), AMOUNTS, min_size=1), st.data())
def test_parts_follow_the_weights(weights: dict[int, int], data: st.DataObject) -> None:
    whole = sum(weights.values())
    amount = data.draw(st.integers(0, whole))
    parts = apportion(weights, amount)
    assert sum(parts.values()) == (amount if whole else 0)
    for key, part in parts.items():
        assert 0 <= part <= weights[key]
        assert not whole or abs(part * whole - amount * weights[key]) < whole


def test_what_two_lines_paid_reaches_three_households() -> None:
    split = split_money({("central", 1): 300_00, ("county", 2): 100_00}, {7: 100_00, 8: 60_00, 9: 40_00})
    assert split.cells == {
        (("central", 1), 7): 75_00, (("county", 2), 7): 25_00, (("central", 1), 8): 45_00,
        (("county", 2), 8): 15_00, (("central", 1), 9): 30_00, (("county", 2), 9): 10_00,
    }  # fmt: skip
    assert split.public == {("central", 1): 150_00, ("county", 2): 50_00}
