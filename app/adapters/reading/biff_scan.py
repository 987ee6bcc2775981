"""Reads the records of old workbooks (MS-XLS) for what the reader library does not tell: locks, hidden rows, formulas.

A formula of this format always carries some result, so whether it is up to date cannot be known; a sheet whose every
formula carries the empty text was written by a program that never calculated.
"""

import struct
from collections.abc import Iterator
from typing import IO

from app.adapters.reading import limits
from app.adapters.reading.refusal import Refusal
from app.adapters.reading.sheet_scan import SheetScan

_BOF, _EOF, _FILE_PASS, _BOUND_SHEET = 0x0809, 0x000A, 0x002F, 0x0085
_ROW, _FORMULA = 0x0208, 0x0006
_ROW_HIDDEN = 0x20
_HEAD = struct.Struct("<HH")
#: Result of a formula: an empty text (MS-XLS 2.5.133).
_EMPTY_TEXT = b"\x03"


def scan_old(file: IO[bytes]) -> dict[str, SheetScan]:
    """Notes on each sheet under `#<place>`; empty where the stream is odd: the reader then judges it.

    Raises Refusal for a workbook under a password.
    """
    stream = _stream(file)
    if stream is None:
        return {}
    found: dict[str, SheetScan] = {}
    for number, begin, size in _records(stream, 0):
        if number == _FILE_PASS:
            raise Refusal("file_encrypted")
        if number == _BOUND_SHEET and size >= 4 and len(found) <= limits.MAX_SHEETS:
            place = int.from_bytes(stream[begin : begin + 4], "little")
            found[f"#{len(found)}"] = _scan_sheet(stream, place)
    return found


def _stream(file: IO[bytes]) -> bytes | None:
    import olefile

    file.seek(0)
    try:
        with olefile.OleFileIO(file) as container:
            return bytes(container.openstream("Workbook").read()) if container.exists("Workbook") else None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - what is wrong with a damaged container is for the reader to say
        return None
    finally:
        file.seek(0)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Number, first byte and size of each record up to the end of this part; parts inside of it are passed over."""
    depth, end = 0, len(stream) - 4
    while place <= end:
        number, size = _HEAD.unpack_from(stream, place)
        if number == _BOF:
            depth += 1
        elif number == _EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth <= 1:
            yield number, place + 4, size
        place += 4 + size


def _scan_sheet(stream: bytes, place: int) -> SheetScan:
    scan = SheetScan()
    empty: set[tuple[int, int]] = set()
    formulas = 0
    for number, begin, size in _records(stream, place):
        if number == _ROW and size >= 14 and stream[begin + 12] & _ROW_HIDDEN:
            if len(scan.hidden_rows) < limits.MAX_MARKS:
                scan.hidden_rows.append(int.from_bytes(stream[begin : begin + 2], "little"))
        elif number == _FORMULA and size >= 14:
            formulas += 1
            result = stream[begin + 6 : begin + 14]
            if result[6:] == b"\xff\xff" and result[:1] == _EMPTY_TEXT and len(empty) < limits.MAX_MARKS:
                row, column = _HEAD.unpack_from(stream, begin)
                empty.add((row, column))
    scan.judge_formulas(formulas, empty)
    return scan
