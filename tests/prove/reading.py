"""Mutated workbooks by the thousand: whatever is in a file, opening and reading it ends in rows or in a named refusal.

`./run prove reading` runs the full count; the suite runs a seeded sample.
"""

import time
from collections import Counter
from random import Random
from typing import Any

from app.adapters.workbook_reader import open_workbook
from app.domain.errors import BangfuError
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks.hostile import mutated, seeds


def prove(count: int, seed: int = 1) -> dict[str, Any]:
    """Open and read `count` mutated files; answers outcomes, the longest time in seconds, and what must not happen."""
    random, originals, profiles = Random(seed), seeds(), load_profiles()
    outcomes: Counter[str] = Counter()
    unexpected: list[str] = []
    longest = 0.0
    for place in range(count):
        name, content = originals[place % len(originals)]
        begin = time.perf_counter()
        try:
            read_workbook(open_workbook(mutated(content, random), name), profiles, "B04").causes()
            outcomes["read"] += 1
        except BangfuError as error:
            outcomes[error.code] += 1
        except Exception as error:  # noqa: BLE001 - finding any of them is what this is for
            unexpected.append(f"{name} {place}: {type(error).__name__}: {error}"[:300])
        longest = max(longest, time.perf_counter() - begin)
    return {
        "held": not unexpected,
        "files": count,
        "seed": seed,
        "outcomes": dict(outcomes.most_common()),
        "longest_seconds": round(longest, 2),
        "unexpected": unexpected,
    }


def main(count: int = 3000) -> dict[str, Any]:
    """The full count."""
    return prove(count)
