"""N03 监测对象信息: what a household is watched for, its case, and its situation when it was identified."""

import polars as pl
from sqlalchemy.orm import Session

from app.domain.importing.derived import derived_facts
from app.domain.importing.profile import Profile
from app.models import ImportBatch
from app.services.importing.compare import EMPTY, compare
from app.services.importing.frames import told_columns
from app.services.importing.households import profile_decides, settled_fields
from app.services.importing.keyed import Keyed, compare_rows, links_of, rows_of_owners
from app.services.importing.known import as_told, by_key, last_delivery
from app.services.importing.owners import home_owners
from app.services.importing.plan import Plan

CASE = Keyed(home_owners, "household_id", ("identified_month",), ("area_code",))
#: What a case must tell to be one.
_NEEDED = ("kind", "risk_main", "identified_month")


def plan_monitoring(session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame) -> Plan:
    """What the list of monitored households would do: to the household, to its case, to its situation."""
    homes = home_owners(session, batch, rows)
    plan = Plan(known=homes.known, rejected=homes.rejected, cases=homes.cases)
    owned = homes.frame.select("line", "household_id", "area_code")
    owned = owned.unique(["household_id"], keep="last", maintain_order=True)
    _plan_households(session, batch, profile, rows, owned, plan)
    _plan_cases(session, batch, profile, rows, owned, plan)
    _plan_situations(session, profile, rows, owned, plan)
    plan.links = links_of(rows, owned, homes, plan)
    return plan


def _carried(profile: Profile, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """line and what the row says of a table; of the case also what follows from the household's columns."""
    facts = derived_facts(profile, set(rows.columns)) if table == "monitoring_case" else {}
    own = [e for e in told_columns(profile, table, rows) if e.meta.output_name() not in facts]
    return rows.select(pl.col("line").cast(pl.UInt32), *own, *(e.alias(f) for f, e in facts.items()))


def _plan_households(
    session: Session,
    batch: ImportBatch,
    profile: Profile,
    rows: pl.DataFrame,
    owned: pl.DataFrame,
    plan: Plan,
) -> None:
    told = _carried(profile, "household", rows)
    fields = [c for c in told.columns if c != "line" and not c.endswith(EMPTY)]
    current = by_key(session, "household", "id", owned["household_id"], fields)
    event_id, period = last_delivery(session, batch)
    found = compare(
        "household",
        told.join(owned.select("line", pl.col("household_id").alias("id")), on="line"),
        current,
        {f: profile_decides(profile, "household", f) for f in fields},
        last_told=as_told(session, "household", current, event_id, fields),
        is_newest=period is None or batch.period is None or batch.period >= period,
        settled=settled_fields(batch, "household"),
    )
    plan.changes["household"] = found.updates
    plan.conflicts = pl.concat([plan.conflicts, found.conflicts])


def _plan_cases(
    session: Session,
    batch: ImportBatch,
    profile: Profile,
    rows: pl.DataFrame,
    owned: pl.DataFrame,
    plan: Plan,
) -> None:
    """The case of a household is named by the month of identification; a row without one tells of no case."""
    mine = _carried(profile, "monitoring_case", rows).join(owned, on="line")
    if not set(_NEEDED) <= set(mine.columns):
        return
    mine = mine.filter(pl.all_horizontal(pl.col(c).is_not_null() for c in _NEEDED))
    if "cleared_month" in mine.columns:
        # a list without the month of clearing does not know how far the work of this office has come
        state = pl.when(pl.col("cleared_month").is_not_null()).then(pl.lit("cleared"))
        mine = mine.with_columns(state.otherwise(pl.lit(None, dtype=pl.String)).alias("state"))
    compare_rows(session, batch, profile, "monitoring_case", mine, plan, CASE)
    fresh = plan.new["monitoring_case"]
    told = pl.col("state") if "state" in fresh.columns else pl.lit(None, dtype=pl.String)
    plan.new["monitoring_case"] = fresh.with_columns(told.fill_null("identified").alias("state"))


def _plan_situations(
    session: Session, profile: Profile, rows: pl.DataFrame, owned: pl.DataFrame, plan: Plan
) -> None:
    """The figures of the identification, once: what stands is history and is not overwritten by a list."""
    told = _carried(profile, "monitoring_situation", rows)
    facts = [c for c in told.columns if c != "line"]
    if not facts or "monitoring_case" not in plan.new:
        return
    told = told.filter(pl.any_horizontal(pl.col(f).is_not_null() for f in facts)).join(owned, on="line")
    cases = rows_of_owners(session, "monitoring_case", "household_id", told["household_id"], [])
    newest = cases.sort("id").unique(["household_id"], keep="last").select("household_id", case_id="id")
    told = told.join(newest, on="household_id", how="left")
    fresh = plan.new["monitoring_case"]["line"].cast(pl.UInt32).implode()
    told = told.with_columns(
        pl.when(~pl.col("line").is_in(fresh)).then(pl.col("case_id")).alias("case_id"),
        pl.lit("identified").alias("moment"),
    )
    have = rows_of_owners(
        session, "monitoring_situation", "household_id", told["household_id"], ["case_id", "moment"]
    )
    done = have.filter(pl.col("moment") == "identified")["case_id"].implode()
    known_case = told.filter(pl.col("case_id").is_not_null() & ~pl.col("case_id").is_in(done))
    new_case = told.filter(pl.col("case_id").is_null() & pl.col("line").is_in(fresh))
    plan.new["monitoring_situation"] = pl.concat([known_case, new_case])
