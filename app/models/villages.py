"""The village record by year: what has to be filled for a village that left poverty (domain 5.3, N06)."""

from sqlalchemy import Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, Fen, Registered, Word


class VillageRecord(Registered, Base):
    """One village in one year, as told; money in fen. NULL = nobody has told."""

    __tablename__ = "village_record"
    __table_args__ = (
        UniqueConstraint("area_code", "year"),
        Index("ix_village_record_area_id", "area_code", "id"),
    )

    area_code: Mapped[AreaCode]
    year: Mapped[int] = mapped_column(SmallInteger)
    attribute: Mapped[Word | None]  # 村属性
    left_poverty_year: Mapped[int | None] = mapped_column(SmallInteger)  # 出列年度
    households: Mapped[int | None]
    persons: Mapped[int | None]
    collective_income_fen: Mapped[Fen | None]
    primary_schools: Mapped[int | None]
    pension_persons: Mapped[int | None]
    has_bus: Mapped[bool | None]
    road_to_township: Mapped[bool | None]
    clinics: Mapped[int | None]
    doctors: Mapped[int | None]
    public_toilets: Mapped[int | None]
    has_waste_site: Mapped[bool | None]
    libraries: Mapped[int | None]
    dibao_households: Mapped[int | None]
    dibao_persons: Mapped[int | None]
    tekun_persons: Mapped[int | None]
    disabled_persons: Mapped[int | None]
    unsafe_water_households: Mapped[int | None]
    dangerous_house_households: Mapped[int | None]
    filler: Mapped[str | None] = mapped_column(String(40))
    origin: Mapped[Word] = mapped_column(default="visit")
