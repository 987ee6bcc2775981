"""The guarded child: look at the container, set limits from its measured size, read, answer columns as Arrow IPC.

It starts with `python -I` and an empty environment, gets two open file numbers and answers one JSON line.
"""

import json
import os
import sys
from typing import IO, Any
from zipfile import ZipFile

from app.adapters.reading import (
    biff_scan,
    container,
    kinds,
    limits,
    locked,
    ods_scan,
    ole,
    sandbox,
    text_table,
    workbook_parts,
    xlsb_scan,
)
from app.adapters.reading.refusal import Refusal
from app.adapters.reading.sheet_scan import SheetScan, percent_styles

#: Formats whose records are gone through beside the reader library.
_BINARY = {"ole": biff_scan.scan_old, "xlsb": xlsb_scan.scan_binary}


def main() -> None:
    """argv: input file number, output file number, suffix of the file's name."""
    source, target, suffix = int(sys.argv[-3]), int(sys.argv[-2]), sys.argv[-1]
    os.environ["POLARS_MAX_THREADS"] = "1"
    sandbox.shut_in(limits.MAX_MEMORY)
    sandbox.allow(limits.START_MEMORY, limits.START_CPU * 4)
    try:
        with os.fdopen(source, "rb") as file, os.fdopen(target, "wb") as out:
            answer = read(file, out, suffix)
    except Refusal as refusal:
        answer = {"refused": refusal.code, "gaps": refusal.gaps}
    except MemoryError:
        answer = {"refused": "file_memory", "gaps": {}}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # native readers may not come back from their destructors under the memory limit


def read(file: IO[bytes], out: IO[bytes], suffix: str) -> dict[str, Any]:
    """Read one file; sheets go to `out`, their places and notes are the answer.

    A lock that Excel itself opens without asking is none.
    """
    try:
        return _read(file, out, suffix)
    except Refusal as refusal:
        clear = locked.opened_unasked(file) if refusal.code == "file_encrypted" else None
        if clear is None:
            raise
    out.seek(0)
    out.truncate()
    with clear:
        return _read(clear, out, suffix)


def _read(file: IO[bytes], out: IO[bytes], suffix: str) -> dict[str, Any]:
    kind = kinds.kind_of(file, suffix)
    if kind == "text":
        size = os.fstat(file.fileno()).st_size
        sandbox.allow(limits.memory_limit(size), limits.cpu_limit(size))
        return _read_text(file, out, suffix)
    scans: dict[str, SheetScan] = {}
    size = ole.inspect(file) if kind == "ole" else _inspect_zip(file, kind, scans)
    sandbox.allow(limits.memory_limit(size), limits.cpu_limit(size))
    if kind in _BINARY:
        scans = _BINARY[kind](file)
    from app.adapters.reading import native  # after the limits: it starts the readers

    return native.read_sheets(file, out, kind, scans, suffix)


def _inspect_zip(file: IO[bytes], kind: str, scans: dict[str, SheetScan]) -> int:
    if kind == "ods":
        signs = ods_scan.Signs()
        size = container.inspect(file, kind, signs.feed)
        if signs.met:
            scans.update(ods_scan.scan_open(file))
        return size
    if kind != "xlsx":
        return container.inspect(file, kind)
    styles = percent_styles(workbook_parts.small_part(file, "xl/styles.xml"))

    def watch(name: str, piece: bytes, last: bool) -> None:
        scans.setdefault(name, SheetScan()).feed(piece, styles, last)

    size = container.inspect(file, kind, watch)
    with ZipFile(file) as archive:
        ordered = workbook_parts.sheet_members(archive)
    for place, name in enumerate(ordered):
        if name in scans:
            scans[f"#{place}"] = scans[name]
    return size


def _read_text(file: IO[bytes], out: IO[bytes], suffix: str) -> dict[str, Any]:
    from app.adapters.reading import native

    encoding, damaged = text_table.encoding_of(file)
    rows = text_table.rows_of(file, encoding)
    told = native.read_text(rows, out, encoding, suffix)
    return {**told, "notes": [*told["notes"], "text_damaged"]} if damaged else told
