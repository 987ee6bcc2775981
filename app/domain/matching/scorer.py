"""What each sign weighs: base-2 logarithms of how often it is seen with one person against how often with strangers.

Shares among the same person were counted on lists with labelled slips (`tests/bench/labelled.py`, seeds 1 to 20; the
published figures come from other seeds). How often strangers agree is counted in the register itself where it differs
from place to place: bearers of a name, people of a village.
"""

from math import log2

#: Three quarters of a list's rows speak of somebody whom the register knows.
PRIOR = log2(0.75 / 0.25)

#: Share of names that agree in this way among the same person.
NAME_SAME = {"same": 0.86, "sound": 0.09, "look": 0.02, "mixed": 0.02, "part": 0.005, "short": 0.01}
NAME_SAME |= {"near": 0.005, "none": 0.0001}
#: The same among strangers; `same` and `sound` are counted instead, as bearers of the name.
NAME_OTHER = {"look": 5e-5, "mixed": 2e-5, "part": 1e-4, "short": 1e-3, "near": 1e-2, "none": 0.98}

_DAYS = 25_000  # days on which the living were born, nearly alike
#: Birthdays: share among the same person, and on how many of all days a stranger would agree in this way.
BORN = {
    "same": (0.88, 1 / _DAYS),
    "swapped": (0.03, 0.4 / _DAYS),
    "turned": (0.03, 4 / _DAYS),  # two neighbouring digits
    "lunar": (0.02, 5 / _DAYS),  # strangers of one year are found in lists together
    "year": (0.02, 2 / _DAYS),  # one year off
    "digit": (0.0004, 16 / _DAYS),  # one digit is another one
    "month_day": (0.002, 60 / _DAYS),
    "month": (0.000003, 30 / _DAYS),  # the year and the month agree
    "other": (0.0003, 1.0),
}
SEX = {True: (0.99, 0.5), False: (0.01, 0.5)}
#: Share of rows that name another village than the register, unless the lists themselves tell.
OTHER_VILLAGE = 0.08
PLACES = ((0, 26.0), (1, 12.0), (2, 6.0))
OTHER_NUMBER = -9.0
#: Each member of the household who is linked already.
MATE = 4.0


def weight(shares: tuple[float, float]) -> float:
    """The logarithm of (share among the same person, share among strangers)."""
    return log2(shares[0] / shares[1])


def places_weight(places: int) -> float:
    """How much numbers say that differ in so many places."""
    return next((w for limit, w in PLACES if places <= limit), OTHER_NUMBER)
