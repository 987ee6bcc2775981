"""The one commit of a request and of a command: one act is one transaction is one event.

The event goes in first; every registry row that the act touches gets its number and the next version. On SQLite
writers of this process queue fairly before the write lock (its own waiting is unfair); readers never wait. On
PostgreSQL acts wait for each other where they have the same subject.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import event as listen
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.clock import now
from app.domain.errors import ConflictError
from app.domain.permissions import Actor
from app.models import REGISTRY_TABLES, Event

T = TypeVar("T")

_sqlite_writers = threading.Lock()
_REGISTRY = frozenset(REGISTRY_TABLES)
_GUARD_WORDS = "changed without its event"
#: First half of the advisory lock's number; the second names the subject.
_SUBJECTS = 52019


class RepeatedActError(Exception):
    """The same form or packet came twice: the first act stands, nothing was done again."""

    def __init__(self, event: Event) -> None:
        super().__init__(event.request_key)
        self.subject = event.subject
        self.act = event.act
        self.event_id = event.id


@dataclass(frozen=True)
class Work:
    """An act under way: who acts, its session, and its event. The first argument of every service."""

    actor: Actor
    session: Session
    event: Event

    @property
    def event_id(self) -> int:
        return self.event.id


@contextmanager
def unit_of_work(
    session: Session,
    actor: Actor,
    act: str,
    *,
    subject: str | None = None,
    area_code: str | None = None,
    request_key: str | None = None,
    batch_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> Iterator[Work]:
    """One act. Commits at the end, rolls everything back on any error.

    `subject` is "<table>:<public id>"; `payload` holds codes and numbers only. RepeatedActError where the
    request key was used before; ConflictError where somebody saved the same row meanwhile.
    """
    end_reads(session)
    sqlite = session.get_bind().dialect.name == "sqlite"
    with _sqlite_writers if sqlite else nullcontext():
        try:
            session.connection(execution_options={"write": True})
            if subject and not sqlite:
                _wait_for_turn(session, subject)
            _refuse_repeat(session, request_key)
            record = Event(
                at=now(),
                actor_id=actor.id,
                act=act,
                subject=subject,
                area_code=area_code,
                request_key=request_key,
                batch_id=batch_id,
                payload=payload or {},
            )
            session.add(record)
            session.flush()
            session.info["event"] = record
            yield Work(actor, session, record)
            session.commit()
        except StaleDataError as stale:
            session.rollback()
            raise ConflictError() from stale
        except IntegrityError as taken:
            session.rollback()
            _refuse_repeat(session, request_key)
            raise taken
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("event", None)


def wait_also_for(work: Work, subject: str) -> None:
    """Let the act wait for those on a second subject, too: something that several records share, such as places that
    are few. Called before what is shared is read, and always after the act's own subject."""
    if work.session.get_bind().dialect.name != "sqlite":  # there is one writer
        _wait_for_turn(work.session, subject)


def _wait_for_turn(session: Session, subject: str) -> None:
    """Acts on one record follow each other: who comes second reads what the first one left, also of rows without a
    version, and judges by it. Taken before anything else of the act, so that no two wait for each other."""
    session.execute(select(func.pg_advisory_xact_lock(_SUBJECTS, func.hashtext(subject))))


def end_reads(session: Session) -> None:
    """End what was only read, so that a write lock can follow at once; never used while something is written."""
    if session.new or session.dirty or session.deleted or session.info.get("event") is not None:
        raise RuntimeError("reads are ended between acts, not inside of one")
    session.commit()


def perform(session: Session, actor: Actor, act: str, do: Callable[[Work], T], **options: Any) -> T:
    """`unit_of_work` around a function, once more where two acts committed in the wrong order (PostgreSQL)."""
    try:
        with unit_of_work(session, actor, act, **options) as work:
            return do(work)
    except DBAPIError as refused:
        if _GUARD_WORDS not in str(refused.orig):
            raise
    with unit_of_work(session, actor, act, **options) as work:
        return do(work)


def _refuse_repeat(session: Session, request_key: str | None) -> None:
    if request_key is None:
        return
    first = session.scalar(select(Event).where(Event.request_key == request_key))
    if first is not None:
        session.expunge(first)
        raise RepeatedActError(first)


def stamp_registry_rows(session: Session, _context: object, _instances: object) -> None:
    """Before each flush: new and changed registry rows get the act's event number."""
    record: Event | None = session.info.get("event")
    for row in [*session.new, *session.dirty]:
        if row.__table__.name not in _REGISTRY:
            continue
        if row in session.dirty and not session.is_modified(row):
            continue
        if record is None:
            raise RuntimeError(f"{row.__table__.name} is changed outside of an act")
        row.event_id = record.id


def watch_session(session: Any) -> None:
    """Hang the stamping on a session factory."""
    listen.listen(session, "before_flush", stamp_registry_rows)
