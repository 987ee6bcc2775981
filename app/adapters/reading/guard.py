"""Starts a guarded child process and judges its end; used for reading and for marking workbooks."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from app.adapters.reading import limits
from app.domain.importing.problems import refuse

_ROOT = Path(__file__).resolve().parents[3]


def opened(source: Path | bytes) -> IO[bytes]:
    """The file for reading; bytes go to an anonymous file in memory, nothing is left on a disk."""
    if isinstance(source, Path):
        try:
            return source.open("rb")
        except OSError:
            raise refuse("file_broken", place=source.name) from None
    file = anonymous("workbook")
    file.write(source)
    file.flush()
    file.seek(0)
    return file


def anonymous(name: str) -> IO[bytes]:
    """A file that lives in memory and vanishes with its last user."""
    return os.fdopen(os.memfd_create(name), "w+b")


def ask(
    module: str,
    files: Sequence[IO[bytes]],
    argument: str,
    place: str,
    pulse: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Run `main` of a module on open files and return its JSON answer. Raises ReadingRefusedError.

    The child gets no environment, no network, no other file, and hard limits of memory and time from the first moment.
    `pulse` is called about once a second; what it raises (a cancelled job) ends the child and goes on to the caller.
    """
    numbers = [file.fileno() for file in files]
    start = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {module} import main; main()"
    with subprocess.Popen(
        [sys.executable, "-I", "-c", start, *map(str, numbers), argument],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=numbers,
        env={},
        cwd="/",
        start_new_session=True,
    ) as child:
        _bind(child.pid)
        try:
            answer, complaint = _awaited(child, pulse)
        except subprocess.TimeoutExpired:
            raise refuse("file_timeout", place=place) from None
        finally:
            if child.returncode is None:
                child.kill()
                child.communicate()
    return _judged(child.returncode, answer, complaint, place)


def _awaited(child: "subprocess.Popen[bytes]", pulse: Callable[[], None] | None) -> tuple[bytes, bytes]:
    """What the child wrote until its end. Raises TimeoutExpired."""
    deadline = time.monotonic() + _longest_wait()
    while True:
        try:
            return child.communicate(timeout=max(0.0, min(1.0, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise
        if pulse is not None:
            pulse()


def _bind(pid: int) -> None:
    """Hard limits from outside, for the moments before the child sets its own."""
    cpu = limits.cpu_limit(limits.MAX_UNPACKED)
    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (limits.MAX_MEMORY, limits.MAX_MEMORY))
        resource.prlimit(pid, resource.RLIMIT_CPU, (cpu, cpu + 5))
    except ProcessLookupError:  # it has ended already; its answer says why
        return


def _longest_wait() -> int:
    """Seconds on the wall: the processor limit does not end a process that sleeps."""
    return 2 * limits.cpu_limit(limits.MAX_UNPACKED)


def _judged(code: int, answer: bytes, complaint: bytes, place: str) -> dict[str, Any]:
    if code == 0:
        try:
            found: dict[str, Any] = json.loads(answer)
        except ValueError:
            raise refuse("file_reader_died", place=place) from None
        if "refused" in found:
            raise refuse(found["refused"], place=place, **found["gaps"])
        return found
    if code in (-24, -9):  # SIGXCPU, SIGKILL
        raise refuse("file_timeout", place=place)
    if b"memory" in complaint or b"MemoryError" in complaint or b"bad_alloc" in complaint:
        raise refuse("file_memory", place=place)
    raise refuse("file_reader_died", place=place)
