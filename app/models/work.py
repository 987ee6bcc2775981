"""Work of members month by month (N04), work they plan (N05); domain 2.11 and F7 of 1.1."""

from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Fen, Month, Registered, Word


class WorkRecord(Registered, Base):
    """What was told about one member's work in one month; wage in fen a month."""

    __tablename__ = "work_record"
    __table_args__ = (
        UniqueConstraint("person_id", "month"),
        Index("ix_work_record_area_id", "area_code", "id"),
    )

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    area_code: Mapped[AreaCode]
    month: Mapped[Month]
    is_working: Mapped[bool | None]
    place: Mapped[str | None] = mapped_column(String(60))
    place_code: Mapped[str | None] = mapped_column(String(12))  # at least to the county
    employer: Mapped[str | None] = mapped_column(String(60))
    industry: Mapped[Word | None]
    wage_fen: Mapped[Fen | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    channel: Mapped[Word | None]
    point_to_point: Mapped[bool | None]
    travel_subsidy_fen: Mapped[Fen | None]
    origin: Mapped[Word] = mapped_column(default="visit")


class WorkPlan(Registered, Base):
    """Whether a member means to go out for work this year, where, and which help is wanted."""

    __tablename__ = "work_plan"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        Index("ix_work_plan_area_id", "area_code", "id"),
    )

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    area_code: Mapped[AreaCode]
    year: Mapped[int] = mapped_column(SmallInteger)
    is_planned: Mapped[bool | None]
    place: Mapped[str | None] = mapped_column(String(60))
    place_code: Mapped[str | None] = mapped_column(String(12))
    service_need: Mapped[Word | None]
    origin: Mapped[Word] = mapped_column(default="visit")
