"""Sheets of the four looks (四看法, domain 4): who scored a household by which version of the table."""

from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Registered, Word


class LookSheet(Registered, Base):
    """One scorer's sheet. `chosen` is written `H1=3 H2=0 …`: item and number of its option; scores are tenths."""

    __tablename__ = "look_sheet"
    __table_args__ = (Index("ix_look_sheet_area_id", "area_code", "id"),)

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    area_code: Mapped[AreaCode]
    table_code: Mapped[Word]
    table_version: Mapped[int] = mapped_column(SmallInteger)
    scored_on: Mapped[date]
    scorer_id: Mapped[int | None] = mapped_column(BigId)
    scorer: Mapped[str] = mapped_column(String(40))  # a village representative need not have an account
    chosen: Mapped[str] = mapped_column(String(300))
    by_register: Mapped[str] = mapped_column(String(120), default="")  # items that nobody had to choose
    tenths: Mapped[int] = mapped_column(SmallInteger)
