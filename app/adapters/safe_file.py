"""Files of an installation: written whole or not at all, also in a power cut, and readable by their owner alone."""

import os
import stat
from pathlib import Path
from secrets import token_hex


def write_whole(path: Path, body: bytes, *, mode: int = 0o600) -> None:
    """Temporary file beside the target, fsync, rename, fsync of the folder. The folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def close_to_others(folder: Path, mark: str) -> None:
    """Take every right from others on an installation's folder and on the database in it, whoever created them.

    Only a folder of our own that holds the file `mark` (its settings) is one; nothing else is touched.
    """
    if not (folder / mark).is_file() or folder.stat().st_uid != os.geteuid():
        return
    folder.chmod(0o700)
    for file in (*folder.glob("*.db"), *folder.glob("*.db-wal"), *folder.glob("*.db-shm"), folder / mark):
        if file.stat().st_uid == os.geteuid() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(0o600)
