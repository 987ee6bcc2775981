"""The guarded child that opens a workbook with the password a clerk typed.

It gets three open files: the workbook, the clear copy to write, the password; none of them has a name on a disk.
"""

import json
import os
import shutil
import sys
from typing import IO, Any

from app.adapters.reading import kinds, limits, locked, sandbox
from app.adapters.reading.refusal import Refusal


def main() -> None:
    """argv: numbers of workbook, result and password, suffix of the name."""
    source, target, told = (int(n) for n in sys.argv[-4:-1])
    sandbox.shut_in(limits.MAX_MEMORY)
    sandbox.allow(limits.START_MEMORY, limits.START_CPU)
    try:
        with os.fdopen(source, "rb") as file, os.fdopen(target, "wb") as out, os.fdopen(told, "rb") as word:
            size = os.fstat(file.fileno()).st_size
            sandbox.allow(limits.memory_limit(4 * size), locked.longest(size))
            answer = unlock(file, out, word.read().decode())
    except Refusal as refusal:
        answer = {"refused": refusal.code, "gaps": refusal.gaps}
    except MemoryError:
        answer = {"refused": "file_memory", "gaps": {}}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def unlock(file: IO[bytes], out: IO[bytes], password: str) -> dict[str, Any]:
    """Write the clear workbook to `out`; only what then is a workbook is one that was opened."""
    if kinds.kind_of(file, "") != "ole":
        raise Refusal("file_locked_otherwise")
    with locked.clear_copy(file, password) as clear:
        if kinds.kind_of(clear, "") not in ("xlsx", "xlsb", "ole"):
            raise Refusal("file_unknown_kind")
        clear.seek(0)
        shutil.copyfileobj(clear, out)
    out.flush()
    return {"unlocked": True}
