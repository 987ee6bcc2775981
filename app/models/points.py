"""Where a household or a project is, as far as somebody has told."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Registered


class MapPoint(Registered, Base):
    """One spot of a household or of a project, in CGCS2000 longitude and latitude.

    A project stands in the open: `lon` and `lat` are exact. A household's exact spot is kept in the vault (`place_ref`,
    text "lon,lat"); `lon` and `lat` are then the middle of its cell of a hundredth of a degree, about one kilometre.
    """

    __tablename__ = "map_point"
    __table_args__ = (Index("ix_map_point_area_id", "area_code", "id"),)

    area_code: Mapped[AreaCode]
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"), unique=True)
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("project.id"), unique=True)
    lon: Mapped[float]
    lat: Mapped[float]
    place_ref: Mapped[int | None] = mapped_column(BigId)  # secret.id
    source_crs: Mapped[str] = mapped_column(String(40))
    taken_on: Mapped[date | None]
