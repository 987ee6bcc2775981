"""What a batch causes: ledgers that the bureau's payments fill, then the rules of its area.

Asked for in the batch's own transaction, so that no death forgets it.

Whoever wrote the batch runs the rules at once and then takes the job back; where that process dies in between, the
worker finds the job.
"""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.income import income_year
from app.domain.permissions import Actor
from app.domain.vocabulary.jobs import RUN_RULES
from app.job_queue import enqueue, withdraw
from app.models import ImportBatch
from app.queries.areas import townships_within
from app.queries.scope import Scope
from app.services.bureau_income import fill_area, payments
from app.services.rule_runs import RunSummary, run_area
from app.unit_of_work import Work, unit_of_work

#: Time for the process that wrote the batch to run the rules by itself (seconds).
GRACE_SECONDS = 90


def owe_rules(work: Work, batch: ImportBatch) -> None:
    """Put the run of the rules into the act's transaction."""
    args = {"area": batch.area_code, "event": work.event_id, "dataset": batch.dataset}
    enqueue(
        work.session,
        RUN_RULES,
        args,
        dedup_key=_key(batch),
        created_by=work.actor.id,
        delay_seconds=GRACE_SECONDS,
    )


def run_rules(session: Session, batch: ImportBatch, actor: Actor) -> RunSummary:
    """Fill the ledgers, run the rules of the batch's area and take back the job that would have done it."""
    key, engine = _key(batch), session.get_bind()
    fill_ledgers(session, batch.area_code, batch.dataset, actor)
    summary = run_area(session, batch.area_code, actor=actor)
    assert isinstance(engine, Engine)
    withdraw(engine, key)
    return summary


def fill_ledgers(session: Session, area_code: str, dataset: int | None, actor: Actor) -> int:
    """What the list pays becomes lines of this income year's ledgers, township by township, each an act of its own.

    Lines follow the bureau: after a batch is taken back they go the same way. Answers how many came, changed or went;
    0 for a list that pays nothing.
    """
    year, moved = income_year(today()), 0
    if dataset not in {p.dataset for p in payments(year)}:
        return 0
    scope = Scope.everything()
    for township in townships_within(session, scope, area_code) or [area_code]:
        low, high = range_of(township)
        with unit_of_work(session, actor, "household.fill_income", area_code=township) as work:
            done = fill_area(work, scope, low, high, year)
        moved += done.added + done.changed + done.removed
    return moved


def _key(batch: ImportBatch) -> str:
    """One run for the writing of a batch, one for its taking back."""
    return f"{RUN_RULES}:{batch.public_id}:{batch.state}"
