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
        Index("ix_measure_grant_area_id", "area_code", "id", "state", "starts_on", "ends_on"),
        Index(
            "ix_measure_grant_state", "state", "area_code", "id", "measure", "bureau", "starts_on", "ends_on"
        ),
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
    #: While it waits for the bureau because the rules found it missing: measure and subject, so that it waits once.
    task_key: Mapped[Word | None] = mapped_column(index=True, unique=True)
    found_on: Mapped[date | None]
    #: The document that the village is to bring, and the state to go on from when it is there.
    wanted: Mapped[str | None] = mapped_column(String(200))
    returns_to: Mapped[Word | None]
    #: Where places are few: the rank at which it was proposed, in words, and why it was out of turn.
    ranked: Mapped[str | None] = mapped_column(String(120))
    out_of_turn: Mapped[str | None] = mapped_column(String(400))


class GrantAppeal(Registered, Base):
    """A family disagrees with a refusal: filed, then decided by somebody who did not refuse."""

    __tablename__ = "grant_appeal"
    __table_args__ = (Index("ix_grant_appeal_area_state", "area_code", "state", "id"),)

    grant_id: Mapped[int] = mapped_column(BigId, ForeignKey("measure_grant.id"), index=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    bureau: Mapped[Word]
    state: Mapped[Word] = mapped_column(default="open")
    words: Mapped[str] = mapped_column(Text)
    filed_on: Mapped[date]
    filed_by: Mapped[int | None] = mapped_column(BigId)
    refused_by: Mapped[int | None] = mapped_column(BigId)
    due_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[int | None] = mapped_column(BigId)
    decision: Mapped[str | None] = mapped_column(Text)
