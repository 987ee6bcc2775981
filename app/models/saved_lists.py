"""Lists that somebody keeps under a name, for themselves or for their office."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Word


class SavedList(Base):
    """What is asked of a list, never its rows: whoever opens it sees the rows of their own area.

    A shared one belongs to an office: those whose role lies in exactly this area and, for a bureau, in this bureau.
    """

    __tablename__ = "saved_list"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    title: Mapped[str] = mapped_column(String(40))
    subject: Mapped[Word]  # household, person
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_shared: Mapped[bool]
    area_code: Mapped[AreaCode | None] = mapped_column(index=True)
    bureau: Mapped[Word | None]
    created_at: Mapped[datetime]
