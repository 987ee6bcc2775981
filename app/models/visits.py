"""Visits to households, and the case of a monitored household (domain 2.15)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Fen, Month, Registered, Word


class Visit(Registered, Base):
    """One visit. The free text is in the vault."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_area_id", "area_code", "id"),)

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    on_day: Mapped[date] = mapped_column(index=True)
    visitor_id: Mapped[int | None] = mapped_column(BigId, index=True)
    visitors: Mapped[str | None] = mapped_column(String(80))  # all of them, as papers print them
    second_visitor: Mapped[str | None] = mapped_column(String(40))  # need not have an account
    mode: Mapped[Word | None]
    place: Mapped[Word | None]
    topics: Mapped[str | None] = mapped_column(String(200))  # codes with commas between
    purpose: Mapped[Word] = mapped_column(default="visit")
    note_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"))
    food_ok: Mapped[bool | None]
    clothing_ok: Mapped[bool | None]
    satisfied: Mapped[bool | None]


class FamilyNeed(Registered, Base):
    """What a family itself says it needs; `place` 1 comes first."""

    __tablename__ = "family_need"
    __table_args__ = (
        UniqueConstraint("household_id", "place"),
        Index("ix_family_need_area_id", "area_code", "id"),
    )

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    area_code: Mapped[AreaCode]
    place: Mapped[int] = mapped_column(SmallInteger)
    need: Mapped[Word]
    words: Mapped[str | None] = mapped_column(String(120))
    told_by: Mapped[str | None] = mapped_column(String(40))
    told_on: Mapped[date]


class MonitoringCase(Registered, Base):
    """From clue to clearance of one monitored household."""

    __tablename__ = "monitoring_case"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    kind: Mapped[Word]
    risk_main: Mapped[Word]
    source: Mapped[Word | None]  # who brought the clue (2.15)
    is_green_channel: Mapped[bool | None]  # help first, papers after
    state: Mapped[Word] = mapped_column(default="identified")
    identified_month: Mapped[Month]
    cleared_month: Mapped[Month | None]
    clear_mode: Mapped[Word | None]


class MonitoringStep(Registered, Base):
    """One dated step of a case: household check, consent, meeting, notice ... (2.15), with its paper."""

    __tablename__ = "monitoring_step"
    __table_args__ = (UniqueConstraint("case_id", "step"),)

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("monitoring_case.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    step: Mapped[Word]
    on_day: Mapped[date]
    until_on: Mapped[date | None]  # last day of a public notice
    evidence: Mapped[str] = mapped_column(String(120))


class MonitoringSituation(Registered, Base):
    """The facts of a monitored household at identification and again at clearance (2.8); amounts in fen."""

    __tablename__ = "monitoring_situation"
    __table_args__ = (UniqueConstraint("case_id", "moment"),)

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("monitoring_case.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    moment: Mapped[Word]  # identified, cleared
    on_day: Mapped[date | None]
    has_dropout: Mapped[bool | None]
    house_damaged: Mapped[bool | None]
    someone_uninsured: Mapped[bool | None]
    water_damaged: Mapped[bool | None]
    wage_fen: Mapped[Fen | None]
    business_fen: Mapped[Fen | None]
    property_fen: Mapped[Fen | None]
    transfer_fen: Mapped[Fen | None]
    cost_fen: Mapped[Fen | None]
    net_fen: Mapped[Fen | None]
    net_per_head_fen: Mapped[Fen | None]
    claim_fen: Mapped[Fen | None]
    self_paid_fen: Mapped[Fen | None]
    members: Mapped[int | None] = mapped_column(SmallInteger)
