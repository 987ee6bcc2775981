"""One version of one registry row, from the table as it is or from its history."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Base
from app.queries.scope import Scope
from app.queries.worlds import history_of


def record_version(
    session: Session, scope: Scope, model: type[Base], row_id: int, version: int
) -> Mapping[str, Any] | None:
    """Columns that a row in the scope had in a version; None where it never had that version or lies outside."""
    now = model.__table__
    for source in (now, history_of(model.__tablename__)):
        wanted = select(*[source.c[c.name] for c in now.columns])
        if source is not now:
            wanted = wanted.join(model, now.c.id == source.c.id)
        row = session.execute(
            wanted.where(scope.on(model), source.c.id == row_id, source.c.version == version)
        ).first()
        if row is not None:
            return dict(row._mapping)
    return None
