"""Limits between the classes of a map, made from the values at hand or written by a person.

A limit is the lowest value of the class above it. All methods give at most five classes; values that are too alike give
fewer. Values come as they are shown (rounded), so that legend, colour and number cannot contradict each other.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import InvalidInputError

Method = Literal["fixed", "quantile", "equal", "jenks", "deviation", "manual"]
CLASSES = 5
#: Distances of the limits from the mean, in standard deviations of all areas: the middle class is one wide.
DEVIATIONS = (-1.5, -0.5, 0.5, 1.5)


def quantile_limits(values: Sequence[float], classes: int = CLASSES) -> list[float]:
    """About the same number of areas in each class; equal values never stand in two classes."""
    ordered = sorted(values)
    return [ordered[len(ordered) * part // classes] for part in range(1, classes)]


def equal_limits(values: Sequence[float], classes: int = CLASSES) -> list[float]:
    """Classes of one width between the smallest and the largest value."""
    low, high = min(values), max(values)
    return [low + (high - low) * part / classes for part in range(1, classes)]


def deviation_limits(values: Sequence[float]) -> list[float]:
    """Half and one and a half standard deviations below and above the mean (all areas, not a sample)."""
    mean, spread = float(np.mean(values)), float(np.std(values))
    return [mean + spread * step for step in DEVIATIONS]


def natural_limits(values: Sequence[float], classes: int = CLASSES) -> list[float]:
    """Natural breaks: the classes with the least sum of squared distances from their means.

    The exact optimum by dynamic programming (W. D. Fisher, On Grouping for Maximum Homogeneity, 1958; for maps
    G. F. Jenks, 1977), over the different values with their counts; time grows with their square.
    """
    found, counts = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    many = min(classes, len(found))
    if many < 2:
        return []
    spread = _Spread(found - found.mean(), counts.astype(np.float64))
    best = spread.within(np.zeros(len(found), dtype=np.int64), np.arange(len(found)))
    starts = np.zeros((many, len(found)), dtype=np.int64)
    for grade in range(1, many):
        upper = np.full(len(found), np.inf)
        for last in range(grade, len(found)):
            begins = np.arange(grade, last + 1)
            cost = best[begins - 1] + spread.within(begins, last)
            at = int(np.argmin(cost))
            upper[last], starts[grade, last] = cost[at], begins[at]
        best = upper
    limits, end = [], len(found) - 1
    for grade in range(many - 1, 0, -1):
        start = int(starts[grade, end])
        limits.append(float(found[start]))
        end = start - 1
    return limits[::-1]


class _Spread:
    """Squared distances from the mean inside any run of ordered values, from running sums."""

    def __init__(self, values: NDArray[np.float64], counts: NDArray[np.float64]) -> None:
        self._count, self._sum, self._square = (
            np.concatenate([[0.0], np.cumsum(counts * values**power)]) for power in (0, 1, 2)
        )

    def within(self, first: NDArray[np.int64], last: int | NDArray[np.int64]) -> NDArray[np.float64]:
        count, total, square = (
            sums[last + 1] - sums[first] for sums in (self._count, self._sum, self._square)
        )
        found: NDArray[np.float64] = np.maximum(square - total * total / count, 0.0)
        return found


def limits_of(values: Sequence[float], method: Method, decimals: int) -> tuple[float, ...]:
    """Rising limits by `quantile`, `equal`, `jenks` or `deviation`, rounded as the values are shown.

    The lowest class always holds the smallest value: a limit at or below it is left out.
    """
    if not values:
        return ()
    makers = {"equal": equal_limits, "jenks": natural_limits, "deviation": deviation_limits}
    raw = makers.get(method, quantile_limits)(values)
    return tuple(
        sorted({limit for one in raw if (limit := round(one, decimals)) > round(min(values), decimals)})
    )


def read_limits(text: str) -> tuple[float, ...]:
    """Limits as a person writes them: one to four rising numbers, between commas, spaces or 、.

    InvalidInputError E-CLASS where they are none, too many, no numbers or do not rise.
    """
    parts = [part for part in re.split(r"[,，、;；\s]+", text.strip()) if part]
    try:
        limits = tuple(float(part) for part in parts)
    except ValueError:
        limits = ()
    rises = all(low < high for low, high in pairwise(limits))
    if not 1 <= len(limits) < CLASSES or not rises or not np.isfinite(limits).all():
        raise InvalidInputError(
            "E-CLASS",
            "级距没有看懂。",
            place=text[:40],
            way_out="请写一到四个从小到大的数，例如 1、2、3、4.5：每个数是一级的起点。",
        )
    return limits
