"""Administrative divisions by 12-digit code, and their outlines."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.area_names import AREA_GRAM_LENGTH
from app.models.base import AreaCode, Base, Key


class Area(Base):
    """One division. `level`: 1 province, 2 city, 3 county, 4 township, 5 village. Codes are never deleted."""

    __tablename__ = "area"

    code: Mapped[AreaCode] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[int] = mapped_column(SmallInteger)
    parent_code: Mapped[str | None] = mapped_column(String(12), index=True)
    full_name: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    predecessor_code: Mapped[str | None] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(200), default="")


class AreaGram(Base):
    """Pieces of an area's name and beginnings of its spelling (`domain.area_names`): any search is one range."""

    __tablename__ = "area_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: Mapped[str] = mapped_column(String(AREA_GRAM_LENGTH), primary_key=True)
    rank: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    area_code: Mapped[AreaCode] = mapped_column(ForeignKey("area.code"), primary_key=True, index=True)


class Boundary(Base):
    """The outline of an area from a given day on, in CGCS2000 longitude and latitude."""

    __tablename__ = "boundary"

    id: Mapped[Key]
    area_code: Mapped[AreaCode] = mapped_column(ForeignKey("area.code"), index=True)
    valid_from: Mapped[date | None]
    wkb: Mapped[bytes] = mapped_column(LargeBinary)
    outline: Mapped[str] = mapped_column(Text)  # simplified once as a coverage, GeoJSON geometry
    outline_middle: Mapped[str | None] = mapped_column(
        Text
    )  # finer, for maps of a city; empty = no finer one
    outline_near: Mapped[str | None] = mapped_column(Text)  # finest, for maps of a county and below
    source: Mapped[str] = mapped_column(String(200))
    source_crs: Mapped[str] = mapped_column(String(40))
    review_no: Mapped[str | None] = mapped_column(String(60))  # 审图号
    is_sketch: Mapped[bool] = mapped_column(default=True)  # 示意边界
