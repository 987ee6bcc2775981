"""Background jobs: a durable queue in the application's own database (leases, fences, schedules)."""

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Key, Word


class Job(Base):
    """state: queued, running, done, failed, cancelled. `args` holds ids only, never personal details."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_waiting",
            "not_before",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_job_running",
            "leased_until",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Word]
    args: Mapped[str] = mapped_column(Text, default="{}")
    state: Mapped[Word] = mapped_column(default="queued")
    step: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    message: Mapped[str | None] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    fence: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    dedup_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    not_before: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(Text)


class JobSchedule(Base):
    """When a scheduled kind runs next."""

    __tablename__ = "job_schedule"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    cron: Mapped[str] = mapped_column(String(60))
    next_at: Mapped[datetime]
