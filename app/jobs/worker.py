"""The worker: claims jobs, runs their handlers, keeps leases alive, fires schedules, and ends without losing a step."""

import logging
import re
import socket
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from os import getpid
from threading import Event as Flag
from threading import Lock, Thread
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app import job_queue
from app.domain.errors import BangfuError
from app.job_queue import Claim, LeaseLost, RunCancelled, WorkerStopping
from app.jobs.schedule import tick
from app.jobs.tasks import Run, Task
from config import Settings

log = logging.getLogger("bangfu.jobs")

IDLE_SECONDS = 0.5
#: After a database failure the worker waits so long before it asks again.
RECOVERY_SECONDS = 1.0
LONG_NUMBERS = re.compile(r"\d{7,}[0-9Xx]?")


class Worker:
    """One process's worker; `around` wraps each run (an application context), `threads` run side by side."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        tasks: Mapping[str, Task],
        *,
        threads: int = 2,
        around: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.engine = engine
        self.settings = settings
        self.tasks = tasks
        self.name = f"{socket.gethostname()[:40]}:{getpid()}"
        self.stopping = Flag()
        self._around = around
        self._running: dict[int, Run] = {}
        self._lock = Lock()
        self._threads = [Thread(target=self._work, name=f"job-{n}", daemon=True) for n in range(threads)]

    def stop(self) -> None:
        """End after the running steps; safe to call from a signal handler."""
        self.stopping.set()

    def run(self, *, patience_seconds: float = 60) -> None:
        """Work until `stop`; then wait for the running steps, at most `patience_seconds`."""
        for thread in self._threads:
            thread.start()
        while not self.stopping.is_set():
            self._guarded(self._beat_all)
            self._guarded(lambda: tick(self.engine, self.tasks.values()))
            self.stopping.wait(self.settings.job_lease_seconds / 3)
        deadline = monotonic() + patience_seconds
        while any(t.is_alive() for t in self._threads) and monotonic() < deadline:
            self._guarded(self._beat_all)
            for thread in self._threads:
                thread.join(min(0.2, self.settings.job_lease_seconds / 3))

    def run_due(self) -> int:
        """Do what is due now in this thread and return how many jobs ran (commands and tests)."""
        count = 0
        while self.run_due_once():
            count += 1
        return count

    def _work(self) -> None:
        while not self.stopping.is_set():
            if not self._guarded(self.run_due_once):
                self.stopping.wait(IDLE_SECONDS)

    def _guarded(self, act: Callable[[], object]) -> object:
        """A database that restarts or is busy must not end the worker."""
        try:
            return act()
        except SQLAlchemyError as error:
            log.warning("job.database_trouble %s", type(error).__name__)
            self.stopping.wait(RECOVERY_SECONDS)
            return None

    def _beat_all(self) -> None:
        """Renew the leases."""
        for run in self._alive():
            job_queue.beat(self.engine, run.held, self.settings.job_lease_seconds)

    def _alive(self) -> list[Run]:
        """What is under way here, except steps so old that they must be taken for hung."""
        with self._lock:
            runs = list(self._running.values())
        return [r for r in runs if monotonic() - r.step_began < self.tasks[r.held.kind].max_step_seconds]

    def run_due_once(self) -> bool:
        """Do the next job that is due; False where there is none."""
        held = job_queue.claim(
            self.engine,
            list(self.tasks),
            worker=self.name,
            lease_seconds=self.settings.job_lease_seconds,
            alive=[run.held.id for run in self._alive()],
        )
        if held is None:
            return False
        run = Run(self.engine, held, self.settings, self.stopping)
        with self._lock:
            self._running[held.id] = run
        try:
            self._settle(run)
        finally:
            with self._lock:
                self._running.pop(held.id, None)
        return True

    def _settle(self, run: Run) -> None:
        """Run the handler and write how it ended; each ending is void when the lease is lost meanwhile."""
        held, its = run.held, self.tasks[run.held.kind]
        try:
            with self._around():
                its.handler(run)
        except WorkerStopping:
            job_queue.put_back(self.engine, held)
        except RunCancelled:
            job_queue.end_cancelled(self.engine, held)
        except LeaseLost:
            log.warning("job.lease_lost %s %s", held.kind, held.public_id)
        except BangfuError as refusal:  # would be refused again
            job_queue.fail(self.engine, held, scrub(str(refusal)), for_good=True)
        except Exception as error:  # noqa: BLE001 (whatever a handler raises is written down with its job)
            _note_failure(held, error)
            job_queue.fail(self.engine, held, describe(error))
        else:
            job_queue.finish(self.engine, held, forget=its.forget)


def scrub(text: str) -> str:
    """Without long numbers: an exception may quote an identity or phone number."""
    return LONG_NUMBERS.sub("#", text)


def describe(error: Exception) -> str:
    """One line for the job's page; database errors quote values in later lines, which are left out."""
    first = (str(error).splitlines() or [""])[0]
    return scrub(f"E-JOB-2: {type(error).__name__}: {first}"[:300])


def _note_failure(held: Claim, error: Exception) -> None:
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("job.failed %s %s %s\n%s", held.kind, held.public_id, describe(error), frames)
