"""One encrypted file that holds an installation: database, files, keys, anchors, and a list with digests of all."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.adapters.sealed_stream import SealedReader, SealedStreamError, SealedWriter
from app.domain.errors import BangfuError

MANIFEST = "manifest.json"


class BackupTargetError(BangfuError):
    """The place is not fit: a file would be overwritten, or data stand there already."""


def write_backup(path: Path, passphrase: str, folder: Path, facts: dict[str, Any]) -> int:
    """Everything below `folder` and the facts about it; the size in bytes. The file appears only when complete."""
    if path.exists():
        raise BackupTargetError("E-BACKUP-2", f"{path} 已经存在，不会覆盖。", way_out="请换一个文件名。")
    members = sorted(p for p in folder.rglob("*") if p.is_file())
    unfinished = path.with_name(f".{path.name}.unfinished")
    handle = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as target:
        with SealedWriter(target, passphrase) as sealed, _tar(cast(BinaryIO, sealed), "w|gz") as tar:
            listed = {}
            for member in members:
                name = member.relative_to(folder).as_posix()
                listed[name] = _digest(member)
                tar.add(member, name)
            _add_text(tar, MANIFEST, json.dumps(facts | {"members": listed}, sort_keys=True))
        target.flush()
        os.fsync(target.fileno())
    unfinished.rename(path)
    return path.stat().st_size


def read_backup(path: Path, passphrase: str, folder: Path) -> dict[str, Any]:
    """Unpack into the empty `folder` and give the facts; SealedStreamError unless every member is as it was."""
    try:
        with path.open("rb") as source, _tar(cast(BinaryIO, SealedReader(source, passphrase)), "r|gz") as tar:
            tar.extractall(folder, filter="data")
        facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, EOFError, OSError, ValueError) as damaged:
        raise SealedStreamError from damaged
    (folder / MANIFEST).unlink()
    found = {p.relative_to(folder).as_posix(): _digest(p) for p in folder.rglob("*") if p.is_file()}
    if found != facts.pop("members"):
        raise SealedStreamError
    return facts


@contextmanager
def _tar(stream: BinaryIO, mode: str) -> Iterator[tarfile.TarFile]:
    with tarfile.open(fileobj=stream, mode=mode) as tar:  # type: ignore[call-overload]
        yield tar


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(text.encode()))


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
