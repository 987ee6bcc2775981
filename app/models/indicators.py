"""Frozen periods: what was counted for each area, and the columnar file that it was counted from; the day's sums."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Month


class IndicatorSnapshot(Base):
    """A month (2026-11) or a year (2026) as it was known on `as_of`. Never changed; a correction is a new revision."""

    __tablename__ = "indicator_snapshot"
    __table_args__ = (UniqueConstraint("period", "revision"),)

    id: Mapped[Key]
    period: Mapped[Month]
    revision: Mapped[int] = mapped_column(SmallInteger)
    year: Mapped[int] = mapped_column(SmallInteger)
    as_of: Mapped[date]
    households: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(80))
    file_digest: Mapped[str] = mapped_column(String(64))
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    definitions: Mapped[str] = mapped_column(String(64))  # digest of indicators and deprivations
    rules: Mapped[str] = mapped_column(String(64))  # digest of the versions of measures and checks
    details: Mapped[dict[str, Any]] = mapped_column(JSON)  # lines by county, titles of measures and checks
    frozen_at: Mapped[datetime]
    act_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


class SnapshotArea(Base):
    """Sums of one area in a frozen period, its parts included; measures that do not add up; its own projects."""

    __tablename__ = "snapshot_area"

    snapshot_id: Mapped[int] = mapped_column(BigId, ForeignKey("indicator_snapshot.id"), primary_key=True)
    area_code: Mapped[AreaCode] = mapped_column(primary_key=True)
    sums: Mapped[dict[str, int]] = mapped_column(JSON)
    measures: Mapped[dict[str, Any]] = mapped_column(JSON)
    projects: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class DayCount(Base):
    """The newest count of today's register, one row: `revision` says which contents were counted."""

    __tablename__ = "day_count"

    id: Mapped[Key]
    as_of: Mapped[date]
    revision: Mapped[str] = mapped_column(String(60))
    counted_at: Mapped[datetime]
    seconds: Mapped[float] = mapped_column(Float)  # what the counting took


class DayArea(Base):
    """Sums of one area in the newest count, its parts included. They tell nothing about anybody."""

    __tablename__ = "day_area"

    area_code: Mapped[AreaCode] = mapped_column(primary_key=True)
    sums: Mapped[dict[str, int]] = mapped_column(JSON)
