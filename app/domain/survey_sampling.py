"""Drawing households for a third-party style check (domain 10.2): strata, allocation, a list that can be drawn again.

A stratum is (township, kind). Which units are drawn follows from the seed and their keys alone, as in the second looks
at closed work orders: nobody can choose, and anybody with seed and frame draws the same list.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Stratum = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One family of the frame: `key` = public id, or village and place in its roster where it is not registered."""

    key: str
    village: str
    kind: str

    @property
    def stratum(self) -> Stratum:
        """Township (12 digits) and kind."""
        return f"{self.village[:9]}000", self.kind


def frame_sizes(frame: Iterable[Unit]) -> dict[Stratum, int]:
    """How many units each stratum of the frame has."""
    return dict(Counter(unit.stratum for unit in frame))


def allocate(frame: Mapping[Stratum, int], sizes: Mapping[str, int]) -> dict[Stratum, int]:
    """How many to draw from each stratum so that each kind has `sizes[kind]` units, or all that there are.

    In proportion to the frame by largest remainders, at least one from each stratum where the size allows it; ties go
    to the lower code. Strata of kinds without a size are left out.
    """
    found: dict[Stratum, int] = {}
    for kind, asked in sorted(sizes.items()):
        mine = {stratum: n for stratum, n in sorted(frame.items()) if stratum[1] == kind and n > 0}
        if mine and asked > 0:
            found |= _proportional(mine, min(asked, sum(mine.values())))
    return found


def _proportional(mine: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    whole = sum(mine.values())
    least = 1 if size >= len(mine) else 0
    quota = {stratum: size * n / whole for stratum, n in mine.items()}
    given = {stratum: max(least, int(quota[stratum])) for stratum in mine}
    while (rest := size - sum(given.values())) != 0:
        step = 1 if rest > 0 else -1
        movable = [s for s in given if (given[s] < mine[s] if rest > 0 else given[s] > least)]
        most = min(movable, key=lambda s: (step * (given[s] - quota[s]), s))
        given[most] += step
    return given


def draw(frame: Iterable[Unit], allocation: Mapping[Stratum, int], seed: str) -> list[Unit]:
    """The units of the sample, stratum by stratum, in the order of drawing.

    Each unit's rank is SHA-256 of `seed:key`; a stratum's sample are its lowest ranks (simple random sampling without
    replacement as far as the digest is random). A larger allocation keeps what a smaller one drew.
    """
    strata: dict[Stratum, list[Unit]] = {stratum: [] for stratum in allocation}
    for unit in frame:
        if unit.stratum in strata:
            strata[unit.stratum].append(unit)
    drawn = []
    for stratum, units in sorted(strata.items()):
        ranked = sorted(units, key=lambda one: (_rank(seed, one.key), one.key))
        drawn += ranked[: allocation[stratum]]
    return drawn


def digest_of(units: Iterable[Unit]) -> str:
    """SHA-256 over the units in the order given: two lists with one digest are the same list."""
    lines = "".join(f"{one.key} {one.village} {one.kind}\n" for one in units)
    return hashlib.sha256(lines.encode()).hexdigest()


def _rank(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}:{key}".encode()).digest()
