"""A plan: what applying a batch would do, worked out before any lock and kept sealed until somebody says yes."""

from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.domain.importing.outcomes import CHANGED, CONFLICT, NEW, NOTHING_READ, SAME, suspicion
from app.domain.importing.profile import Profile
from app.domain.importing.register_problems import REGISTER_PROBLEMS
from app.models import ImportBatch, ImportProblem
from app.services.importing import staging
from app.services.importing.compare import CONFLICT_COLUMNS

LINK_COLUMNS = pl.Schema(
    {
        "line": pl.UInt32,
        "outcome": pl.String,
        "person_id": pl.Int64,
        "change": pl.String,
    }
)


@dataclass
class Plan:
    """`new` and `changes` by table; `links`: line, outcome (certain, doubtful, none), person_id, change.

    `rejected`: line and problem code of rows that the register refuses. `known`: households or persons of the area,
    `current` and `ended`: live records of the list before, and those missing now.
    """

    new: dict[str, pl.DataFrame] = field(default_factory=dict)
    changes: dict[str, pl.DataFrame] = field(default_factory=dict)
    conflicts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONFLICT_COLUMNS))
    links: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LINK_COLUMNS))
    rejected: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"line": pl.UInt32, "code": pl.String, "key": pl.String})
    )
    cases: list[dict[str, object]] = field(default_factory=list)
    known: int = 0
    current: int = 0
    ended: int = 0
    missing: int = 0
    outsiders: dict[str, object] = field(default_factory=dict)

    def changed_rows(self) -> int:
        """Registry rows that already exist and would change."""
        return max((f.height for f in self.changes.values()), default=0)


def changes_of_lines(lines: pl.Series, plan: Plan) -> pl.DataFrame:
    """line and change of each accepted line: new, changed, conflict or same, the first that holds."""
    new = _lines({t: f for t, f in plan.new.items() if t != "clue"})
    changed = _lines(plan.changes)
    disputed = plan.conflicts.get_column("line").unique()
    line = pl.col("line")
    change = (
        pl.when(line.is_in(new.implode()))
        .then(pl.lit(NEW))
        .when(line.is_in(changed.implode()))
        .then(pl.lit(CHANGED))
        .when(line.is_in(disputed.implode()))
        .then(pl.lit(CONFLICT))
        .otherwise(pl.lit(SAME))
    )
    return pl.DataFrame({"line": lines.cast(pl.UInt32)}).with_columns(change.alias("change"))


def _lines(frames: dict[str, pl.DataFrame]) -> pl.Series:
    found = [f.get_column("line").cast(pl.UInt32) for f in frames.values() if f.height]
    return pl.concat(found).unique() if found else pl.Series("line", [], dtype=pl.UInt32)


def keep_plan(session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame, plan: Plan) -> None:
    """Store plan, register problems and counts; the batch is `previewed`, or `stopped` where a guard asks."""
    for part in _plan_parts(session, batch.id):
        staging.drop_part(session, batch.id, part)
    for table, frame in plan.new.items():
        staging.keep_part(session, batch.id, f"new.{table}", frame)
    for table, frame in plan.changes.items():
        staging.keep_part(session, batch.id, f"change.{table}", frame)
    staging.keep_part(session, batch.id, staging.CONFLICTS, plan.conflicts)
    undecided = plan.conflicts.select("table", "id", "field")
    staging.drop_part(session, batch.id, staging.DISPUTED)
    if undecided.height:
        staging.keep_part(session, batch.id, staging.DISPUTED, undecided)
    staging.keep_part(session, batch.id, staging.LINKS, plan.links)
    _keep_rejected(session, batch, profile, rows, plan)
    batch.counts = _counts(batch, plan)
    _guard(batch, plan)
    batch.version += 1


def _plan_parts(session: Session, batch_id: int) -> list[str]:
    known = [*staging.parts_of(session, batch_id, "new."), *staging.parts_of(session, batch_id, "change.")]
    return [f"{kind}.{name}" for kind in ("new", "change") for name in known]


def _keep_rejected(
    session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame, plan: Plan
) -> None:
    codes = list(REGISTER_PROBLEMS)
    session.execute(
        delete(ImportProblem).where(ImportProblem.batch_id == batch.id, ImportProblem.code.in_(codes))
    )
    if plan.rejected.is_empty():
        return
    sheets = batch.read.get("sheets", [])
    places = plan.rejected.join(rows.select("line", "sheet", "row_no"), on="line")
    found = [_problem(batch.id, profile, sheets, row) for row in places.iter_rows(named=True)]
    session.execute(insert(ImportProblem), found)


def _problem(
    batch_id: int, profile: Profile, sheets: list[dict[str, object]], row: dict[str, object]
) -> dict[str, object]:
    kind = REGISTER_PROBLEMS[str(row["code"])]
    key = str(row["key"])
    sheet = next((s for s in sheets if s["index"] == row["sheet"]), {})
    columns = sheet.get("columns", [])
    letter = next((c["letter"] for c in columns if c["key"] == key), "A")  # type: ignore[attr-defined]
    cell = f"{letter}{row['row_no']}"
    return {
        "batch_id": batch_id,
        "code": kind.code,
        "level": kind.level,
        "sheet": sheet.get("name"),
        "cell": cell,
        "row_no": row["row_no"],
        "column": profile.column(key).title,
        "message": kind.sentence.format(row=row["row_no"], cell=cell),
    }


def _counts(batch: ImportBatch, plan: Plan) -> dict[str, object]:
    by_outcome = _tally(plan.links, "outcome")
    by_change = _tally(plan.links, "change")
    before = batch.counts
    refused = plan.rejected.get_column("line").n_unique()
    accepted = before["accepted"] + before.get("refused_here", 0) - refused
    return {
        **before,
        "accepted": accepted,
        "rejected": before["rows"] - accepted,
        "refused_here": refused,
        "matched": by_outcome.get("certain", 0),
        "doubtful": by_outcome.get("doubtful", 0),
        "unmatched": by_outcome.get("none", 0),
        "new": by_change.get(NEW, 0),
        "differs": by_change.get(CHANGED, 0),
        "conflict": by_change.get(CONFLICT, 0),
        "same": by_change.get(SAME, 0),
        "changed": by_change.get(NEW, 0) + by_change.get(CHANGED, 0),
        "unchanged": by_change.get(SAME, 0) + by_change.get(CONFLICT, 0),
        "ended": plan.ended,
        "missing": plan.missing,
        "known": plan.known,
        "current": plan.current,
    }


def _tally(links: pl.DataFrame, column: str) -> dict[str, int]:
    """Lines by word; a line that leads to two register rows counts once."""
    lines = links.unique(subset=["line"], keep="first", maintain_order=True)
    return dict(lines.get_column(column).drop_nulls().value_counts().iter_rows())


def _guard(batch: ImportBatch, plan: Plan) -> None:
    last = batch.read.get("ended_last_time")
    why = (
        NOTHING_READ
        if not batch.counts.get("rows")
        else suspicion(plan.changed_rows(), plan.known, plan.ended, last, plan.current)
    )
    if why is not None and "guard_answered" not in batch.read:
        batch.state, batch.state_words = "stopped", why
    else:
        batch.state, batch.state_words = "previewed", None
