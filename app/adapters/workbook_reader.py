"""Opens any workbook in a guarded child process: a file is hostile until proved otherwise.

The child inspects the container, limits itself by the measured unpacked size (memory 1 GiB + 6x up to 6 GiB, processor
15 s + 2 s for 10 MB), has no network, no environment and no database, and answers columns as Arrow IPC through an
anonymous file: nothing is left behind, whatever happens to it. Its crash is a named refusal.
"""

import mmap
import os
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import IO, Any

import polars as pl

from app.adapters.reading import guard, limits
from app.domain.importing.problems import refuse
from app.domain.importing.raw import RawSheet, RawWorkbook


def open_workbook(
    source: Path | bytes, filename: str | None = None, pulse: Callable[[], None] | None = None
) -> RawWorkbook:
    """All sheets of a file, cells with kind and place. Raises ReadingRefusedError with the reason.

    `filename` is the name the office gave it: only its suffix is used, to see whether name and content agree.
    `pulse` is called about once a second while the child reads; raise from it to stop.
    """
    name = filename if filename is not None else (source.name if isinstance(source, Path) else "")
    check_size(source, name)
    with guard.opened(source) as file, guard.anonymous("sheets") as out:
        answer = guard.ask(
            "app.adapters.reading.child", [file, out], PurePath(name).suffix.lower(), name, pulse
        )
        return _workbook(answer, out, name)


def unlock_workbook(
    source: Path | bytes, filename: str, password: str, pulse: Callable[[], None] | None = None
) -> bytes:
    """The workbook without its password, opened in a guarded child that is told the password in memory.

    Raises ReadingRefusedError: file_password_wrong, file_locked_otherwise, or what else is wrong with the file.
    """
    check_size(source, filename)
    if not password:
        raise refuse("file_password_wrong", place=filename)
    with (
        guard.opened(source) as file,
        guard.anonymous("clear") as out,
        guard.opened(password.encode()) as told,
    ):
        guard.ask(
            "app.adapters.reading.unlocking",
            [file, out, told],
            PurePath(filename).suffix.lower(),
            filename,
            pulse,
        )
        out.seek(0)
        return out.read()


def check_size(source: Path | bytes, name: str) -> None:
    """Refuse what is empty, too large or not there, before a process is started for it."""
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
    except OSError:
        raise refuse("file_broken", place=name) from None
    if size == 0:
        raise refuse("file_empty", place=name)
    if size > limits.MAX_PACKED:
        shown, limit = f"{size / limits.MIB:.0f} MB", f"{limits.MAX_PACKED // limits.MIB} MB"
        raise refuse("file_too_large", place=name, size=shown, limit=limit)


def _workbook(answer: dict[str, Any], file: IO[bytes], name: str) -> RawWorkbook:
    if not os.fstat(file.fileno()).st_size:
        sheets: tuple[RawSheet, ...] = ()
    else:
        try:
            with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as content:
                sheets = tuple(_sheet(s, content[s["begin"] : s["end"]]) for s in answer["sheets"])
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, KeyError, TypeError, ValueError):
            raise refuse("file_reader_died", place=name) from None
    return RawWorkbook(
        kind=answer["kind"],
        sheets=sheets,
        filename=name,
        date1904=answer["date1904"],
        encoding=answer["encoding"],
        notes=tuple(answer["notes"]),
    )


def _sheet(data: dict[str, Any], ipc: bytes) -> RawSheet:
    return RawSheet(
        name=data["name"],
        index=data["index"],
        cells=pl.read_ipc(ipc),
        width=data["width"],
        hidden=data["hidden"],
        merged=tuple((a, b, c, d) for a, b, c, d in data["merged"]),
        hidden_rows=tuple(data["hidden_rows"]),
        notes=tuple(data["notes"]),
    )
