"""Looks into an old OLE container: is there a workbook in it, is it locked, does it carry macros or objects."""

import struct
from array import array
from typing import IO

from app.adapters.reading.refusal import Refusal

#: Of the container's header (MS-CFB 2.2): where its tables begin. Higher numbers than the last are marks, no sectors.
_SHIFT, _FIRST_MINI, _FIRST_LIST, _LIST, _LAST = 30, 60, 68, 76, 0xFFFFFFFA
_LISTED = 109


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
    if _runs_in_circles(content):
        raise Refusal("file_broken")
    return len(content)


def is_package(content: bytes) -> bool:
    """Whether the container holds another workbook under a password."""
    return _has(content, "EncryptedPackage") or _has(content, "EncryptionInfo")


def _has(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in content


def _runs_in_circles(content: bytes) -> bool:
    """Whether a chain of sectors comes back to itself: a reader would follow it until its memory is full."""
    try:
        size = 1 << struct.unpack_from("<H", content, _SHIFT)[0]
        if size not in (512, 4096):
            return False
        tables = _table_sectors(content, size)
        if tables is None:
            return True
        table = _joined(content, size, tables)
        if _has_circle(table):
            return True
        first: int = struct.unpack_from("<I", content, _FIRST_MINI)[0]
        return _has_circle(_joined(content, size, _followed(table, first)))
    except struct.error:
        return False  # cut: the reader says so


def _table_sectors(content: bytes, size: int) -> list[int] | None:
    """Numbers of the sectors that hold the table of chains; None where their own list runs in a circle."""
    found = [n for n in struct.unpack_from(f"<{_LISTED}I", content, _LIST) if n < _LAST]
    after: int = struct.unpack_from("<I", content, _FIRST_LIST)[0]
    seen: set[int] = set()
    while after < _LAST and (after + 2) * size <= len(content):
        if after in seen:
            return None
        seen.add(after)
        *more, after = struct.unpack_from(f"<{size // 4}I", content, (after + 1) * size)
        found += [n for n in more if n < _LAST]
    return found


def _joined(content: bytes, size: int, sectors: list[int]) -> "array[int]":
    """The sectors behind one another, as numbers; those beyond the file are left out."""
    pieces = [content[(n + 1) * size : (n + 2) * size] for n in sectors if (n + 2) * size <= len(content)]
    return array("I", b"".join(pieces))


def _followed(table: "array[int]", sector: int) -> list[int]:
    """The sectors of a chain; the table has no circle."""
    found = []
    while sector < len(table):
        found.append(sector)
        sector = table[sector]
    return found


def _has_circle(table: "array[int]") -> bool:
    """Whether following some entry leads back to it."""
    seen = array("I", bytes(4 * len(table)))
    for start in range(len(table)):
        at = start
        while at < len(table) and not seen[at]:
            seen[at] = start + 1
            at = table[at]
        if at < len(table) and seen[at] == start + 1:
            return True
    return False
