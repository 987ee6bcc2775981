import numpy as np
import pytest

from app.analysis.doubts import permutation_p, rosenbaum_gamma
from app.analysis.evaluation import EvaluationInputError, MatchedDid, matched_did
from app.analysis.matching import balance, match, pooled_deviation
from tests.unit.analysis.panels import two_periods


def _run(data=None, **more) -> MatchedDid:
    wishes = {"y": "y", "unit": "id", "time": "year", "treated": "helped", "covariates": ["labour"]}
    return matched_did(data or two_periods(), **(wishes | more))


def test_the_planted_effect_is_found_and_matching_makes_the_groups_alike() -> None:
    found = _run(cluster="village")
    assert found.verdict == "more"
    assert found.fit.chosen.low < 500 < found.fit.chosen.high
    line = found.balance[0]
    assert abs(line.difference_before) > 0.5
    assert abs(line.difference_after) < 0.1
    assert abs(found.unmatched_fit.chosen.estimate - 500) > abs(
        found.estimate - 500
    )  # labour bends the trend
    assert found.pretrend is not None
    assert not found.pretrend.chosen.is_clear
    assert (found.fit.covariance, found.fit.clusters) == ("cluster", 40)
    assert found.permutation_p == 0.001
    assert found.sensitivity.gamma > 2
    assert found.periods == {"before": 2024, "after": 2025, "earlier": 2023}


def test_without_an_effect_nothing_clear_is_told() -> None:
    found = _run(two_periods(effect=0))
    assert found.verdict == "no_clear"
    assert found.permutation_p > 0.05
    assert found.sensitivity.gamma == 1
    assert any("说不准" in words for words in found.words)


def test_groups_that_moved_apart_before_give_cannot_tell() -> None:
    found = _run(two_periods(drift=400))
    assert found.verdict == "cannot_tell"
    assert any("变化就不一样" in reason for reason in found.reasons)
    assert found.words[1].startswith("说不清")
    assert not any("变化之差是" in words for words in found.words)


def test_few_pairs_give_cannot_tell() -> None:
    found = _run(two_periods(size=60))
    assert found.pairs < 30
    assert found.verdict == "cannot_tell"
    assert any("不足 30 对" in reason for reason in found.reasons)


def test_two_periods_cannot_test_the_trend_and_it_is_said() -> None:
    found = _run(two_periods(periods=(2024, 2025)))
    assert found.pretrend is None
    assert any("验证不了" in words for words in found.words)


def test_words_always_carry_the_conditions() -> None:
    for data in (two_periods(), two_periods(effect=0), two_periods(drift=400)):
        assert "不能单凭它说成因果" in _run(data).words[-1]


def test_the_order_of_rows_does_not_matter() -> None:
    data = two_periods()
    turned = {name: list(reversed(column)) for name, column in data.items()}
    assert _run(turned).estimate == pytest.approx(_run(data).estimate)


def test_within_keeps_partners_in_the_same_stratum() -> None:
    data = two_periods(size=1000)
    data["town"] = [village % 4 for village in data["village"]]
    found = _run(data, within="town")
    assert found.pairs <= found.treated
    assert found.verdict == "more"


def test_everything_is_plain_data() -> None:
    told = _run().as_data()
    assert told["balance"][0].keys() >= {"name", "difference_before", "difference_after"}
    assert told["pretrend"]["chosen"]["se"] > 0
    assert told["estimate"] == _run().estimate


SCORES = np.array([2.0, 1.0, 0.9, 2.4, 1.2, -3.0])
TREATED = np.array([True, True, False, False, False, False])


def test_the_nearest_free_partner_is_taken_from_the_highest_score_down() -> None:
    pairs = match(TREATED, SCORES, 10)
    assert list(zip(pairs.treated, pairs.control, strict=True)) == [(0, 3), (1, 2)]


def test_a_caliper_leaves_far_ones_alone_and_counts_them() -> None:
    width = pooled_deviation(SCORES, TREATED)
    assert width == pytest.approx(np.sqrt((SCORES[:2].var(ddof=1) + SCORES[2:].var(ddof=1)) / 2))
    pairs = match(TREATED, SCORES, 0.2 / width)
    assert (list(pairs.treated), pairs.unmatched) == ([1], 1)


def test_a_partner_is_used_again_only_where_that_is_asked_for() -> None:
    scores = np.array([1.0, 1.1, 1.05, 9.0])
    treated = np.array([True, True, False, False])
    once, again = match(treated, scores, 0.5), match(treated, scores, 0.5, replace=True)
    assert (list(once.control), list(again.control)) == ([2], [2, 2])


def test_equally_near_partners_are_taken_from_below() -> None:
    pairs = match(np.array([True, True, False, False]), np.array([1.0, 5.0, 0.5, 1.5]), 10)
    assert pairs.control[0] == 2


def test_many_units_are_matched_as_the_slow_way_would() -> None:
    random = np.random.default_rng(5)
    scores, treated = random.normal(size=300), random.random(300) < 0.4
    fast = match(treated, scores, 0.3)
    width, free, slow = fast.caliper, set(np.flatnonzero(~treated).tolist()), {}
    for row in sorted(np.flatnonzero(treated).tolist(), key=lambda row: -scores[row]):
        near = min(free, key=lambda other: (abs(scores[other] - scores[row]), scores[other]))
        if abs(scores[near] - scores[row]) <= width:
            slow[row] = near
            free.remove(near)
    assert dict(zip(fast.treated.tolist(), fast.control.tolist(), strict=True)) == slow


def test_a_standardised_difference_is_over_the_spread_before_matching() -> None:
    pairs = match(TREATED, SCORES, 10)
    line = balance(["score"], SCORES[:, None], TREATED, pairs)[0]
    spread = pooled_deviation(SCORES, TREATED)
    assert line.difference_before == pytest.approx((1.5 - 0.375) / spread)
    assert line.difference_after == pytest.approx((1.5 - 1.65) / spread)


def test_rosenbaums_bound_grows_with_the_effect() -> None:
    random = np.random.default_rng(2)
    small, large = random.normal(0.3, 1, 100), random.normal(1, 1, 100)
    assert 1 <= rosenbaum_gamma(small) < rosenbaum_gamma(large)
    assert rosenbaum_gamma(np.zeros(5)) == 1


def test_random_swaps_of_one_pair_tell_nothing() -> None:
    assert permutation_p(np.array([5.0]), 99, 1) == 1


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        ({}, {"covariates": []}, "E-EVA-COVARIATES"),
        ({}, {"caliper": 0}, "E-EVA-CALIPER"),
        ({}, {"before": 2025, "after": 2024}, "E-EVA-TIME"),
        ({}, {"before": 1999}, "E-EVA-TIME"),
        ({"helped": [0] * 1200}, {}, "E-EVA-GROUPS"),
        ({"helped": [3] * 1200}, {}, "E-EVA-FLAG"),
        ({"labour": [1.0] * 1200}, {}, "E-EVA-RANK"),
        ({"year": [2024] * 1200}, {}, "E-EVA-TIME"),
        ({"id": [1] * 1200}, {}, "E-EVA-TWICE"),
        ({"y": ["好"] * 1200}, {}, "E-EVA-NUMBER"),
        ({"y": [1.0] * 1200}, {}, "E-EVA-SPREAD"),
        ({"village": [1] * 1200}, {"cluster": "village"}, "E-EVA-CLUSTER"),
    ],
)
def test_what_cannot_be_matched_is_said(change, more, code) -> None:
    with pytest.raises(EvaluationInputError, match=code):
        _run(two_periods() | change, **more)


def test_covariates_that_decide_the_treatment_are_refused() -> None:
    data = two_periods()
    data["labour"] = list(data["helped"])
    with pytest.raises(EvaluationInputError, match="E-EVA-OVERLAP"):
        _run(data)


def test_treatment_that_begins_on_the_way_is_referred_to_group_time() -> None:
    data = two_periods()
    data["helped"] = [int(h and year > 2024) for h, year in zip(data["helped"], data["year"], strict=True)]
    with pytest.raises(EvaluationInputError, match="E-EVA-FIXED") as refused:
        _run(data)
    assert "group_time_att" in (refused.value.way_out or "")
