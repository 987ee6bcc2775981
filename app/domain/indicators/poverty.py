"""Poverty and inequality measures over incomes of people.

`y` holds one income per unit and year in any unit of money, `z` is the line in the same unit, `w` how many
people (or survey weight) each unit stands for; without `w` each counts once. Weights are at least 0 and some are
above 0; their scale does not matter. Shares are given as fractions (0.144, not 14.4). No measure here corrects for
small samples unless its text says so. What cannot be measured (an empty column, text, a missing number, weights
that are all zero) is refused by MeasureInputError with a Chinese sentence, a code and the row.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from app.domain.indicators.columns import (
    Column,
    EmptyIncomesError,
    MeasureInputError,
    income_columns,
    positive_line,
)
from app.domain.indicators.multidimensional import AlkireFoster, alkire_foster

__all__ = [
    "AlkireFoster",
    "EmptyIncomesError",
    "MeasureInputError",
    "alkire_foster",
    "at_risk_rate",
    "at_risk_threshold",
    "closing_cost",
    "fgt",
    "gini",
    "s80s20",
    "sen",
    "watts",
    "weighted_median",
    "weighted_quantile",
]

SenVariant = Literal["limit", "small_sample", "shorrocks_thon"]


def fgt(y: ArrayLike, z: float, alpha: float, w: ArrayLike | None = None) -> float:
    """Foster, Greer and Thorbecke (1984): mean of ((z-y)/z)^alpha over the poor, zero for the rest.

    alpha 0 is the headcount ratio, 1 the gap, 2 the severity; any alpha from 0 on. Ties: poor is `y < z` strictly, who
    stands on the line is not poor. Weights: both sums are weighted. No small-sample rule. Negative incomes are
    kept as they are, so a gap can exceed 1. `z` must be above 0.
    """
    line = positive_line(z)
    if not alpha >= 0:
        raise MeasureInputError("E-IND-ALPHA", "FGT 的 α 应当是零或大于零的数。", place=str(alpha)[:20])
    incomes, weights = income_columns(y, w)
    poor = incomes < line
    gap = (line - incomes[poor]) / line
    return float(np.sum(weights[poor] * gap**alpha) / weights.sum())


def closing_cost(y: ArrayLike, z: float, w: ArrayLike | None = None) -> float:
    """Money that would lift every poor person exactly to the line: the weighted sum of z - y over the poor."""
    line = positive_line(z)
    incomes, weights = income_columns(y, w)
    poor = incomes < line
    return float(np.sum(weights[poor] * (line - incomes[poor])))


def gini(y: ArrayLike, w: ArrayLike | None = None) -> float | None:
    """Gini coefficient of the population: half the weighted mean difference over the mean.

    Without weights 2·Σ(i·y)/(n·Σy) - (n+1)/n over ordered incomes; with weights (2·Σ w·y·W - Σ w²·y)/(Σw·Σwy) - 1
    where W is the running sum of weights: the form of the EU's Laeken indicators (R package laeken), so published
    values times 1/100. Ties need no rule: equal incomes give the same area in any order. No small-sample correction
    (multiply by n/(n-1) for the corrected one). None where the total income is not above zero, because a share of
    it means nothing. With negative incomes the value can exceed 1.
    """
    incomes, weights = income_columns(y, w)
    order = np.argsort(incomes, kind="stable")
    people = weights[order]
    money = people * incomes[order]
    total = money.sum()
    if not total > 0:
        return None
    reached = np.cumsum(money)
    # Twice the area under the Lorenz curve by trapezia.
    area = np.sum(people * (2 * reached - money)) / (weights.sum() * total)
    return round(float(1 - area), 12)


def weighted_quantile(y: ArrayLike, p: float, w: ArrayLike | None = None) -> float:
    """The smallest income that at least the share `p` of the weight does not exceed.

    Where exactly `p` is reached, the mean of this income and the next one with weight: R's type 2 extended to weights,
    the definition of the Laeken indicators. Units of weight zero are nobody. 0 < p < 1.
    """
    if not 0 < p < 1:
        raise MeasureInputError("E-IND-SHARE", "分位应当在 0 和 1 之间。", place=str(p)[:20])
    incomes, weights = income_columns(y, w)
    return _quantile(incomes, weights, p)


def _quantile(incomes: Column, weights: Column, p: float) -> float:
    real = weights > 0
    order = np.argsort(incomes[real], kind="stable")
    ordered = incomes[real][order]
    reached = np.cumsum(weights[real][order])
    wanted = p * reached[-1]
    slack = 1e-12 * reached[-1]  # sums of weights such as 0.1 miss the exact share by their last bits
    at = min(int(np.searchsorted(reached, wanted - slack)), ordered.size - 1)
    if abs(reached[at] - wanted) <= slack and at + 1 < ordered.size:
        return float((ordered[at] + ordered[at + 1]) / 2)
    return float(ordered[at])


def weighted_median(y: ArrayLike, w: ArrayLike | None = None) -> float:
    """The income that half of the people do not exceed; the mean of the two middle ones where the half falls
    between (`weighted_quantile` at 0.5).
    """
    return weighted_quantile(y, 0.5, w)


def at_risk_threshold(y: ArrayLike, w: ArrayLike | None = None, share: float = 0.6) -> float:
    """`share` times the weighted median. MeasureInputError where the median is not above zero."""
    if not 0 < share < 10:
        raise MeasureInputError("E-IND-SHARE", "门槛占中位数的比例应当大于零。", place=str(share)[:20])
    middle = weighted_median(y, w)
    if not middle > 0:
        raise MeasureInputError(
            "E-IND-MEDIAN", "收入中位数不大于零，相对贫困线没有意义。", way_out="请改用绝对贫困线（FGT）。"
        )
    return share * middle


def at_risk_rate(y: ArrayLike, w: ArrayLike | None = None, share: float = 0.6) -> float:
    """At-risk-of-poverty rate (EU Laeken indicators): weighted share of people with `y` below `share` times the
    weighted median, as a fraction.

    Median: the inverse of the weighted distribution, mean of the two middle incomes where the half is reached exactly.
    Ties: strictly below, who stands on the threshold is not at risk. No small-sample rule. MeasureInputError where
    the median is not above zero.
    """
    threshold = at_risk_threshold(y, w, share)
    incomes, weights = income_columns(y, w)
    return float(weights[incomes < threshold].sum() / weights.sum())


def s80s20(y: ArrayLike, w: ArrayLike | None = None) -> float:
    """Quintile share ratio of the EU's Laeken indicators: weighted mean income above the 80th percentile over the
    weighted mean income up to the 20th.

    Percentiles as in `weighted_quantile`. Ties: who stands on the 20th belongs to the bottom, who stands on the 80th
    does not belong to the top; means (not totals) keep the ratio fair where ties make the groups unequal. No
    small-sample rule. All incomes equal and positive: 1. MeasureInputError where nobody stands above the 80th
    percentile, or the poorest fifth has no income above zero to divide by.
    """
    incomes, weights = income_columns(y, w)
    known = incomes[weights > 0]
    low, high = _quantile(incomes, weights, 0.2), _quantile(incomes, weights, 0.8)
    bottom = (incomes <= low) & (weights > 0)
    top = (incomes > high) & (weights > 0)
    poorest = np.average(incomes[bottom], weights=weights[bottom])
    if not poorest > 0:
        raise MeasureInputError("E-IND-BOTTOM", "最低五分之一人口的收入不大于零，不能拿来做除数。")
    if known.min() == known.max():
        return 1.0
    if not top.any():
        raise MeasureInputError(
            "E-IND-TIES", "收入相同的人太多，分不出最高的五分之一。", way_out="请用基尼系数，或补充数据。"
        )
    return float(np.average(incomes[top], weights=weights[top]) / poorest)


def watts(y: ArrayLike, z: float, w: ArrayLike | None = None, floor: float | None = None) -> float:
    """Watts (1968): weighted mean of ln(z/y) over the poor (`y < z` strictly), zero for the rest.

    The logarithm knows no income of zero or below: such a row is refused, unless a `floor` above zero is given that
    stands for every lower income; the floor then belongs to the result and has to be said with it. No small-sample
    rule.
    """
    line = positive_line(z)
    incomes, weights = income_columns(y, w)
    if floor is not None:
        incomes = np.maximum(incomes, positive_line(floor))
    known = weights > 0
    if (incomes[known] <= 0).any():
        row = int(np.flatnonzero(known & (incomes <= 0))[0]) + 1
        raise MeasureInputError(
            "E-IND-NONPOSITIVE",
            f"有 {int((known & (incomes <= 0)).sum())} 行收入是零或负数，瓦茨指数要取对数，算不出来。",
            place=f"第 {row} 行",
            way_out="请先核实这些收入；确实要算，请给一个下限（floor），并在引用时说明。",
        )
    poor = (incomes < line) & known
    return float(np.sum(weights[poor] * np.log(line / incomes[poor])) / weights.sum())


def sen(y: ArrayLike, z: float, w: ArrayLike | None = None, variant: SenVariant = "limit") -> float:
    """Sen (1976) index over the poor (`y < z` strictly): H·(I + (1-I)·G).

    H is the headcount ratio, I the mean gap of the poor over the line, G the Gini among the poor (uncorrected).
    `limit` is this form, which holds for large numbers of poor (and is R's ineq::Sen); `small_sample` is Sen's
    own form with G·q/(q+1), q the number of poor, for which weights must be whole numbers of people;
    `shorrocks_thon` is the Sen-Shorrocks-Thon index P1·(1 + G of the gaps of everybody). Nobody poor: 0.
    MeasureInputError where the poor together have no income above zero and negative ones: their Gini is undefined.
    """
    line = positive_line(z)
    incomes, weights = income_columns(y, w)
    poor = (incomes < line) & (weights > 0)
    if not poor.any():
        return 0.0
    if variant == "shorrocks_thon":
        gaps = np.where(poor, (line - incomes) / line, 0.0)
        return fgt(incomes, line, 1, weights) * (1 + (gini(gaps, weights) or 0.0))
    headcount = float(weights[poor].sum() / weights.sum())
    mean_gap = fgt(incomes, line, 1, weights) / headcount
    inequality = _gini_of_poor(incomes[poor], weights[poor])
    if variant == "small_sample":
        if (weights != np.round(weights)).any():
            raise MeasureInputError("E-IND-WEIGHT", "小样本的森指数按人头数算，权数应当是整数人数。")
        count = float(weights[poor].sum())
        inequality *= count / (count + 1)
    elif variant != "limit":
        raise MeasureInputError("E-IND-VARIANT", "森指数没有这种算法。", place=str(variant)[:20])
    return headcount * (mean_gap + (1 - mean_gap) * inequality)


def _gini_of_poor(incomes: Column, weights: Column) -> float:
    if not incomes.any():
        return 0.0  # all have nothing: nothing is unequal, and 1 - I is zero anyway
    found = gini(incomes, weights)
    if found is None:
        raise MeasureInputError(
            "E-IND-BOTTOM", "贫困人口的收入合计不大于零，算不出他们内部的差距。", way_out="请用 FGT 的 P2。"
        )
    return found
