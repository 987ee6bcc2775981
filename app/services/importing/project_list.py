"""P01 项目库: projects with their planned money by source and the villages where they are carried out."""

import re

import polars as pl
from sqlalchemy import BigInteger, func, select
from sqlalchemy.orm import Session

from app.domain.areas import contains
from app.domain.importing.outcomes import SAME
from app.domain.importing.profile import Profile
from app.domain.vocabulary.projects import FUND_SOURCE
from app.models import FundFlow, ImportBatch, Project
from app.services.importing.bulk import drop_staged, staged, table_of
from app.services.importing.compare import CONFLICT_COLUMNS, compare
from app.services.importing.frames import fetch, targets
from app.services.importing.households import profile_decides, settled_fields
from app.services.importing.known import areas_within, as_told, by_key, last_delivery
from app.services.importing.plan import LINK_COLUMNS, Plan, changes_of_lines

KEY = "project_no"


def plan_projects(session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame) -> Plan:
    """What the project list would do."""
    plan = Plan(known=session.scalar(select(func.count()).select_from(Project)) or 0)
    event_id, period = last_delivery(session, batch)
    newest = period is None or batch.period is None or batch.period >= period
    carried = targets(profile, "project", rows)
    mine = rows.select("line", *(pl.col(c.key).alias(f) for f, c in carried.items()))
    year = int((batch.period or "0")[:4])
    told_year = pl.col("year").cast(pl.Int64) if "year" in mine.columns else pl.lit(None, dtype=pl.Int64)
    mine = mine.with_columns(told_year.fill_null(year).alias("year"))
    places = _places(session, batch, rows)
    mine = mine.with_columns(_area(batch, rows, places)).sort("line")
    fields = [c for c in mine.columns if c in table_of("project").columns and c not in (KEY, "area_code")]
    current = by_key(session, "project", KEY, mine[KEY], [*fields, "area_code"])
    plan.rejected = _rejected(batch, mine, current)
    mine = mine.filter(~pl.col("line").is_in(plan.rejected["line"].implode()))
    mine = mine.join(current.select(KEY, "id"), on=KEY, how="left")
    state = pl.col("state").fill_null("in_bank") if "state" in mine.columns else pl.lit("in_bank")
    fresh = mine.filter(pl.col("id").is_null()).drop("id").with_columns(state.alias("state"))
    plan.new["project"] = fresh
    decides = {f: profile_decides(profile, "project", f) for f in fields}
    last = as_told(session, "project", current, event_id, fields)
    settled = settled_fields(batch, "project")
    known = mine.filter(pl.col("id").is_not_null())
    found = compare("project", known, current, decides, last_told=last, is_newest=newest, settled=settled)
    plan.changes["project"] = found.updates
    plan.conflicts = pl.concat([plan.conflicts, found.conflicts])
    fresh_places = places.join(mine.filter(pl.col("id").is_null()).select("line"), on="line")
    plan.new["project_place"] = fresh_places.select("line", "area_code")
    _plan_funds(session, batch, rows, mine, plan, event_id if newest else None)
    outcome = pl.when(pl.col("id").is_null()).then(pl.lit("none")).otherwise(pl.lit("certain"))
    links = mine.select(pl.col("line").cast(pl.UInt32), outcome.alias("outcome"))
    links = links.join(changes_of_lines(mine["line"], plan), on="line")
    links = links.with_columns(
        pl.lit(None, dtype=pl.Int64).alias("person_id"), pl.col("change").fill_null(SAME)
    )
    plan.links = links.select(list(LINK_COLUMNS)).cast(LINK_COLUMNS)
    return plan


def _places(session: Session, batch: ImportBatch, rows: pl.DataFrame) -> pl.DataFrame:
    """line, area_code of every village named among the places."""
    villages = dict(areas_within(session, batch.area_code).select("name", "code").iter_rows())
    told = next((k for k in ("place", "village") if k in rows.columns), None)
    pairs: list[tuple[int, str]] = []
    if told is not None:
        for line, text in rows.select("line", told).iter_rows():
            names = re.split(r"[、，,;；/\s]+", text or "")
            pairs += [(line, villages[n]) for n in dict.fromkeys(names) if n in villages]
    return pl.DataFrame(pairs, schema={"line": pl.UInt32, "area_code": pl.String}, orient="row")


def _area(batch: ImportBatch, rows: pl.DataFrame, places: pl.DataFrame) -> pl.Series:
    """The smallest area that holds all places: the code told, else of the villages named, else the batch's."""
    told = rows["area_code"].to_list() if "area_code" in rows.columns else [None] * rows.height
    by_line: dict[int, list[str]] = {}
    for line, code in places.iter_rows():
        by_line.setdefault(line, []).append(code)
    found = []
    for line, code in zip(rows["line"], told, strict=True):
        wanted = str(code or "").ljust(12, "0") if code else _around(by_line.get(line, []), batch.area_code)
        found.append(wanted)
    return pl.Series("area_code", found, dtype=pl.String)


def _around(codes: list[str], widest: str) -> str:
    for digits in (12, 9, 6):
        if codes and len({c[:digits] for c in codes}) == 1:
            return codes[0][:digits].ljust(12, "0")
    return widest


def _rejected(batch: ImportBatch, mine: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    now_in = dict(current.select(KEY, "area_code").iter_rows())
    lines = [
        line
        for line, no, code in mine.select("line", KEY, "area_code").iter_rows()
        if not contains(batch.area_code, now_in.get(no, code))
    ]
    frame = pl.DataFrame({"line": lines}, schema={"line": pl.UInt32})
    return frame.with_columns(pl.lit("outside_area").alias("code"), pl.lit(KEY).alias("key"))


def _plan_funds(
    session: Session,
    batch: ImportBatch,
    rows: pl.DataFrame,
    mine: pl.DataFrame,
    plan: Plan,
    told_at: int | None,
) -> None:
    """Planned money by source: one flow each. What the list itself said last (event `told_at`) follows it; a plan that
    somebody entered otherwise is a conflict."""
    sources = [c.code for c in FUND_SOURCE if f"fund_{c.code}" in rows.columns]
    if not sources:
        return
    long = rows.select("line", *(pl.col(f"fund_{s}").cast(pl.Int64).alias(s) for s in sources)).unpivot(
        sources, index="line", variable_name="source", value_name="amount_fen"
    )
    told = long.filter(pl.col("amount_fen") > 0).join(
        mine.select("line", pl.col("id").alias("project_id")), on="line"
    )
    current = _flows(session, told["project_id"].drop_nulls())
    both = told.join(current, on=["project_id", "source"], how="left")
    plan.new["fund_flow"] = both.filter(pl.col("flows").is_null()).select(
        "line", "project_id", "source", "amount_fen"
    )
    differs = both.filter(pl.col("flows").is_not_null() & (pl.col("total") != pl.col("amount_fen")))
    settled = pl.lit("amount_fen" in settled_fields(batch, "fund_flow"))
    untouched = pl.col("event_id") <= told_at if told_at is not None else pl.lit(value=False)
    ours = (pl.col("flows") == 1) & (settled | untouched)
    plan.changes["fund_flow"] = differs.filter(ours).select(
        "id",
        "version",
        "line",
        pl.lit("amount_fen").alias("changed"),
        "amount_fen",
        pl.col("total").alias("amount_fen_was"),
    )
    disputed = differs.filter(~ours).select(
        pl.col("line").cast(pl.UInt32),
        pl.lit("fund_flow").alias("table"),
        "id",
        pl.lit("amount_fen").alias("field"),
        pl.col("total").cast(pl.String).alias("was"),
        pl.col("amount_fen").cast(pl.String).alias("now"),
    )
    plan.conflicts = pl.concat([plan.conflicts, disputed.cast(CONFLICT_COLUMNS)])


def _flows(session: Session, project_ids: pl.Series) -> pl.DataFrame:
    connection = session.connection()
    frame = pl.DataFrame({"project_id": project_ids.unique()})
    ids = staged(connection, "funded", {"project_id": BigInteger()}, frame, key="project_id")
    f = FundFlow.__table__
    wanted = (
        select(
            f.c.project_id,
            f.c.source,
            func.count().label("flows"),
            func.sum(f.c.amount_fen).cast(f.c.amount_fen.type).label("total"),
            func.min(f.c.id).label("id"),
            func.min(f.c.version).label("version"),
            func.max(f.c.event_id).label("event_id"),
        )
        .join(ids, ids.c.project_id == f.c.project_id)
        .where(f.c.kind == "planned")
        .group_by(f.c.project_id, f.c.source)
    )
    found = fetch(session, wanted)
    drop_staged(connection, ids)
    return found
