"""The common ground of all tables: naming, column kinds, and what makes a table a registry table."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Integer, MetaData, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from app.domain.clock import new_public_id


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware on both engines (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


#: 64-bit key; SQLite needs the plain word INTEGER to number rows by itself.
BigId = BigInteger().with_variant(Integer, "sqlite")
Key = Annotated[int, mapped_column(BigId, primary_key=True)]
AreaCode = Annotated[str, mapped_column(String(12))]
Fen = Annotated[int, mapped_column(BigInteger)]
Month = Annotated[str, mapped_column(String(7))]
Word = Annotated[str, mapped_column(String(40))]

#: Names of tables that carry version and event, and therefore history and guard triggers.
REGISTRY_TABLES: list[str] = []


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the product."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: Moment})


class Registered:
    """A registry row: known outside by `public_id`, changed only by an act (`version`, `event_id`).

    The database keeps each version in `<table>_history` and refuses a change without its event.
    """

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True, default=new_public_id)
    version: Mapped[int] = mapped_column(default=1)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"), index=True)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 (SQLAlchemy calls it on the class)
        return {"version_id_col": cls.version}

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        name = cls.__dict__.get("__tablename__")
        if name:
            REGISTRY_TABLES.append(name)
