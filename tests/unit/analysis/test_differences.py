import numpy as np
import pytest

from app.analysis.evaluation import EvaluationInputError, att_difference, did
from tests.unit.analysis.panels import staggered, two_periods

TREATED, CONTROL = [1794.0, 900.0, 4200.0, 0.0, 7300.0], [100.0, 4000.0, 0.0, 2500.0]
TABLE = {"y": TREATED + CONTROL, "d": [1] * 5 + [0] * 4}


def test_a_difference_is_that_of_means_and_its_errors_are_the_textbook_ones() -> None:
    one, none = np.array(TREATED), np.array(CONTROL)
    separate = np.sqrt(one.var(ddof=1) / 5 + none.var(ddof=1) / 4)
    pooled = np.sqrt((one.var() * 5 + none.var() * 4) / 7 * (1 / 5 + 1 / 4))
    for covariance, error in (("HC2", separate), ("classic", pooled)):
        found = att_difference(TABLE, y="y", treated="d", covariance=covariance)
        assert found.estimate == pytest.approx(one.mean() - none.mean())
        assert found.se == pytest.approx(error)
        assert found["fit"].other_errors[covariance] == pytest.approx(error)


def test_a_covariate_takes_out_what_it_explains() -> None:
    data = {"y": [1.0, 2.1, 3.0, 14.0, 15.1, 15.9], "d": [0, 0, 0, 1, 1, 1], "x": [1, 2, 3, 4, 5, 6]}
    adjusted = att_difference(data, y="y", treated="d", covariates=["x"], covariance="classic")
    design = np.column_stack([np.ones(6), data["d"], data["x"]])
    assert adjusted.estimate == pytest.approx(np.linalg.lstsq(design, np.array(data["y"]), rcond=None)[0][1])
    assert adjusted.estimate == pytest.approx(10, abs=0.3)


def test_weights_are_those_of_a_weighted_mean() -> None:
    data = TABLE | {"w": [1, 2, 3, 4, 5, 1, 1, 1, 7]}
    found = att_difference(data, y="y", treated="d", weights="w")
    expected = np.average(TREATED, weights=[1, 2, 3, 4, 5]) - np.average(CONTROL, weights=[1, 1, 1, 7])
    assert found.estimate == pytest.approx(expected)
    assert found.means["treated"] - found.means["control"] == pytest.approx(expected)


#: Fast food before and after, made so that the four means are the printed ones of Card and Krueger (1994), table 3:
#: New Jersey 20.44 and 21.03, Pennsylvania 23.33 and 21.17, difference in differences 2.76 (rounded there).
CELLS = {(1, 0): 20.44, (1, 1): 21.03, (0, 0): 23.33, (0, 1): 21.17}


def _cells() -> dict[str, list[float]]:
    table: dict[str, list[float]] = {name: [] for name in ("unit", "d", "t", "y")}
    for (d, t), mean in CELLS.items():
        for unit in range(30):
            for name, value in zip(
                table, (unit + 100 * d, d, 1992 + t, mean + (-1) ** unit * (unit // 2)), strict=True
            ):
                table[name].append(value)
    return table


def test_difference_in_differences_of_printed_means() -> None:
    found = did(_cells(), y="y", treated="d", time="t", covariance="HC2")
    assert found.estimate == pytest.approx(2.75)
    spread = np.array([(-1) ** unit * (unit // 2) for unit in range(30)], dtype=float)
    assert found.se == pytest.approx(np.sqrt(4 * spread.var(ddof=1) / 30))
    assert found.means["control_before"] == pytest.approx(23.33)


def test_post_says_the_same_as_two_periods() -> None:
    data = _cells()
    marked = data | {"after": [int(t > 1992) for t in data["t"]]}
    by_time = did(data, y="y", treated="d", time="t")
    by_post = did(marked, y="y", treated="d", post="after")
    assert by_post.as_data() == by_time.as_data()


def test_unit_and_period_effects_give_the_same_estimate_in_a_balanced_panel() -> None:
    data = two_periods(periods=(2024, 2025))
    plain = did(data, y="y", treated="helped", time="year")
    effects = did(data, y="y", treated="helped", time="year", unit="id", cluster="village")
    assert effects.estimate == pytest.approx(plain.estimate)
    assert effects.se < plain.se
    assert effects.fit.clusters == 40


def test_clustered_errors_are_those_of_the_sandwich() -> None:
    data = two_periods(periods=(2024, 2025))
    found = did(data, y="y", treated="helped", time="year", cluster="village")
    y, d = np.array(data["y"]), np.array(data["helped"], dtype=float)
    t = (np.array(data["year"]) == 2025).astype(float)
    design = np.column_stack([np.ones(y.size), d * t, d, t])
    bread = np.linalg.inv(design.T @ design)
    rest = y - design @ (bread @ design.T @ y)
    sums = np.array([(design * rest[:, None])[np.array(data["village"]) == v].sum(axis=0) for v in range(40)])
    size = 40 / 39 * (y.size - 1) / (y.size - 4)
    assert found.se == pytest.approx(np.sqrt((size * bread @ sums.T @ sums @ bread)[1, 1]))


def test_the_words_carry_the_conditions_and_say_when_nothing_is_clear() -> None:
    found = att_difference(TABLE, y="y", treated="d")
    assert not found.fit.chosen.is_clear
    assert any("说不准" in words for words in found.words)
    assert any("不足 30 个" in words for words in found.words)
    assert any("不能单凭它说成因果" in words for words in found.words)
    assert any("平行趋势" in words for words in did(_cells(), y="y", treated="d", time="t").words)


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        ({"y": []}, {}, "E-EVA-LENGTH"),
        ({"y": [], "d": []}, {}, "E-EVA-EMPTY"),
        ({"y": [1.0], "d": [1]}, {}, "E-EVA-GROUPS"),
        ({"d": [1] * 9}, {}, "E-EVA-GROUPS"),
        ({"d": [2] * 9}, {}, "E-EVA-FLAG"),
        ({"y": [5.0] * 9}, {}, "E-EVA-SPREAD"),
        ({"y": ["x"] * 9}, {}, "E-EVA-NUMBER"),
        ({"y": [float("inf")] * 9}, {}, "E-EVA-NUMBER"),
        ({"y": [None, *range(8)]}, {}, "E-EVA-UNKNOWN"),
        ({"x": [1] * 9}, {"covariates": ["x"]}, "E-EVA-RANK"),
        ({"v": [1] * 9}, {"cluster": "v"}, "E-EVA-CLUSTER"),
        ({"w": [0] * 9}, {"weights": "w"}, "E-EVA-WEIGHT"),
        ({}, {"covariance": "HC9"}, "E-EVA-COVARIANCE"),
        ({}, {"unknown": "guess"}, "E-EVA-MISSING"),
        ({}, {"treated": "none"}, "E-EVA-COLUMN"),
    ],
)
def test_what_cannot_be_compared_is_said(change, more, code) -> None:
    with pytest.raises(EvaluationInputError, match=code):
        att_difference(TABLE | change, **({"y": "y", "treated": "d"} | more))


def test_dropped_rows_are_counted() -> None:
    found = att_difference(TABLE | {"y": [None, *TREATED[1:], *CONTROL]}, y="y", treated="d", unknown="drop")
    assert (found.left_out, found.fit.rows) == (1, 8)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "E-EVA-TIME"),
        ({"time": "t"}, "E-EVA-TIME"),
        ({"time": "t", "post": "d"}, "E-EVA-TIME"),
        ({"post": "d"}, "E-EVA-GROUPS"),
    ],
)
def test_periods_that_do_not_fit_are_refused(more, code) -> None:
    data = staggered()
    data["d"] = [int(start > 0) for start in data["g"]]
    with pytest.raises(EvaluationInputError, match=code):
        did(data, y="y", treated="d", **more)
