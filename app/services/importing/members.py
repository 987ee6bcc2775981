"""N02 成员信息: persons of households, their numbers and names, moves between households."""

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import new_public_id
from app.domain.importing.outcomes import SAME
from app.domain.importing.profile import Profile
from app.domain.names import name_keys
from app.models import ImportBatch, Person
from app.services.importing.bulk import table_of
from app.services.importing.compare import compare
from app.services.importing.frames import told_columns
from app.services.importing.households import profile_decides, settled_fields
from app.services.importing.known import as_told, by_key, last_delivery
from app.services.importing.plan import LINK_COLUMNS, Plan, changes_of_lines
from app.services.importing.secrecy import blinds

KEY = "person_no"
_HEALTH = ("health_chronic", "health_serious", "health_disabled")
#: Follow from the name wherever it is written.
DERIVED = ("name_key", "name_pinyin", "name_initials")
#: Present values that a change of number or village replaces.
NEEDED = ("id_last4_blind",)
#: Clear values that go into the vault when the plan is applied.
SECRETS = {"id_number": "id_no", "phone": "phone", "disability_certificate": "certificate"}


def plan_members(session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame) -> Plan:
    """What the member list would do."""
    plan = Plan(known=_count(session, batch))
    event_id, period = last_delivery(session, batch)
    newest = period is None or batch.period is None or batch.period >= period
    mine = _fields(profile, rows)
    homes = by_key(session, "household", "household_no", mine["household_no"], ["area_code"]).select(
        "household_no", pl.col("id").alias("household_id"), "area_code"
    )
    mine = mine.join(homes, on="household_no", how="left").sort("line")
    plan.rejected = _rejected(batch, mine)
    mine = mine.filter(~pl.col("line").is_in(plan.rejected["line"].implode()))
    have = [c for c in mine.columns if c in table_of("person").columns or c in ("id_blind", "phone_blind")]
    fields = [f for f in have if f not in (KEY, "area_code", *DERIVED)]
    current = by_key(
        session, "person", KEY, mine[KEY], [*fields, "id_ref", "phone_ref", "area_code", *NEEDED]
    )
    mine = mine.join(current.select(KEY, "id"), on=KEY, how="left")
    fresh = mine.filter(pl.col("id").is_null())
    clear = [c for c in SECRETS if c in fresh.columns]
    plan.new["person"] = _named(fresh.select("line", *have, *clear))
    decides = {f: profile_decides(profile, "person", f) for f in fields}
    told = as_told(session, "person", current, event_id, fields)
    found = compare(
        "person",
        mine.filter(pl.col("id").is_not_null()),
        current,
        decides,
        last_told=told,
        is_newest=newest,
        settled=settled_fields(batch, "person"),
    )
    clear = [c for c in SECRETS if c in mine.columns]
    plan.changes["person"] = found.updates.join(
        mine.select("line", *(pl.col(c).alias(f"clear_{c}") for c in clear)), on="line", how="left"
    ).join(
        current.select("id", "id_ref", "phone_ref", *NEEDED, pl.col("area_code").alias("lived_in")), on="id"
    )
    plan.conflicts = pl.concat([plan.conflicts, found.conflicts])
    plan.links = _links(mine, plan)
    return plan


def _fields(profile: Profile, rows: pl.DataFrame) -> pl.DataFrame:
    """Person fields of each line under the names of the table, with numbers as blind indexes."""
    columns = [e for e in told_columns(profile, "person", rows) if e.meta.output_name() != "health"]
    frame = rows.select("line", "household_no", *columns)
    if "health" in rows.columns:
        frame = frame.with_columns(rows[c].alias(c) for c in _HEALTH if c in rows.columns)
    if KEY not in frame.columns:
        frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(KEY))
    made = [no or new_public_id()[:30] for no in frame[KEY]]
    frame = frame.with_columns(pl.Series(KEY, made, dtype=pl.String))
    if "id_number" in frame.columns:
        frame = frame.with_columns(blinds(frame["id_number"], "id_no").alias("id_blind"))
        frame = frame.with_columns(_born(frame).alias("born_on"))
    if "phone" in frame.columns:
        frame = frame.with_columns(blinds(frame["phone"], "phone").alias("phone_blind"))
    return frame


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """With the keys of the names."""
    keys = {name: name_keys(name) for name in frame["name"].unique()}
    found = [keys[name] for name in frame["name"]]
    values = ([k.key for k in found], [k.pinyin for k in found], [k.initials for k in found])
    return frame.with_columns(pl.Series(c, v, dtype=pl.String) for c, v in zip(DERIVED, values, strict=True))


def _born(frame: pl.DataFrame) -> pl.Series:
    """The birthday told, else the one in the number."""
    in_number = pl.col("id_number").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    told = [pl.col("born_on")] if "born_on" in frame.columns else []
    return frame.select(pl.coalesce([*told, in_number])).to_series()


def _rejected(batch: ImportBatch, mine: pl.DataFrame) -> pl.DataFrame:
    low, high = range_of(batch.area_code)
    code = (
        pl.when(pl.col("household_id").is_null())
        .then(pl.lit("household_unknown"))
        .when((pl.col("area_code") < low) | (pl.col("area_code") >= high))
        .then(pl.lit("outside_area"))
        .when(~pl.col(KEY).is_first_distinct())
        .then(pl.lit("number_taken"))
    )
    bad = mine.with_columns(code.alias("code")).filter(pl.col("code").is_not_null())
    key = pl.when(pl.col("code") == "number_taken").then(pl.lit(KEY)).otherwise(pl.lit("household_no"))
    return bad.select(pl.col("line").cast(pl.UInt32), "code", key.alias("key"))


def _count(session: Session, batch: ImportBatch) -> int:
    low, high = range_of(batch.area_code)
    here = (Person.area_code >= low, Person.area_code < high, Person.status == "present")
    return session.scalar(select(func.count()).select_from(Person).where(*here)) or 0


def _links(mine: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    outcome = pl.when(pl.col("id").is_null()).then(pl.lit("none")).otherwise(pl.lit("certain"))
    links = mine.select(
        pl.col("line").cast(pl.UInt32), outcome.alias("outcome"), pl.col("id").alias("person_id")
    )
    links = links.join(changes_of_lines(mine["line"], plan), on="line")
    return links.with_columns(pl.col("change").fill_null(SAME)).select(list(LINK_COLUMNS)).cast(LINK_COLUMNS)
