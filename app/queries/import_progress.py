"""How far the background work of a batch has come, and for how long writing it will hold up everybody's saving."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.vocabulary.jobs import APPLY_IMPORT, PREPARE_IMPORT, batch_job_key
from app.models import ImportBatch, Job
from app.models.database_clock import database_moment
from app.queries.scope import Scope

#: Rows that one second under the lock writes, until this installation has measured its own (docs/measurements.md:
#: 100,000 rows stood about 3 s under the lock; half of that is told until then).
ROWS_A_SECOND = 15_000
#: Batches that changed less say nothing of the speed.
TELLING_ROWS = 1_000
#: Nothing is left to be done in these states.
_SETTLED = ("applied", "undone", "dropped", "refused")
#: Per cent at which each step begins, and where the last one ends.
_STEPS = {PREPARE_IMPORT: (5, 50, 95), APPLY_IMPORT: (5, 60, 95)}


@dataclass(frozen=True, slots=True)
class Progress:
    """`step` counts finished steps; `percent` never reaches the next step before it is true."""

    kind: str
    state: str
    step: int
    percent: int
    seconds: int
    not_before: datetime
    is_put_off: bool
    public_id: str

    @property
    def is_over(self) -> bool:
        """Whether nobody works on it any more."""
        return self.state == "failed"


def work_of(session: Session, scope: Scope, batch: ImportBatch) -> Progress | None:
    """The batch's job that waits, runs or failed; None where nobody is to do anything in the background."""
    versions = (batch.version, batch.version - 1)
    keys = [batch_job_key(verb, batch.public_id, n) for verb in ("prepare", "apply") for n in versions]
    mine = select(ImportBatch.id).where(scope.on(ImportBatch), ImportBatch.id == batch.id)
    found = session.execute(
        select(Job, database_moment())
        .where(mine.exists(), Job.dedup_key.in_(keys), Job.state.in_(("queued", "running", "failed")))
        .order_by(Job.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    job, moment = found
    if job.state == "failed" and batch.state in _SETTLED:
        return None  # what was owed after the writing (its rules) is a task of its own
    ran = (moment - job.started_at).total_seconds() if job.started_at and job.state == "running" else 0
    rows = batch.counts.get("rows") or 50_000
    percent = _percent(_STEPS[job.kind], min(job.step, 1), ran, rows) if job.started_at else 0
    return Progress(
        job.kind,
        job.state,
        job.step,
        percent,
        int(ran),
        job.not_before,
        job.not_before > moment,
        job.public_id,
    )


def _percent(steps: tuple[int, int, int], step: int, seconds: float, rows: int) -> int:
    """Within a step the bar goes on with the time, ever slower: a thousand rows take about a fifth of a second."""
    begin, end = steps[step], steps[step + 1]
    return int(begin + (end - begin) * seconds / (seconds + max(2.0, rows / 5_000)))


def pause_seconds(session: Session, scope: Scope, batch: ImportBatch) -> int:
    """For how long others' saving will wait while the batch is written: by what earlier batches took here."""
    told = session.execute(
        select(ImportBatch.counts, ImportBatch.read)
        .where(scope.on(ImportBatch), ImportBatch.state.in_(("applied", "undone")))
        .order_by(ImportBatch.id.desc())
        .limit(50)
    ).all()
    written = [(c.get("changed", 0), r["lock_ms"]) for c, r in told if r.get("lock_ms")]
    large = [(rows, ms) for rows, ms in written if rows >= TELLING_ROWS]
    a_second: float = 1000 * sum(r for r, _ in large) / sum(ms for _, ms in large) if large else ROWS_A_SECOND
    return max(1, round(int(batch.counts.get("changed", 0)) / a_second))
