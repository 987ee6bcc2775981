import numpy as np
import pytest

from app.domain.indicators.poverty import EmptyIncomesError, closing_cost, fgt, gini, weighted_median

#: The worked example of the field reference: five incomes and a line of 4000.
INCOMES = [2000, 3000, 4000, 5000, 12000]
LINE = 4000


@pytest.mark.parametrize(("alpha", "expected"), [(0, 0.4), (1, 0.15), (2, 0.0625)])
def test_fgt_gives_the_worked_figures(alpha: int, expected: float) -> None:
    assert fgt(INCOMES, LINE, alpha) == pytest.approx(expected, abs=1e-12)


def test_who_stands_on_the_line_is_not_poor() -> None:
    assert fgt([4000], LINE, 0) == 0


def test_gini_gives_the_worked_figure() -> None:
    assert gini(INCOMES) == pytest.approx(0.3385, abs=5e-5)


def test_closing_cost_is_people_times_line_times_gap() -> None:
    assert closing_cost(INCOMES, LINE) == pytest.approx(5 * LINE * fgt(INCOMES, LINE, 1))


def test_a_weight_of_two_is_the_same_as_two_people() -> None:
    weights = [1, 2, 3, 1, 2]
    people = np.repeat(INCOMES, weights)
    assert fgt(INCOMES, LINE, 1, weights) == pytest.approx(fgt(people, LINE, 1))
    assert gini(INCOMES, weights) == pytest.approx(gini(people) or -1)
    assert weighted_median(INCOMES, weights) == pytest.approx(float(np.median(people)))


def test_equal_incomes_have_no_inequality() -> None:
    assert gini([700, 700, 700]) == 0


def test_gini_of_nothing_to_share_is_unknown() -> None:
    assert gini([0, 0]) is None
    assert gini([-5, 2]) is None


def test_negative_income_counts_as_poor_with_a_gap_above_one() -> None:
    assert fgt([-1000], LINE, 1) == pytest.approx(1.25)


@pytest.mark.parametrize("weights", [None, [], [0.0]])
def test_no_people_is_refused(weights: list[float] | None) -> None:
    with pytest.raises(EmptyIncomesError):
        fgt([] if not weights else [1.0], LINE, 0, weights)


def test_unknown_income_is_refused_rather_than_counted() -> None:
    with pytest.raises(ValueError, match="known numbers"):
        gini([1.0, float("nan")])


def test_median_between_two_is_their_mean() -> None:
    assert weighted_median([1, 2, 3, 10]) == 2.5
