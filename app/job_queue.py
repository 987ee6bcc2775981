"""The queue of background jobs: one table in the application's own database, the same on both engines.

A job is put in by the transaction that needs it, claimed under a lease by one worker, and done in numbered steps.
A step's rows, its progress and the check of the fence number are one commit, so a step happens exactly once;
effects outside the database happen at least once. A worker whose lease ran out cannot write any more: its fence
is old. Only the clock of the database is asked.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Update,
    and_,
    case,
    delete,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id
from app.models.database_clock import database_moment
from app.models.jobs import Job, JobSchedule

MAX_ERROR_LENGTH = 2000
#: A repeated attempt waits 2, 4, 8 ... seconds, never longer than this.
LONGEST_WAIT_SECONDS = 60
#: Beyond the longest lease that the settings allow.
_LONGEST_LEASE = 2 * 3600
#: Seconds; a job that was put in later than now by more was put in before the clock was set back.
_CLOCK_SLACK = 120


class RunEnded(BaseException):
    """The run must stop here; not an Exception, so that a handler's own `except` cannot swallow it."""


class LeaseLost(RunEnded):
    """Another worker owns the job now; nothing of the current step was written."""


class RunCancelled(RunEnded):
    """Somebody cancelled the job; the current step was rolled back, finished steps stay."""


class WorkerStopping(RunEnded):
    """The worker was told to end; the job goes back to the queue after the finished step."""


# --- putting in, looking, cancelling: in the caller's transaction -------------------------------------------


def enqueue(
    session: Session | Connection,
    kind: str,
    args: Mapping[str, object] | None = None,
    *,
    dedup_key: str | None = None,
    created_by: int | None = None,
    delay_seconds: float = 0,
    max_attempts: int = 3,
) -> str:
    """Put a job into the caller's transaction; its public id, or that of the job that already holds `dedup_key`.

    `args` holds ids, never personal details. The key holds until the row is pruned.
    """
    bind = session if isinstance(session, Connection) else session.connection()
    insert_ignoring = postgresql.insert if bind.dialect.name == "postgresql" else sqlite.insert
    row = insert_ignoring(Job).values(
        public_id=new_public_id(),
        kind=kind,
        args=json.dumps(dict(args or {}), sort_keys=True, ensure_ascii=False),
        max_attempts=max_attempts,
        dedup_key=dedup_key,
        created_by=created_by,
        created_at=database_moment(),
        not_before=database_moment(delay_seconds),
    )
    made = bind.execute(
        row.on_conflict_do_nothing(index_elements=["dedup_key"]).returning(Job.public_id)
    ).scalar()
    if made is None:
        made = bind.execute(select(Job.public_id).where(Job.dedup_key == dedup_key)).scalar_one()
    return made


def withdraw(engine: Engine, dedup_key: str) -> bool:
    """Take a waiting or failed job back because its work is done already or asked for anew; False where a worker has
    it, or nobody asked."""
    with _writing(engine) as connection:
        gone = delete(Job).where(Job.dedup_key == dedup_key, Job.state.in_(("queued", "failed")))
        return connection.execute(gone).rowcount == 1


def ask_to_cancel(session: Session | Connection, public_id: str) -> bool:
    """A waiting job ends at once, a running one at its next step; False where it has already ended."""
    waiting = Job.state == "queued"
    asked = session.execute(
        update(Job)
        .where(Job.public_id == public_id, Job.state.in_(("queued", "running")))
        .values(
            cancel_asked=True,
            state=case((waiting, "cancelled"), else_=Job.state),
            finished_at=case((waiting, database_moment()), else_=Job.finished_at),
        )
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return asked.scalar() is not None


# --- the worker's side: each call is one short transaction --------------------------------------------------


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction; on SQLite it takes the write lock at its beginning."""
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        yield connection


@dataclass(frozen=True, slots=True)
class Claim:
    """A job held by this worker until its lease ends. `done` counts the finished steps."""

    id: int
    public_id: str
    kind: str
    args: dict[str, Any]
    done: int
    fence: int
    created_by: int | None


def claim(
    engine: Engine, kinds: Sequence[str], *, worker: str, lease_seconds: float, alive: Collection[int] = ()
) -> Claim | None:
    """The next job due, or one whose worker died; None where there is nothing to do.

    `alive`: jobs that this very process has under way. Where somebody held the database for long, their leases ran out
    although they are being done; whoever asks first must not begin them a second time.
    """
    if not _is_something_due(engine, kinds, alive):
        return None
    with _writing(engine) as connection:
        _set_aside_hopeless(connection, alive)
        for candidates in (_abandoned(kinds, alive), _due(kinds)):
            one = candidates.order_by(Job.id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
            row = connection.execute(
                update(Job)
                .where(Job.id == one)
                .values(
                    state="running",
                    fence=Job.fence + 1,
                    attempts=Job.attempts + 1,
                    leased_until=database_moment(lease_seconds),
                    leased_by=worker[:80],
                    started_at=case((Job.started_at.is_(None), database_moment()), else_=Job.started_at),
                )
                .returning(Job.id, Job.public_id, Job.kind, Job.args, Job.step, Job.fence, Job.created_by)
            ).one_or_none()
            if row is not None:
                return Claim(
                    row.id, row.public_id, row.kind, json.loads(row.args), row.step, row.fence, row.created_by
                )
    return None


def _due(kinds: Sequence[str]) -> Select[int]:
    now, put_in_later = database_moment(), Job.created_at > database_moment(_CLOCK_SLACK)
    return select(Job.id).where(
        Job.state == "queued", or_(Job.not_before <= now, put_in_later), Job.kind.in_(kinds)
    )


def _lease_ran_out() -> ColumnElement[bool]:
    """Also a lease that ends later than any may: it was given before the clock was set back."""
    over = or_(Job.leased_until < database_moment(), Job.leased_until > database_moment(_LONGEST_LEASE))
    return and_(Job.state == "running", over)


def _abandoned(kinds: Sequence[str], alive: Collection[int]) -> Select[int]:
    return select(Job.id).where(_lease_ran_out(), Job.kind.in_(kinds), Job.id.not_in(alive))


def _is_something_due(engine: Engine, kinds: Sequence[str], alive: Collection[int]) -> bool:
    """A plain read, so that an idle worker never takes the write lock."""
    with engine.connect() as connection:
        found = any(connection.execute(q.limit(1)).first() for q in (_due(kinds), _abandoned(kinds, alive)))
        connection.commit()  # a ROLLBACK would throw away psycopg's prepared statements
        return found


def _set_aside_hopeless(connection: Connection, alive: Collection[int]) -> None:
    """Abandoned jobs that were cancelled meanwhile, or whose step killed its worker too often."""
    connection.execute(
        update(Job)
        .where(
            _lease_ran_out(), Job.id.not_in(alive), or_(Job.cancel_asked, Job.attempts >= Job.max_attempts)
        )
        .values(
            state=case((Job.cancel_asked, "cancelled"), else_="failed"),
            error=case(
                (Job.cancel_asked, Job.error), else_="E-JOB-1: 处理进程在同一步多次中断，已停下，等人查看。"
            ),
            finished_at=database_moment(),
            leased_until=None,
        )
    )


def _own(held: Claim) -> ColumnElement[bool]:
    return and_(Job.id == held.id, Job.fence == held.fence, Job.state == "running")


def _write_own(engine: Engine, held: Claim, change: Update) -> bool:
    with _writing(engine) as connection:
        return connection.execute(change.where(_own(held))).rowcount == 1


def beat(engine: Engine, held: Claim, lease_seconds: float) -> bool:
    """Renew the lease; False where the job is not ours any more."""
    return _write_own(engine, held, update(Job).values(leased_until=database_moment(lease_seconds)))


def finish(engine: Engine, held: Claim, *, forget: bool = False) -> bool:
    """Mark done; `forget` leaves no row (for jobs that run every few seconds)."""
    if forget:
        with _writing(engine) as connection:
            return connection.execute(delete(Job).where(_own(held))).rowcount == 1
    done = update(Job).values(state="done", finished_at=database_moment(), leased_until=None, error=None)
    return _write_own(engine, held, done)


def end_cancelled(engine: Engine, held: Claim) -> bool:
    ended = update(Job).values(state="cancelled", finished_at=database_moment(), leased_until=None)
    return _write_own(engine, held, ended)


def put_back(engine: Engine, held: Claim) -> bool:
    """Back to the queue after SIGTERM: this attempt does not count (and the count never falls below zero)."""
    fewer = case((Job.attempts > 0, Job.attempts - 1), else_=0)
    return _write_own(engine, held, update(Job).values(state="queued", attempts=fewer, leased_until=None))


def fail(engine: Engine, held: Claim, error: str, *, for_good: bool = False) -> bool:
    """Try again later with growing pauses, or set aside: for good, or after the last attempt."""
    last = or_(Job.attempts >= Job.max_attempts, literal(for_good))
    waits = [(Job.attempts == n, database_moment(min(2**n, LONGEST_WAIT_SECONDS))) for n in range(1, 6)]
    again = case(*waits, else_=database_moment(LONGEST_WAIT_SECONDS))
    change = update(Job).values(
        state=case((last, "failed"), else_="queued"),
        error=error[:MAX_ERROR_LENGTH],
        finished_at=case((last, database_moment()), else_=None),
        not_before=case((last, Job.not_before), else_=again),
        leased_until=None,
    )
    return _write_own(engine, held, change)


# --- one step --------------------------------------------------------------------------------------------


def mark_step(
    session: Session | Connection,
    held: Claim,
    step: int,
    *,
    lease_seconds: float,
    message: str | None = None,
    total: int | None = None,
) -> None:
    """Write inside the caller's transaction that so many steps are finished; attempts count anew from here.

    RunCancelled or LeaseLost make that transaction roll back.
    """
    if isinstance(session, Session):
        session.flush()
    change = (
        update(Job)
        .where(_own(held), ~Job.cancel_asked)
        .values(
            step=step,
            attempts=1,
            message=None if message is None else message[:200],
            total=Job.total if total is None else total,
            leased_until=database_moment(lease_seconds),
        )
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(change).scalar() is None:
        asked = session.execute(select(Job.cancel_asked).where(_own(held))).scalar()
        raise RunCancelled if asked else LeaseLost


@contextmanager
def step_transaction(engine: Engine) -> Iterator[Session]:
    """The transaction of one step; committed at its end, rolled back by any exception."""
    with Session(engine) as session:
        session.connection(execution_options={"write": True})
        yield session
        session.commit()


# --- schedules -----------------------------------------------------------------------------------------------


def fire_schedule(
    engine: Engine, kind: str, cron: str, next_after: Callable[[datetime], datetime], *, max_attempts: int = 3
) -> bool:
    """Enqueue a scheduled kind when its time has come; True for the one worker that did it.

    Missed times run once. `next_after` gives the next time after a moment, by the cron line. A time beyond that one
    was worked out before the clock was set back: the schedule begins anew instead of resting until then.
    """
    with engine.connect() as connection:
        now = connection.execute(select(database_moment())).scalar_one()
        row = connection.execute(
            select(JobSchedule.cron, JobSchedule.next_at).where(JobSchedule.kind == kind)
        ).first()
        connection.commit()
    if row is not None and row.cron == cron and now < row.next_at <= next_after(now):
        return False
    with _writing(engine) as connection:
        if row is None:
            new = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
            first = new(JobSchedule).values(kind=kind, cron=cron, next_at=next_after(now))
            connection.execute(first.on_conflict_do_nothing())
            return False
        moved = connection.execute(
            update(JobSchedule)
            .where(JobSchedule.kind == kind, JobSchedule.next_at == row.next_at, JobSchedule.cron == row.cron)
            .values(cron=cron, next_at=next_after(now))
        ).rowcount
        if not moved or row.next_at > now:  # another worker was first, or only the cron line changed
            return False
        enqueue(connection, kind, dedup_key=f"{kind}@{row.next_at.isoformat()}", max_attempts=max_attempts)
        return True


def prune(engine: Engine, days: int) -> int:
    """Delete done and cancelled jobs older than so many days; failed ones stay until someone looks."""
    old = and_(Job.state.in_(("done", "cancelled")), Job.finished_at < database_moment(-days * 86400))
    with _writing(engine) as connection:
        return connection.execute(delete(Job).where(old)).rowcount
