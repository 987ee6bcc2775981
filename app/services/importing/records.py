"""Bureau lists: rows become records of people of the register; a new delivery stands in place of the older one.

Outsiders are counted and dropped. Only what is not personal is kept beside a record.
"""

import json
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.errors import InvalidInputError
from app.domain.importing.derived import derived_facts
from app.domain.importing.outcomes import CHANGED, NEW, SAME
from app.domain.importing.profile import PERSONAL_CONVERTERS, Profile
from app.domain.vocabulary.datasets import BY_KEY
from app.models import BureauRecord, DatasetCoverage, ImportBatch, Person
from app.services.importing.bulk import table_of
from app.services.importing.frames import fetch, targets
from app.services.importing.known import areas_within, by_key
from app.services.importing.matching import agrees, describe, match_people
from app.services.importing.outsiders import outsiders, plan_clues
from app.services.importing.plan import LINK_COLUMNS, Plan

FACTS = ("kind", "level", "status", "amount_fen", "starts_on", "ends_on")
_TYPES = pl.Schema(
    {
        "kind": pl.String,
        "level": pl.String,
        "status": pl.String,
        "amount_fen": pl.Int64,
        "starts_on": pl.Date,
        "ends_on": pl.Date,
    }
)
#: The detail that says how many members of a family its amount is listed with (`app.domain.counting`).
SHARED_BY = "shared_by"
_NAMES = frozenset({"name", *PERSONAL_CONVERTERS})


class OlderDeliveryError(InvalidInputError):
    """A complete list of an earlier period cannot stand in place of a later one."""

    def __init__(self, period: str, newest: str) -> None:
        super().__init__(
            "E-IMPORT-OLDER",
            f"这张表是 {period} 的，登记库里已经有 {newest} 的，旧表不能盖掉新表。",
            way_out="请核对所属期；确要补录旧月份，请先撤回较新的那一批。",
        )


def plan_records(session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame) -> Plan:
    """What the list would do."""
    before = current_records(session, batch, profile.complete, "person_id", "period", *FACTS)
    plan = Plan(known=_count(session, batch), current=before.filter(pl.col("status") == "normal").height)
    people = describe(rows, _villages(session, batch))
    links, plan.cases = match_people(session, batch, people)
    records = _records(profile, rows).join(
        links.filter(pl.col("person_id").is_not_null()).select("line", "person_id"), on="line"
    )
    if _tells_names(profile):
        records = _with_name_agreement(session, people, records)
    known = pl.concat([before.select("person_id", *FACTS).unique()]).with_columns(
        pl.lit(SAME).alias("as_before")
    )
    records = records.join(known, on=["person_id", *FACTS], how="left", nulls_equal=True)
    had_one = pl.col("person_id").is_in(before["person_id"].unique().implode())
    change = (
        pl.when(pl.col("as_before").is_not_null())
        .then(pl.lit(SAME))
        .when(had_one)
        .then(pl.lit(CHANGED))
        .otherwise(pl.lit(NEW))
    )
    records = records.with_columns(change.alias("change"))
    plan.new["bureau_record"] = records.drop("as_before", "change")
    marked = records.select("line", "person_id", "change")
    links = links.join(marked, on=["line", "person_id"], how="left")
    plan.links = links.select(list(LINK_COLUMNS)).cast(LINK_COLUMNS)
    count, mark = outsiders(links, people)
    plan.outsiders = {"count": count, "hash": mark}
    plan.new["clue"] = plan_clues(session, batch, profile, rows, links)
    if profile.complete:
        ended = before.filter(~pl.col("person_id").is_in(records["person_id"].unique().implode()))
        plan.ended = ended.filter(pl.col("status") == "normal")["person_id"].n_unique()
    return plan


def _tells_names(profile: Profile) -> bool:
    """Whether rules ask if this office writes the name as the register does."""
    dataset = BY_KEY.get(profile.dataset or "")
    return dataset is not None and any(d.key == "name_agrees" for d in dataset.details)


def _with_name_agreement(session: Session, people: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Records with the detail `name_agrees`: the same name, also in other writing (see name_agreement)."""
    known = by_key(session, "person", "id", records["person_id"], ["name_key"])
    both = records.join(people.select("line", pl.col("name_key").alias("told")), on="line", how="left")
    both = both.join(known.select(pl.col("id").alias("person_id"), "name_key"), on="person_id", how="left")
    pairs = zip(both["told"], both["name_key"], both["details"], strict=True)
    details = [
        json.dumps(
            {**json.loads(said or "{}"), "name_agrees": str(agrees(told, name)).lower()}, ensure_ascii=False
        )
        for told, name, said in pairs
    ]
    return both.with_columns(pl.Series("details", details, dtype=pl.String)).drop("told", "name_key")


def current_records(session: Session, batch: ImportBatch, complete: bool, *fields: str) -> pl.DataFrame:
    """Records of people of the area that this delivery stands in place of: whole rows, or these fields of them.

    A complete list replaces everything up to its period, another one only its own period. Raises OlderDeliveryError.
    """
    r = BureauRecord.__table__
    columns = [r.c[f] for f in fields] if fields else list(r.c)
    frame = fetch(session, _of_area(batch, *columns).order_by(r.c.id))
    newest = frame["period"].max()
    period = str(batch.period)
    if complete and isinstance(newest, str) and newest > period:
        raise OlderDeliveryError(period, newest)
    return frame if complete else frame.filter(pl.col("period") == period)


def _of_area(batch: ImportBatch, *columns: ColumnElement[Any]) -> Select[Any]:
    low, high = range_of(batch.area_code)
    r, p = BureauRecord.__table__, Person.__table__
    inside = (r.c.dataset == batch.dataset, p.c.area_code >= low, p.c.area_code < high)
    return select(*columns).join_from(r, p, p.c.id == r.c.person_id).where(*inside)


def drop_records(session: Session, batch: ImportBatch, complete: bool) -> None:
    """Take out what `current_records` named."""
    r = table_of("bureau_record")
    gone = _of_area(batch, r.c.id)
    gone = gone if complete else gone.where(r.c.period == str(batch.period))
    session.execute(delete(r).where(r.c.id.in_(gone)))


def current_coverage(session: Session, batch: ImportBatch) -> pl.DataFrame:
    """What earlier deliveries of this list said to cover inside the area."""
    low, high = range_of(batch.area_code)
    c = DatasetCoverage.__table__
    inside = (c.c.dataset == batch.dataset, c.c.area_low >= low, c.c.area_high <= high)
    return fetch(session, select(c).where(*inside, c.c.period <= batch.period).order_by(c.c.id))


def _villages(session: Session, batch: ImportBatch) -> dict[str, str]:
    """Village names that mean one village of the area."""
    frame = areas_within(session, batch.area_code).filter(~pl.col("name").is_duplicated())
    return dict(frame.select("name", "code").iter_rows())


def _records(profile: Profile, rows: pl.DataFrame) -> pl.DataFrame:
    """line, facts and details of each row."""
    carried = targets(profile, "bureau_record", rows)
    derived = derived_facts(profile, set(rows.columns))
    columns: list[pl.Expr] = []
    for fact in FACTS:
        if fact in derived:
            columns.append(derived[fact].cast(_TYPES[fact]).alias(fact))
        elif fact in carried:
            columns.append(pl.col(carried[fact].key).cast(_TYPES[fact]).alias(fact))
        else:
            told = profile.constants.get(f"bureau_record.{fact}")
            columns.append(pl.lit(told, dtype=_TYPES[fact]).alias(fact))
    frame = rows.select(pl.col("line").cast(pl.Int64), pl.col("row_no").cast(pl.Int64), *columns)
    frame = frame.with_columns(pl.col("status").fill_null("normal"))
    shared = _shared_by(profile, rows, frame)
    return frame.with_columns(_details(profile, rows.with_columns(shared) if shared is not None else rows))


def _details(profile: Profile, rows: pl.DataFrame) -> pl.Series:
    """What else the row says that is not personal, as JSON text by column key."""
    kept = {
        c.key: c
        for c in targets(profile, "details", rows).values()
        if not c.personal and c.converter not in _NAMES
    }
    rows = rows.with_columns(_count_alike(rows, *pair) for pair in profile.counted.items())
    made_here = [*profile.counted, *({SHARED_BY} & set(rows.columns))]
    texts = rows.select(pl.col(k).cast(pl.String) for k in dict.fromkeys([*kept, *made_here]))
    if not texts.width:
        return pl.Series("details", [None], dtype=pl.String).new_from_index(0, rows.height)
    distinct = texts.unique()
    made: list[str | None] = []
    for row in distinct.iter_rows(named=True):
        said: dict[str, Any] = {k: v for k, v in row.items() if v is not None}
        made.append(json.dumps(said, ensure_ascii=False) if said else None)
    told = distinct.with_columns(pl.Series("_said", made, dtype=pl.String))
    both = texts.join(told, on=texts.columns, how="left", nulls_equal=True, maintain_order="left")
    return both.get_column("_said").alias("details")


def _shared_by(profile: Profile, rows: pl.DataFrame, facts: pl.DataFrame) -> pl.Series | None:
    """How many members of its family the list names with the row's amount; null where it does not tell the family.

    None where no row can: no family is declared, or none of its columns stands in the sheet.
    """
    named = [keys for keys in profile.families if keys[0] in rows.columns]
    if not named:
        return None
    marks = [
        pl.when(pl.col(keys[0]).is_not_null()).then(
            pl.concat_str(
                [pl.lit(keys[0]), *(pl.col(k).cast(pl.String) for k in keys if k in rows.columns)],
                separator="\n",
                ignore_nulls=True,
            )
        )
        for keys in named
    ]
    told = rows.select(pl.coalesce(marks).alias("family")).with_columns(facts["amount_fen"], facts["status"])
    paid = pl.all_horizontal(
        pl.col("family", "amount_fen").is_not_null(), pl.col("status") == "normal", pl.col("amount_fen") > 0
    )
    count = pl.len().over("family", "amount_fen", "status")
    return told.select(pl.when(paid).then(count).cast(pl.Int64).alias(SHARED_BY)).to_series()


def _count_alike(rows: pl.DataFrame, detail: str, key: str) -> pl.Expr:
    """What the row says of the number of rows like it, else the count of them in the list itself."""
    told = pl.col(detail) if detail in rows.columns else pl.lit(None, dtype=pl.Int64)
    if key not in rows.columns:
        return told.alias(detail)
    alike = pl.when(pl.col(key).is_not_null()).then(pl.len().over(key))
    return pl.coalesce(told, alike.cast(pl.Int64)).alias(detail)


def _count(session: Session, batch: ImportBatch) -> int:
    low, high = range_of(batch.area_code)
    here = (Person.area_code >= low, Person.area_code < high, Person.status == "present")
    return session.scalar(select(func.count()).select_from(Person).where(*here)) or 0
