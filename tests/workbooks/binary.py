"""Smallest possible .xlsb: text and number cells, written record by record (MS-XLSB 2.1)."""

import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from tests.workbooks.tables import zipped

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


@dataclass(frozen=True)
class Formula:
    """A cell that is computed; the format stores a result with it in any case, here a text or a number."""

    result: str | float


def _cell(column: int, value: Any) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(value, Formula):
        tail = struct.pack("<HII", 0, 3, 0) + struct.pack("<I", 0)
        if isinstance(value.result, str):
            return _record(8, place + _wide(value.result) + tail)
        return _record(9, place + struct.pack("<d", value.result) + tail)
    if isinstance(value, int | float):
        return _record(5, place + struct.pack("<d", value))
    return _record(6, place + _wide(value))


def _sheet(rows: Sequence[Sequence[Any]], hidden: Collection[int]) -> bytes:
    width = max(map(len, rows))
    parts = [_record(129), _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)), _record(145)]
    for number, row in enumerate(rows):
        flags = 0x10 if number in hidden else 0
        parts.append(_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0)))
        parts += [_cell(column, value) for column, value in enumerate(row) if value is not None]
    return b"".join([*parts, _record(146), _record(130)])


def xlsb(rows: Sequence[Sequence[Any]], title: str = "表一", hidden: Collection[int] = ()) -> bytes:
    """One sheet; `hidden` are 0-based rows."""
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(title)
    workbook = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    sheet = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    root = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS.format(root),
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": _RELATIONS.format(sheet),
            "xl/worksheets/sheet1.bin": _sheet(rows, hidden),
        }
    )
