"""Files kept by the product: bytes in the store, a row that says whose and what they are."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.vault import Vault
from app.domain.clock import new_public_id, now
from app.models import StoredFile
from app.unit_of_work import Work


def keep_file(
    work: Work,
    store: FileStore,
    body: bytes,
    *,
    name: str,
    media_type: str,
    purpose: str,
    area_code: str | None = None,
) -> StoredFile:
    """Store the bytes first, then the row: a row never points at nothing."""
    row = StoredFile(
        public_id=new_public_id(),
        digest=store.keep(body),
        name=name,
        media_type=media_type,
        size=len(body),
        purpose=purpose,
        area_code=area_code,
        created_by=work.actor.id,
        created_at=now(),
    )
    work.session.add(row)
    work.session.flush()
    return row


def open_store(folder: Path, vault: Vault) -> FileStore:
    """The store of this installation."""
    return FileStore(folder, vault)


def read_file(store: FileStore, row: StoredFile) -> bytes:
    """The clear bytes of a kept file. Raises FileGoneError."""
    return store.read(row.digest)


def find_file(session: Session, number: int) -> StoredFile | None:
    """A kept file by its row number."""
    return session.scalar(select(StoredFile).where(StoredFile.id == number))
