import numpy as np
import pytest

from app.domain.indicators.poverty import (
    EmptyIncomesError,
    MeasureInputError,
    at_risk_rate,
    closing_cost,
    fgt,
    gini,
    s80s20,
    sen,
    watts,
    weighted_median,
    weighted_quantile,
)

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
    with pytest.raises(ValueError, match="E-IND-NUMBER"):
        gini([1.0, float("nan")])


def test_median_between_two_is_their_mean() -> None:
    assert weighted_median([1, 2, 3, 10]) == 2.5


#: The income vector of the help page of R's package ineq; its Gini is printed there as 0.4620911.
INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def test_gini_gives_the_printed_value_of_the_ineq_package() -> None:
    assert gini(INEQ) == pytest.approx(0.4620911, abs=5e-8)


#: The sample of the guide of the Python package IneqPy (renta, factor); its weighted mean is printed there.
RENTA = [
    -13004.12, 141656.97, 1400.38, 415080.96, 69165.22, 9673.83, 55057.72, -466.73, 3431.86, 423.24, 0.0, -344.41,
    56254.09, 60543.33, 2041.70, 581.38, 55646.05, 0.0, 69650.24, -2770.88, 4088.63, 0.0, 10662.63, 3281.95,
]  # fmt: skip
FACTOR = [
    1.0031, 1.4145, 4.4122, 1.3295, 1.3282, 19.4605, 1.2923, 1.0050, 2.2861, 1.1552, 1.0048, 1.0028,
    1.2752, 2.0159, 2.7381, 7.9426, 1.2818, 1.0281, 1.2315, 1.0035, 1.1256, 1.0251, 28.0409, 1.1670,
]  # fmt: skip


def test_the_laeken_form_holds_for_weights_and_negative_incomes() -> None:
    """(2·Σ w·y·W - Σ w²·y)/(Σw·Σwy) - 1, as R's laeken computes it; the package of the sample has a form of its own."""
    order = np.argsort(RENTA)
    y, w = np.array(RENTA)[order], np.array(FACTOR)[order]
    laeken = (2 * np.sum(w * y * np.cumsum(w)) - np.sum(w**2 * y)) / (w.sum() * np.sum(w * y)) - 1
    assert np.sum(w * y) / w.sum() == pytest.approx(20444.700666031338, abs=1e-9)
    assert gini(RENTA, FACTOR) == pytest.approx(laeken, abs=1e-11)


@pytest.mark.parametrize("n", [2, 10, 101])
def test_gini_of_1_to_n_is_its_closed_form(n: int) -> None:
    assert gini(np.arange(1, n + 1)) == pytest.approx((n - 1) / (3 * n), abs=1e-12)


def test_weighted_gini_is_half_the_mean_difference_over_the_mean() -> None:
    random = np.random.default_rng(7)
    y, w = (
        random.gamma(2, 5000, 60).round(-3),
        random.uniform(0.1, 900, 60),
    )  # rounded, so that there are ties
    pairs = np.abs(y[:, None] - y[None, :]) * w[:, None] * w[None, :]
    expected = pairs.sum() / (2 * w.sum() * (w * y).sum())
    assert gini(y, w) == pytest.approx(expected, abs=1e-12)


def test_gap_of_the_poverty_handbook() -> None:
    """Haughton and Khandker (2009), Handbook on Poverty and Inequality, chapter 4: line 125."""
    assert fgt([100, 110, 150, 160], 125, 1) == pytest.approx(0.08)
    assert fgt([100, 110, 150, 160], 125, 2) == pytest.approx(0.0136)
    assert fgt([100, 100, 150, 150], 125, 0) == fgt([124, 124, 150, 150], 125, 0) == 0.5


def test_at_risk_is_strictly_below_the_share_of_the_weighted_median() -> None:
    # Median 1000: half of the weight is reached exactly at 900, the next is 1100; the threshold is 600.
    y, w = [599, 600, 900, 1100, 5000], [1, 1, 3, 4, 1]
    assert weighted_median(y, w) == 1000
    assert at_risk_rate(y, w) == pytest.approx(0.1)
    assert at_risk_rate(y, w, share=0.7) == pytest.approx(0.2)


def test_quantiles_do_not_stumble_over_the_last_bits_of_weights() -> None:
    assert weighted_quantile(range(1, 11), 0.3, [0.1] * 10) == 3.5
    assert weighted_quantile(range(1, 11), 0.3) == 3.5


def test_units_without_weight_are_nobody() -> None:
    assert weighted_quantile([1, 2, 3, 4], 0.5, [1, 1, 0, 2]) == 3
    assert s80s20([1, 2, 3, 4, 5, 900], [1, 1, 1, 1, 1, 0]) == s80s20([1, 2, 3, 4, 5])


def test_quintile_ratio_compares_means_above_and_up_to_the_quintiles() -> None:
    # 20 %: between 10 and 20 -> 15, 80 %: between 80 and 90 -> 85: bottom {10}, top {90} for five; for ten two each.
    assert s80s20([10, 20, 50, 80, 90]) == pytest.approx(9)
    # Ties at the lower limit belong to the bottom: {10, 10, 10}; the top is {100, 200}.
    assert s80s20([10, 10, 10, 40, 50, 60, 70, 80, 100, 200]) == pytest.approx(15)


def test_quintile_ratio_without_a_top_is_refused_and_of_equals_is_one() -> None:
    assert s80s20([700, 700, 700]) == 1
    with pytest.raises(MeasureInputError, match="E-IND-TIES"):
        s80s20([1, 5, 5, 5, 5])
    with pytest.raises(MeasureInputError, match="E-IND-BOTTOM"):
        s80s20([-5, 0, 10, 20, 30])


def test_watts_is_the_mean_log_distance_of_the_poor() -> None:
    expected = (np.log(2000 / 541) + np.log(2000 / 1463)) / 10
    assert watts(INEQ, 2000) == pytest.approx(expected)
    assert watts(INEQ, 500) == 0


def test_watts_refuses_incomes_without_logarithm_unless_a_floor_is_named() -> None:
    with pytest.raises(MeasureInputError, match="E-IND-NONPOSITIVE") as refused:
        watts([100, 0, -5], 50)
    assert refused.value.place == "第 2 行"
    assert watts([100, 0, -5], 50, floor=1) == pytest.approx(2 * np.log(50) / 3)


def test_sen_gives_its_three_forms() -> None:
    # Two poor of ten at a line of 2000: H 0.2, I 0.499, Gini of (541, 1463) is 461/2004.
    among = 461 / 2004
    assert sen(INEQ, 2000) == pytest.approx(0.2 * (0.499 + 0.501 * among))
    assert sen(INEQ, 2000, variant="small_sample") == pytest.approx(0.2 * (0.499 + 0.501 * among * 2 / 3))
    gaps = [1459 / 2000, 537 / 2000] + [0] * 8
    assert sen(INEQ, 2000, variant="shorrocks_thon") == pytest.approx(
        fgt(INEQ, 2000, 1) * (1 + (gini(gaps) or 0))
    )
    assert sen(INEQ, 100) == 0


def test_sen_of_the_worked_example_of_sen_1976() -> None:
    """With one poor person of income 0 the index is the headcount ratio."""
    assert sen([0, 900, 900, 900], 500) == pytest.approx(0.25)


@pytest.mark.parametrize("measure", [gini, at_risk_rate, s80s20, weighted_median])
@pytest.mark.parametrize(
    ("y", "w", "code"),
    [
        ([], None, "E-IND-EMPTY"),
        ([1, "十", 3], None, "E-IND-NUMBER"),
        ([1, None, 3], None, "E-IND-NUMBER"),
        ([1, float("inf")], None, "E-IND-NUMBER"),
        ([1, 2], [0, 0], "E-IND-EMPTY"),
        ([1, 2], [1, -1], "E-IND-WEIGHT"),
        ([1, 2], [1], "E-IND-LENGTH"),
        ([[1, 2]], None, "E-IND-SHAPE"),
    ],
)
def test_what_cannot_be_measured_is_said(measure, y, w, code) -> None:
    with pytest.raises(MeasureInputError, match=code) as refused:
        measure(y, w)
    assert refused.value.message.endswith("。")


@pytest.mark.parametrize("line", [0, -1, float("nan"), "abc"])
def test_a_line_is_above_zero(line) -> None:
    for measure in (watts, sen):
        with pytest.raises(MeasureInputError, match="E-IND-LINE"):
            measure([1, 2], line)


def test_a_single_income_is_measured_as_it_is() -> None:
    assert (gini([5]), at_risk_rate([5]), s80s20([5]), fgt([5], 10, 1), sen([5], 10)) == (0, 0, 1, 0.5, 0.5)
