"""Workbooks under a password, as Excel locks them: the package of newer ones, RC4 inside of old ones."""

import io
import struct
from hashlib import md5

import olefile
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4, _makekey
from xlwt.CompoundDoc import XlsDoc

_BOF, _FILE_PASS, _BOUND_SHEET = 0x0809, 0x002F, 0x0085
_SALT = bytes(range(16))


def locked_package(content: bytes, password: str) -> bytes:
    """An .xlsx or .xlsb with an opening password (ECMA-376 agile)."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def _records(stream: bytes) -> list[tuple[int, bytes]]:
    """All records; the padding behind them becomes one, so that what follows is a multiple of four."""
    found, place = [], 0
    while place + 4 <= len(stream) and stream[place : place + 4] != bytes(4):
        number, size = struct.unpack_from("<HH", stream, place)
        found.append((number, stream[place + 4 : place + 4 + size]))
        place += 4 + size
    return [*found, (0, bytes((-place - 58) % 4))]


def locked_xls(content: bytes, password: str) -> bytes:
    """An .xls with an opening password (RC4, MS-XLS 2.2.10); a lock record stands behind the first BOF."""
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        records = _records(container.openstream("Workbook").read())
    lock = struct.pack("<HHH", 1, 1, 1) + _SALT + _verifier(password)
    moved = 4 + len(lock)
    whole = [records[0], (_FILE_PASS, lock), *records[1:]]
    shifted = [
        (n, struct.pack("<I", struct.unpack_from("<I", d)[0] + moved) + d[4:] if n == _BOUND_SHEET else d)
        for n, d in whole
    ]
    plain = b"".join(struct.pack("<HH", n, len(d)) + d for n, d in shifted)
    secret = DocumentRC4.decrypt(password, _SALT, io.BytesIO(plain), blocksize=1024).read()
    locked, place = bytearray(plain), 0
    for number, data in shifted:
        begin = place + 4 + (4 if number == _BOUND_SHEET else 0)
        if number not in (_BOF, _FILE_PASS):
            locked[begin : place + 4 + len(data)] = secret[begin : place + 4 + len(data)]
        place += 4 + len(data)
    out = io.BytesIO()
    XlsDoc().save(out, bytes(locked))
    return out.getvalue()


def _verifier(password: str) -> bytes:
    clear = bytes(16)
    assert _makekey(password, _SALT, 0)
    locked: bytes = DocumentRC4.decrypt(password, _SALT, io.BytesIO(clear + md5(clear).digest()), 1024).read()
    return locked
