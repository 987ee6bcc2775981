"""The acts of a batch one after another, the same for page, command and job: read in, compare, write, take back.

Each is a transaction of its own; what can be worked out before the lock is, and is kept only where the batch has not
moved meanwhile: else what was compared before would open again what somebody applied. `during` runs inside the act (a
job counts its step there).
"""

from collections.abc import Callable
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import today
from app.domain.errors import ConflictError
from app.domain.importing.problems import ReadingRefusedError
from app.domain.permissions import Actor
from app.models import Event, ImportBatch
from app.services.importing.aftermath import owe_rules
from app.services.importing.apply import apply_batch, build
from app.services.importing.memory import remember_sheet
from app.services.importing.prepare import keep_prepared, prepare
from app.services.importing.receive import keep_reading, read_batch, refuse_batch
from app.services.importing.undo import Undone, undo_batch
from app.unit_of_work import RepeatedActError, Work, perform, unit_of_work

During = Callable[[Work], object]


def _nothing(_work: Work) -> None:
    return None


def subject_of(batch: ImportBatch) -> str:
    """How events name a batch."""
    return f"import_batch:{batch.public_id}"


def _hold(work: Work, batch: ImportBatch, seen: int) -> None:
    """Lock the batch for this act. Raises ConflictError where it is no longer the version that was worked from."""
    work.session.refresh(batch, with_for_update=True)
    if batch.version != seen:
        raise ConflictError(
            "这一批刚才有人办过别的，这一次没有存。", way_out="请重新打开这一批，看清现在的样子再办。"
        )


def read_in(
    session: Session, actor: Actor, store: FileStore, batch: ImportBatch, during: During = _nothing
) -> bool:
    """Read the file and keep rows and problems; False where the file is refused (the reason stays with the batch).

    Raises ConflictError where the batch moved meanwhile.
    """
    seen = batch.version
    try:
        reading = read_batch(session, store, batch, actor)
    except ReadingRefusedError as refusal:
        with unit_of_work(session, actor, "import.refuse", subject=subject_of(batch)) as work:
            _hold(work, batch, seen)
            refuse_batch(work, batch, refusal)
        return False
    with unit_of_work(session, actor, "import.parse", subject=subject_of(batch)) as work:
        _hold(work, batch, seen)
        keep_reading(work, batch, reading)
        during(work)
    return True


def compare_with_register(
    session: Session, actor: Actor, batch: ImportBatch, during: During = _nothing
) -> None:
    """Match and compare outside the lock, then keep the plan. Raises ConflictError where the batch moved meanwhile."""
    seen = batch.version
    prepared = prepare(session, batch)
    with unit_of_work(session, actor, "import.compare", subject=subject_of(batch)) as work:
        _hold(work, batch, seen)
        keep_prepared(work, batch, prepared)
        during(work)


def write(
    session: Session,
    actor: Actor,
    batch: ImportBatch,
    during: During = _nothing,
    request_key: str | None = None,
) -> None:
    """Apply the plan in one transaction. Raises ConflictError where the batch moved since the plan was taken up."""
    seen = batch.version
    built = build(session, batch)

    def do(work: Work) -> None:
        began = monotonic()
        _hold(work, batch, seen)
        apply_batch(work, batch, built)
        batch.read = {**batch.read, "lock_ms": round(1000 * (monotonic() - began))}
        remember_sheet(work, batch)
        owe_rules(work, batch)
        during(work)

    perform(
        session,
        actor,
        "import.apply",
        do,
        subject=subject_of(batch),
        area_code=batch.area_code,
        batch_id=batch.id,
        request_key=request_key,
        payload={"profile": batch.profile, "period": batch.period, "rows": batch.counts.get("accepted")},
    )


def note_view(session: Session, actor: Actor, batch: ImportBatch) -> None:
    """Who saw the rows of a batch: one event a person, batch and day, however many of its pages were opened."""
    key = f"view:{batch.public_id}:{actor.id}:{today()}"
    if session.scalar(select(Event.id).where(Event.request_key == key)) is not None:
        return
    try:
        with unit_of_work(
            session,
            actor,
            "import.view",
            subject=subject_of(batch),
            area_code=batch.area_code,
            request_key=key,
        ):
            pass
    except RepeatedActError:  # two of the person's pages at the same moment
        return


def take_back(session: Session, actor: Actor, batch: ImportBatch, request_key: str | None = None) -> Undone:
    """Undo an applied batch."""

    def do(work: Work) -> Undone:
        gone = undo_batch(work, batch)
        owe_rules(work, batch)
        return gone

    return perform(
        session,
        actor,
        "import.undo",
        do,
        subject=subject_of(batch),
        area_code=batch.area_code,
        batch_id=batch.id,
        request_key=request_key,
        payload={"profile": batch.profile, "period": batch.period},
    )
