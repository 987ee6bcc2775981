"""Files that people bring and the product makes: kept encrypted, described by a row."""

from pathlib import Path

from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import new_public_id, now
from app.domain.errors import NotFoundError
from app.extensions import vault
from app.models import StoredFile
from app.unit_of_work import Work


def keep_file(
    work: Work,
    folder: Path,
    clear: bytes,
    *,
    name: str,
    media_type: str,
    purpose: str,
    area_code: str | None = None,
) -> StoredFile:
    """Keep the bytes under their digest and describe them; `folder` is the installation's `files_dir`."""
    row = StoredFile(
        public_id=new_public_id(),
        digest=FileStore(folder, vault()).put(clear),
        name=name[-200:],
        media_type=media_type[:100],
        size=len(clear),
        purpose=purpose,
        area_code=area_code,
        created_by=work.actor.id,
        created_at=now(),
    )
    work.session.add(row)
    work.session.flush()
    return row


def read_file(session: Session, folder: Path, file_id: int) -> bytes:
    """The clear bytes. The caller found the file's owner through the scope; NotFoundError where it has aged out."""
    row = session.get(StoredFile, file_id)
    if row is None:
        raise NotFoundError()
    try:
        return FileStore(folder, vault()).get(row.digest)
    except FileNotFoundError as gone:
        raise NotFoundError("原来的文件已过保存期，打不开了。") from gone
