"""Named acts on households and members: the day they happened, why, by which paper; entered in the national system."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Registered, Word


class HouseholdAct(Registered, Base):
    """One act. `act_event_id` wrote the rows that it changed; an undone act stays and says so.

    `national_state`: open (to be entered in the national system), entered, not_needed.
    """

    __tablename__ = "household_act"
    __table_args__ = (
        Index("ix_household_act_area_id", "area_code", "id"),
        Index("ix_household_act_national", "national_state", "area_code", "id"),
    )

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    other_household_id: Mapped[int | None] = mapped_column(BigId, index=True)  # split into, merged into
    person_id: Mapped[int | None] = mapped_column(BigId)
    area_code: Mapped[AreaCode]
    act: Mapped[Word]
    happened_on: Mapped[date]
    reason: Mapped[Word | None]
    evidence: Mapped[str | None] = mapped_column(String(120))
    act_event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"), index=True)
    state: Mapped[Word] = mapped_column(default="done")  # done, undone
    undone_on: Mapped[date | None]
    undo_reason: Mapped[str | None] = mapped_column(String(120))
    national_state: Mapped[Word] = mapped_column(default="open")
    national_on: Mapped[date | None]
    national_by: Mapped[int | None] = mapped_column(BigId)
