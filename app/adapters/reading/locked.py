"""Opens the lock of a workbook with a password; runs in guarded children only, nothing touches a disk."""

import os
from typing import IO, Any

from app.adapters.reading import limits
from app.adapters.reading.refusal import Refusal

#: What old Excel locks a workbook with whose structure is protected: it opens such a file without asking anybody.
UNASKED = "VelvetSweatshop"
#: Rounds of the key's derivation that real programs use stay below this; more is an attack on the processor.
MOST_ROUNDS = 500_000


def clear_copy(file: IO[bytes], password: str) -> IO[bytes]:
    """The workbook without its lock, in memory. Raises Refusal: wrong password, unknown lock, broken file."""
    from msoffcrypto import exceptions

    out = _memory()
    try:
        locked = _locked(file)
        _load(locked, password)
        locked.decrypt(out)
    except exceptions.InvalidKeyError:
        raise Refusal("file_password_wrong") from None
    except exceptions.DecryptionError:
        raise Refusal("file_locked_otherwise") from None
    except Refusal:
        raise
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a damaged lock fails in as many ways as there are bytes
        raise Refusal("file_broken") from None
    out.seek(0)
    return out


def opened_unasked(file: IO[bytes]) -> IO[bytes] | None:
    """The clear copy of a workbook that Excel itself opens without a password; None for all others."""
    try:
        return clear_copy(file, UNASKED)
    except Refusal:
        return None


def _locked(file: IO[bytes]) -> Any:
    import olefile
    from msoffcrypto.format import ooxml, xls97

    file.seek(0)
    with olefile.OleFileIO(file) as container:
        if not container.exists("EncryptionInfo"):
            xls97.tempfile = _InMemory  # its own would put the clear workbook on a disk
            return xls97.Xls97File(file)
        told = container.openstream("EncryptionInfo").read(1 << 20)
    if b"<!DOCTYPE" in told or b"<!ENTITY" in told:
        raise Refusal("file_dtd")
    return ooxml.OOXMLFile(file)


def _load(locked: Any, password: str) -> None:
    info = getattr(locked, "info", None) or {}
    if int(info.get("spinValue", 0)) > MOST_ROUNDS:
        raise Refusal("file_bomb", reason="密码要算的遍数不合常理")
    if locked.format == "ooxml":
        locked.load_key(password=password, verify_password=True)
    else:
        locked.load_key(password=password)


class _InMemory:
    """Stands for the module `tempfile` inside the library."""

    @staticmethod
    def TemporaryFile() -> IO[bytes]:  # noqa: N802 - the library's word
        """A file that lives in memory."""
        return _memory()


def _memory() -> IO[bytes]:
    return os.fdopen(os.memfd_create("clear"), "w+b")


def longest(size: int) -> int:
    """Seconds of processor for opening a lock of so many bytes: old workbooks are gone through byte by byte."""
    return limits.START_CPU + 3 * (size // 1_000_000)
