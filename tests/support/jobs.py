"""What job tests share: the table of effects, worker processes, waiting."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, select, text

from app.job_queue import enqueue
from app.models.jobs import Job

ROOT = Path(__file__).resolve().parents[2]


def make_effects(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE effect (job text, step integer)"))


def put(engine: Engine, kind: str, args: dict[str, Any] | None = None, **more: Any) -> str:
    """One job in a transaction of its own; its public id."""
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        return enqueue(connection, kind, args, **more)


def job(engine: Engine, public_id: str) -> Row[Any]:
    with engine.connect() as connection:
        return connection.execute(select(Job.__table__).where(Job.public_id == public_id)).one()


def states(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT state, count(*) FROM job GROUP BY state")).all()
    return {row[0]: row[1] for row in rows}


def effects(engine: Engine) -> list[tuple[str, int]]:
    with engine.connect() as connection:
        return [
            (j, s) for j, s in connection.execute(text("SELECT job, step FROM effect ORDER BY job, step"))
        ]


def start(url: str, lease: int, *kinds: str) -> subprocess.Popen[bytes]:
    """A worker process."""
    line = [sys.executable, "-m", "tests.support.job_worker", url, str(lease), *kinds]
    return subprocess.Popen(line, cwd=ROOT)


@contextmanager
def workers(
    url: str, lease: int, kinds: Sequence[str] = (), count: int = 1
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Worker processes, killed at the end."""
    started = [start(url, lease, *kinds) for _ in range(count)]
    try:
        yield started
    finally:
        for one in started:
            one.kill()
            one.wait()


def wait_until(holds: Callable[[], object], seconds: float = 120) -> None:
    """Ask again and again; AssertionError when it has not become true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
