"""A backup is restored into an empty place and equals what was; damage is refused before anything is written."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from app.adapters.backup_file import BackupTargetError
from app.adapters.database_copy import digests
from app.adapters.sealed_stream import FRAME_BYTES, MAGIC, SealedStreamError
from app.cli.backup import make_backup
from app.cli.restore import put_back
from app.domain.clock import now
from app.domain.errors import BangfuError
from app.models import Area, Event
from app.models.households import Household
from config import Settings, ensure_settings_file, load_settings
from tests.support.databases import empty_database, open_engine
from tests.support.jobs import put

PASSPHRASE = "一句不短的备份口令"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An installation with keys, files, an anchor, and a filled database."""
    data_dir = tmp_path / "data"
    ensure_settings_file(data_dir)
    (data_dir / "files" / "ab").mkdir(parents=True)
    (data_dir / "files" / "ab" / "abcd").write_bytes(os.urandom(3 * FRAME_BYTES + 17))
    (data_dir / "anchor.log").write_text('{"seq": 1}\n')
    engine = open_engine(database_url)
    fill(engine)
    engine.dispose()
    return replace(load_settings({"BANGFU_DATA_DIR": str(data_dir)}), database_url=database_url)


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        areas = [("520199000000", "示例县", 3, "示例县"), ("520199101000", "一字镇", 4, "示例县一字镇")]
        rows = [dict(zip(("code", "name", "level", "full_name"), area, strict=True)) for area in areas]
        connection.execute(insert(Area), [row | {"source": "演示"} for row in rows])
        connection.execute(insert(Event), [{"at": now(), "act": "load", "payload": {"n": [1, "二", None]}}])
    for n in range(3):
        put(engine, "count", {"n": n})


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """An empty place of the same kind: data directory and database address."""
    place = tmp_path / "elsewhere"
    if settings.on_sqlite:
        yield place, f"sqlite:///{place / 'bangfu.db'}"
        return
    with empty_database("postgresql", tmp_path) as url:
        yield place, url


def digests_of(url: str) -> dict[str, list[object]]:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = digests(connection)
    engine.dispose()
    return found


def test_a_restored_place_equals_the_one_backed_up(
    settings: Settings, elsewhere: tuple[Path, str], tmp_path: Path
) -> None:
    place, url = elsewhere
    make_backup(settings, tmp_path / "b", PASSPHRASE)
    tables = put_back(tmp_path / "b", PASSPHRASE, place, url)
    assert digests_of(url) == digests_of(settings.database_url)
    assert tables == len(digests_of(url)) > 40
    for name in ("files/ab/abcd", "anchor.log"):
        assert (place / name).read_bytes() == (settings.data_dir / name).read_bytes()
    restored = load_settings({"BANGFU_DATA_DIR": str(place)})
    assert (restored.vault_keys, restored.blind_key, restored.secret_key) == (
        settings.vault_keys,
        settings.blind_key,
        settings.secret_key,
    )


def test_a_restored_database_goes_on_numbering_and_guarding(
    settings: Settings, elsewhere: tuple[Path, str], tmp_path: Path
) -> None:
    place, url = elsewhere
    make_backup(settings, tmp_path / "b", PASSPHRASE)
    put_back(tmp_path / "b", PASSPHRASE, place, url)
    engine = open_engine(url)
    put(engine, "count", {"n": 4})
    with engine.connect() as connection:
        assert connection.execute(text("SELECT max(id) FROM job")).scalar() == 4
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("UPDATE event SET act = 'x'"))
    engine.dispose()


def test_a_backup_shows_nothing_without_its_passphrase(settings: Settings, tmp_path: Path) -> None:
    make_backup(settings, tmp_path / "b", PASSPHRASE)
    content = (tmp_path / "b").read_bytes()
    assert content.startswith(MAGIC)
    for telling in (b"SECRET_KEY", b"SQLite format", settings.secret_key.encode(), "示例县".encode()):
        assert telling not in content
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600


def test_a_backup_during_writing_is_of_one_moment(
    settings: Settings, elsewhere: tuple[Path, str], tmp_path: Path
) -> None:
    """Each writer's transaction adds a job pair; a copy must never hold half a pair."""
    stop = threading.Event()

    def write() -> None:
        engine = create_engine(settings.database_url)
        while not stop.is_set():
            with engine.begin() as connection:
                for act in ("a", "b"):
                    connection.execute(insert(Event), [{"at": now(), "act": act, "payload": {}}])
        engine.dispose()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        make_backup(settings, tmp_path / "b", PASSPHRASE)
    finally:
        stop.set()
        writer.join()
    place, url = elsewhere
    put_back(tmp_path / "b", PASSPHRASE, place, url)
    engine = open_engine(url)
    with engine.connect() as connection:
        pairs = [
            connection.execute(text(f"SELECT count(*) FROM event WHERE act = '{a}'")).scalar() for a in "ab"
        ]
    engine.dispose()
    assert pairs[0] == pairs[1]


def test_an_existing_file_is_not_overwritten(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("dear")
    with pytest.raises(BackupTargetError, match="E-BACKUP-2"):
        make_backup(settings, tmp_path / "b", PASSPHRASE)
    assert (tmp_path / "b").read_text() == "dear"


def test_an_occupied_place_is_refused(settings: Settings, tmp_path: Path) -> None:
    make_backup(settings, tmp_path / "b", PASSPHRASE)
    before = digests_of(settings.database_url)
    with pytest.raises(BackupTargetError, match="E-BACKUP-5"):
        put_back(tmp_path / "b", PASSPHRASE, settings.data_dir, settings.database_url)
    assert digests_of(settings.database_url) == before


def frames(content: bytes) -> list[bytes]:
    """The header and each frame with its length."""
    at = len(MAGIC) + 16
    parts = [content[:at]]
    while at < len(content):
        end = at + 4 + int.from_bytes(content[at : at + 4])
        parts.append(content[at:end])
        at = end
    return parts


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def damages(content: bytes, other: bytes) -> dict[str, bytes]:
    """Twenty ways in which a file comes back from a disk, a mail or an enemy."""
    header, *body = frames(content)
    length = len(content)
    return {
        "empty": b"",
        "another kind of file": b"PK\x03\x04" + content,
        "magic altered": flipped(content, 3),
        "salt altered": flipped(content, len(MAGIC) + 2),
        "first length altered": flipped(content, len(MAGIC) + 17),
        "first frame altered": flipped(content, len(MAGIC) + 200),
        "middle altered": flipped(content, length // 2),
        "last byte altered": flipped(content, length - 1),
        "header alone": header,
        "cut in the header": content[:10],
        "cut in the middle": content[: length // 2],
        "last byte missing": content[:-1],
        "last frame missing": header + b"".join(body[:-1]),
        "first frame missing": header + b"".join(body[1:]),
        "middle frame missing": header + b"".join(body[:1] + body[2:]),
        "frames swapped": header + body[1] + body[0] + b"".join(body[2:]),
        "frame doubled": header + body[0] + b"".join(body),
        "last frame doubled": content + body[-1],
        "bytes behind the end": content + b"x",
        "frame of another backup": header + body[0] + frames(other)[2] + b"".join(body[2:]),
    }


def test_twenty_kinds_of_damage_are_refused_before_anything_is_written(
    settings: Settings, elsewhere: tuple[Path, str], tmp_path: Path
) -> None:
    place, url = elsewhere
    for name in "bc":
        make_backup(settings, tmp_path / name, PASSPHRASE)
    damaged = damages((tmp_path / "b").read_bytes(), (tmp_path / "c").read_bytes())
    assert len(damaged) == 20
    for name, content in damaged.items():
        (tmp_path / "damaged").write_bytes(content)
        with pytest.raises(SealedStreamError):
            put_back(tmp_path / "damaged", PASSPHRASE, place, url)
        assert not list(place.iterdir()), name
        shutil.rmtree(place)


def test_another_passphrase_is_refused(
    settings: Settings, elsewhere: tuple[Path, str], tmp_path: Path
) -> None:
    make_backup(settings, tmp_path / "b", PASSPHRASE)
    with pytest.raises(BangfuError, match="E-BACKUP-1"):
        put_back(tmp_path / "b", PASSPHRASE + "x", *elsewhere)


def test_a_backup_goes_back_to_its_own_kind_of_database(settings: Settings, tmp_path: Path) -> None:
    make_backup(settings, tmp_path / "b", PASSPHRASE)
    other = "postgresql" if settings.on_sqlite else "sqlite"
    with empty_database(other, tmp_path) as url, pytest.raises(BackupTargetError, match="E-BACKUP-3"):
        put_back(tmp_path / "b", PASSPHRASE, tmp_path / "other", url)


def test_registry_rows_come_back_with_their_history_guards(settings: Settings) -> None:
    """The tables that a restore must fill include every registry table and its history."""
    names = set(digests_of(settings.database_url))
    assert {Household.__tablename__, f"{Household.__tablename__}_history"} <= names
