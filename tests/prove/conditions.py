"""Random conditions over random households: compiler equals interpreter, both layouts, both engines.

`./run prove conditions` (also called kernel) compares at least 150,000 answers on each engine; the suite holds a
seeded sample.
"""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.databases import ENGINES, migrated_database, open_engine
from tests.support.kernel_proof import compare

TREES, HOUSEHOLDS = 96, 60


def main(count: int = 150_000, first_seed: int = 1) -> dict[str, Any]:
    """`count` answers on each engine, seed after seed. Differences are listed, at most ten of an engine."""
    found = {kind: _on(kind, count, first_seed) for kind in ENGINES}
    held = all(one["different"] == 0 and one["pairs"] >= count for one in found.values())
    return {"held": held, "first_seed": first_seed, **found}


def _on(kind: str, count: int, first_seed: int) -> dict[str, Any]:
    pairs, seeds, answers, different = 0, 0, Counter[str](), []
    with TemporaryDirectory() as folder, migrated_database(kind, Path(folder)) as url:
        engine = open_engine(url)
        while pairs < count:
            tally = compare(engine, first_seed + seeds, TREES, HOUSEHOLDS)
            pairs, seeds = pairs + tally.pairs, seeds + 1
            answers += tally.answers
            different += tally.different
        engine.dispose()
    return {
        "pairs": pairs,
        "seeds": seeds,
        "answers": dict(answers),
        "different": len(different),
        "examples": different[:10],
    }
