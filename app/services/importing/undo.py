"""Taking a batch back: another act. Rows that nobody touched since return to what they were, by their history.

Rows that somebody changed later stay and are counted; rows that the batch created go, unless something later hangs
on them.
"""

from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, Connection, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.errors import ConflictError
from app.domain.names import name_keys
from app.models import ImportBatch
from app.queries.scope import unscoped
from app.services.grant_tasks import nobodys_task
from app.services.importing import staging
from app.services.importing.bulk import drop_staged, insert_frame, reserve, staged, table_of
from app.services.importing.restore import history_table
from app.unit_of_work import Work

#: Registry tables that a batch may write, children first.
WRITTEN = (
    "income_entry",
    "living_condition",
    "membership",
    "fund_flow",
    "project_place",
    "project_beneficiary",
    "asset",
    "monitoring_situation",
    "monitoring_case",
    "work_record",
    "work_plan",
    "village_record",
    "person",
    "household",
    "project",
)
#: What may hang on a created household or person: table -> its column.
HANGING = {
    "household": (
        ("person", "household_id"),
        ("membership", "household_id"),
        ("living_condition", "household_id"),
        ("income_entry", "household_id"),
        ("measure_grant", "household_id"),
        ("visit", "household_id"),
        ("family_need", "household_id"),
        ("attachment", "household_id"),
        ("monitoring_case", "household_id"),
        ("project_beneficiary", "household_id"),
        ("assignment", "household_id"),
        ("finding", "household_id"),
        ("exemption", "household_id"),
        ("work_record", "household_id"),
        ("work_plan", "household_id"),
        ("monitoring_step", "household_id"),
        ("monitoring_situation", "household_id"),
        ("household_act", "household_id"),
    ),
    "monitoring_case": (("monitoring_step", "case_id"), ("monitoring_situation", "case_id")),
    "person": (
        ("membership", "person_id"),
        ("work_record", "person_id"),
        ("work_plan", "person_id"),
        ("measure_grant", "person_id"),
        ("bureau_record", "person_id"),
        ("judgement", "person_id"),
        ("finding", "person_id"),
        ("exemption", "person_id"),
    ),
    "project": (
        ("project_place", "project_id"),
        ("fund_flow", "project_id"),
        ("project_beneficiary", "project_id"),
        ("asset", "project_id"),
        ("measure_grant", "project_id"),
    ),
}


@dataclass
class Undone:
    """Rows by table: put back, taken out, and left alone since something later touches them."""

    restored: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    records: int = 0


def later_changes(session: Session, batch: ImportBatch) -> dict[str, int]:
    """What an undo would not touch, by table: rows of the batch that somebody changed since."""
    counts = {}
    with unscoped("what came after a batch, counted over all its rows"):
        for name in WRITTEN:
            table, past = table_of(name), history_table(name)
            moved = (
                select(func.count(func.distinct(past.c.id)))
                .select_from(past.join(table, table.c.id == past.c.id))
                .where(
                    past.c.event_id == batch.applied_event_id,
                    table.c.event_id > batch.applied_event_id,
                    table.c.id.not_in(_as_then(name, batch.applied_event_id or 0)),
                )
            )
            if found := session.connection().execute(moved).scalar():
                counts[name] = found
    return counts


def records_of(session: Session, batch: ImportBatch) -> int:
    """How many bureau records lie here from this batch: each delivery brings all of its own, changed or not."""
    records = table_of("bureau_record")
    with unscoped("what came after a batch, counted over all its rows"):
        counted = select(func.count()).select_from(records).where(records.c.batch_id == batch.id)
        return session.connection().execute(counted).scalar() or 0


def undo_batch(work: Work, batch: ImportBatch) -> Undone:
    """Take the batch back. Raises ConflictError where it is not applied (any more)."""
    work.session.refresh(batch, with_for_update=True)
    if batch.state != "applied" or batch.applied_event_id is None:
        raise ConflictError("这一批没有应用，或已经撤回过了。", way_out="请看清它现在的样子再办。")
    done = Undone()
    with unscoped("rows of one batch go back to what they were"):
        connection = work.session.connection()
        done.records = _bring_back_records(work, connection, batch)
        forget_clues(connection, table_of("clue").c.batch_id == batch.id)
        for name in WRITTEN:
            done.restored[name] = _restore(work, connection, name, batch.applied_event_id)
        _drop_untouched_findings(connection, batch.applied_event_id)
        _drop_untouched_tasks(connection, batch.applied_event_id)
        for name in WRITTEN:
            done.removed[name], done.kept[name] = _remove(connection, name, batch.applied_event_id)
    batch.state, batch.state_words = "undone", None
    batch.undone_at, batch.undone_event_id = now(), work.event_id
    batch.version += 1
    staging.drop_rows(work.session, batch.id, also_replaced=True)
    work.session.flush()
    return done


def _bring_back_records(work: Work, connection: Connection, batch: ImportBatch) -> int:
    records, coverage = table_of("bureau_record"), table_of("dataset_coverage")
    gone = connection.execute(delete(records).where(records.c.batch_id == batch.id)).rowcount
    connection.execute(delete(coverage).where(coverage.c.batch_id == batch.id))
    for part, table in ((staging.REPLACED, records), (f"{staging.REPLACED}.coverage", coverage)):
        before = staging.read_part(work.session, batch.id, part)
        if before is not None and before.height:
            ids = reserve(connection, table.name, before.height)  # the old numbers may have been given away
            insert_frame(connection, table, before.with_columns(id=pl.Series(ids, dtype=pl.Int64)))
    return int(gone)


#: Rows of one statement, which takes a limited number of values.
_AT_ONCE = 5000


def forget_clues(connection: Connection, which: ColumnElement[bool]) -> int:
    """Clues and what the vault holds of them go for good."""
    clues, secrets = table_of("clue"), table_of("secret")
    gone = connection.execute(select(clues.c.id, clues.c.secret_id).where(which)).all()
    for start in range(0, len(gone), _AT_ONCE):
        part = gone[start : start + _AT_ONCE]
        connection.execute(delete(clues).where(clues.c.id.in_([g.id for g in part])))
        connection.execute(delete(secrets).where(secrets.c.id.in_([g.secret_id for g in part])))
    return len(gone)


def _restore(work: Work, connection: Connection, name: str, event_id: int) -> int:
    """Rows whose present version is the batch's and that existed before get the values of the version before."""
    table, past = table_of(name), history_table(name)
    own = {"id", "version", "event_id", "public_id"}
    values = {c.name: past.c[c.name] for c in table.columns if c.name not in own}
    back = (
        update(table)
        .values(values | {"version": table.c.version + 1, "event_id": work.event_id})
        .where(_still_says(name, event_id), past.c.id == table.c.id, past.c.until_event == event_id)
    )
    if name == "person":
        _regram(connection, event_id)
    return int(connection.execute(back).rowcount)


def _regram(connection: Connection, event_id: int) -> None:
    """Names and places that come back bring their grams back."""
    p, past = table_of("person"), history_table("person")
    other = [past.c[name].is_distinct_from(p.c[name]) for name in ("name", "former_name", "area_code")]
    renamed = connection.execute(
        select(p.c.id, past.c.name, past.c.former_name, past.c.area_code)
        .join(past, past.c.id == p.c.id)
        .where(_still_says("person", event_id), past.c.until_event == event_id, or_(*other))
    ).all()
    if not renamed:
        return
    grams = table_of("name_gram")
    connection.execute(delete(grams).where(grams.c.person_id.in_([r.id for r in renamed])))
    rows = [(r.id, g, r.area_code) for r in renamed for g in name_keys(r.name, r.former_name).grams]
    schema = {"person_id": pl.Int64, "gram": pl.String, "area_code": pl.String}
    insert_frame(connection, grams, pl.DataFrame(rows, schema=schema, orient="row"))


def _drop_untouched_findings(connection: Connection, event_id: int) -> None:
    """Suspicions about people and households of the batch that nobody has answered go with them."""
    f, step = table_of("finding"), table_of("finding_step")
    homes = created("household", event_id)
    people = created("person", event_id)
    born = f.c.household_id.in_(homes) | f.c.person_id.in_(people)
    quiet = select(f.c.id).where(f.c.state == "new", born)
    connection.execute(delete(step).where(step.c.finding_id.in_(quiet)))
    connection.execute(delete(f).where(f.c.state == "new", born))


def _drop_untouched_tasks(connection: Connection, event_id: int) -> None:
    """What the rules found missing for people and households of the batch, and nobody took up, goes with them."""
    g = table_of("measure_grant")
    found = g.c.household_id.in_(created("household", event_id)) | g.c.person_id.in_(
        created("person", event_id)
    )
    connection.execute(delete(g).where(nobodys_task(g), found))


def created(name: str, event_id: int) -> Select[Any]:
    """Rows that the batch created and that still say what it said."""
    table, past = table_of(name), history_table(name)
    older = select(past.c.id).where(past.c.id == table.c.id, past.c.event_id < event_id).exists()
    return select(table.c.id).where(_still_says(name, event_id), ~older)


def born(name: str, event_id: int) -> Select[Any]:
    """Rows that the batch created, whatever became of them since."""
    table, past = table_of(name), history_table(name)
    then = past.alias()
    older = select(past.c.id).where(past.c.id == table.c.id, past.c.event_id < event_id).exists()
    since = select(then.c.id).where(then.c.event_id == event_id)
    return select(table.c.id).where((table.c.event_id == event_id) | table.c.id.in_(since), ~older)


def _still_says(name: str, event_id: int) -> ColumnElement[bool]:
    """Rows that are as the batch left them: untouched since, or changed and put back (by the undo of a later batch)."""
    table = table_of(name)
    return (table.c.event_id == event_id) | table.c.id.in_(_as_then(name, event_id))


def _as_then(name: str, event_id: int) -> Select[Any]:
    """Ids of rows changed since the batch whose present values all equal the version that it wrote."""
    table, past = table_of(name).alias(), history_table(name).alias()
    own = {"id", "version", "event_id", "public_id"}
    names = [c.name for c in table.columns]
    same = [table.c[c].is_not_distinct_from(past.c[c]) for c in names if c not in own]
    changed = table.c.event_id > event_id
    return (
        select(table.c.id)
        .join(past, past.c.id == table.c.id)
        .where(past.c.event_id == event_id, changed, *same)
    )


def _remove(connection: Connection, name: str, event_id: int) -> tuple[int, int]:
    """Delete what the batch created; returns how many went and how many stay since something hangs on them."""
    table = table_of(name)
    made = pl.DataFrame(
        connection.execute(created(name, event_id)).all(), schema={"id": pl.Int64}, orient="row"
    )
    if made.is_empty():
        return 0, 0
    fresh = staged(connection, "created", {"id": BigInteger()}, made, key="id")
    free: list[ColumnElement[bool]] = []
    for child, column in HANGING.get(name, ()):
        c = table_of(child)
        free.append(~select(c.c[column]).where(c.c[column] == fresh.c.id).exists())
    going = select(fresh.c.id).where(*free)
    if name == "person":
        grams = table_of("name_gram")
        connection.execute(delete(grams).where(grams.c.person_id.in_(going)))
    results = table_of("rule_result")
    if name == "household":
        connection.execute(delete(results).where(results.c.household_id.in_(going)))
    gone = int(connection.execute(delete(table).where(table.c.id.in_(going))).rowcount)
    drop_staged(connection, fresh)
    return gone, made.height - gone
