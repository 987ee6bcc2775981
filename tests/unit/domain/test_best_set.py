"""The best legal set: highest yearly amount, ties by persons served, then catalogue order."""

import pytest

from app.domain.best_set import Option, best_set
from tests.support.best_sets import agrees, brute_force, random_case

RANGER, POST = Option("M15", 1, 1_000_000, 1, 15), Option("M14", 2, 600_000, 1, 14)
ONE_A_HOUSEHOLD = {frozenset(("M15", "M14")): "household"}


@pytest.mark.parametrize("seed", range(120))
def test_no_legal_set_is_better(seed: int) -> None:
    options, conflicts, had = random_case(seed)

    assert agrees(best_set(options, conflicts, had), brute_force(options, conflicts, had))


def test_of_two_that_exclude_each_other_the_dearer_stays() -> None:
    found = best_set([POST, RANGER], ONE_A_HOUSEHOLD)

    assert found.chosen == (RANGER,)
    assert found.left_out == (POST,)
    assert found.yearly_fen == 1_000_000


def test_an_exclusion_for_one_person_leaves_two_persons_alone() -> None:
    assert len(best_set([POST, RANGER], {frozenset(("M15", "M14")): "person"}).chosen) == 2


def test_a_prerequisite_counts_when_it_is_had_already() -> None:
    interest = Option("M08", 0, 50_000, 1, 8, ("M07",))

    assert best_set([interest], {}).chosen == ()
    assert best_set([interest], {}, frozenset(("M07",))).chosen == (interest,)


def test_money_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        best_set([Option("M01", 0, -1, 1, 1)], {})


def test_a_big_family_without_ties_is_quick() -> None:
    options = [Option(f"M{n:02d}", who, 100, 1, n) for n in range(40) for who in range(1, 9)]

    assert len(best_set(options, {}).chosen) == 320
