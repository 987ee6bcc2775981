import os
from pathlib import Path

import pytest

from app.adapters.file_store import FileGoneError, FileStore
from app.adapters.safe_file import write_whole
from app.adapters.vault import Vault

VAULT = Vault([(1, b"1" * 32)], b"2" * 32)


def test_a_file_comes_back_and_lies_encrypted(tmp_path: Path) -> None:
    store = FileStore(tmp_path, VAULT)
    digest = store.keep("身份证 520199".encode())
    assert store.read(digest).decode() == "身份证 520199"
    on_disk = next(path for path in tmp_path.rglob("*") if path.is_file())
    assert b"520199" not in on_disk.read_bytes()
    assert on_disk.stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path, VAULT)
    assert store.keep(b"x") == store.keep(b"x")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("harm", ["remove", "alter", "swap"])
def test_a_lost_or_altered_file_is_said_and_never_given_out(tmp_path: Path, harm: str) -> None:
    store = FileStore(tmp_path, VAULT)
    first, second = store.keep(b"one"), store.keep(b"two")
    path = tmp_path / first[:2] / first
    if harm == "remove":
        store.forget(first)
        store.forget(first)
    else:
        other = tmp_path / second[:2] / second
        path.write_bytes(other.read_bytes() if harm == "swap" else path.read_bytes()[:-1] + b"x")
    with pytest.raises(FileGoneError):
        store.read(first)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "taken", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_what_a_killed_process_left_is_swept_and_stops_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path, VAULT)
    digest = store.keep(b"whole")
    left, fresh = (tmp_path / digest[:2] / f".{digest}.{end}" for end in ("0a1b2c3d", "4e5f6071"))
    left.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(left, (1, 1))
    newer = FileStore(tmp_path, Vault([(1, b"1" * 32), (2, b"3" * 32)], b"2" * 32))
    assert newer.reseal_all() == 1
    assert store.sweep(3600) == 1
    assert (left.exists(), fresh.exists()) == (False, True)
    assert newer.read(digest) == b"whole"
