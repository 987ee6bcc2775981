"""Workers killed at random moments: every step of every job happens exactly once in the database."""

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine

from tests.support.databases import ENGINES, migrated_database, open_engine
from tests.support.jobs import effects, make_effects, put, start, states

LEASE = 1


def kill_and_restart(
    engine: Engine, url: str, *, jobs: int, steps: int, kills: int, chance: random.Random, workers: int = 2
) -> dict[str, int]:
    """Put in jobs, kill -9 a random worker again and again, start another; what became of the steps."""
    make_effects(engine)
    for _ in range(jobs):
        put(engine, "count", {"steps": steps, "seconds": 0.01}, max_attempts=20)
    running = [start(url, LEASE, "count") for _ in range(workers)]
    for _ in range(kills):
        time.sleep(chance.uniform(0.3, 1.5))
        victim = chance.randrange(workers)
        running[victim].kill()
        running[victim].wait()
        running[victim] = start(url, LEASE, "count")
    deadline = time.monotonic() + 60 + jobs * steps * 0.1
    while states(engine) != {"done": jobs} and time.monotonic() < deadline:
        time.sleep(0.2)
    for one in running:
        one.kill()
        one.wait()
    rows = effects(engine)
    return {
        "done": states(engine).get("done", 0),
        "lost": jobs * steps - len(set(rows)),
        "doubled": len(rows) - len(set(rows)),
    }


def main(count: int = 60, seed: int = 1) -> dict[str, Any]:
    """`count` kills over 150 jobs of 30 steps, on each engine."""
    found: dict[str, Any] = {}
    for kind in ENGINES:
        with TemporaryDirectory() as folder, migrated_database(kind, Path(folder)) as url:
            engine = open_engine(url)
            chance = random.Random(seed)
            found[kind] = kill_and_restart(engine, url, jobs=150, steps=30, kills=count, chance=chance)
            engine.dispose()
    held = all(one == {"done": 150, "lost": 0, "doubled": 0} for one in found.values())
    return {"held": held, "kills": count, "seed": seed, **found}
