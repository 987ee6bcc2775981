"""What would change an answer: the fewest facts that would have to be otherwise, never age, sex, nation or death."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeVar

from app.domain.condition_answers import Answer
from app.domain.conditions import (
    Distance,
    Group,
    Node,
    Not,
    Quantified,
    conjunction,
    disjunction,
    facts_of,
    leaves,
    negation,
)
from app.domain.facts import CIRCLES, FACTS

#: Columns that nobody can change, and nobody should be told to wish otherwise.
FIXED_COLUMNS = frozenset(
    ("person.born_on", "person.sex", "person.nation", "person.gone_on", "person.gone_reason")
)
FIXED_WORDS = ("died", "death")
#: Comparisons that are tried in every combination where one of them stands at several places.
MAX_TRIED = 16


@dataclass(frozen=True, slots=True)
class Change:
    """One comparison or question that would have to turn to `to`; `who`: the member, None = the subject itself."""

    leaf: Node
    to: bool
    who: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """The subjects inside a question about a circle: whose they are and what is answered of them."""

    who: int | None
    answer: Answer


Inside = Callable[[Quantified], Sequence[Around]]
_Found = tuple[Change, ...] | None


def cheapest_change(root: Node, to: bool, answer: Answer, inside: Inside, who: int | None = None) -> _Found:
    """The fewest changes after which the condition surely answers `to`; the first in reading order among equals.

    Nothing where it answers so already; None where what nobody can change stands against it. A group of "all" turns
    to yes when each of its parts does, to no when one does; "any" the other way round; so down to the comparisons.
    """
    found = _turn(root, to, answer, inside, who)
    if found is None or _holds(root, to, answer, found):
        return found
    return _by_trying(root, to, answer, who)


def _holds(root: Node, to: bool, answer: Answer, changes: Sequence[Change]) -> bool:
    """Whether the changes do it together: one comparison may stand at several places and help here, harm there."""
    own = set(leaves(root))
    turned = {c.leaf: c.to for c in changes}
    if any(turned[c.leaf] is not c.to for c in changes):
        return False
    if not own >= set(turned):
        return True  # inside a circle of subjects: other answers than those of this tree
    return _evaluated(root, lambda leaf: turned.get(leaf, answer(leaf))) is to


def _evaluated(node: Node, told: Callable[[Node], bool | None]) -> bool | None:
    if isinstance(node, Not):
        return negation(_evaluated(node.part, told))
    if isinstance(node, Group):
        answers = [_evaluated(part, told) for part in node.parts]
        return conjunction(*answers) if node.how == "all" else disjunction(*answers)
    return told(node)


def _by_trying(root: Node, to: bool, answer: Answer, who: int | None) -> _Found:
    """Up to three changes, tried one after the other, fewest first."""
    free = [leaf for leaf in dict.fromkeys(leaves(root)) if can_change(leaf)][:MAX_TRIED]
    for size in (1, 2, 3):
        for several in combinations(free, size):
            for values in product((True, False), repeat=size):
                changes = tuple(Change(leaf, v, who) for leaf, v in zip(several, values, strict=True))
                if _holds(root, to, answer, changes):
                    return changes
    return None


def _turn(root: Node, to: bool, answer: Answer, inside: Inside, who: int | None) -> _Found:
    if answer(root) is to:
        return ()
    if isinstance(root, Not):
        return _turn(root.part, not to, answer, inside, who)
    if isinstance(root, Group):
        found = (_turn(part, to, answer, inside, who) for part in root.parts)
        return _together(found) if (root.how == "all") is to else _fewest(found)
    if isinstance(root, Quantified) and root.over in CIRCLES and root.how in ("any", "none"):
        return _circle(root, to, inside)
    return (Change(root, to, who),) if can_change(root) else None


def _circle(node: Quantified, to: bool, inside: Inside) -> _Found:
    """Somebody inside must come to fit, or nobody may fit any more."""
    if node.where is None:
        return None
    wanted = to if node.how == "any" else not to
    where = node.where
    found = (cheapest_change(where, wanted, one.answer, inside, one.who) for one in inside(node))
    return _fewest(found) if wanted else _together(found)


def _together(found: Iterable[_Found]) -> _Found:
    changes: list[Change] = []
    for one in found:
        if one is None:
            return None
        changes += one
    return tuple(dict.fromkeys(changes))


def _fewest(found: Iterable[_Found]) -> _Found:
    return min((one for one in found if one is not None), key=len, default=None)


def can_change(leaf: Node) -> bool:
    """Whether the comparison rests on something that may be otherwise one day."""
    keys = facts_of(leaf)
    if isinstance(leaf, Quantified) and leaf.where is not None:
        keys = keys | facts_of(leaf.where)
    if isinstance(leaf, Quantified) and any(word in leaf.over for word in FIXED_WORDS):
        return False
    if isinstance(leaf, Distance) and leaf.to is None:
        return False  # time passes by itself
    return not any(_is_fixed(key) for key in keys)


def _is_fixed(key: str) -> bool:
    fact = FACTS.get(key)
    if fact is None:
        return False
    return any(column in FIXED_COLUMNS for column in fact.columns) or any(w in key for w in FIXED_WORDS)


T = TypeVar("T")


def best_questions(missing: Sequence[frozenset[T]]) -> tuple[T, ...]:
    """The one or two facts that settle most answers, whatever is told. `missing`: for each unknown answer all facts
    that it lacks; put the one that is asked for first among equals in the first set.

    An answer is settled when all that it lacks is among the questions. A second question is asked only where it
    settles more; where no one or two settle anything, the fact that most answers lack. Nothing where nothing lacks.
    """
    alone: dict[T, int] = {}
    pairs: dict[frozenset[T], int] = {}
    lacking: dict[T, int] = {}
    for facts in missing:
        for fact in facts:
            lacking[fact] = lacking.get(fact, 0) + 1
            if len(facts) == 1:
                alone[fact] = alone.get(fact, 0) + 1
        if len(facts) == 2:
            pairs[facts] = pairs.get(facts, 0) + 1
    if not lacking:
        return ()
    order = {fact: place for place, fact in enumerate(lacking)}

    def rank(fact: T) -> tuple[int, int, int]:
        return alone.get(fact, 0), lacking[fact], -order[fact]

    one = max(lacking, key=rank)
    singles = sorted(alone, key=rank, reverse=True)[:2]
    candidates = [*pairs, *([frozenset(singles)] if len(singles) == 2 else [])]

    def settled(pair: frozenset[T]) -> int:
        return pairs.get(pair, 0) + sum(alone.get(fact, 0) for fact in pair)

    two = max(candidates, key=lambda p: (settled(p), sum(lacking[f] for f in p)), default=None)
    if two is not None and settled(two) > alone.get(one, 0):
        return tuple(sorted(two, key=rank, reverse=True))
    return (one,)
