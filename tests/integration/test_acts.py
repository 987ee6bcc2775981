"""One act, one transaction, one event: together or not at all, once however often it is sent."""

from threading import Thread
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Event, Household, User
from app.queries.scope import unscoped
from app.unit_of_work import RepeatedActError, perform, unit_of_work, watch_session
from tests.support.people import World


def _events(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Event)) or 0


def test_a_change_carries_its_event_and_the_next_version(world: World, db: Session) -> None:
    row = world.household(note="先前")
    with unit_of_work(db, SYSTEM, "test.edit", subject=f"household:{row.public_id}") as work:
        work.session.get(Household, row.id).note = "后来"  # type: ignore[union-attr]
    assert (row.version, row.event_id) == (2, work.event_id)
    kept = db.execute(
        text("SELECT note, until_event FROM household_history WHERE id = :i"), {"i": row.id}
    ).one()
    assert tuple(kept) == ("先前", work.event_id)


def test_an_error_leaves_nothing_behind(world: World, db: Session) -> None:
    row, before = world.household(note="先前"), _events(db)
    with pytest.raises(ValueError, match="half way"), unit_of_work(db, SYSTEM, "test.edit") as work:
        work.session.get(Household, row.id).note = "后来"  # type: ignore[union-attr]
        work.session.flush()
        raise ValueError("half way")
    db.expire_all()
    assert (db.get(Household, row.id).note, _events(db)) == ("先前", before)  # type: ignore[union-attr]


def test_a_change_outside_of_an_act_is_refused_by_orm_and_database(world: World, db: Session) -> None:
    row = world.household()
    row.note = "偷偷改"
    with pytest.raises(RuntimeError, match="outside of an act"):
        db.flush()
    db.rollback()
    with pytest.raises(DBAPIError, match="without its event"):
        db.execute(update(Household).where(Household.id == row.id).values(note="偷偷改"))
    db.rollback()


def test_the_same_request_key_acts_once(world: World, db: Session) -> None:
    row = world.household()
    with unit_of_work(db, SYSTEM, "test.edit", subject="household:x", request_key="form-1") as work:
        work.session.get(Household, row.id).note = "第一次"  # type: ignore[union-attr]
    first = work.event_id
    with (
        pytest.raises(RepeatedActError) as told,
        unit_of_work(db, SYSTEM, "test.edit", request_key="form-1") as again,
    ):
        again.session.get(Household, row.id).note = "第二次"  # type: ignore[union-attr]
    assert (told.value.event_id, told.value.subject) == (first, "household:x")
    assert db.get(Household, row.id).note == "第一次"  # type: ignore[union-attr]


def test_two_savers_of_one_row_one_of_them_is_told(world: World, app: Flask, db: Session) -> None:
    row = world.household()
    db.commit()
    with unscoped("tests"), Session(database.engine, expire_on_commit=False) as slow:
        watch_session(slow)
        opened = slow.get(Household, row.id)
        with unit_of_work(db, SYSTEM, "test.edit") as work:
            work.session.get(Household, row.id).note = "先存的"  # type: ignore[union-attr]
        with pytest.raises(ConflictError), unit_of_work(slow, SYSTEM, "test.edit"):
            opened.note = "后存的"  # type: ignore[union-attr]
    db.expire_all()
    assert db.get(Household, row.id).note == "先存的"  # type: ignore[union-attr]


def test_twenty_savers_at_once_lose_nothing(world: World, app: Flask, db: Session) -> None:
    rows = [world.household().id for _ in range(4)]
    before, failed = _events(db), []
    db.commit()

    def save(number: int) -> None:
        with app.app_context(), unscoped("tests"):

            def do(work: object) -> None:
                row = work.session.get(Household, rows[number % 4])  # type: ignore[attr-defined]
                row.note = f"{row.note or ''}{number},"

            for _ in range(20):
                try:
                    perform(database.session(), SYSTEM, "test.edit", do)
                    break
                except ConflictError:
                    continue
            else:
                failed.append(number)

    threads = [Thread(target=save, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.expire_all()
    notes = "".join(db.get(Household, i).note or "" for i in rows)  # type: ignore[union-attr]
    assert failed == []
    assert sorted(int(n) for n in notes.split(",") if n) == list(range(20))
    assert _events(db) == before + 20


def test_acts_on_one_subject_read_what_the_one_before_left(world: World, db: Session, app: Flask) -> None:
    """Also where the row has no version that would refuse the second: two may decide the same draft at once."""
    number = world.account("somebody", "village_cadre").id
    db.commit()

    def count() -> None:
        with (
            app.app_context(),
            unit_of_work(database.session(), SYSTEM, "test.count", subject="user:x") as work,
        ):
            row = work.session.get(User, number)
            assert row is not None
            row.failed_count, _pause = row.failed_count + 1, sleep(0.02)

    threads = [Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.expire_all()
    assert db.scalar(select(User.failed_count).where(User.id == number)) == 6
