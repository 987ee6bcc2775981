"""What happened: one act is one transaction is one event. Append-only; linked into a chain by the sealer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Key


class Event(Base):
    """`payload` holds codes, numbers and vault numbers only, never personal text."""

    __tablename__ = "event"

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(BigId, index=True)
    act: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str | None] = mapped_column(String(80), index=True)
    area_code: Mapped[str | None] = mapped_column(String(12), index=True)
    batch_id: Mapped[int | None] = mapped_column(BigId)
    request_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class EventLink(Base):
    """One link of the chain: hash of the link before and of the event's canonical text."""

    __tablename__ = "event_link"

    seq: Mapped[Key]
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
