"""The sealed chain: late commits are taken in, and every planted alteration is noticed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.adapters.anchor_file import append_anchor, read_anchors
from app.domain.clock import now
from app.domain.event_chain import BEGINNING, PARTS, Anchor, link_hash
from app.models.events import Event, EventLink
from app.queries.audit_chain import ChainReport, verify_chain
from app.services.audit import seal_events


def write_events(engine: Engine, *ids: int) -> None:
    rows = [
        {"id": n, "at": now(), "act": "household.edit", "subject": f"household:{n}", "payload": {"n": n}}
        for n in ids
    ]
    with engine.begin() as connection:
        connection.execute(insert(Event), rows)


def seal(engine: Engine, *, thorough: bool = False) -> Anchor | None:
    with Session(engine) as session:
        session.connection(execution_options={"write": True})
        anchor = seal_events(session, thorough=thorough)
        session.commit()
    return anchor


def verify(engine: Engine, *anchors: Anchor) -> ChainReport:
    with Session(engine) as session:
        return verify_chain(session, anchors)


def codes(report: ChainReport) -> list[str]:
    return [problem.code for problem in report.problems]


@pytest.fixture
def sealed(engine: Engine) -> Iterator[tuple[Engine, Anchor]]:
    """Twelve sealed events and their anchor."""
    write_events(engine, *range(1, 13))
    anchor = seal(engine)
    assert anchor is not None
    yield engine, anchor


def test_sealing_links_every_event_once(sealed: tuple[Engine, Anchor]) -> None:
    engine, anchor = sealed
    assert (anchor.seq, anchor.count) == (12, 12)
    assert seal(engine) is None
    report = verify(engine, anchor)
    assert (report.is_whole, report.links, report.tail) == (True, 12, 0)


def test_an_event_committed_late_is_still_taken_in(engine: Engine) -> None:
    write_events(engine, 1, 3)
    seal(engine)
    write_events(engine, 2)  # numbered before the others, committed after them
    anchor = seal(engine)
    assert anchor is not None
    assert (anchor.seq, verify(engine, anchor).is_whole) == (3, True)


def test_the_nightly_run_finds_what_the_window_misses(engine: Engine) -> None:
    write_events(engine, 200_000)
    seal(engine)
    write_events(engine, 5)
    assert seal(engine) is None
    assert verify(engine).tail == 1
    assert seal(engine, thorough=True) is not None


def test_the_unsealed_tail_is_counted(sealed: tuple[Engine, Anchor]) -> None:
    engine, anchor = sealed
    write_events(engine, 13, 14)
    report = verify(engine, anchor)
    assert (report.tail, report.is_whole) == (2, True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET act = 'x'",
        "DELETE FROM event WHERE id = 3",
        "UPDATE event_link SET hash = 'x'",
        "DELETE FROM event_link",
    ],
)
def test_the_database_itself_refuses_changes_of_the_trail(
    sealed: tuple[Engine, Anchor], statement: str
) -> None:
    engine, _ = sealed
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))


ALTERATIONS = {
    "act": ("UPDATE event SET act = 'household.view' WHERE id = 5", ["E-CHAIN-1"]),
    "actor": ("UPDATE event SET actor_id = 99 WHERE id = 1", ["E-CHAIN-1"]),
    "moment": ("UPDATE event SET at = '2020-01-01 00:00:00+00:00' WHERE id = 12", ["E-CHAIN-1"]),
    "subject": ("UPDATE event SET subject = NULL WHERE id = 7", ["E-CHAIN-1"]),
    "area": ("UPDATE event SET area_code = '520199101201' WHERE id = 7", ["E-CHAIN-1"]),
    "batch": ("UPDATE event SET batch_id = 4 WHERE id = 2", ["E-CHAIN-1"]),
    "request key": ("UPDATE event SET request_key = 'k' WHERE id = 2", ["E-CHAIN-1"]),
    "payload": ("UPDATE event SET payload = '{\"n\": 6}' WHERE id = 5", ["E-CHAIN-1"]),
    "two events": ("UPDATE event SET act = 'x' WHERE id IN (3, 9)", ["E-CHAIN-1", "E-CHAIN-1"]),
    "an event deleted": ("DELETE FROM event WHERE id = 5", ["E-CHAIN-3"]),
    "link and event deleted": (
        "DELETE FROM event_link WHERE seq = 5; DELETE FROM event WHERE id = 5",
        ["E-CHAIN-2"],
    ),
    "the end cut off": (
        "DELETE FROM event_link WHERE seq > 9; DELETE FROM event WHERE id > 9",
        ["E-CHAIN-5"],
    ),
    "everything gone": ("DELETE FROM event_link; DELETE FROM event", ["E-CHAIN-5"]),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_a_planted_alteration_is_noticed(sealed: tuple[Engine, Anchor], name: str) -> None:
    engine, anchor = sealed
    statements, expected = ALTERATIONS[name]

    def plant(connection: Connection) -> None:
        for statement in statements.split("; "):
            connection.execute(text(statement.replace(":00", "\\:00")))

    as_owner(engine, plant)
    assert codes(verify(engine, anchor)) == expected


def test_a_chain_recomputed_after_the_alteration_contradicts_its_anchor(
    sealed: tuple[Engine, Anchor],
) -> None:
    engine, anchor = sealed

    def rewrite(connection: Connection) -> None:
        connection.execute(text("UPDATE event SET act = 'x' WHERE id = 5"))
        head = BEGINNING
        events = (
            connection.execute(select(*[getattr(Event, part) for part in PARTS]).order_by(Event.id))
            .mappings()
            .all()
        )
        for seq, event in enumerate(events, 1):
            head = link_hash(head, dict(event))
            connection.execute(EventLink.__table__.update().where(EventLink.seq == seq).values(hash=head))

    as_owner(engine, rewrite)
    assert codes(verify(engine, anchor)) == ["E-CHAIN-4"]
    assert verify(engine, replace(anchor, seq=40)).problems[-1].code == "E-CHAIN-5"


def test_a_vanished_anchor_file_is_noticed(sealed: tuple[Engine, Anchor]) -> None:
    engine, _ = sealed
    assert codes(verify(engine)) == ["E-CHAIN-6"]


def test_anchors_survive_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "anchor.log"
    first, second = (Anchor(n, "ab" * 32, n, now()) for n in (1, 2))
    append_anchor(path, first)
    with path.open("a") as out:
        out.write('{"seq": 2, "ha\n')
    append_anchor(path, second)
    assert read_anchors(path) == [first, second]


def as_owner(engine: Engine, act: Callable[[Connection], None]) -> None:
    """What only the database's owner can do: take the guards away, change rows, put the guards back."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
            guards = connection.execute(
                text(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('event', 'event_link')"
                )
            ).scalars()
            for name in guards.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        act(connection)
        connection.commit()
