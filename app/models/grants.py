"""A measure landed on a household or person."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Registered, Word


class MeasureGrant(Registered, Base):
    """proposed, approved, delivering, delivered, ended, or refused with a reason of the closed list."""

    __tablename__ = "measure_grant"
    __table_args__ = (
        Index("ix_measure_grant_household", "household_id", "measure", "state"),
        Index("ix_measure_grant_person", "person_id", "measure", "state"),
        Index("ix_measure_grant_area_id", "area_code", "id"),
    )

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    area_code: Mapped[AreaCode]
    measure: Mapped[Word]  # code of the catalogue, e.g. M26
    bureau: Mapped[Word]
    state: Mapped[Word] = mapped_column(default="proposed")
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    period: Mapped[str | None] = mapped_column(String(20))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    refusal: Mapped[Word | None]
    reason: Mapped[str | None] = mapped_column(Text)
    delivered_on: Mapped[date | None]
    proof_file_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("stored_file.id"))
    due_on: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(BigId, index=True)
