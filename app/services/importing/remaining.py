"""What an undo would leave standing, and why: rows that other acts hang on, with the batches that brought those."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import ImportBatch
from app.queries.scope import unscoped
from app.services.grant_tasks import nobodys_task
from app.services.importing.bulk import table_of
from app.services.importing.undo import HANGING, WRITTEN, born


@dataclass(frozen=True, slots=True)
class Remaining:
    """`count` rows of `table` stay since rows of `holder` (`held` of them) hang on them, brought by `batches`."""

    table: str
    count: int
    holder: str
    held: int
    batches: tuple[str, ...] = ()


def remaining(session: Session, batch: ImportBatch) -> list[Remaining]:
    """By table and holder; nothing where the undo takes everything back."""
    found: list[Remaining] = []
    event_id = batch.applied_event_id
    if event_id is None:
        return found
    with unscoped("what hangs on the rows of a batch, counted over all of them"):
        for name in WRITTEN:
            for holder, column in HANGING.get(name, ()):
                child = table_of(holder)
                made = born(name, event_id)
                other: ColumnElement[bool] = child.c[column].in_(made)
                if holder in WRITTEN:  # rows that the same undo takes away hold nothing back
                    other = other & child.c.id.not_in(born(holder, event_id))
                if holder == "finding":  # suspicions that nobody has answered go with their people
                    other = other & (child.c.state != "new")
                if holder == "measure_grant":  # and so do tasks that nobody has taken up
                    other = other & ~nobodys_task(child)
                counted = select(func.count(func.distinct(child.c[column])), func.count()).where(other)
                parents, held = session.connection().execute(counted).one()
                if parents:
                    found.append(
                        Remaining(
                            name, parents, holder, held, _brought_by(session, holder, column, name, event_id)
                        )
                    )
    return found


def _brought_by(session: Session, holder: str, column: str, name: str, event_id: int) -> tuple[str, ...]:
    """Public ids of the batches that wrote the holders; none where people entered them."""
    child = table_of(holder)
    made = child.c[column].in_(born(name, event_id))
    b = ImportBatch
    if "batch_id" in child.c:
        wanted = select(b.public_id).where(b.id.in_(select(child.c.batch_id).where(made)))
    elif "event_id" in child.c:
        wanted = select(b.public_id).where(b.applied_event_id.in_(select(child.c.event_id).where(made)))
    else:
        return ()
    return tuple(
        session.scalars(wanted.where(b.state == "applied", b.applied_event_id != event_id).order_by(b.id))
    )
