"""Looks into an old OLE container: is there a workbook in it, is it locked, does it carry macros or objects."""

from typing import IO

from app.adapters.reading.refusal import Refusal


def inspect(file: IO[bytes]) -> int:
    """Bytes of the container. Stream names stand in it as UTF-16; reading them does not need the directory."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if is_package(content):
        raise Refusal("file_encrypted")
    if not (_has(content, "Workbook") or _has(content, "Book")):
        raise Refusal("file_unknown_kind")
    if _has(content, "_VBA_PROJECT"):
        raise Refusal("file_macro")
    if _has(content, "ObjectPool") or _has(content, "\x01Ole10Native"):
        raise Refusal("file_external_links")
    return len(content)


def is_package(content: bytes) -> bool:
    """Whether the container holds another workbook under a password."""
    return _has(content, "EncryptedPackage") or _has(content, "EncryptionInfo")


def _has(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in content
