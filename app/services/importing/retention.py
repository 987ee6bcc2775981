"""Nothing of a workbook rests longer than it is needed."""

from datetime import datetime

from sqlalchemy import delete, select, update

from app.domain.clock import today
from app.models import ImportBatch, ImportChunk, ImportProblem
from app.queries.scope import unscoped
from app.services.importing.bulk import table_of
from app.services.importing.receive import OPEN_STATES
from app.services.importing.undo import forget_clues
from app.unit_of_work import Work


def drop_stale(work: Work, unfinished_before: datetime, undoable_before: datetime) -> int:
    """Give up batches that nobody finished, forget what applied ones replaced when their undo has run out, and clues
    whose days are over.

    Returns how many batches were given up. Originals age by the rules of the file store.
    """
    session = work.session
    with unscoped("batches of all offices age alike"):
        stale = list(
            session.scalars(
                select(ImportBatch.id).where(
                    ImportBatch.state.in_(OPEN_STATES), ImportBatch.created_at < unfinished_before
                )
            )
        )
        old = select(ImportBatch.id).where(
            ImportBatch.state == "applied", ImportBatch.applied_at < undoable_before
        )
        for table in (ImportChunk, ImportProblem):  # what problems quote of the cells goes with the rows
            session.execute(delete(table).where(table.batch_id.in_([*stale])))
            session.execute(delete(table).where(table.batch_id.in_(old)))
        session.execute(
            update(ImportBatch)
            .where(ImportBatch.id.in_(stale))
            .values(state="dropped", version=ImportBatch.version + 1)
            .execution_options(synchronize_session=False)
        )
        forget_clues(session.connection(), table_of("clue").c.ends_on < today())
    return len(stale)
