"""Writing a plan: one act, one transaction of set statements, each row checked against the version that was seen.

Rows that moved since the plan was made are left alone and counted; a repeat, a kill or an error leaves nothing half
done. Undoing is another act.
"""

import polars as pl
from sqlalchemy import BigInteger, Connection, Integer, Table, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import new_public_id, now, today
from app.domain.errors import ConflictError, InvalidInputError
from app.models import REGISTRY_TABLES, DatasetCoverage, ImportBatch
from app.queries.scope import unscoped
from app.services.importing import staging
from app.services.importing.build import Builder, Built
from app.services.importing.built import FIRST, ORDER
from app.services.importing.bulk import drop_staged, insert_frame, reserve, staged, table_of, types_of
from app.services.importing.profiles import profile_of
from app.services.importing.records import current_coverage, current_records, drop_records
from app.unit_of_work import Work

#: Fewer new rows do not change any plan.
MANY_ROWS = 2_000


def build(session: Session, batch: ImportBatch) -> Built:
    """The rows to write, before any lock is taken."""
    with unscoped("the plan of a batch: its rows were checked against the area when it was made"):
        return Builder(session, batch).build()


def apply_batch(work: Work, batch: ImportBatch, built: Built) -> None:
    """Write everything. Raises ConflictError where the batch is not (or no longer) ready to be applied."""
    session = work.session
    session.refresh(batch, with_for_update=True)
    if batch.state == "stopped":
        raise InvalidInputError("E-IMPORT-STOPPED", batch.state_words or "", way_out="请先看清原因再决定。")
    if batch.state != "previewed":
        raise ConflictError("这一批刚才已经被处理过了。", way_out="请看清它现在的样子再办。")
    with unscoped("the plan of a batch: its rows were checked against the area when it was made"):
        connection = session.connection()
        if not _numbers_hold(connection, built):
            built = Builder(session, batch).build()
        if batch.dataset is not None:
            _replace_records(work, batch, built)
        for table in FIRST:
            _insert(work, connection, table, built)
        moved = {t: _update(work, connection, t, frame) for t, frame in built.updates.items()}
        if built.regrammed is not None:
            _forget_grams(connection, built.regrammed)
        for table in (t for t in ORDER if t not in FIRST):
            _insert(work, connection, table, built)
        if built.moved is not None:
            _settle_moves(work, connection, built.moved)
        if built.heads_may_change:
            _set_heads(work, connection, batch)
        _gather_statistics(connection, built)
        _close(work, batch, sum(moved.values()))


def _numbers_hold(connection: Connection, built: Built) -> bool:
    """On SQLite numbers were guessed before the lock: another writer may have taken them meanwhile."""
    if connection.dialect.name != "sqlite":
        return True
    return all(not n or reserve(connection, table, 1) == n[:1] for table, n in built.numbers.items())


def _insert(work: Work, connection: Connection, table: str, built: Built) -> None:
    frame = built.inserts.get(table)
    if frame is None:
        return
    stamp = {"version": 1, "event_id": work.event_id} if table in REGISTRY_TABLES else {}
    insert_frame(connection, table_of(table), frame, **stamp)


def _update(work: Work, connection: Connection, name: str, frame: pl.DataFrame) -> int:
    """Write changed rows whose version is still the one seen; returns how many had moved."""
    table = table_of(name)
    values = [c for c in frame.columns if c not in ("id", "version")]
    types = {"id": BigInteger(), "version": Integer(), **types_of(name, *values)}
    changed = staged(connection, "changed", types, frame, key="id")
    done = connection.execute(
        update(table)
        .values(
            {c: changed.c[c] for c in values} | {"version": table.c.version + 1, "event_id": work.event_id}
        )
        .where(table.c.id == changed.c.id, table.c.version == changed.c.version)
    ).rowcount
    drop_staged(connection, changed)
    return frame.height - int(done)


def _gather_statistics(connection: Connection, built: Built) -> None:
    """PostgreSQL plans by statistics: after many new rows they are gathered at once instead of minutes later."""
    if connection.dialect.name == "postgresql":
        for table in [t for t, frame in built.inserts.items() if frame.height > MANY_ROWS]:
            connection.execute(text(f'ANALYZE "{table}"'))


def _forget_grams(connection: Connection, people: pl.DataFrame) -> None:
    grams = table_of("name_gram")
    renamed = staged(connection, "renamed", {"id": BigInteger()}, people, key="id")
    connection.execute(delete(grams).where(grams.c.person_id.in_(select(renamed.c.id))))
    drop_staged(connection, renamed)


def _settle_moves(work: Work, connection: Connection, movers: pl.DataFrame) -> None:
    """Members whose present membership names another household: the old one ends today, a new one begins."""
    m, p = table_of("membership"), table_of("person")
    people = staged(connection, "movers", {"id": BigInteger()}, movers, key="id")
    moved = (
        select(m.c.id, p.c.id.label("person_id"), p.c.household_id, p.c.relation)
        .join(p, p.c.id == m.c.person_id)
        .join(people, people.c.id == p.c.id)
        .where(m.c.to_on.is_(None), m.c.household_id != p.c.household_id)
    )
    rows = connection.execute(moved).all()
    drop_staged(connection, people)
    if not rows:
        return
    connection.execute(
        update(m)
        .where(m.c.id.in_([r.id for r in rows]))
        .values(to_on=today(), version=m.c.version + 1, event_id=work.event_id)
    )
    ids = reserve(connection, "membership", len(rows))
    schema = {"id": pl.Int64, "person_id": pl.Int64, "household_id": pl.Int64, "relation": pl.String}
    pairs = zip(ids, rows, strict=True)
    fresh = pl.DataFrame(
        [(i, r.person_id, r.household_id, r.relation) for i, r in pairs], schema, orient="row"
    )
    _insert_memberships(work, connection, m, fresh)


def _insert_memberships(work: Work, connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    made = [new_public_id() for _ in range(frame.height)]
    frame = frame.with_columns(public_id=pl.Series(made, dtype=pl.String), from_on=pl.lit(today()))
    insert_frame(connection, table, frame, version=1, event_id=work.event_id)


def _set_heads(work: Work, connection: Connection, batch: ImportBatch) -> None:
    """Households whose head is another person than before, or another name."""
    low, high = range_of(batch.area_code)
    h, p = table_of("household"), table_of("person")
    heads = (
        select(p.c.household_id, func.min(p.c.id).label("id"))
        .where(p.c.relation == "head", p.c.status == "present", p.c.area_code >= low, p.c.area_code < high)
        .group_by(p.c.household_id)
        .subquery()
    )
    named = select(heads.c.household_id, heads.c.id, p.c.name).join(p, p.c.id == heads.c.id).subquery()
    differs = h.c.head_id.is_distinct_from(named.c.id) | h.c.head_name.is_distinct_from(named.c.name)
    connection.execute(
        update(h)
        .values(head_id=named.c.id, head_name=named.c.name, version=h.c.version + 1, event_id=work.event_id)
        .where(h.c.id == named.c.household_id, differs)
    )


def _replace_records(work: Work, batch: ImportBatch, built: Built) -> None:
    """Records and coverage of the earlier delivery go out; what they said is kept sealed for an undo.

    Read before the lock, they are read again only where others came or went meanwhile.
    """
    session, connection = work.session, work.session.connection()
    complete = profile_of(session, batch).complete
    before, now_there = built.replaced, current_records(session, batch, complete, "id", "person_id", "period")
    if before is None or not before.select("id", "person_id", "period").equals(now_there):
        before = current_records(session, batch, complete)
    staging.keep_part(session, batch.id, staging.REPLACED, before)
    coverage = current_coverage(session, batch)
    staging.keep_part(session, batch.id, f"{staging.REPLACED}.coverage", coverage)
    drop_records(session, batch, complete)
    _delete_ids(connection, "dataset_coverage", coverage["id"])
    low, high = range_of(batch.area_code)
    session.execute(
        insert(DatasetCoverage).values(
            dataset=batch.dataset, area_low=low, area_high=high, period=batch.period, batch_id=batch.id
        )
    )


def _delete_ids(connection: Connection, name: str, ids: pl.Series) -> None:
    if not len(ids):
        return
    table = table_of(name)
    gone = staged(connection, "outgoing", {"id": BigInteger()}, pl.DataFrame({"id": ids}), key="id")
    connection.execute(delete(table).where(table.c.id.in_(select(gone.c.id))))
    drop_staged(connection, gone)


def _close(work: Work, batch: ImportBatch, moved: int) -> None:
    staging.drop_rows(work.session, batch.id)
    batch.state, batch.state_words = "applied", None
    batch.applied_at, batch.applied_event_id = now(), work.event_id
    batch.counts = {**batch.counts, "moved": moved}
    batch.version += 1
    work.session.flush()
