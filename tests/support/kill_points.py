"""Which points of a batch's life to die at: all, so many of every stage, or the rules' thousands by groups.

A database keeps nothing of a transaction that did not come to its commit: all points between two commits that wrote
leave the same rows to the next process. They are one group.
"""

import random

from tests.support.dying_batches import COMMIT, WRITES

BATCH, RULES = "batch", "rules"
#: Workbook, whether it is taken back, and which half: the batch itself or the rules after it.
Way = tuple[str, bool, str]
#: Stage, and shape of what was about to be done.
Point = tuple[str, str]
Ways = dict[Way, list[Point]]


def some_points(ways: Ways, each: int, seed: int) -> list[tuple[Way, int]]:
    """So many points of every stage, by chance."""
    chance, chosen = random.Random(seed), []
    for way, points in ways.items():
        for stage in dict.fromkeys(stage for stage, _ in points if (stage == "after") == (way[2] == RULES)):
            places = [n for n, (s, _) in enumerate(points, 1) if s == stage]
            chosen += [(way, n) for n in sorted(chance.sample(places, min(each, len(places))))]
    return chosen


def all_points(ways: Ways, seed: int) -> list[tuple[Way, int]]:
    """Of the rules the ends of each group and a point of each shape that is not among them; then every other point."""
    others = [(way, n) for way, points in ways.items() if way[2] == BATCH for n in range(1, len(points) + 1)]
    ends = [(way, n) for way, points in ways.items() for g in groups(points) for n in sorted({g[0], g[-1]})]
    places: dict[str, list[tuple[Way, int]]] = {}
    for way, points in ways.items():
        for n, (stage, shape) in enumerate(points, 1):
            if stage == "after":
                places.setdefault(shape, []).append((way, n))
    met = {ways[way][n - 1][1] for way, n in ends}
    chance = random.Random(seed)
    shapes = [chance.choice(where) for shape, where in places.items() if shape not in met]
    return ends + shapes + others


def groups(points: list[Point]) -> list[list[int]]:
    """Numbers of the points of the rules, from behind one commit that wrote to the next."""
    found: list[list[int]] = [[]]
    wrote = False
    for number, (stage, shape) in enumerate(points, 1):
        if stage != "after":
            continue
        found[-1].append(number)
        wrote = wrote or shape.startswith(WRITES)
        if shape == COMMIT and wrote:
            found.append([])
            wrote = False
    return [one for one in found if one]


def counted(ways: Ways) -> dict[str, int]:
    after = [shape for points in ways.values() for stage, shape in points if stage == "after"]
    whole = sum(len(groups(points)) for points in ways.values())
    return {"points": len(after), "groups": whole, "shapes": len(set(after))}
