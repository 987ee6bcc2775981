"""What a handler declares about itself, and what it gets when it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event as Flag
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app.job_queue import Claim, WorkerStopping, mark_step, step_transaction
from config import Settings


@dataclass(slots=True)
class Run:
    """One run of a job: its arguments, how many steps are finished, and the way to take the next one.

    A handler reads and computes first, then writes in a short step (under 0.1 s on SQLite):

        for n in range(run.done, chunks):
            rows = prepare(n)
            with run.step(f"{n + 1}", total=chunks) as session:
                session.execute(insert(...), rows)

    Where the step is an act, count it in the act's own transaction instead:

        with unit_of_work(...) as work:
            apply(work, ...)
            run.mark(work.session, "...")
        run.advance()
    """

    engine: Engine
    held: Claim
    settings: Settings
    stopping: Flag = field(default_factory=Flag)
    done: int = 0
    step_began: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        self.done = self.held.done

    @property
    def args(self) -> dict[str, Any]:
        return self.held.args

    @property
    def created_by(self) -> int | None:
        """Whose rights the handler must check again."""
        return self.held.created_by

    @contextmanager
    def step(self, message: str | None = None, *, total: int | None = None) -> Iterator[Session]:
        """One step in a transaction of its own: rows, progress and fence commit together.

        Its session is for tables that belong to nobody's place; registry rows are changed by acts (see `mark`).
        """
        with step_transaction(self.engine) as session:
            yield session
            self.mark(session, message, total=total)
        self.advance()

    def mark(
        self, session: Session | Connection, message: str | None = None, *, total: int | None = None
    ) -> None:
        """Count one step inside the caller's transaction; after its commit call `advance`."""
        lease = self.settings.job_lease_seconds
        mark_step(session, self.held, self.done + 1, lease_seconds=lease, message=message, total=total)

    def advance(self) -> None:
        """The step is committed: count it, and stop here when the worker is told to end."""
        self.done += 1
        self.step_began = monotonic()
        if self.stopping.is_set():
            raise WorkerStopping


Handler = Callable[[Run], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A handler and its terms. A step older than `max_step_seconds` is taken for hung and taken over.

    `cron` (five fields, or six with seconds last) is read in China's time; `forget` leaves no row when done.
    """

    kind: str
    handler: Handler
    max_attempts: int = 3
    cron: str | None = None
    max_step_seconds: float = 300
    forget: bool = False


TASKS: dict[str, Task] = {}


def task(kind: str, **terms: Any) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of `kind`; terms are the fields of `Task`."""

    def register(handler: Handler) -> Handler:
        if kind in TASKS and TASKS[kind].handler is not handler:
            raise ValueError(f"two handlers for {kind}")
        TASKS[kind] = Task(kind, handler, **terms)
        return handler

    return register
