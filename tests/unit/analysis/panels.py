"""Small invented panels, made by formula so that anybody can make them again."""

import math
from typing import Any

import numpy as np


def staggered() -> dict[str, list[float]]:
    """60 units, 2003 to 2007, starts in 2004, 2005 and 2006, a third never; one covariate that bends the trend."""
    rows: dict[str, list[float]] = {name: [] for name in ("id", "t", "g", "x", "y", "village")}
    for i in range(60):
        g = (0, 0, 2004, 2006)[i % 4] if i % 7 else 2005
        x = math.sin(1.7 * i) + 0.4 * (g > 0)
        for t in range(2003, 2008):
            effect = 0.3 * (t - g + 1) if g and t >= g else 0
            y = math.cos(2.3 * i) + 0.1 * (t - 2003) * (1 + x) + effect + 0.5 * math.sin(i * t * 0.37)
            for name, value in zip(rows, (i, t, g, x, y, i % 12), strict=True):
                rows[name].append(value)
    return rows


def two_periods(
    size: int = 400, effect: float = 500.0, drift: float = 0.0, periods: tuple[int, ...] = (2023, 2024, 2025)
) -> dict[str, Any]:
    """Households of 40 villages; helped ones have less labour and lower incomes before, and gain `effect` after.

    `drift`: how much faster the helped grew each year anyway, which breaks the comparison.
    """
    random = np.random.default_rng(11)
    labour = random.normal(0, 1, size)
    helped = random.random(size) < 1 / (1 + np.exp(1 + 0.8 * labour))
    level = 9000 + 1500 * labour + random.normal(0, 500, size)
    table: dict[str, list[Any]] = {name: [] for name in ("id", "year", "y", "helped", "labour", "village")}
    for period in periods:
        since = period - periods[0]
        income = level + since * (300 + 200 * labour + drift * helped) + random.normal(0, 200, size)
        income += effect * helped * (period == periods[-1])
        for name, column in zip(
            table,
            (range(size), [period] * size, income, helped.astype(int), labour, np.arange(size) % 40),
            strict=True,
        ):
            table[name].extend(column)
    return table
