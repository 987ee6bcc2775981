"""An encrypted stream under a passphrase: frames of AES-256-GCM, the key by scrypt from a salt of the file's own.

Each frame is bound to the header, to its place and to whether it is the last: a frame altered, moved, doubled, cut
off or taken from another file is refused when it is read.
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.domain.errors import BangfuError

MAGIC = b"BANGFU-BACKUP-1\n"
SALT_BYTES = 16
FRAME_BYTES = 1 << 20
TAG_BYTES = 16
#: 64 MiB and about a quarter of a second for each guess at the passphrase.
SCRYPT = {"n": 1 << 16, "r": 8, "p": 1}


class SealedStreamError(BangfuError):
    """The file is not ours, damaged, incomplete, or the passphrase is another."""

    def __init__(self) -> None:
        super().__init__(
            "E-BACKUP-1",
            "备份文件打不开：口令不对，或文件已损坏、不完整。",
            way_out="请核对口令，或换一份备份。",
        )


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, **SCRYPT).derive(passphrase.encode()))


def _nonce(number: int, is_last: bool) -> bytes:
    """Unique under a key that serves one file only."""
    return number.to_bytes(11) + bytes([is_last])


class SealedWriter(io.RawIOBase):
    """Write into it as into a file; `close` writes the last frame."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        self._target = target
        self._header = MAGIC + os.urandom(SALT_BYTES)
        self._cipher = _cipher(passphrase, self._header[len(MAGIC) :])
        self._waiting = bytearray()
        self._number = 0
        target.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > FRAME_BYTES:
            self._frame(bytes(self._waiting[:FRAME_BYTES]), is_last=False)
            del self._waiting[:FRAME_BYTES]
        return len(data)

    def _frame(self, clear: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), clear, self._header)
        self._target.write(len(sealed).to_bytes(4) + sealed)
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._frame(bytes(self._waiting), is_last=True)
        super().close()


class SealedReader(io.RawIOBase):
    """Read from it as from a file. SealedStreamError as soon as something does not fit."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        self._source = source
        self._header = source.read(len(MAGIC) + SALT_BYTES)
        if not self._header.startswith(MAGIC) or len(self._header) != len(MAGIC) + SALT_BYTES:
            raise SealedStreamError
        self._cipher = _cipher(passphrase, self._header[len(MAGIC) :])
        self._ready = b""
        self._number = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._ready += self._next_frame()
        size = len(self._ready) if size < 0 else size
        given, self._ready = self._ready[:size], self._ready[size:]
        return given

    def _next_frame(self) -> bytes:
        length = int.from_bytes(self._source.read(4))
        if not TAG_BYTES <= length <= FRAME_BYTES + TAG_BYTES:
            raise SealedStreamError
        sealed = self._source.read(length)
        for is_last in (False, True):
            try:
                clear = self._cipher.decrypt(_nonce(self._number, is_last), sealed, self._header)
            except InvalidTag:
                continue
            self._number += 1
            self._ended = is_last
            if is_last and self._source.read(1):
                raise SealedStreamError
            return clear
        raise SealedStreamError
