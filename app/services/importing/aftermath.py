"""What a batch causes: the rules of its area. Asked for in the batch's own transaction, so that no death forgets it.

Whoever wrote the batch runs the rules at once and then takes the job back; where that process dies in between, the
worker finds the job.
"""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.vocabulary.jobs import RUN_RULES
from app.job_queue import enqueue, withdraw
from app.models import ImportBatch
from app.services.rules import RunSummary, run_area
from app.unit_of_work import Work

#: Time for the process that wrote the batch to run the rules by itself (seconds).
GRACE_SECONDS = 90


def owe_rules(work: Work, batch: ImportBatch) -> None:
    """Put the run of the rules into the act's transaction."""
    args = {"area": batch.area_code, "event": work.event_id}
    enqueue(
        work.session,
        RUN_RULES,
        args,
        dedup_key=_key(batch),
        created_by=work.actor.id,
        delay_seconds=GRACE_SECONDS,
    )


def run_rules(session: Session, batch: ImportBatch, actor: Actor) -> RunSummary:
    """Run the rules of the batch's area and take back the job that would have done it."""
    key, engine = _key(batch), session.get_bind()
    summary = run_area(session, batch.area_code, actor=actor)
    assert isinstance(engine, Engine)
    withdraw(engine, key)
    return summary


def _key(batch: ImportBatch) -> str:
    """One run for the writing of a batch, one for its taking back."""
    return f"{RUN_RULES}:{batch.public_id}:{batch.state}"
