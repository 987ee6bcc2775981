"""What a family says it needs, beside what the plan holds for it: which measures speak to which need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

#: A family names at most so many, the most urgent first.
MOST = 3
#: States of a measure in which the family has it or will have it without another word.
RUNNING = ("approved", "delivering", "delivered")
#: Need -> groups of the catalogue's measures that speak to it. Debts, papers and sales have no measure of their own.
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "health": ("health",),
        "care": ("comprehensive", "social"),
        "school": ("education", "compulsory_education"),
        "work": ("employment", "public_post"),
        "skill": ("employment",),
        "industry": ("industry",),
        "sales": ("industry",),
        "loan": ("finance",),
        "housing": ("housing", "relocation"),
        "water": ("water",),
        "road": ("infrastructure", "living_conditions"),
        "living": ("comprehensive",),
    }
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One need (`told.need` is its code) and the titles of measures that run and that are owed for it."""

    told: Any
    running: tuple[str, ...]
    owed: tuple[str, ...]

    @property
    def is_answered(self) -> bool:
        """Whether the plan holds anything for it."""
        return bool(self.running or self.owed)


def beside(
    needs: Sequence[Any],
    running: Iterable[str],
    owed: Iterable[str],
    groups: Mapping[str, str],
    titles: Mapping[str, str],
) -> list[Beside]:
    """Each need with the measures (codes) of the family whose group speaks to it; `groups` maps codes to groups."""
    have, lack = dict.fromkeys(running), dict.fromkeys(owed)

    def fitting(codes: Iterable[str], need: str) -> tuple[str, ...]:
        wanted = GROUPS.get(need, ())
        return tuple(titles.get(code, code) for code in codes if groups.get(code) in wanted)

    return [Beside(one, fitting(have, one.need), fitting(lack, one.need)) for one in needs]
