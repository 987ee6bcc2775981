"""The acts of a batch one after another, the same for page, command and job: read in, compare, write, take back.

Each is a transaction of its own; what can be worked out before the lock is. `during` runs inside the act (a job
counts its step there).
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import today
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


def read_in(
    session: Session, actor: Actor, store: FileStore, batch: ImportBatch, during: During = _nothing
) -> bool:
    """Read the file and keep rows and problems; False where the file is refused (the reason stays with the batch)."""
    try:
        reading = read_batch(session, store, batch, actor)
    except ReadingRefusedError as refusal:
        with unit_of_work(session, actor, "import.refuse", subject=subject_of(batch)) as work:
            refuse_batch(work, batch, refusal)
        return False
    with unit_of_work(session, actor, "import.parse", subject=subject_of(batch)) as work:
        keep_reading(work, batch, reading)
        during(work)
    return True


def compare_with_register(
    session: Session, actor: Actor, batch: ImportBatch, during: During = _nothing
) -> None:
    """Match and compare outside the lock, then keep the plan."""
    prepared = prepare(session, batch)
    with unit_of_work(session, actor, "import.compare", subject=subject_of(batch)) as work:
        keep_prepared(work, batch, prepared)
        during(work)


def write(
    session: Session,
    actor: Actor,
    batch: ImportBatch,
    during: During = _nothing,
    request_key: str | None = None,
) -> None:
    """Apply the plan in one transaction."""
    built = build(session, batch)

    def do(work: Work) -> None:
        apply_batch(work, batch, built)
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
