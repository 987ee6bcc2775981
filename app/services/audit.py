"""Sealing: events are written unchained by each act; the sealer links them afterwards, in the order it finds them."""

from typing import Any

from sqlalchemy import Select, exists, func, insert, select, text
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.event_chain import BEGINNING, PARTS, Anchor, link_hash
from app.models.events import Event, EventLink

#: Linked in one transaction; about a tenth of a second.
CHUNK = 2000
#: Ids are not committed in order: so far behind the newest link the sealer looks for late ones on every run.
WINDOW = 100_000
#: One sealer at a time (PostgreSQL advisory lock; on SQLite the write lock does it).
LOCK_NUMBER = 52_019_902


def seal_events(session: Session, *, thorough: bool = False) -> Anchor | None:
    """Link the next events and give the new head; None where every event is linked.

    The caller's transaction must be a writing one. `thorough` looks through all events, not only the newest.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
    last = session.execute(
        select(EventLink.seq, EventLink.hash).order_by(EventLink.seq.desc()).limit(1)
    ).one_or_none()
    seq, head = (0, BEGINNING) if last is None else (last.seq, last.hash)
    links = []
    for event in session.execute(_unlinked(0 if thorough else _low(session))).mappings():
        seq, head = seq + 1, link_hash(head, dict(event))
        links.append({"seq": seq, "event_id": event["id"], "hash": head})
    if not links:
        return None
    session.execute(insert(EventLink), links)
    return Anchor(seq, head, len(links), now())


def _low(session: Session) -> int:
    newest = session.execute(select(func.max(EventLink.event_id))).scalar()
    return (newest or 0) - WINDOW


def _unlinked(low: int) -> Select[Any]:
    linked = exists().where(EventLink.event_id == Event.id)
    parts = [getattr(Event, part) for part in PARTS]
    return select(*parts).where(Event.id > low, ~linked).order_by(Event.id).limit(CHUNK)
