"""Frozen indicator values: sums per village and period, rolled up when read."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, Key, Month, Word


class IndicatorValue(Base):
    """Numerator and denominator of one indicator for one area and period; NULL = nothing reported."""

    __tablename__ = "indicator_value"
    __table_args__ = (UniqueConstraint("indicator", "period", "area_code"),)

    id: Mapped[Key]
    indicator: Mapped[Word]
    period: Mapped[Month]
    area_code: Mapped[AreaCode]
    numerator: Mapped[float | None] = mapped_column(Float)
    denominator: Mapped[float | None] = mapped_column(Float)
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    frozen_at: Mapped[datetime]
