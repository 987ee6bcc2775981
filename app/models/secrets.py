"""The vault: every encrypted value stands here once; rows, history and events carry only its number."""

from sqlalchemy import LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Key, Word


class Secret(Base):
    """One encrypted value. `blind` is the keyed hash for finding it; several rows may share one."""

    __tablename__ = "secret"

    id: Mapped[Key]
    kind: Mapped[Word]
    key_no: Mapped[int] = mapped_column(SmallInteger, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    blind: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    masked: Mapped[str] = mapped_column(default="")
