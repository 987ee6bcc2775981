"""The vault: masked everywhere, found by hash, shown for a purpose, re-keyed, erased."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.vault import SealBrokenError, Vault
from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.permissions import SYSTEM, Actor
from app.extensions import vault
from app.models import Secret
from app.services.secrets import count_on_old_keys, erase_secret, keep_secret, reveal, rotate_step
from app.unit_of_work import unit_of_work
from tests.support.people import World

ID_NO = "520199195001010019"


def _kept(db: Session, text_: str = ID_NO, kind: str = "id_no") -> int:
    with unit_of_work(db, SYSTEM, "test.keep") as work:
        number = keep_secret(work, kind, text_)
    assert number is not None
    return number


def test_no_clear_text_stands_in_the_database(world: World, db: Session) -> None:
    world.person(world.household(), ID_NO)
    for (table,) in db.execute(
        text(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if db.get_bind().dialect.name == "sqlite"
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
    ).all():
        for row in db.execute(text(f'SELECT * FROM "{table}"')):
            assert ID_NO not in repr(tuple(row)), table


def test_a_value_is_masked_found_and_shown_for_a_purpose(app: Flask, db: Session) -> None:
    number = _kept(db)
    row = db.scalar(select(Secret).where(Secret.blind == vault().blind("id_no", ID_NO)))
    assert row is not None
    assert (row.id, row.masked) == (number, "520199********0019")
    with unit_of_work(db, SYSTEM, "secret.reveal") as work:
        assert reveal(work, number, "visit") == ID_NO
    with pytest.raises(InvalidInputError), unit_of_work(db, SYSTEM, "secret.reveal") as work:
        reveal(work, number, "curiosity")
    with pytest.raises(NotAllowedError), unit_of_work(db, Actor(7, "谁"), "secret.reveal") as work:
        reveal(work, number, "visit")


def test_the_same_value_keeps_its_number(app: Flask, db: Session) -> None:
    number = _kept(db)
    with unit_of_work(db, SYSTEM, "test.keep") as work:
        assert keep_secret(work, "id_no", ID_NO, number) == number
        assert keep_secret(work, "id_no", "52019919871231002X", number) != number
        assert keep_secret(work, "id_no", "", number) is None


def test_rotation_leaves_nothing_on_the_old_key(app: Flask, db: Session) -> None:
    numbers = [_kept(db, f"5201991950010100{n:02d}") for n in range(12)]
    vault.open(Vault(((1, b"1" * 32), (2, b"3" * 32)), b"2" * 32))
    left = 12
    while left:
        with unit_of_work(db, SYSTEM, "secret.rotate") as work:
            left = rotate_step(work, limit=5)
    vault.open(Vault(((2, b"3" * 32),), b"2" * 32))
    with unit_of_work(db, SYSTEM, "secret.reveal") as work:
        assert count_on_old_keys(work) == 0
        assert [reveal(work, n, "check")[-2:] for n in numbers] == [f"{n:02d}" for n in range(12)]


def test_an_erased_value_is_gone(app: Flask, db: Session) -> None:
    number = _kept(db)
    with unit_of_work(db, SYSTEM, "secret.erase") as work:
        erase_secret(work, number)
    row = db.get(Secret, number)
    assert row is not None
    assert (row.sealed, row.blind, row.masked) == (b"", None, "已删除")


def test_a_value_moved_or_altered_does_not_open() -> None:
    box = Vault(((1, b"1" * 32),), b"2" * 32)
    sealed = box.seal("id_no", ID_NO, box.blind("id_no", ID_NO))
    for kind, text_, blind in (
        ("phone", sealed, box.blind("id_no", ID_NO)),
        ("id_no", sealed, box.blind("id_no", "other")),
        ("id_no", sealed[:-1] + bytes([sealed[-1] ^ 1]), box.blind("id_no", ID_NO)),
        ("id_no", b"\x00\x09" + sealed[2:], box.blind("id_no", ID_NO)),
    ):
        with pytest.raises(SealBrokenError):
            box.open(kind, text_, blind)


def test_files_come_under_the_newest_key(tmp_path: Path) -> None:
    old = FileStore(tmp_path, Vault(((1, b"1" * 32),), b"2" * 32))
    digest = old.keep("花名册".encode())
    both = FileStore(tmp_path, Vault(((1, b"1" * 32), (2, b"3" * 32)), b"2" * 32))
    assert (both.reseal_all(), both.reseal_all()) == (1, 0)
    assert FileStore(tmp_path, Vault(((2, b"3" * 32),), b"2" * 32)).read(digest) == "花名册".encode()
