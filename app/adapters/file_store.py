"""Keeps files encrypted under the digest of their clear bytes: the same file is kept once and recognised."""

import hashlib
import time
from pathlib import Path

from app.adapters.safe_file import write_whole
from app.adapters.vault import SealBrokenError, Vault
from app.domain.errors import BangfuError

KIND = "file"


class FileGoneError(BangfuError):
    """The bytes are missing on disk or were altered there."""

    status = 410

    def __init__(self, digest: str) -> None:
        super().__init__(
            "E-FILE",
            "这个文件在库里打不开：没有了，或被改动过。",
            place=digest[:12],
            way_out="请从备份恢复，或重新生成。",
        )


class FileStore:
    """A folder of sealed files, two levels deep."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault

    def keep(self, clear: bytes) -> str:
        """SHA-256 of the clear bytes, under which they are kept from now on."""
        digest = hashlib.sha256(clear).hexdigest()
        path = self._path(digest)
        if not path.exists():
            write_whole(path, self._vault.seal_bytes(KIND, clear, bytes.fromhex(digest)))
        return digest

    def read(self, digest: str) -> bytes:
        """The clear bytes. Raises FileGoneError."""
        try:
            return self._vault.open_bytes(KIND, self._path(digest).read_bytes(), bytes.fromhex(digest))
        except (OSError, SealBrokenError, ValueError) as error:
            raise FileGoneError(digest) from error

    def forget(self, digest: str) -> None:
        """Remove the bytes; nothing happens where they are gone already."""
        self._path(digest).unlink(missing_ok=True)

    def sweep(self, older_than_seconds: float) -> int:
        """Remove what a killed process left unfinished beside the files; returns how many pieces."""
        before, count = time.time() - older_than_seconds, 0
        for path in self._folder.glob("??/.*"):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                count += 1
        return count

    def reseal_all(self) -> int:
        """Bring every file under the newest key, each whole or as it was; returns how many were changed."""
        changed = 0
        for path in sorted(self._folder.glob("??/[!.]*")):
            sealed = path.read_bytes()
            if int.from_bytes(sealed[:2]) != self._vault.newest:
                bound = bytes.fromhex(path.name)
                clear = self._vault.open_bytes(KIND, sealed, bound)
                write_whole(path, self._vault.seal_bytes(KIND, clear, bound))
                changed += 1
        return changed

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
