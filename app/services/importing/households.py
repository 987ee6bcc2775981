"""N01 户信息: households, how they live and their ledgers, from an empty register or against a full one."""

import polars as pl
from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.importing.outcomes import SAME
from app.domain.importing.profile import Profile
from app.domain.vocabulary.income import INCOME_KIND
from app.models import Household, ImportBatch, IncomeEntry
from app.services.importing.bulk import drop_staged, staged, table_of
from app.services.importing.compare import CONFLICT_COLUMNS, Compared, compare
from app.services.importing.frames import fetch, targets, told_columns
from app.services.importing.known import areas_within, as_told, by_key, last_delivery
from app.services.importing.plan import LINK_COLUMNS, Plan, changes_of_lines
from app.services.importing.secrecy import blinds

KEY = "household_no"
_CAUSES = ("cause_other_1", "cause_other_2")
_RISKS = ("risk_main", "risk_2", "risk_3", "risk_4", "risk_5")


def plan_households(session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame) -> Plan:
    """What the household list would do."""
    plan = Plan(known=_count(session, batch))
    event_id, period = last_delivery(session, batch)
    newest = period is None or batch.period is None or batch.period >= period
    mine = _fields(profile, rows)
    mine = mine.with_columns(villages_of_lines(session, batch, rows))
    homes = mine.sort("year", nulls_last=False).unique(subset=[KEY], keep="last").sort("line")
    have = [c for c in mine.columns if c in table_of("household").columns or c == "phone_blind"]
    fields = [f for f in have if f not in (KEY, "head_name")]
    current = by_key(session, "household", KEY, homes[KEY], [*fields, "head_name", "phone_ref"])
    plan.rejected = _rejected(batch, mine, current)
    mine = mine.filter(~pl.col("line").is_in(plan.rejected["line"].implode()))
    homes = homes.filter(pl.col(KEY).is_in(mine[KEY].implode()))
    homes = homes.join(current.select(KEY, "id"), on=KEY, how="left")
    decides = {f: profile_decides(profile, "household", f) for f in fields if f != "area_code"}
    settled = settled_fields(batch, "household")
    told = as_told(session, "household", current, event_id, list(decides))
    known = homes.filter(pl.col("id").is_not_null())
    found = compare("household", known, current, decides, last_told=told, is_newest=newest, settled=settled)
    _take(plan, "household", found)
    if "phone" in homes.columns:
        clear = homes.select("line", pl.col("phone").alias("clear_phone"))
        refs = current.select("id", "phone_ref")
        plan.changes["household"] = found.updates.join(clear, on="line", how="left").join(refs, on="id")
    fresh = homes.filter(pl.col("id").is_null())
    plan.new["household"] = fresh.select("line", *have, *(c for c in ("phone",) if c in fresh.columns))
    _plan_living(session, batch, profile, rows, homes, plan, event_id, newest)
    _plan_income(session, batch, rows, mine, homes, plan, newest)
    plan.missing = _count_missing(session, batch, mine[KEY])
    plan.links = _links(mine, homes, plan)
    return plan


def profile_decides(profile: Profile, table: str, field: str) -> bool:
    """Whether the list is the authority for a field."""
    return any(c.authority for c in profile.columns if c.target == f"{table}.{field}")


def settled_fields(batch: ImportBatch, table: str) -> frozenset[str]:
    """Fields of a table where somebody decided for the sheet."""
    decided: dict[str, str] = batch.read.get("decisions", {})
    return frozenset(
        f.partition(".")[2] for f, word in decided.items() if word == "sheet" and f.startswith(f"{table}.")
    )


def _take(plan: Plan, table: str, found: Compared) -> None:
    plan.changes[table] = found.updates
    plan.conflicts = pl.concat([plan.conflicts, found.conflicts])


def _fields(profile: Profile, rows: pl.DataFrame) -> pl.DataFrame:
    """Household fields of each line under the names of the table."""
    frame = rows.select("line", *told_columns(profile, "household", rows), _year(rows).alias("year"))
    if "cause_others" in frame.columns:
        parts = pl.col("cause_others").str.split(",")
        frame = frame.with_columns(
            parts.list.get(n, null_on_oob=True).alias(c) for n, c in enumerate(_CAUSES)
        ).drop("cause_others")
    if "risks" in frame.columns:
        parts = pl.col("risks").str.split(",")
        named = [(n, r) for n, r in enumerate(_RISKS) if r not in frame.columns]
        frame = frame.with_columns(parts.list.get(n, null_on_oob=True).alias(r) for n, r in named).drop(
            "risks"
        )
    if "phone" in frame.columns:
        frame = frame.with_columns(blinds(frame["phone"], "phone").alias("phone_blind"))
    return frame


def _year(rows: pl.DataFrame) -> pl.Expr:
    return (
        pl.col("income_year").cast(pl.Int64)
        if "income_year" in rows.columns
        else pl.lit(None, dtype=pl.Int64)
    )


def villages_of_lines(session: Session, batch: ImportBatch, rows: pl.DataFrame) -> pl.Series:
    """The village of each line: its 12-digit code where it is one, else by township and village name."""
    villages = areas_within(session, batch.area_code)
    codes = set(villages["code"].to_list())
    by_name: dict[tuple[str, str], str] = {}
    for code, name, township in villages.iter_rows():
        for key in ((name, township or ""), (name, "")):
            by_name[key] = code if key not in by_name else ""  # two of one name: neither
    told = _texts(rows, "area_code")
    names, towns = _texts(rows, "village"), _texts(rows, "township")
    low, high = range_of(batch.area_code)
    found: list[str | None] = []
    for code, name, town in zip(told, names, towns, strict=True):
        if code is not None and (code in codes or not low <= code < high):
            found.append(code)
        else:
            found.append(by_name.get((name or "", town or "")) or by_name.get((name or "", "")) or None)
    return pl.Series("area_code", found, dtype=pl.String)


def _texts(rows: pl.DataFrame, key: str) -> list[str | None]:
    return rows[key].to_list() if key in rows.columns else [None] * rows.height


def _rejected(batch: ImportBatch, mine: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    low, high = range_of(batch.area_code)
    both = mine.join(current.select(KEY, pl.col("area_code").alias("now_in")), on=KEY, how="left")
    where = pl.col("now_in").fill_null(pl.col("area_code"))
    code = (
        pl.when(pl.col("area_code").is_null() & pl.col("now_in").is_null())
        .then(pl.lit("village_unknown"))
        .when((where < low) | (where >= high))
        .then(pl.lit("outside_area"))
    )
    bad = both.with_columns(code.alias("code")).filter(pl.col("code").is_not_null())
    key = "area_code" if "area_code" in bad.columns else KEY
    return bad.select(pl.col("line").cast(pl.UInt32), "code", pl.lit(key).alias("key"))


def _plan_living(
    session: Session,
    batch: ImportBatch,
    profile: Profile,
    rows: pl.DataFrame,
    homes: pl.DataFrame,
    plan: Plan,
    event_id: int | None,
    newest: bool,
) -> None:
    carried = targets(profile, "living_condition", rows)
    if not carried:
        return
    fields = list(carried)
    told = rows.select("line", *(pl.col(c.key).alias(f) for f, c in carried.items()))
    told = told.filter(pl.any_horizontal(pl.col(f).is_not_null() for f in fields))
    told = told.join(homes.select("line", pl.col("id").alias("household_id")), on="line")
    known = told["household_id"].drop_nulls()
    current = by_key(session, "living_condition", "household_id", known, fields)
    told = told.join(current.select("household_id", "id"), on="household_id", how="left")
    plan.new["living_condition"] = told.filter(pl.col("id").is_null()).drop("id")
    decides = {f: c.authority for f, c in carried.items()}
    last = as_told(session, "living_condition", current, event_id, fields)
    settled = settled_fields(batch, "living_condition")
    incoming = told.filter(pl.col("id").is_not_null())
    found = compare(
        "living_condition", incoming, current, decides, last_told=last, is_newest=newest, settled=settled
    )
    _take(plan, "living_condition", found)


def _plan_income(
    session: Session,
    batch: ImportBatch,
    rows: pl.DataFrame,
    mine: pl.DataFrame,
    homes: pl.DataFrame,
    plan: Plan,
    newest: bool,
) -> None:
    """One ledger line a kind and year. A line that this way brought in follows the list; what people entered stays."""
    told = _told_income(batch, rows, mine)
    told = told.join(homes.select(KEY, pl.col("id").alias("household_id")), on=KEY, how="left")
    current = _ledger(session, told["household_id"].drop_nulls())
    both = told.join(current, on=["household_id", "year", "kind"], how="left")
    plan.new["income_entry"] = both.filter(pl.col("entries").is_null()).select(
        "line", "household_id", KEY, "year", "kind", "amount_fen"
    )
    differs = both.filter(pl.col("entries").is_not_null() & (pl.col("total") != pl.col("amount_fen")))
    settled = pl.lit("amount_fen" in settled_fields(batch, "income_entry"))
    ours = (pl.col("entries") == 1) & ((pl.col("origin") == "import") & pl.lit(newest) | settled)
    plan.changes["income_entry"] = differs.filter(ours).select(
        "id",
        "version",
        "line",
        pl.lit("amount_fen").alias("changed"),
        "amount_fen",
        pl.col("total").alias("amount_fen_was"),
    )
    disputed = differs.filter(~ours).select(
        pl.col("line").cast(pl.UInt32),
        pl.lit("income_entry").alias("table"),
        "id",
        pl.lit("amount_fen").alias("field"),
        pl.col("total").cast(pl.String).alias("was"),
        pl.col("amount_fen").cast(pl.String).alias("now"),
    )
    plan.conflicts = pl.concat([plan.conflicts, disputed.cast(CONFLICT_COLUMNS)])


def _told_income(batch: ImportBatch, rows: pl.DataFrame, mine: pl.DataFrame) -> pl.DataFrame:
    kinds = [c.code for c in INCOME_KIND if f"income_{c.code}" in rows.columns]
    if not kinds:
        empty = {
            "line": pl.UInt32,
            KEY: pl.String,
            "year": pl.Int64,
            "kind": pl.String,
            "amount_fen": pl.Int64,
        }
        return pl.DataFrame(schema=empty)
    year = int((batch.period or "0")[:4])
    long = rows.select("line", *(pl.col(f"income_{k}").cast(pl.Int64).alias(k) for k in kinds)).unpivot(
        kinds, index="line", variable_name="kind", value_name="amount_fen"
    )
    long = long.filter(pl.col("amount_fen") >= 0)
    with_year = mine.select("line", KEY, pl.col("year").fill_null(year))
    return long.join(with_year, on="line").select("line", KEY, "year", "kind", "amount_fen")


def _ledger(session: Session, household_ids: pl.Series) -> pl.DataFrame:
    """The ledger of these households by year and kind: how many lines, their sum, and the line where it is one."""
    connection = session.connection()
    ids = staged(
        connection,
        "ledgers",
        {"household_id": table_of("income_entry").c.household_id.type},
        pl.DataFrame({"household_id": household_ids.unique()}),
        key="household_id",
    )
    e = IncomeEntry.__table__
    wanted = (
        select(
            e.c.household_id,
            e.c.year,
            e.c.kind,
            func.count().label("entries"),
            func.sum(e.c.amount_fen).cast(table_of("income_entry").c.amount_fen.type).label("total"),
            func.min(e.c.id).label("id"),
            func.min(e.c.version).label("version"),
            func.min(e.c.origin).label("origin"),
        )
        .join(ids, ids.c.household_id == e.c.household_id)
        .group_by(e.c.household_id, e.c.year, e.c.kind)
    )
    frame = fetch(session, wanted)
    drop_staged(connection, ids)
    return frame


def _count(session: Session, batch: ImportBatch) -> int:
    low, high = range_of(batch.area_code)
    h = Household
    here = (h.area_code >= low, h.area_code < high, h.status == "active")
    return session.scalar(select(func.count()).select_from(h).where(*here)) or 0


def _count_missing(session: Session, batch: ImportBatch, numbers: pl.Series) -> int:
    """Active households of the area that the list no longer names: reported, never removed."""
    listed = staged(
        session.connection(),
        "listed",
        {"household_no": String()},
        pl.DataFrame({"household_no": numbers.unique()}),
        key="household_no",
    )
    low, high = range_of(batch.area_code)
    h = Household
    gone = (
        select(func.count())
        .select_from(h)
        .where(h.area_code >= low, h.area_code < high, h.status == "active")
        .where(~select(listed.c.household_no).where(listed.c.household_no == h.household_no).exists())
    )
    count = session.scalar(gone) or 0
    drop_staged(session.connection(), listed)
    return count


def _links(mine: pl.DataFrame, homes: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    known = mine.select("line", KEY).join(homes.select(KEY, "id"), on=KEY, how="left")
    outcome = pl.when(pl.col("id").is_null()).then(pl.lit("none")).otherwise(pl.lit("certain"))
    links = known.with_columns(outcome.alias("outcome"), pl.lit(None, dtype=pl.Int64).alias("person_id"))
    links = links.with_columns(pl.col("line").cast(pl.UInt32)).join(
        changes_of_lines(mine["line"], plan), on="line"
    )
    return links.with_columns(pl.col("change").fill_null(SAME)).select(list(LINK_COLUMNS)).cast(LINK_COLUMNS)
