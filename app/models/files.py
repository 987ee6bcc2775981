"""Files kept by the product: stored encrypted by content hash, described here."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Key, Word


class StoredFile(Base):
    """`digest` is SHA-256 of the clear bytes; the bytes lie in the file store under it, encrypted."""

    __tablename__ = "stored_file"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    purpose: Mapped[Word]
    area_code: Mapped[str | None] = mapped_column(String(12), index=True)
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]
