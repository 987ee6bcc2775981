"""Village workbooks that were brought back: batches of the import engine with a room of their own."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import ImportBatch, StoredFile
from app.queries.imports import BOOK
from app.queries.scope import Scope


def list_books(
    session: Session, scope: Scope, asked_by: int, limit: int = 20
) -> list[tuple[ImportBatch, str]]:
    """What this person brought back, with the file's name, newest first."""
    wanted = (
        select(ImportBatch, StoredFile.name)
        .join(StoredFile, StoredFile.id == ImportBatch.file_id)
        .where(scope.on(ImportBatch), ImportBatch.profile == BOOK, ImportBatch.created_by == asked_by)
        .where(ImportBatch.state != "dropped")
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return [(batch, name) for batch, name in session.execute(wanted)]


def get_book(session: Session, scope: Scope, public_id: str) -> ImportBatch:
    """One of them; NotFoundError outside the scope and for batches of other lists."""
    found = session.scalar(
        select(ImportBatch).where(
            scope.on(ImportBatch), ImportBatch.public_id == public_id, ImportBatch.profile == BOOK
        )
    )
    if found is None or not scope.covers(found.area_code):
        raise NotFoundError
    return found
