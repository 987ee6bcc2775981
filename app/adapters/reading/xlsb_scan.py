"""Reads the records of binary workbooks (MS-XLSB) for hidden rows and formulas, as biff_scan does for older ones."""

import re
import struct
from collections.abc import Iterator
from typing import IO
from zipfile import BadZipFile, ZipFile

from app.adapters.reading import limits
from app.adapters.reading.sheet_scan import SheetScan

_ROW, _TEXT_FORMULA, _OTHER_FORMULAS, _SHEET = 0, 8, (9, 10, 11), 156
_ROW_HIDDEN = 0x10
_PLACE = struct.Struct("<I")
_RELATION = re.compile(rb"<Relationship\b[^>]*?>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')


def scan_binary(file: IO[bytes]) -> dict[str, SheetScan]:
    """Notes on each sheet under `#<place>`; empty where the workbook is odd (the reader then judges it)."""
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            members = _sheet_members(archive)
            known = set(archive.namelist())
            return {
                f"#{place}": _scan_sheet(archive.read(name))
                for place, name in enumerate(members)
                if name in known
            }
    except (BadZipFile, KeyError, OSError, ValueError, EOFError, RuntimeError, struct.error, IndexError):
        return {}
    finally:
        file.seek(0)


def _sheet_members(archive: ZipFile) -> list[str]:
    relations = archive.read("xl/_rels/workbook.bin.rels")
    pairs = [dict(_ATTRIBUTE.findall(one)) for one in _RELATION.findall(relations)]
    targets = {p.get(b"Id", b"").decode(): p.get(b"Target", b"").decode() for p in pairs}
    members: list[str] = []
    content = archive.read("xl/workbook.bin")
    for number, begin, size in _records(content):
        if number == _SHEET and len(members) <= limits.MAX_SHEETS:
            length = _PLACE.unpack_from(content, begin + 8)[0]
            relation = content[begin + 12 : min(begin + 12 + 2 * length, begin + size)].decode("utf-16-le")
            members.append(re.sub(r"^(/xl/|xl/|/)?", "xl/", targets.get(relation, "")))
    return members


def _records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, first byte and size of each record; both are written in groups of seven bits."""
    place, end = 0, len(content)
    while place < end:
        number = content[place]
        place += 1
        if number & 0x80:
            number = (number & 0x7F) | (content[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while True:
            low = content[place]
            place += 1
            size |= (low & 0x7F) << shift
            shift += 7
            if low < 0x80 or shift > 21:
                break
        yield number, place, size
        place += size


def _scan_sheet(content: bytes) -> SheetScan:
    scan = SheetScan()
    empty: set[tuple[int, int]] = set()
    row = formulas = 0
    for number, begin, size in _records(content):
        if number == _ROW and size >= 12:
            row = _PLACE.unpack_from(content, begin)[0]
            if content[begin + 11] & _ROW_HIDDEN and len(scan.hidden_rows) < limits.MAX_MARKS:
                scan.hidden_rows.append(row)
        elif number == _TEXT_FORMULA and size >= 12:
            formulas += 1
            if _PLACE.unpack_from(content, begin + 8)[0] == 0 and len(empty) < limits.MAX_MARKS:
                empty.add((row, _PLACE.unpack_from(content, begin)[0]))
        elif number in _OTHER_FORMULAS:
            formulas += 1
    scan.judge_formulas(formulas, empty)
    return scan
