"""A report that somebody asked for, where its files lie, and reports that come by themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Word


class ReportRequest(Base):
    """Built with the requester's scope as it is when the job runs."""

    __tablename__ = "report_request"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Word]
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    year: Mapped[int]
    formats: Mapped[str] = mapped_column(String(40))
    state: Mapped[Word] = mapped_column(default="waiting")  # waiting, building, ready, failed
    words: Mapped[str | None] = mapped_column(Text)
    files: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # format -> stored_file.id
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_by: Mapped[int] = mapped_column(BigId, index=True)
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    schedule_id: Mapped[int | None] = mapped_column(BigId, index=True)  # where it came by itself


class ReportTemplate(Base):
    """A version of the office's own way of a report, for its area and all places inside it.

    state: draft, proposed (waits for a second person), approved (in force), retired. `revision` counts savings;
    `entry` names in `written_by` everybody who saved the version.
    """

    __tablename__ = "report_template"
    __table_args__ = (UniqueConstraint("area_code", "kind", "number"),)

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Word]
    area_code: Mapped[AreaCode]
    number: Mapped[int]
    state: Mapped[Word] = mapped_column(default="draft")
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    words: Mapped[str] = mapped_column(String(200), default="")  # why it was sent back
    author_id: Mapped[int] = mapped_column(BigId)
    decided_by: Mapped[int | None] = mapped_column(BigId)
    changed_at: Mapped[datetime]


class ReportSchedule(Base):
    """A report that comes by itself after each period, with the rights that its maker has on that day.

    `told`: me = only its maker is told on the home page, office = everybody who may read the place's reports.
    `last_period` is the last one asked for: what was missed meanwhile comes once, for the newest period.
    """

    __tablename__ = "report_schedule"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Word]
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    every: Mapped[Word]
    formats: Mapped[str] = mapped_column(String(40))
    told: Mapped[Word]
    base_url: Mapped[str] = mapped_column(String(200))
    is_on: Mapped[bool] = mapped_column(default=True)
    words: Mapped[str] = mapped_column(String(200), default="")
    last_period: Mapped[Word] = mapped_column(default="")
    created_by: Mapped[int] = mapped_column(BigId)
    created_at: Mapped[datetime]
