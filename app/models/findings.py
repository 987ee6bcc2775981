"""Suspicions as work orders (domain 8.1), their steps and exemptions."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Registered, Word


class Finding(Registered, Base):
    """One fact, one suspicion: `fact_key` = rule + subject + what was seen; a repeat refreshes it."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_area_state", "area_code", "state", "id"),
        Index("ix_finding_household", "household_id"),
    )

    check_code: Mapped[Word]
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    area_code: Mapped[AreaCode]
    bureau: Mapped[Word | None]
    severity: Mapped[Word]
    fact_key: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[Word] = mapped_column(default="new")
    found_on: Mapped[date]
    last_seen_on: Mapped[date]
    due_on: Mapped[date | None]
    conclusion: Mapped[Word | None]
    keep_reason: Mapped[Word | None]
    explanation: Mapped[str | None] = mapped_column(Text)
    checked_on: Mapped[date | None]
    checkers: Mapped[str | None] = mapped_column(String(80))
    to_return_fen: Mapped[int | None] = mapped_column(BigInteger)
    returned_fen: Mapped[int | None] = mapped_column(BigInteger)
    closed_on: Mapped[date | None]


class FindingStep(Base):
    """One step of a work order: who moved it from where to where, when and with which words."""

    __tablename__ = "finding_step"

    id: Mapped[Key]
    finding_id: Mapped[int] = mapped_column(BigId, ForeignKey("finding.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    from_state: Mapped[Word]
    to_state: Mapped[Word]
    words: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


class Exemption(Registered, Base):
    """A suspicion that was checked and may stay, until a day (豁免)."""

    __tablename__ = "exemption"
    __table_args__ = (Index("ix_exemption_subject", "check_code", "household_id", "person_id"),)

    finding_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("finding.id"))
    check_code: Mapped[Word]
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    reason: Mapped[Word]
    explanation: Mapped[str | None] = mapped_column(String(200))
    until_on: Mapped[date]
