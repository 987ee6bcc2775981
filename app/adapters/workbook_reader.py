"""Opens any workbook in a guarded child process: a file is hostile until proved otherwise.

The child inspects the container, limits itself by the measured unpacked size (memory 1 GiB + 6x up to 6 GiB, processor
15 s + 2 s for 10 MB), has no network, no environment and no database, and answers columns as Arrow IPC through an
anonymous file: nothing is left behind, whatever happens to it. Its crash is a named refusal.
"""

import json
import mmap
import os
import resource
import subprocess
import sys
from pathlib import Path, PurePath
from typing import IO, Any

import polars as pl

from app.adapters.reading import limits
from app.domain.importing.problems import refuse
from app.domain.importing.raw import RawSheet, RawWorkbook

_ROOT = Path(__file__).resolve().parents[2]
_START = (
    f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from app.adapters.reading.child import main; main()"
)


def open_workbook(source: Path | bytes, filename: str | None = None) -> RawWorkbook:
    """All sheets of a file, cells with kind and place. Raises ReadingRefusedError with the reason.

    `filename` is the name the office gave it: only its suffix is used, to see whether name and content agree.
    """
    name = filename if filename is not None else (source.name if isinstance(source, Path) else "")
    size = len(source) if isinstance(source, bytes) else _size_of(source)
    if size == 0:
        raise refuse("file_empty", place=name)
    if size > limits.MAX_PACKED:
        shown = f"{size / limits.MIB:.0f} MB"
        raise refuse("file_too_large", place=name, size=shown, limit=f"{limits.MAX_PACKED // limits.MIB} MB")
    with _opened(source) as file, os.fdopen(os.memfd_create("sheets"), "rb") as answer_file:
        answer = _ask_child(file, answer_file, PurePath(name).suffix.lower(), name)
        return _workbook(answer, answer_file, name)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        raise refuse("file_broken", place=path.name) from None


def _opened(source: Path | bytes) -> IO[bytes]:
    if isinstance(source, Path):
        try:
            return source.open("rb")
        except OSError:
            raise refuse("file_broken", place=source.name) from None
    file = os.fdopen(os.memfd_create("workbook"), "w+b")
    file.write(source)
    file.flush()
    file.seek(0)
    return file


def _ask_child(file: IO[bytes], out: IO[bytes], suffix: str, name: str) -> dict[str, Any]:
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, str(file.fileno()), str(out.fileno()), suffix],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(file.fileno(), out.fileno()),
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
        preexec_fn=None,
    )
    _bind(child.pid)
    longest = 30 + 2 * limits.cpu_limit(
        limits.MAX_UNPACKED if suffix in (".xlsx", ".xlsb", ".ods") else limits.MAX_PACKED
    )
    try:
        answer, complaint = child.communicate(timeout=longest)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise refuse("file_timeout", place=name) from None
    return _judge(child.returncode, answer, complaint, name)


def _bind(pid: int) -> None:
    """Hard limits from outside, for the moments before the child sets its own."""
    cpu = limits.cpu_limit(limits.MAX_UNPACKED)
    resource.prlimit(pid, resource.RLIMIT_AS, (limits.MAX_MEMORY, limits.MAX_MEMORY))
    resource.prlimit(pid, resource.RLIMIT_CPU, (cpu, cpu + 5))


def _judge(code: int, answer: bytes, complaint: bytes, name: str) -> dict[str, Any]:
    if code == 0:
        try:
            found: dict[str, Any] = json.loads(answer)
        except ValueError:
            raise refuse("file_reader_died", place=name) from None
        if "refused" in found:
            raise refuse(found["refused"], place=name, **found["gaps"])
        return found
    if code in (-24, -9):  # SIGXCPU, SIGKILL
        raise refuse("file_timeout", place=name)
    if b"memory" in complaint or b"MemoryError" in complaint:
        raise refuse("file_memory", place=name)
    raise refuse("file_reader_died", place=name)


def _workbook(answer: dict[str, Any], file: IO[bytes], name: str) -> RawWorkbook:
    length = os.fstat(file.fileno()).st_size
    with mmap.mmap(file.fileno(), length, prot=mmap.PROT_READ) if length else _Nothing() as content:
        sheets = tuple(_sheet(s, bytes(content[s["begin"] : s["end"]])) for s in answer["sheets"])
    return RawWorkbook(
        kind=answer["kind"],
        sheets=sheets,
        filename=name,
        date1904=answer["date1904"],
        encoding=answer["encoding"],
        notes=tuple(answer["notes"]),
    )


class _Nothing(bytes):
    """Stands for the mapping of an empty file, which cannot be mapped."""

    def __enter__(self) -> "bytes":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _sheet(data: dict[str, Any], ipc: bytes) -> RawSheet:
    return RawSheet(
        name=data["name"],
        index=data["index"],
        cells=pl.read_ipc(ipc),
        width=data["width"],
        hidden=data["hidden"],
        merged=tuple((a, b, c, d) for a, b, c, d in data["merged"]),
        hidden_rows=tuple(data["hidden_rows"]),
    )
