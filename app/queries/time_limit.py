"""A question that may take too long is ended by the database itself, after so many seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError

#: How long somebody waits for a list.
SECONDS = 8.0
#: Steps of SQLite's machine between two looks at the clock.
_STEPS = 20_000


@contextmanager
def within(session: Session, seconds: float = SECONDS) -> Iterator[None]:
    """Statements inside end after `seconds`. InvalidInputError E-SLOW with a way out where they did."""
    try:
        if session.get_bind().dialect.name == "sqlite":
            with _watched(session, seconds):
                yield
        else:
            session.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
            yield
            session.execute(text("SET LOCAL statement_timeout = 0"))
    except OperationalError as ended:
        if not _was_ended(ended):
            raise
        session.rollback()
        raise InvalidInputError(
            "E-SLOW",
            f"要看的太多，{seconds:g} 秒没有找完，停下了。",
            way_out="请先选一个乡镇或村，或者少写一条条件，再找一次。",
        ) from ended


@contextmanager
def _watched(session: Session, seconds: float) -> Iterator[None]:
    connection = session.connection().connection.driver_connection
    assert connection is not None
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _was_ended(error: OperationalError) -> bool:
    """By its own limit, not by a lock or a lost connection: 57014 is PostgreSQL's query_canceled."""
    return getattr(error.orig, "sqlstate", None) == "57014" or "interrupted" in str(error.orig)
