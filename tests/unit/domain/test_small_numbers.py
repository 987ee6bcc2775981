"""Small numbers stay hidden, also from whoever subtracts the rest from the sum."""

from itertools import product
from random import Random

import pytest

from app.domain.small_numbers import LEAST, hidden_rows


def _told(rows: list[tuple[int, int]]) -> set[int]:
    return hidden_rows(rows)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert _told([(5, 0), (12, 7), (0, 0)]) == set()


def test_single_small_row_takes_another_along() -> None:
    assert _told([(3, 0), (20, 0), (9, 0)]) == {0, 2}


def test_two_ones_are_not_given_away_by_their_sum() -> None:
    assert len(_told([(1, 0), (1, 0), (30, 0)])) == 3


@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_count_can_be_reckoned_from_what_is_told(seed: int) -> None:
    """Every way to fill the hidden rows up to the told sums is tried: no small count has one value only."""
    chance = Random(seed)
    rows = [
        (chance.choice([0, 0, 1, 2, 3, 4, 6, 9]), chance.choice([0, 0, 0, 2, 5]))
        for _ in range(chance.randint(2, 5))
    ]
    hidden = sorted(hidden_rows(rows))
    assert all(n in hidden for n, row in enumerate(rows) if any(0 < c < LEAST for c in row))
    for column in (0, 1):
        total = sum(rows[n][column] for n in hidden)
        if len(hidden) == len(rows) and total < LEAST:
            continue  # the sum of all is small itself: nothing else is told
        ways = [w for w in product(range(total + 1), repeat=len(hidden)) if sum(w) == total]
        for place, n in enumerate(hidden):
            if 0 < rows[n][column] < LEAST:
                assert len({w[place] for w in ways}) > 1
