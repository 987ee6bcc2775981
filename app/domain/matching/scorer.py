"""One number from the features: log-odds, added up, read as a likelihood between 0 and 1.

Weights are logarithms (base 2) of how much more often a feature is seen among the same person than among strangers of
one county; unknown features weigh nothing.
"""

from app.domain.matching.features import Features

#: One pair in about four thousand of a block is the same person before anything is compared.
PRIOR = -12.0

_NAME = {"same": 10.0, "sound": 7.0, "look": 6.0, "part": 6.0, "none": -7.0}
_PLACES = ((0, 24.0), (1, 12.0), (2, 6.0))
_OTHER_NUMBER = -9.0
_BORN = {True: 10.0, False: -5.0, None: 0.0}
_SEX = {True: 1.0, False: -4.0, None: 0.0}
_VILLAGE = {True: 5.0, False: -2.0, None: 0.0}
_SWAPPED_DAY = 6.0
_MATE = 3.0
_TWIN = -6.0


def log_odds(features: Features) -> float:
    """Base-2 log-odds of being the same person."""
    total = (
        PRIOR + _NAME[features.name] + _BORN[features.born] + _SEX[features.sex] + _VILLAGE[features.village]
    )
    if features.places is not None:
        total += next((w for limit, w in _PLACES if features.places <= limit), _OTHER_NUMBER)
    if features.day_and_month_swapped:
        total += _SWAPPED_DAY
    if features.twin:
        total += _TWIN
    return total + _MATE * min(features.mates, 3)


def score(features: Features) -> float:
    """The likelihood, 0 to 1."""
    odds = float(2 ** max(min(log_odds(features), 60.0), -60.0))
    return odds / (1 + odds)
