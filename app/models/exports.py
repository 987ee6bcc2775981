"""Exports with clear numbers: who asked for what and why, who agreed, and that it was taken once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Word


class ExportRequest(Base):
    """One list with clear numbers, asked for with a reason; the file is made when it is taken and kept nowhere.

    `asked` is the list's address, never its rows; `fingerprint` tells whether the rows are still those agreed to.
    `serial` is the number of the event under which it was taken, printed on the sheet.
    """

    __tablename__ = "export_request"
    __table_args__ = (Index("ix_export_request_state_area", "state", "area_code"),)

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Word]
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    numbers: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[Word]
    reason: Mapped[str] = mapped_column(String(200))
    area_code: Mapped[AreaCode]
    rows: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[Word] = mapped_column(default="waiting")
    words: Mapped[str] = mapped_column(String(200), default="")
    created_by: Mapped[int] = mapped_column(BigId, index=True)
    created_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(BigId)
    decided_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    serial: Mapped[int | None] = mapped_column(BigId)
