"""Visits to households, and the case of a monitored household (domain 2.15)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Month, Registered, Word


class Visit(Registered, Base):
    """One visit. The free text is in the vault."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_area_id", "area_code", "id"),)

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    on_day: Mapped[date] = mapped_column(index=True)
    visitor_id: Mapped[int | None] = mapped_column(BigId, index=True)
    visitors: Mapped[str | None] = mapped_column(String(80))
    purpose: Mapped[Word] = mapped_column(default="visit")
    note_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"))
    food_ok: Mapped[bool | None]
    clothing_ok: Mapped[bool | None]
    satisfied: Mapped[bool | None]


class MonitoringCase(Registered, Base):
    """From clue to clearance of one monitored household."""

    __tablename__ = "monitoring_case"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    kind: Mapped[Word]
    risk_main: Mapped[Word]
    state: Mapped[Word] = mapped_column(default="identified")
    identified_month: Mapped[Month]
    cleared_month: Mapped[Month | None]
    clear_mode: Mapped[Word | None]
