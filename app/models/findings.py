"""Suspicions as work orders (domain 8.1): their steps, exemptions, money that came back, second looks."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Fen, Key, Registered, Word


class Finding(Registered, Base):
    """One fact, one suspicion: `fact_key` = rule + subject and, from the second on, the facts seen; a repeat
    refreshes it. `facts` is the digest of what the rule saw when it was opened, or when it was answered."""

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
    facts: Mapped[str | None] = mapped_column(String(16))
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
    #: Who was told because it is late; empty again with the next step.
    escalated_to: Mapped[Word | None]
    escalated_on: Mapped[date | None]


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


class FindingReceipt(Base):
    """Money that came back for a work order, with the number of its receipt. Never changed."""

    __tablename__ = "finding_receipt"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="something_came"),
        UniqueConstraint("finding_id", "receipt_no"),
    )

    id: Mapped[Key]
    finding_id: Mapped[int] = mapped_column(BigId, ForeignKey("finding.id"))
    amount_fen: Mapped[Fen]
    returned_on: Mapped[date]
    receipt_no: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None] = mapped_column(BigId)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


class FindingRecheck(Registered, Base):
    """A closed work order that was drawn for a second look (复核) by somebody else: drawn, upheld or reopened."""

    __tablename__ = "finding_recheck"
    __table_args__ = (
        UniqueConstraint("finding_id", "drawn_on"),
        Index("ix_finding_recheck_area_state", "area_code", "state", "id"),
    )

    finding_id: Mapped[int] = mapped_column(BigId, ForeignKey("finding.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    bureau: Mapped[Word | None]
    state: Mapped[Word] = mapped_column(default="drawn")
    drawn_on: Mapped[date]
    due_on: Mapped[date | None]
    closed_by: Mapped[int | None] = mapped_column(BigId)
    answered_by: Mapped[int | None] = mapped_column(BigId)
    checked_by: Mapped[int | None] = mapped_column(BigId)
    checked_on: Mapped[date | None]
    words: Mapped[str | None] = mapped_column(Text)


class CheckDemotion(Base):
    """A rule whose suspicions were rarely confirmed weighs less, until a person says otherwise."""

    __tablename__ = "check_demotion"

    id: Mapped[Key]
    check_code: Mapped[Word] = mapped_column(index=True)
    from_severity: Mapped[Word]
    to_severity: Mapped[Word]
    answered: Mapped[int]
    confirmed: Mapped[int]
    share_low: Mapped[float] = mapped_column(Double)
    share_high: Mapped[float] = mapped_column(Double)
    since_at: Mapped[datetime]
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(BigId)
    ended_reason: Mapped[str | None] = mapped_column(String(200))
