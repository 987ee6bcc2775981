"""A workbook under a password: opened with what the clerk types, kept open under the vault's own lock.

The password is handed to the guarded child and to nobody else: not to the database, the trail or a log.
"""

from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.workbook_reader import unlock_workbook
from app.domain.errors import InvalidInputError
from app.models import ImportBatch
from app.services.files import keep_file
from app.services.importing.receive import kept_bytes
from app.unit_of_work import Work

#: The refusal that a password can lift.
LOCKED = "file_encrypted"


def is_locked(batch: ImportBatch) -> bool:
    """Whether the batch waits for the password of its file."""
    return batch.state == "refused" and batch.counts.get("refused") == LOCKED


def opened(session: Session, store: FileStore, batch: ImportBatch, password: str) -> bytes:
    """The workbook without its lock (no write). Raises ReadingRefusedError, file_password_wrong among others."""
    content, name = kept_bytes(session, store, batch)
    return unlock_workbook(content, name, password)


def keep_opened(work: Work, store: FileStore, batch: ImportBatch, clear: bytes) -> None:
    """The opened workbook takes the locked one's place in the batch, to be read like any other.

    The batch goes on being recognised by the bytes that were sent.
    """
    if not is_locked(batch):
        raise InvalidInputError("E-IMPORT-STATE", "这一批不在等密码。")
    name = kept_bytes(work.session, store, batch)[1]
    file = keep_file(
        work,
        store,
        clear,
        name=name,
        media_type="application/octet-stream",
        purpose="workbook",
        area_code=batch.area_code,
    )
    batch.file_id = file.id
    batch.state, batch.state_words, batch.counts = "received", None, {}
    batch.version += 1
