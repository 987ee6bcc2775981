"""What bureaus told: one table for all workbooks, what they covered, and clues about outsiders."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Month, Word


class BureauRecord(Base):
    """ "This person has such a thing of this kind and level, from then to then, worth so much" (amounts in fen)."""

    __tablename__ = "bureau_record"
    __table_args__ = (
        # holds every column of "is it live": table look-ups would cost six times as much
        Index("ix_bureau_record_live", "dataset", "person_id", "status", "starts_on", "ends_on"),
        Index("ix_bureau_record_person", "person_id"),
        Index("ix_bureau_record_batch", "batch_id"),
    )

    id: Mapped[Key]
    dataset: Mapped[int] = mapped_column(SmallInteger)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    period: Mapped[Month]
    kind: Mapped[Word | None]
    level: Mapped[Word | None]
    status: Mapped[Word] = mapped_column(default="normal")
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    details: Mapped[dict[str, str] | None] = mapped_column(JSON)
    batch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("import_batch.id"))
    row_no: Mapped[int | None]


class DatasetCoverage(Base):
    """The bureau delivered this dataset for this area range and period: only here is absence a "no"."""

    __tablename__ = "dataset_coverage"
    __table_args__ = (Index("ix_dataset_coverage_find", "dataset", "area_low", "area_high"),)

    id: Mapped[Key]
    dataset: Mapped[int] = mapped_column(SmallInteger)
    area_low: Mapped[AreaCode]
    area_high: Mapped[AreaCode]
    period: Mapped[Month]
    batch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("import_batch.id"), index=True)


class Clue(Base):
    """An outsider whom a live check concerns: kept encrypted for the township, 90 days, then gone."""

    __tablename__ = "clue"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("import_batch.id"), index=True)
    check_code: Mapped[Word]
    secret_id: Mapped[int] = mapped_column(BigId, ForeignKey("secret.id"))
    legal_ground: Mapped[str] = mapped_column(String(120))
    ends_on: Mapped[date] = mapped_column(index=True)
    created_at: Mapped[datetime]
