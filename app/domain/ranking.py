"""Who comes first where places are fewer than people: a ranking of those who fit, and where the line falls.

Equal in everything that is looked at means equal rank; a tie is never broken by the order of a table. A family of
which one member stands before is not served twice where only one of a household may have the measure.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from app.domain.catalogue import RankKey
from app.domain.condition_words import amount
from app.domain.facts import FACTS

#: inside the line; tied over it; outside; behind a member of the same household; kept out by what is had already;
#: refused this year.
Standing = Literal["inside", "tied", "outside", "same_household", "barred", "refused"]
#: Those who take no place and stand behind all.
Out = Literal["barred", "refused"]
Value = int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who fits and lacks the measure. `values`, one for each key: 1 or 0 for a condition, else the fact as a whole
    number (dates as days); None = not known. `out`: takes no place, since something that is had excludes the measure,
    or it was refused this year."""

    subject: int
    household: int
    values: tuple[Value, ...]
    out: Out | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the rank (1 = first, equal ones share it; 0 = not ranked) and the standing."""

    candidate: Candidate
    rank: int
    standing: Standing


def ranked(
    order: Sequence[RankKey],
    candidates: Sequence[Candidate],
    places: int | None,
    one_of_household: bool = False,
) -> list[Ranked]:
    """All candidates from first to last, those that take no place behind. `places` are those still free; None = no
    figure yet, then everybody stands outside. Among equals by number, which decides nothing."""
    fitting = sorted((c for c in candidates if c.out is None), key=lambda c: (_sorting(order, c), c.subject))
    found = list(_placed(order, fitting, max(places or 0, 0), one_of_household))
    return [*found, *(Ranked(c, 0, c.out) for c in candidates if c.out is not None)]


def _placed(
    order: Sequence[RankKey], fitting: Sequence[Candidate], left: int, one_of_household: bool
) -> Iterator[Ranked]:
    rank, served = 1, set[int]()
    for _, equals in groupby(fitting, key=lambda c: _sorting(order, c)):
        group = list(equals)
        wanting = [c for c in group if c.household not in served] if one_of_household else group
        need = len({c.household for c in wanting}) if one_of_household else len(wanting)
        standing: Standing = "inside" if need <= left else "tied" if left else "outside"
        for one in group:
            behind = one_of_household and one.household in served
            yield Ranked(one, rank, "same_household" if behind else standing)
            if one_of_household:
                served.add(one.household)
        left = max(left - need, 0)
        rank += len(group)


def _sorting(order: Sequence[RankKey], candidate: Candidate) -> tuple[tuple[bool, int], ...]:
    """Smaller comes first; not known comes after all that is known."""
    return tuple(
        (value is None, 0 if value is None else value if key.least_first and key.when is None else -value)
        for key, value in zip(order, candidate.values, strict=True)
    )


def deciding_key(order: Sequence[RankKey], one: Candidate, other: Candidate) -> int | None:
    """The place of the first key in which two differ: why one stands before the other. None where they are equal."""
    pairs = zip(_sorting(order, one), _sorting(order, other), strict=True)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), None)


def is_in_turn(found: Sequence[Ranked], chosen: set[int], settled: Collection[int]) -> bool:
    """Whether choosing these subjects follows the ranking: all stand inside the line or tied over it, and nobody who
    stands strictly before one of them is left out. `settled`: those already proposed, who wait for nothing."""
    near = [r for r in found if r.standing in ("inside", "tied")]
    taken = [r.rank for r in near if r.candidate.subject in chosen]
    if len(taken) < len(chosen):
        return False
    last = max(taken, default=0)
    return all(
        r.rank >= last or r.candidate.subject in chosen or r.candidate.subject in settled for r in near
    )


def said_value(key: RankKey, value: Value) -> str:
    """弱劳动力、半劳动力先：是; 人均纯收入 6,299.75 元."""
    if value is None:
        return f"{key.words}：不知道，排在知道的后面"
    if key.when is not None:
        return f"{key.words}：{'是' if value else '不是'}"
    fact = FACTS[key.fact or ""]
    return f"{fact.label} {amount(date.fromordinal(value) if fact.kind == 'date' else value, fact)}"


def said_reason(order: Sequence[RankKey], one: Ranked, last: Ranked | None, first_out: Ranked | None) -> str:
    """Why somebody stands on his side of the line: the first thing in which he differs from the nearest on the other.

    `last`: the last inside the line; `first_out`: the first outside. Empty where there is nobody to compare with, and
    far inside the line, where nothing is to be explained.
    """
    if last is not None and (one.standing == "same_household" or one.rank < last.rank):
        return ""
    other, words = (
        (first_out, "比线外第一名靠前") if one.standing == "inside" else (last, "比线内最后一名靠后")
    )
    place = None if other is None or not one.rank else deciding_key(order, one.candidate, other.candidate)
    if other is None or place is None:
        return ""
    return f"{words}：对方{said_value(order[place], other.candidate.values[place])}"
