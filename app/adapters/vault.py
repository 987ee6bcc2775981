"""Encrypting and finding secret values. Knows no tables and keeps no clear text.

A sealed value is `key number (2 bytes) | nonce (12) | text + tag` under AES-256-GCM; the associated data is
`kind | blind`, so that a sealed value cannot be moved to another kind or index. A wheel is not a certified
国密 module: the cipher stands behind these four methods alone.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLIND_BYTES = 16
NONCE_BYTES = 12


class SealBrokenError(ValueError):
    """The sealed value was altered, moved, or its key is not at hand."""


class Vault:
    """`keys` from old to new as (number, 32 bytes); the newest seals, all open. `blind_key` never changes."""

    def __init__(self, keys: Sequence[tuple[int, bytes]], blind_key: bytes) -> None:
        self._ciphers = {number: AESGCM(key) for number, key in keys}
        self.newest = keys[-1][0]
        self._blind_key = blind_key

    def blind(self, kind: str, text: str) -> bytes:
        """The keyed hash by which a value is found without being read (16 bytes)."""
        return hmac.digest(self._blind_key, f"{kind}|{text}".encode(), hashlib.sha256)[:BLIND_BYTES]

    def blinds(self, kind: str, texts: Iterable[str | None]) -> list[bytes | None]:
        """`blind` of each text, None for None: HMAC with the key's blocks hashed once, in half the time."""
        inner, outer = self._keyed(0x36), self._keyed(0x5C)
        inner.update(f"{kind}|".encode())

        def mark(text: str) -> bytes:
            within, around = inner.copy(), outer.copy()
            within.update(text.encode())
            around.update(within.digest())
            return around.digest()[:BLIND_BYTES]

        return [None if text is None else mark(text) for text in texts]

    def _keyed(self, pad: int) -> "hashlib._Hash":
        """SHA-256 begun with the key in one of the two ways of RFC 2104; the key is not longer than a block."""
        block = hashlib.sha256().block_size
        return hashlib.sha256(bytes(byte ^ pad for byte in self._blind_key.ljust(block, b"\0")))

    def seal(self, kind: str, text: str, blind: bytes | None = None) -> bytes:
        """Encrypt under the newest key."""
        return self.seal_bytes(kind, text.encode(), blind)

    def open(self, kind: str, sealed: bytes, blind: bytes | None = None) -> str:
        """The clear text; SealBrokenError where it does not belong here."""
        return self.open_bytes(kind, sealed, blind).decode()

    def seal_bytes(self, kind: str, clear: bytes, blind: bytes | None = None) -> bytes:
        """Encrypt bytes, e.g. a stored file."""
        nonce = os.urandom(NONCE_BYTES)
        text = self._ciphers[self.newest].encrypt(nonce, clear, _bound(kind, blind))
        return self.newest.to_bytes(2) + nonce + text

    def open_bytes(self, kind: str, sealed: bytes, blind: bytes | None = None) -> bytes:
        """The clear bytes; SealBrokenError where they do not belong here."""
        cipher = self._ciphers.get(int.from_bytes(sealed[:2]))
        if cipher is None:
            raise SealBrokenError(f"no key number {int.from_bytes(sealed[:2])}")
        nonce, text = sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, text, _bound(kind, blind))
        except InvalidTag as broken:
            raise SealBrokenError(kind) from broken


def _bound(kind: str, blind: bytes | None) -> bytes:
    return kind.encode() + b"|" + (blind or b"")
