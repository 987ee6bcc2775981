"""How sure a rate is: the Wilson score interval."""

import math
from statistics import NormalDist

from app.domain.indicators.columns import MeasureInputError


def wilson(hits: float, cases: float, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson (1927) score interval without continuity correction for `hits` of `cases`, as fractions.

    Never below 0 or above 1, and honest for few cases and for rates of 0 or 1. None where nobody was asked. It assumes
    a simple random sample: where everybody was counted it says how much the rate could move by chance, no more.
    """
    if not 0 <= hits <= cases or not 0 < level < 1:
        raise MeasureInputError("E-IND-CASES", "命中数应当在 0 和总数之间。", place=f"{hits}/{cases}")
    if cases == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    rate, z2 = hits / cases, z * z
    middle = (rate + z2 / (2 * cases)) / (1 + z2 / cases)
    half = z * math.sqrt(rate * (1 - rate) / cases + z2 / (4 * cases * cases)) / (1 + z2 / cases)
    return max(0.0, middle - half), min(1.0, middle + half)
