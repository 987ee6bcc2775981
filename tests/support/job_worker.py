"""A worker process for tests: `python -m tests.support.job_worker URL LEASE`; it is killed, paused and told to end.

Each step of the kind `count` writes one row into `effect` and, outside, one line into a file, then sleeps a moment.
"""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from app.adapters.database import prepare_engine
from app.cli.supervisor import PR_SET_PDEATHSIG
from app.jobs.tasks import Run, Task
from app.jobs.worker import Worker
from config import Settings


def count(run: Run) -> None:
    """`steps` steps of `seconds` each; the row and the progress are one commit."""
    for n in range(run.done, run.args["steps"]):
        time.sleep(run.args.get("seconds", 0))
        if path := run.args.get("outside"):
            with Path(path).open("a") as out:
                out.write(f"{run.held.public_id} {n}\n")
        with run.step(f"{n + 1}", total=run.args["steps"]) as session:
            session.execute(
                text("INSERT INTO effect (job, step) VALUES (:job, :step)"),
                {"job": run.held.public_id, "step": n},
            )


def poison(run: Run) -> None:
    """A step that kills its worker."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(run: Run) -> None:
    raise ValueError("证件号码 520199199001011234 不对\nsecond line")


def scheduled(run: Run) -> None:
    with run.step() as session:
        session.execute(text("INSERT INTO effect (job, step) VALUES ('scheduled', 0)"))


TASKS = {
    "count": Task("count", count, max_step_seconds=60),
    "hang": Task("hang", count, max_step_seconds=1.6),
    "poison": Task("poison", poison, max_attempts=2),
    "refuse": Task("refuse", refuse),
}
SCHEDULED = {"scheduled": Task("scheduled", scheduled, cron="* * * * * */2")}


def settings(url: str, lease: int) -> Settings:
    return Settings(Path(), url, "", (), b"", job_lease_seconds=lease)


def main(url: str, lease: str, *kinds: str) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a test that fails leaves no worker behind
    engine = create_engine(url)
    prepare_engine(engine)
    known = {**TASKS, **SCHEDULED}
    worker = Worker(engine, settings(url, int(lease)), {k: known[k] for k in kinds or TASKS}, threads=1)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
