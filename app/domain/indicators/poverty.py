"""Poverty and inequality measures over incomes of people.

`y` holds one income per unit and year in any unit of money, `z` is the line in the same unit, `w` how many
people (or survey weight) each unit stands for; without `w` each counts once. All weights are at least 0 and
some are above 0.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Column = NDArray[np.float64]


class EmptyIncomesError(ValueError):
    """Nothing to measure: no incomes, or all weights are zero."""


def _columns(y: ArrayLike, w: ArrayLike | None) -> tuple[Column, Column]:
    incomes = np.asarray(y, dtype=np.float64)
    weights = np.ones_like(incomes) if w is None else np.asarray(w, dtype=np.float64)
    if incomes.ndim != 1 or incomes.shape != weights.shape:
        raise ValueError("incomes and weights are columns of the same length")
    if np.isnan(incomes).any() or np.isnan(weights).any() or (weights < 0).any():
        raise ValueError("incomes and weights are known numbers, weights not below zero")
    if not weights.sum() > 0:
        raise EmptyIncomesError("no incomes with weight")
    return incomes, weights


def fgt(y: ArrayLike, z: float, alpha: float, w: ArrayLike | None = None) -> float:
    """Foster, Greer and Thorbecke (1984): mean of ((z-y)/z)^alpha over the poor, zero for the rest.

    alpha 0 is the headcount ratio, 1 the gap, 2 the severity. Poor is `y < z` strictly: who stands on the
    line is not poor. Negative incomes are kept as they are, so a gap can exceed 1. `z` must be above 0.
    """
    if not z > 0:
        raise ValueError("the line must be above zero")
    incomes, weights = _columns(y, w)
    poor = incomes < z
    gap = (z - incomes[poor]) / z
    return float(np.sum(weights[poor] * gap**alpha) / weights.sum())


def closing_cost(y: ArrayLike, z: float, w: ArrayLike | None = None) -> float:
    """Money that would lift every poor person exactly to the line: the sum of z - y over the poor."""
    incomes, weights = _columns(y, w)
    poor = incomes < z
    return float(np.sum(weights[poor] * (z - incomes[poor])))


def gini(y: ArrayLike, w: ArrayLike | None = None) -> float | None:
    """Gini coefficient of the population, without small-sample correction: 2·Σ(i·y)/(n·Σy) - (n+1)/n,
    weighted.

    Ties need no rule: equal incomes give the same area in any order. None where the total income is not above
    zero, because then a share of it means nothing. With negative incomes the value can exceed 1.
    """
    incomes, weights = _columns(y, w)
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


def weighted_median(y: ArrayLike, w: ArrayLike | None = None) -> float:
    """The income that half of the people do not exceed; the mean of the two middle ones where the half falls
    between.
    """
    incomes, weights = _columns(y, w)
    order = np.argsort(incomes, kind="stable")
    reached = np.cumsum(weights[order])
    half = reached[-1] / 2
    at = int(np.searchsorted(reached, half))
    if reached[at] == half:
        later = np.flatnonzero(reached > half)
        return float((incomes[order][at] + incomes[order][later[0]]) / 2)
    return float(incomes[order][at])
