"""Reading and comparing: small files while the sender waits, larger ones in the background."""

from flask import flash

from app.access import current_actor, session
from app.domain.errors import BangfuError
from app.domain.vocabulary.jobs import PREPARE_IMPORT, batch_job_key
from app.job_queue import enqueue
from app.models import ImportBatch
from app.services.importing import acts
from app.unit_of_work import Work
from app.web.imports.room import store

#: Files up to this size (bytes) are read while the sender waits.
SMALL_FILE = 1_500_000
#: Batches up to this size (rows) are read again, compared again and written while the clerk waits.
SMALL_BATCH = 20_000


def queue_if_large(work: Work, batch: ImportBatch, size: int) -> bool:
    """Put a large file to the worker, in the act's own transaction; False where it is to be read at once."""
    if size <= SMALL_FILE:
        return False
    key = batch_job_key("prepare", batch.public_id, batch.version)
    enqueue(work.session, PREPARE_IMPORT, {"batch": batch.id}, created_by=work.actor.id, dedup_key=key)
    return True


def queue_if_long(work: Work, batch: ImportBatch, rows: int) -> bool:
    """The same for a batch that was read before and had that many rows."""
    return queue_if_large(work, batch, SMALL_FILE + 1 if rows > SMALL_BATCH else 0)


def prepare(batch: ImportBatch) -> None:
    """Read and compare while the sender waits; a refusal is told on the batch's own page."""
    actor = current_actor()
    if batch.state == "received" and not acts.read_in(session(), actor, store(), batch):
        return
    try:
        acts.compare_with_register(session(), actor, batch)
    except BangfuError as refused:
        flash(f"{refused.message}{refused.way_out or ''}", "danger")
