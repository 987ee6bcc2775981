"""Photos and papers of one household: what stands in its gallery, and one of them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.vocabulary.attachments import PROOF
from app.models import Attachment, StoredFile, User
from app.queries.scope import Scope


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the gallery with the name of who brought it and its size in bytes."""

    row: Attachment
    by: str
    name: str
    size: int


def list_attachments(
    session: Session, scope: Scope, household_id: int, limit: int = 60, *, proofs: bool = False
) -> list[Shown]:
    """Newest first; those of the gallery, or those that were brought as proof in a drawn check."""
    wanted = (
        select(Attachment, User.display_name, StoredFile.name, StoredFile.size)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .outerjoin(User, User.id == Attachment.added_by)
        .where(scope.on(Attachment), Attachment.household_id == household_id)
        .where((Attachment.topic == PROOF) if proofs else (Attachment.topic != PROOF))
        .order_by(Attachment.added_at.desc(), Attachment.id.desc())
        .limit(limit)
    )
    return [Shown(row, by or "", name, size) for row, by, name, size in session.execute(wanted)]


def get_attachment(session: Session, scope: Scope, household_id: int, public_id: str) -> Attachment:
    """One of the household; NotFoundError for any other."""
    found = session.scalar(
        select(Attachment).where(
            scope.on(Attachment), Attachment.household_id == household_id, Attachment.public_id == public_id
        )
    )
    if found is None:
        raise NotFoundError("打不开这份照片或材料：不在您管的范围，或已删除。")
    return found


def kept_of(session: Session, scope: Scope, household_id: int) -> tuple[int, int]:
    """How many files the household has, and their bytes."""
    wanted = (
        select(func.count(), func.coalesce(func.sum(StoredFile.size), 0))
        .select_from(Attachment)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(scope.on(Attachment), Attachment.household_id == household_id)
    )
    count, size = session.execute(wanted).one()
    return int(count), int(size)


def same_file(session: Session, scope: Scope, household_id: int, digest: str) -> Attachment | None:
    """The household's attachment with these very bytes."""
    wanted = (
        select(Attachment)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(scope.on(Attachment), Attachment.household_id == household_id, StoredFile.digest == digest)
    )
    return session.scalars(wanted.order_by(Attachment.id)).first()
