"""What the register knows of the rows of a batch: found by their keys in one statement each, as columns.

Numbers are compared by their blind indexes (`id_blind`, `phone_blind`), never in clear.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, FromClause, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.models import Area, ImportBatch, Secret
from app.queries.worlds import history_of
from app.services.importing.bulk import drop_staged, staged, table_of
from app.services.importing.frames import fetch
from app.services.importing.staging import DISPUTED, read_part

#: Compared fields that stand in the vault: field -> the column that holds its number.
VAULTED = {"id_blind": "id_ref", "phone_blind": "phone_ref"}


def areas_within(session: Session, code: str) -> pl.DataFrame:
    """Villages of an area: code, name, and the name of the township above."""
    low, high = range_of(code)
    above = Area.__table__.alias()
    wanted = (
        select(Area.code, Area.name, above.c.name.label("township"))
        .outerjoin(above, above.c.code == Area.parent_code)
        .where(Area.code >= low, Area.code < high, Area.level == 5)
        .order_by(Area.code)
    )
    return fetch(session, wanted)


def by_key(
    session: Session, table: str, key: str, values: Iterable[object], fields: Sequence[str]
) -> pl.DataFrame:
    """Rows of a table whose `key` is among the values: key, id, version, event_id and fields."""
    told = values if isinstance(values, pl.Series) else pl.Series(key, list(values))
    found = told.drop_nulls().unique(maintain_order=True).alias(key)
    types = {key: table_of(table).columns[key].type}
    connection = session.connection()
    wanted = staged(connection, "wanted", types, pl.DataFrame({key: found}), key=key)
    t = table_of(table).alias()
    names = [n for n in dict.fromkeys((key, "id", "version", "event_id")) if n in t.c]
    columns = [t.c[n] for n in names] + [field_of(t, f) for f in fields if f not in names]
    frame = fetch(session, select(*columns).join(wanted, wanted.c[key] == t.c[key]).order_by(t.c.id))
    drop_staged(connection, wanted)
    return frame


def field_of(table: FromClause, field: str) -> ColumnElement[Any]:
    """A column, or the blind index of the vaulted value behind it."""
    if field not in VAULTED:
        return table.c[field]
    ref = table.c[VAULTED[field]]
    return select(Secret.blind).where(Secret.id == ref).scalar_subquery().label(field)


def last_delivery(session: Session, batch: ImportBatch) -> tuple[int | None, str | None]:
    """Event and period of the newest batch of this list in force for an overlapping area; (None, None) at first."""
    low, high = range_of(batch.area_code)
    rows = session.execute(
        select(ImportBatch.applied_event_id, ImportBatch.period, ImportBatch.area_code)
        .where(
            ImportBatch.profile == batch.profile, ImportBatch.state == "applied", ImportBatch.id != batch.id
        )
        .order_by(ImportBatch.applied_event_id)
    ).all()
    here = [(e, p) for e, p, code in rows if max(low, code) < min(high, range_of(code)[1])]
    if not here:
        return None, None
    return here[-1][0], max((p for _, p in here if p), default=None)


def same_period(session: Session, batch: ImportBatch) -> dict[str, str] | None:
    """Public id and day of the batch in force with the same list, period and an overlapping area; None at first."""
    low, high = range_of(batch.area_code)
    rows = session.execute(
        select(ImportBatch.public_id, ImportBatch.applied_at, ImportBatch.area_code)
        .where(
            ImportBatch.profile == batch.profile,
            ImportBatch.period == batch.period,
            ImportBatch.state == "applied",
            ImportBatch.id != batch.id,
        )
        .order_by(ImportBatch.applied_event_id.desc())
    ).all()
    for public_id, applied_at, code in rows:
        if max(low, code) < min(high, range_of(code)[1]) and applied_at:
            return {"batch": public_id, "day": applied_at.date().isoformat()}
    return None


def as_told(
    session: Session, table: str, current: pl.DataFrame, event_id: int | None, fields: Sequence[str]
) -> pl.DataFrame | None:
    """id and fields as they stood right after an event; rows that came later are absent.

    A value that was in dispute then was never told by the list: it is empty here, so that it is asked again.
    """
    if event_id is None or not fields:
        return None
    return _without_disputed(
        session, table, event_id, _as_stood(session, table, current, event_id, fields), fields
    )


def _without_disputed(
    session: Session, table: str, event_id: int, frame: pl.DataFrame, fields: Sequence[str]
) -> pl.DataFrame:
    batch_id = session.scalar(select(ImportBatch.id).where(ImportBatch.applied_event_id == event_id))
    disputed = None if batch_id is None else read_part(session, batch_id, DISPUTED)
    if disputed is None or disputed.is_empty():
        return frame
    here = disputed.filter(pl.col("table") == table)
    for name in here["field"].unique():
        if name in fields:
            ids = here.filter(pl.col("field") == name)["id"].implode()
            frame = frame.with_columns(pl.when(~pl.col("id").is_in(ids)).then(pl.col(name)).alias(name))
    return frame


def _as_stood(
    session: Session, table: str, current: pl.DataFrame, event_id: int, fields: Sequence[str]
) -> pl.DataFrame:
    untouched = current.filter(pl.col("event_id") <= event_id).select("id", *fields)
    touched = current.filter(pl.col("event_id") > event_id).select("id")
    if touched.is_empty():
        return untouched
    connection = session.connection()
    ids = staged(connection, "touched", {"id": BigInteger()}, touched, key="id")
    h = history_of(table).alias()
    then = (
        select(h.c.id, *(field_of(h, f) for f in fields))
        .join(ids, ids.c.id == h.c.id)
        .where(h.c.event_id <= event_id, h.c.until_event > event_id)
    )
    frame = pl.concat([untouched, fetch(session, then).cast(untouched.schema)])
    drop_staged(connection, ids)
    return frame
