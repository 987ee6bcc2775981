"""Third-party style checks (domain 10.2): what was drawn from which frame, and one questionnaire a household."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Registered, Word


class Survey(Base):
    """One check. Frame = the register as known after `frame_event`; seed and frame give the same list again.

    `sizes` kind -> households asked for; `strata` [township, kind, frame, sample]; `result` is kept at closing.
    state: open, closing (somebody asked to close), closed (a second person did).
    """

    __tablename__ = "survey"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    frame_on: Mapped[date]
    frame_event: Mapped[int] = mapped_column(BigId)
    seed: Mapped[str] = mapped_column(String(40))
    form: Mapped[Word]
    sizes: Mapped[dict[str, Any]] = mapped_column(JSON)
    strata: Mapped[list[Any]] = mapped_column(JSON)
    frame_digest: Mapped[str] = mapped_column(String(64))
    list_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[Word] = mapped_column(default="open")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    drawn_by: Mapped[int | None] = mapped_column(BigId)
    drawn_on: Mapped[date]
    asked_by: Mapped[int | None] = mapped_column(BigId)
    closed_by: Mapped[int | None] = mapped_column(BigId)
    closed_on: Mapped[date | None]


class SurveyCase(Registered, Base):
    """One drawn household: registered (`household_id`), or a number in the village's roster of those who are not.

    `answers` is written `food=yes water=no`. `suspicion` missed or wrong_exit; `judged` upheld or cleared.
    """

    __tablename__ = "survey_case"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        Index("ix_survey_case_area_id", "area_code", "id"),
    )

    survey_id: Mapped[int] = mapped_column(BigId, ForeignKey("survey.id"))
    number: Mapped[int]
    area_code: Mapped[AreaCode]
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    roster_no: Mapped[int | None]
    kind: Mapped[Word]
    state: Mapped[Word] = mapped_column(default="drawn")  # drawn, asked, absent
    persons: Mapped[int | None] = mapped_column(SmallInteger)
    answers: Mapped[str] = mapped_column(String(300), default="")
    asked_on: Mapped[date | None]
    interviewer_id: Mapped[int | None] = mapped_column(BigId)
    suspicion: Mapped[Word | None]
    proof: Mapped[str | None] = mapped_column(Text)
    proof_by: Mapped[int | None] = mapped_column(BigId)
    judged: Mapped[Word | None]
    judged_by: Mapped[int | None] = mapped_column(BigId)
    judged_words: Mapped[str | None] = mapped_column(Text)
    finding_id: Mapped[int | None] = mapped_column(BigId)  # finding.id; SQLite adds no constraint later
