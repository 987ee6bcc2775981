"""The best legal set of measures for one family under exclusions and prerequisites (建议组合).

Best = the highest amount payable in a year; among equals the one that serves more persons; among those the one whose
measures come first in the catalogue. What is told in words only counts nothing in money but may serve persons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Option:
    """One measure for one subject of the family: "M26 for the daughter".

    `subject` is a member's id, 0 the household itself; `place` the order in the catalogue; `serves` how many persons.
    """

    code: str
    subject: int
    yearly_fen: int
    serves: int
    place: int
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BestSet:
    """What to choose, in catalogue order, with its worth; `left_out` excluded or without prerequisite."""

    chosen: tuple[Option, ...]
    yearly_fen: int
    serves: int
    left_out: tuple[Option, ...] = field(default=())


#: Pairs of codes that exclude each other, for one "person" or within one "household".
Conflicts = Mapping[frozenset[str], str]
#: More sets than this are not tried one by one; exclusions among a family's measures are few and small.
MAX_STEPS = 200_000


def clash(one: Option, other: Option, conflicts: Conflicts) -> bool:
    """Whether both may not be had together. What the household has meets what each member has."""
    within = conflicts.get(frozenset((one.code, other.code)))
    if within is None:
        return False
    same = one.subject == other.subject or 0 in (one.subject, other.subject)
    return within == "household" or same


def is_legal(chosen: Sequence[Option], had: frozenset[str], conflicts: Conflicts) -> bool:
    """No two exclude each other, and each that needs another one has it among them or `had` already."""
    codes = had | {o.code for o in chosen}
    told = all(not o.requires or codes & set(o.requires) for o in chosen)
    return told and not any(clash(a, b, conflicts) for i, a in enumerate(chosen) for b in chosen[i + 1 :])


def worth(chosen: Sequence[Option]) -> tuple[int, int, list[tuple[int, int]]]:
    """Sorts sets: bigger is better. The last part prefers what stands first in the catalogue."""
    order = sorted((-o.place, -o.subject) for o in chosen)
    return sum(o.yearly_fen for o in chosen), sum(o.serves for o in chosen), order[::-1]


def best_set(options: Sequence[Option], conflicts: Conflicts, had: frozenset[str] = frozenset()) -> BestSet:
    """The best legal set of these options. `had`: codes of measures that are had anyway and fulfil prerequisites.

    Options tied to each other by an exclusion or prerequisite form islands, which are searched one by one with a
    bound; what is tied to nothing is always chosen. Amounts may not be negative (ValueError).
    """
    if any(o.yearly_fen < 0 or o.serves < 0 for o in options):
        raise ValueError("an amount or a number of persons below zero")
    chosen: list[Option] = []
    for island in _islands(options, conflicts, had):
        chosen += _search(island, conflicts, had)
    chosen.sort(key=lambda o: (o.place, o.subject))
    rest = tuple(o for o in options if o not in chosen)
    return BestSet(tuple(chosen), sum(o.yearly_fen for o in chosen), sum(o.serves for o in chosen), rest)


def _islands(options: Sequence[Option], conflicts: Conflicts, had: frozenset[str]) -> list[list[Option]]:
    """Groups of options that can be decided apart from each other."""
    left, islands = list(options), []
    while left:
        island, reached = [], [left.pop(0)]
        while reached:
            one = reached.pop()
            island.append(one)
            tied = [o for o in left if clash(one, o, conflicts) or _needs(one, o, had) or _needs(o, one, had)]
            left = [o for o in left if o not in tied]
            reached += tied
        islands.append(sorted(island, key=lambda o: (o.place, o.subject)))
    return islands


def _needs(one: Option, other: Option, had: frozenset[str]) -> bool:
    return other.code in one.requires and not had & set(one.requires)


def _search(island: list[Option], conflicts: Conflicts, had: frozenset[str]) -> list[Option]:
    """Branch and bound: each option taken or left, the rest's whole worth as the bound."""
    rest = [0] * (len(island) + 1)
    for i in range(len(island) - 1, -1, -1):
        rest[i] = rest[i + 1] + island[i].yearly_fen
    best: list[Option] = []
    steps = 0

    def walk(i: int, taken: list[Option], fen: int) -> None:
        nonlocal best, steps
        steps += 1
        if steps > MAX_STEPS or fen + rest[i] < sum(o.yearly_fen for o in best):
            return
        if i == len(island):
            if is_legal(taken, had, conflicts) and worth(taken) > worth(best):
                best = list(taken)
            return
        one = island[i]
        if not any(clash(one, other, conflicts) for other in taken):
            walk(i + 1, [*taken, one], fen + one.yearly_fen)
        walk(i + 1, taken, fen)

    walk(0, [], 0)
    return best
