"""From parsed rows to a plan: matched and compared without any lock; a person reads it before anything is written."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id
from app.domain.errors import InvalidInputError
from app.domain.importing.profile import Profile
from app.models import ImportBatch, MatchCase
from app.queries.scope import unscoped
from app.services.importing import staging
from app.services.importing.households import plan_households
from app.services.importing.keyed import plan_keyed
from app.services.importing.known import last_delivery, same_period
from app.services.importing.members import plan_members
from app.services.importing.monitoring import plan_monitoring
from app.services.importing.plan import Plan, keep_plan
from app.services.importing.profiles import profile_of
from app.services.importing.project_list import plan_projects
from app.services.importing.records import plan_records
from app.unit_of_work import Work

_PLANNERS: dict[str, Callable[[Session, ImportBatch, Profile, pl.DataFrame], Plan]] = {
    "household": plan_households,
    "person": plan_members,
    "project": plan_projects,
    "record": plan_records,
    "rows": plan_keyed,
    "monitoring": plan_monitoring,
}


@dataclass(frozen=True)
class Prepared:
    """A plan with the rows it was made from."""

    profile: Profile
    rows: pl.DataFrame
    plan: Plan
    ended_last_time: int | None
    again: dict[str, str] | None = None  # the same list and period were applied before: when, by which batch


def prepare(session: Session, batch: ImportBatch) -> Prepared:
    """Match and compare (reads, and temporary tables of this connection). The batch has been parsed.

    Raises InvalidInputError where its rows are no longer at rest.
    """
    rows = staging.read_part(session, batch.id, staging.ROWS)
    if rows is None or batch.profile is None:
        raise InvalidInputError("E-IMPORT-ROWS", "这一批的行已经清掉了。", way_out="请重新上传原来的文件。")
    profile = profile_of(session, batch)
    with unscoped("rows are matched by their keys; the area of the batch is checked for each row"):
        event_id, _ = last_delivery(session, batch)
        planned = _PLANNERS[profile.subject] if _was_taken(batch, profile) else _nothing
        plan = planned(session, batch, profile, rows)
        return Prepared(profile, rows, plan, _ended_last_time(session, event_id), same_period(session, batch))


def _was_taken(batch: ImportBatch, profile: Profile) -> bool:
    """Whether any sheet was read: one without its key columns gives no rows to look up. A bureau's list is compared all
    the same, so that the number of those who would end stands beside the stop."""
    return profile.subject == "record" or any(s["skipped"] is None for s in batch.read.get("sheets", []))


def _nothing(_session: Session, _batch: ImportBatch, _profile: Profile, _rows: pl.DataFrame) -> Plan:
    return Plan()


def _ended_last_time(session: Session, event_id: int | None) -> int | None:
    if event_id is None:
        return None
    counts = session.scalar(select(ImportBatch.counts).where(ImportBatch.applied_event_id == event_id))
    return int((counts or {}).get("ended", 0))


def keep_prepared(work: Work, batch: ImportBatch, prepared: Prepared) -> None:
    """Store the plan and the doubtful pairs; what was answered before stays answered."""
    batch.read = {**batch.read, "ended_last_time": prepared.ended_last_time, "stale": False}
    batch.read |= {"again": prepared.again, "outsiders": prepared.plan.outsiders}
    clues = prepared.plan.new.get("clue")
    batch.read["clues"] = 0 if clues is None else clues.height
    _keep_cases(work.session, batch, prepared)
    keep_plan(work.session, batch, prepared.profile, prepared.rows, prepared.plan)


def _keep_cases(session: Session, batch: ImportBatch, prepared: Prepared) -> None:
    session.execute(delete(MatchCase).where(MatchCase.batch_id == batch.id, MatchCase.state == "open"))
    answered = set(session.scalars(select(MatchCase.line).where(MatchCase.batch_id == batch.id)))
    asked = pl.Series([case["line"] for case in prepared.plan.cases], dtype=pl.Int64).implode()
    places = dict(prepared.rows.filter(pl.col("line").is_in(asked)).select("line", "row_no").iter_rows())
    rows = [
        {
            "public_id": new_public_id(),
            "batch_id": batch.id,
            "line": case["line"],
            "row_no": places[case["line"]],
            "candidates": case["candidates"],
            "state": "open",
        }
        for case in prepared.plan.cases
        if case["line"] not in answered
    ]
    if rows:
        session.execute(insert(MatchCase), rows)
