"""The best legal set against every subset tried, on seeded random families of measures."""

from typing import Any

from app.domain.best_set import best_set
from tests.support.best_sets import agrees, brute_force, random_case


def main(count: int = 1000, first_seed: int = 1) -> dict[str, Any]:
    """`count` random cases. `tight`: cases in which an exclusion or prerequisite left something out."""
    wrong, tight = [], 0
    for seed in range(first_seed, first_seed + count):
        options, conflicts, had = random_case(seed)
        found = best_set(options, conflicts, had)
        tight += bool(found.left_out)
        if not agrees(found, brute_force(options, conflicts, had)):
            wrong.append(seed)
    return {
        "held": not wrong and tight > count // 4,
        "cases": count,
        "tight": tight,
        "wrong_seeds": wrong[:10],
    }
