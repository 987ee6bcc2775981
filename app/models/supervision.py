"""What supervision noticed in the trail and the registers, and how it was explained, judged and closed (铁笼)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Registered, Word


class SupervisionCase(Registered, Base):
    """One condition met by one thing: `fact_key` names both, so that it is noticed once and then refreshed.

    `user_id` is the official whom it concerns, `seen` what was counted and `allowed` the figure it was
    held against, in the unit of the condition.
    """

    __tablename__ = "supervision_case"
    __table_args__ = (Index("ix_supervision_case_area_state", "area_code", "state", "id"),)

    condition: Mapped[Word]
    fact_key: Mapped[str] = mapped_column(String(120), unique=True)
    area_code: Mapped[AreaCode]
    user_id: Mapped[int | None] = mapped_column(BigId, index=True)
    household_id: Mapped[int | None] = mapped_column(BigId)
    subject: Mapped[str | None] = mapped_column(String(80))
    seen: Mapped[int | None] = mapped_column(BigInteger)
    allowed: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[Word] = mapped_column(default="opened")
    found_on: Mapped[date]
    last_seen_on: Mapped[date]
    due_on: Mapped[date | None]
    explanation: Mapped[str | None] = mapped_column(Text)
    explained_on: Mapped[date | None]
    judgement: Mapped[Word | None]
    judged_by: Mapped[int | None] = mapped_column(BigId)
    judged_on: Mapped[date | None]
    judged_words: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None]


class SupervisionStep(Base):
    """One step of a case: who moved it from where to where, when and with which words."""

    __tablename__ = "supervision_step"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("supervision_case.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    from_state: Mapped[Word]
    to_state: Mapped[Word]
    words: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
