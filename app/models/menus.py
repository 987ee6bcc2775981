"""What menus are made of, and whether it changed."""

from sqlalchemy import SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class MenuRevision(Base):
    """One row. Triggers write another token, never one of before, with each change of names, roles, rules, places and
    kept lists: while it stays, these are as they were."""

    __tablename__ = "menu_revision"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(80))
