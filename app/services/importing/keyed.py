"""Lists whose rows are rows of one registry table: work by month, villages by year, money, beneficiaries, assets.

Each row belongs to an owner that the register knows (person, household, project, village) and is named by the owner and
a few fields of its own: found again next month, it is compared field by field like everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.importing.outcomes import SAME
from app.domain.importing.profile import Profile
from app.domain.vocabulary.projects import FUND_FLOW_KIND
from app.models import ImportBatch
from app.services.importing.bulk import drop_staged, staged, table_of
from app.services.importing.compare import compare
from app.services.importing.frames import fetch, told_columns
from app.services.importing.households import profile_decides, settled_fields
from app.services.importing.known import as_told, last_delivery
from app.services.importing.owners import Owned, home_owners, person_owners, project_owners, village_owners
from app.services.importing.plan import LINK_COLUMNS, Plan, changes_of_lines

Owners = Callable[[Session, ImportBatch, pl.DataFrame], Owned]


@dataclass(frozen=True)
class Keyed:
    """How rows of a table are found again: whose they are (`owner`, its column) and which `key` fields name one."""

    owners: Owners
    owner: str
    key: tuple[str, ...]
    along: tuple[str, ...] = ()  # columns of the owner that a new row carries too
    defaults: dict[str, Any] = field(default_factory=dict)


SPECS: dict[str, Keyed] = {
    "work_record": Keyed(person_owners, "person_id", ("month",), ("household_id", "area_code")),
    "work_plan": Keyed(person_owners, "person_id", ("year",), ("household_id", "area_code")),
    "village_record": Keyed(village_owners, "area_code", ("year",)),
    "fund_flow": Keyed(project_owners, "project_id", ("kind", "source", "on_day", "document_no")),
    "project_beneficiary": Keyed(project_owners, "project_id", ("household_id",)),
    "asset": Keyed(project_owners, "project_id", ("name",), ("area_code",), {"kind": "public"}),
}


def plan_keyed(session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame) -> Plan:
    """What the list would do. Rows without a known owner are refused by name."""
    table = profile.table or ""
    spec = SPECS[table]
    owned = spec.owners(session, batch, rows)
    plan = Plan(known=owned.known, rejected=owned.rejected, cases=owned.cases)
    mine = _told(batch, profile, table, rows).join(owned.frame, on="line")
    if "household_id" in spec.key:
        mine = _with_homes(session, batch, rows, mine, plan)
    mine = mine.unique([spec.owner, *spec.key], keep="last", maintain_order=True)
    compare_rows(session, batch, profile, table, mine, plan, spec)
    plan.links = links_of(rows, mine, owned, plan)
    return plan


def compare_rows(
    session: Session,
    batch: ImportBatch,
    profile: Profile,
    table: str,
    mine: pl.DataFrame,
    plan: Plan,
    spec: Keyed,
) -> None:
    """Split into new and known rows; the known ones are compared field by field."""
    names = {spec.owner, *spec.key, *spec.along}
    fields = [c for c in mine.columns if c in table_of(table).columns and c not in names]
    current = rows_of_owners(session, table, spec.owner, mine[spec.owner], [*spec.key, *fields])
    both = mine.join(
        current.select("id", spec.owner, *spec.key), on=[spec.owner, *spec.key], how="left", nulls_equal=True
    )
    fresh = both.filter(pl.col("id").is_null()).drop("id")
    plan.new[table] = fresh.with_columns(_filled(fresh, name, value) for name, value in spec.defaults.items())
    event_id, period = last_delivery(session, batch)
    newest = period is None or batch.period is None or batch.period >= period
    found = compare(
        table,
        both.filter(pl.col("id").is_not_null()),
        current,
        {f: profile_decides(profile, table, f) for f in fields},
        last_told=as_told(session, table, current, event_id, fields),
        is_newest=newest,
        settled=settled_fields(batch, table),
    )
    plan.changes[table] = found.updates
    plan.conflicts = pl.concat([plan.conflicts, found.conflicts])


def _filled(frame: pl.DataFrame, name: str, value: Any) -> pl.Expr:
    told = pl.col(name) if name in frame.columns else pl.lit(None, dtype=pl.String)
    return told.fill_null(value).alias(name)


def rows_of_owners(
    session: Session, table: str, owner: str, owners: pl.Series, fields: list[str]
) -> pl.DataFrame:
    """All rows of these owners: id, version, event_id, owner and fields."""
    connection = session.connection()
    t = table_of(table).alias()
    wanted = pl.DataFrame({owner: owners.drop_nulls().unique()})
    ids = staged(connection, "owners", {owner: t.c[owner].type}, wanted, key=owner)
    names = list(dict.fromkeys(["id", "version", "event_id", owner, *fields]))
    frame = fetch(
        session, select(*(t.c[n] for n in names)).join(ids, ids.c[owner] == t.c[owner]).order_by(t.c.id)
    )
    drop_staged(connection, ids)
    return frame


def _told(batch: ImportBatch, profile: Profile, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """line and what the row says of the table's fields, one row a fact."""
    if table == "fund_flow":
        return _flows(rows)
    frame = rows.select(pl.col("line").cast(pl.UInt32), *told_columns(profile, table, rows))
    if "month" in SPECS[table].key:
        told = pl.col("month") if "month" in frame.columns else pl.lit(None, dtype=pl.String)
        frame = frame.with_columns(told.fill_null(batch.period).alias("month"))
    if "year" in SPECS[table].key:
        told = pl.col("year").cast(pl.Int64) if "year" in frame.columns else pl.lit(None, dtype=pl.Int64)
        frame = frame.with_columns(told.fill_null(int((batch.period or "0")[:4])).alias("year"))
    return frame


def _flows(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a step of the money: a line may tell what arrived, was allocated, paid and reimbursed."""
    found = []
    for kind in (c.code for c in FUND_FLOW_KIND):
        if kind not in rows.columns:
            continue
        day = pl.col(f"{kind}_on") if f"{kind}_on" in rows.columns else pl.lit(None, dtype=pl.Date)
        document = pl.col("document_no") if "document_no" in rows.columns else pl.lit(None, dtype=pl.String)
        step = rows.filter(pl.col(kind).is_not_null()).select(
            pl.col("line").cast(pl.UInt32),
            pl.lit(kind).alias("kind"),
            "source",
            day.alias("on_day"),
            document.alias("document_no"),
            pl.col(kind).cast(pl.Int64).alias("amount_fen"),
        )
        found.append(step)
    schema = {"line": pl.UInt32, "kind": pl.String, "source": pl.String, "on_day": pl.Date}
    empty = pl.DataFrame(schema={**schema, "document_no": pl.String, "amount_fen": pl.Int64})
    return pl.concat([empty, *found])


def _with_homes(
    session: Session, batch: ImportBatch, rows: pl.DataFrame, mine: pl.DataFrame, plan: Plan
) -> pl.DataFrame:
    """Beneficiaries: the household of each line; lines without one are refused."""
    homes = home_owners(session, batch, rows)
    plan.rejected = pl.concat([plan.rejected, homes.rejected]).unique(subset=["line"], maintain_order=True)
    plan.cases = plan.cases + homes.cases
    return mine.join(homes.frame.select("line", "household_id"), on="line")


def links_of(rows: pl.DataFrame, mine: pl.DataFrame, owned: Owned, plan: Plan) -> pl.DataFrame:
    """One link a line that was not refused: certain where its owner is known, doubtful where a person must say."""
    lines = rows.select(pl.col("line").cast(pl.UInt32)).filter(
        ~pl.col("line").is_in(plan.rejected["line"].implode())
    )
    person = owned.frame.select(
        "line", pl.col("person_id") if "person_id" in owned.frame.columns else pl.lit(None).alias("person_id")
    ).unique(subset=["line"])
    known = lines.join(person, on="line", how="left")
    asked = pl.Series([c["line"] for c in plan.cases], dtype=pl.UInt32).implode()
    certain = pl.col("line").is_in(mine["line"].unique().implode())
    outcome = (
        pl.when(pl.col("line").is_in(asked))
        .then(pl.lit("doubtful"))
        .when(certain)
        .then(pl.lit("certain"))
        .otherwise(pl.lit("none"))
    )
    links = known.with_columns(outcome.alias("outcome"))
    links = links.join(changes_of_lines(lines["line"], plan), on="line", how="left")
    return links.with_columns(pl.col("change").fill_null(SAME)).select(list(LINK_COLUMNS)).cast(LINK_COLUMNS)
