"""Random families of options, and the best legal set found by trying all of them: the measure of `best_set`."""

import random
from itertools import combinations

from app.domain.best_set import BestSet, Conflicts, Option

Case = tuple[list[Option], dict[frozenset[str], str], frozenset[str]]


def random_case(seed: int) -> Case:
    """Up to twelve options of up to eight measures, few different amounts so that ties are common."""
    r = random.Random(seed)
    codes = [f"M{n:02d}" for n in range(1, r.randint(2, 8) + 1)]
    places = {code: i for i, code in enumerate(codes)}
    people = {code: r.random() < 0.6 for code in codes}
    options = []
    for code in codes:
        subjects = [p for p in (1, 2, 3) if r.random() < 0.6] if people[code] else [0]
        needs = (
            tuple(r.sample([c for c in codes if c != code], 1)) if r.random() < 0.2 and len(codes) > 1 else ()
        )
        fen = r.choice([0, 0, 100, 100, 200, 300])
        serves = 1 if people[code] else r.choice([1, 3])
        options += [Option(code, who, fen, serves, places[code], needs) for who in subjects]
    pairs = {
        frozenset(pair): r.choice(["person", "household"])
        for pair in combinations(codes, 2)
        if r.random() < 0.3
    }
    had = frozenset(c for c in codes if r.random() < 0.1)
    r.shuffle(options)
    return options[:12], pairs, had


def brute_force(options: list[Option], conflicts: Conflicts, had: frozenset[str]) -> list[Option]:
    """Every subset tried, the rule said once more in other words."""
    best: list[Option] = []
    for size in range(len(options) + 1):
        for several in combinations(options, size):
            if _allowed(several, conflicts, had) and _better(list(several), best):
                best = list(several)
    return sorted(best, key=lambda o: (o.place, o.subject))


def _allowed(several: tuple[Option, ...], conflicts: Conflicts, had: frozenset[str]) -> bool:
    for one in several:
        if one.requires and not any(r in had or any(o.code == r for o in several) for r in one.requires):
            return False
        for other in several:
            within = conflicts.get(frozenset((one.code, other.code))) if one is not other else None
            meets = one.subject == other.subject or one.subject == 0 or other.subject == 0
            if within == "household" or (within == "person" and meets):
                return False
    return True


def _better(one: list[Option], other: list[Option]) -> bool:
    """More money, then more persons served, then the earlier entries of the catalogue, place by place."""
    for measured in (lambda s: sum(o.yearly_fen for o in s), lambda s: sum(o.serves for o in s)):
        if measured(one) != measured(other):
            return bool(measured(one) > measured(other))
    mine, theirs = (sorted((o.place, o.subject) for o in s) for s in (one, other))
    for a, b in zip(mine, theirs, strict=False):
        if a != b:
            return a < b
    return len(mine) > len(theirs)


def agrees(found: BestSet, expected: list[Option]) -> bool:
    return list(found.chosen) == expected
