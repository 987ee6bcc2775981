"""Photos and papers of a household: described here, their bytes sealed in the file store."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Registered, Word


class Attachment(Registered, Base):
    """One photo or paper. Where a photo was taken tells where the family lives: it stands in the vault."""

    __tablename__ = "attachment"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    kind: Mapped[Word]  # photo, paper
    topic: Mapped[Word]
    caption: Mapped[str | None] = mapped_column(String(80))
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("stored_file.id"))
    thumb_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("stored_file.id"))
    taken_on: Mapped[date | None]
    #: HH:MM by the camera's own clock
    taken_time: Mapped[str | None] = mapped_column(String(5))
    #: visit.id; SQLite adds no constraint later
    visit_id: Mapped[int | None] = mapped_column(BigId, index=True)
    place_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"))
    added_by: Mapped[int | None] = mapped_column(BigId)
    added_at: Mapped[datetime]
