"""Group-time effects against closed forms and against numbers of another implementation.

The printed numbers of `PEER` come from the Python package differences 0.3.0 (not a dependency), doubly robust with one
covariate, over the same panel.
"""

from itertools import pairwise

import numpy as np
import pytest

from app.analysis.evaluation import EvaluationInputError, GroupTime, group_time_att
from tests.unit.analysis.panels import staggered

PEER = {
    "nevertreated": {
        "cells": [
            (2004, 2004, 0.307591, 0.158626), (2004, 2005, 0.662807, 0.188941), (2004, 2006, 0.95578, 0.170248),
            (2004, 2007, 1.359467, 0.161834), (2005, 2004, -0.021725, 0.166396), (2005, 2005, 0.282375, 0.118585),
            (2005, 2006, 0.588115, 0.195225), (2005, 2007, 1.004867, 0.156616), (2006, 2004, -0.022288, 0.160959),
            (2006, 2005, 0.013992, 0.164942), (2006, 2006, 0.327445, 0.15687), (2006, 2007, 0.670669, 0.213769),
        ],
        "simple": (0.691115, 0.08923),
        "dynamic": (0.822583, 0.092289), "event": (1, 0.64652, 0.109203),
        "group": (0.651204, 0.089861), "of_group": (2005, 0.625119, 0.118133),
        "calendar": (0.613767, 0.095988), "of_year": (2006, 0.627856, 0.123504),
    },
    "notyettreated": {
        "cells": [
            (2004, 2004, 0.313858, 0.147179), (2004, 2005, 0.668995, 0.172969), (2004, 2006, 0.95578, 0.170248),
            (2004, 2007, 1.359467, 0.161834), (2005, 2004, -0.042144, 0.17516), (2005, 2005, 0.310974, 0.125585),
            (2005, 2006, 0.588115, 0.195225), (2005, 2007, 1.004867, 0.156616), (2006, 2004, -0.010395, 0.160959),
            (2006, 2005, 0.013992, 0.164942), (2006, 2006, 0.327445, 0.15687), (2006, 2007, 0.670669, 0.213769),
        ],
        "simple": (0.695108, 0.091433),
        "dynamic": (0.825578, 0.09235), "event": (1, 0.648819, 0.117195),
        "group": (0.654812, 0.094671), "of_group": (2005, 0.634652, 0.126118),
        "calendar": (0.619173, 0.0954), "of_year": (2006, 0.627856, 0.123504),
    },
}  # fmt: skip


def _run(data=None, **more) -> GroupTime:
    return group_time_att(data or staggered(), y="y", unit="id", time="t", group="g", **more)


@pytest.mark.parametrize("control", ["nevertreated", "notyettreated"])
def test_cells_and_averages_agree_with_another_implementation(control: str) -> None:
    found, printed = _run(covariates=["x"], control=control), PEER[control]
    cells = [(cell.group, cell.time, round(cell.att, 6), round(cell.se, 6)) for cell in found.cells]
    assert cells == printed["cells"]
    for name in ("simple", "dynamic", "group", "calendar"):
        overall = getattr(found, name).overall
        assert (round(overall.estimate, 6), round(overall.se, 6)) == printed[name]
    for name, part in (("dynamic", "event"), ("group", "of_group"), ("calendar", "of_year")):
        key, att, se = printed[part]
        one = getattr(found, name).part(key)
        assert (round(one.estimate, 6), round(one.se, 6)) == (att, se)


def test_without_covariates_a_cell_is_the_difference_of_mean_changes() -> None:
    data = {name: np.array(column) for name, column in staggered().items()}
    at = {year: data["y"][data["t"] == year] for year in (2005, 2007)}
    group = data["g"][data["t"] == 2005]
    mine, never = (at[2007] - at[2005])[group == 2006], (at[2007] - at[2005])[group == 0]
    cell = _run().att(2006, 2007)
    assert cell is not None
    assert cell.estimate == pytest.approx(mine.mean() - never.mean())
    assert cell.se == pytest.approx(np.sqrt(mine.var() / mine.size + never.var() / never.size))


@pytest.mark.parametrize("method", ["reg", "ipw"])
def test_without_covariates_all_methods_say_the_same(method: str) -> None:
    plain, other = _run(), _run(method=method)
    for one, two in zip(plain.cells, other.cells, strict=True):
        assert (one.att, one.se) == pytest.approx((two.att, two.se))


def test_a_universal_base_is_the_sum_of_varying_steps() -> None:
    varying, universal = _run(), _run(base="universal")
    base = universal.att(2006, 2005)
    assert base is not None
    assert (base.estimate, base.se) == (0, 0)
    early, middle = universal.att(2006, 2003), varying.att(2006, 2004)
    later = varying.att(2006, 2005)
    assert early is not None
    assert middle is not None
    assert later is not None
    assert early.estimate == pytest.approx(-(middle.estimate + later.estimate))
    after = [(universal.att(2006, year), varying.att(2006, year)) for year in (2006, 2007)]
    assert all(one == two for one, two in after)


def test_equal_weights_and_clusters_of_one_change_nothing() -> None:
    data = staggered() | {"w": [3.0] * 300}
    plain = _run(covariates=["x"])
    for more in ({"weights": "w"}, {"cluster": "id"}):
        found = _run(data, covariates=["x"], **more)
        assert found.simple.overall.se == pytest.approx(plain.simple.overall.se)
        assert found.simple.overall.estimate == pytest.approx(plain.simple.overall.estimate)


def test_doubled_units_within_a_cluster_keep_the_error_of_single_ones() -> None:
    once = staggered()
    twice = {name: [*column, *column] for name, column in once.items()}
    twice["village"] = [*once["id"], *once["id"]]
    twice["id"] = [*once["id"], *(unit + 1000 for unit in once["id"])]
    assert _run(twice, cluster="village").simple.overall.se == pytest.approx(_run().simple.overall.se)
    assert _run(twice).simple.overall.se == pytest.approx(_run().simple.overall.se / np.sqrt(2))


def test_never_treated_may_be_told_by_zero_blank_or_infinity() -> None:
    zero = _run()
    for never in ("", None, float("inf"), "NA"):
        data = staggered()
        data["g"] = [never if start == 0 else start for start in data["g"]]
        assert _run(data).simple == zero.simple


def test_units_with_missing_periods_or_treated_from_the_first_are_left_out_and_counted() -> None:
    data = staggered()
    data["g"] = [2003 if unit == 5 else start for unit, start in zip(data["id"], data["g"], strict=True)]
    short = {name: column[:-1] for name, column in data.items()}
    found = _run(short)
    assert (found.units, found.left_out) == (58, 9)
    assert any("9 行没有用" in words for words in found.words)


def test_without_never_treated_the_last_group_stands_in_until_it_starts() -> None:
    data = staggered()
    keep = [i for i, start in enumerate(data["g"]) if start]
    some = {name: [column[i] for i in keep] for name, column in data.items()}
    with pytest.raises(EvaluationInputError, match="E-EVA-GROUPS"):
        _run(some)
    found = _run(some, control="notyettreated")
    assert {cell.group for cell in found.cells} == {2004, 2005}
    assert max(found.periods) == 2005


def test_the_pretest_is_a_wald_test_of_the_cells_before() -> None:
    found = _run()
    before = [cell for cell in found.cells if cell.is_before]
    assert len(before) == 3
    assert found.pretest_p is not None
    assert 0.05 < found.pretest_p < 1
    data = staggered()
    data["y"] = [
        y + 3 * (t - 2003) * (g == 2006) for y, t, g in zip(data["y"], data["t"], data["g"], strict=True)
    ]
    broken = _run(data)
    assert broken.pretest_p is not None
    assert broken.pretest_p < 0.001
    assert any("说不清" in words for words in broken.words)


def test_the_band_over_all_cells_is_wider_than_one_interval_and_reproducible() -> None:
    first, second = _run(repeats=300, seed=1), _run(repeats=300, seed=1)
    assert first.critical_value == second.critical_value
    assert first.critical_value is not None
    assert 2 < first.critical_value < 4


def test_cells_without_overlap_are_said_and_not_averaged() -> None:
    data = staggered()
    data["x"] = [x + 10 * (start == 2006) for x, start in zip(data["x"], data["g"], strict=True)]
    found = _run(data, covariates=["x"])
    holes = [cell for cell in found.cells if cell.found is None]
    assert {cell.group for cell in holes} == {2006}
    assert all("没有重叠" in cell.why for cell in holes)
    assert {key for key, _ in found.group.parts} == {2004, 2005}
    assert any(f"{len(holes)} 格比不了" in words for words in found.words)
    assert found.as_data()["cells"][0].keys() >= {"att", "se", "why"}


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        ({"y": [None] * 300}, {}, "E-EVA-UNKNOWN"),
        ({"y": [None] * 300}, {"unknown": "drop"}, "E-EVA-EMPTY"),
        ({"y": ["多"] * 300}, {}, "E-EVA-NUMBER"),
        ({"t": [2003] * 300}, {}, "E-EVA-TWICE"),
        ({"g": [0] * 300}, {}, "E-EVA-GROUPS"),
        ({"g": list(range(2004, 2304))}, {}, "E-EVA-FIXED"),
        ({}, {"control": "nobody"}, "E-EVA-SETTING"),
        ({}, {"base": "moving"}, "E-EVA-SETTING"),
        ({}, {"method": "magic"}, "E-EVA-SETTING"),
        ({}, {"level": 95}, "E-EVA-LEVEL"),
        ({}, {"covariates": ["none"]}, "E-EVA-COLUMN"),
        ({"w": [0.0] * 300}, {"weights": "w"}, "E-EVA-WEIGHT"),
        ({"w": [-1.0] * 300}, {"weights": "w"}, "E-EVA-WEIGHT"),
        ({"id": [1] * 3}, {}, "E-EVA-LENGTH"),
    ],
)
def test_what_cannot_be_compared_is_said(change, more, code) -> None:
    with pytest.raises(EvaluationInputError, match=code) as refused:
        _run(staggered() | change, **more)
    assert refused.value.message.endswith("。")


def test_periods_need_not_follow_each_other_year_by_year() -> None:
    data = staggered()
    data["t"] = [2003 + 2 * (t - 2003) for t in data["t"]]
    data["g"] = [2003 + 2 * (g - 2003) if g else 0 for g in data["g"]]
    stretched, plain = _run(data), _run()
    assert [cell.att for cell in stretched.cells] == [cell.att for cell in plain.cells]
    lengths = [key for key, _ in stretched.dynamic.parts]
    assert all(b - a == 2 for a, b in pairwise(lengths))
