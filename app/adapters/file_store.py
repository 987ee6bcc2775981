"""Files at rest, encrypted, named by the digest of their clear bytes: the same bytes are kept once.

A file appears whole or not at all: written beside its place, forced to the disk, renamed.
"""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from app.adapters.vault import Vault

KIND = "file"


class FileStore:
    """A folder of sealed files; the first two characters of the digest are a sub-folder."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault

    def put(self, clear: bytes) -> str:
        """Keep the bytes and return their SHA-256 digest; keeping them again changes nothing."""
        digest = hashlib.sha256(clear).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(path, self._vault.seal_bytes(KIND, clear, bytes.fromhex(digest)))
        return digest

    def get(self, digest: str) -> bytes:
        """The clear bytes; FileNotFoundError where they have aged out, SealBrokenError where they were altered."""
        return self._vault.open_bytes(KIND, self._path(digest).read_bytes(), bytes.fromhex(digest))

    def remove(self, digest: str) -> None:
        """Let the file age out; removing what is gone is no error."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError("not a digest")
        return self._folder / digest[:2] / digest[2:]


def _write_whole(path: Path, sealed: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        Path(name).rename(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
