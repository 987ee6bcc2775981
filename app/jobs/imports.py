"""Reading, comparing and applying workbooks in the background, with the rights that the sender has by then."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import now
from app.domain.errors import NotAllowedError
from app.domain.permissions import SYSTEM, Actor
from app.domain.vocabulary.jobs import APPLY_IMPORT, PREPARE_IMPORT, PRUNE_IMPORTS
from app.extensions import vault
from app.jobs.tasks import Run, task
from app.models import ImportBatch, User
from app.queries.accounts import actor_of
from app.queries.scope import unscoped
from app.services.importing import acts
from app.services.importing.aftermath import run_rules
from app.services.importing.retention import drop_stale
from app.unit_of_work import unit_of_work

STEPS = 2
#: A file that is still unfinished after an hour belongs to a process that is gone.
UNFINISHED_SECONDS = 3600


@task(PREPARE_IMPORT, max_attempts=2, max_step_seconds=900)
def prepare_import(run: Run) -> None:
    """Two steps: read and check, match and compare. A batch that went on meanwhile is left alone."""
    with unscoped("a batch is worked on as a whole; its sender was checked"), Session(run.engine) as session:
        batch, actor = _batch(session, run, "import:upload")
        if run.done < 1 and batch.state == "received":
            store = FileStore(run.settings.files_dir, vault())
            if not acts.read_in(
                session, actor, store, batch, lambda work: run.mark(work.session, "读好了", total=STEPS)
            ):
                return
            run.advance()
        if batch.state == "parsed":
            acts.compare_with_register(
                session, actor, batch, lambda work: run.mark(work.session, "比好了", total=STEPS)
            )
            run.advance()


@task(APPLY_IMPORT, max_attempts=2, max_step_seconds=1800)
def apply_import(run: Run) -> None:
    """Write, then run the rules of the area. A repeat finds the batch applied and only runs the rules."""
    with unscoped("a batch is worked on as a whole; its sender was checked"), Session(run.engine) as session:
        batch, actor = _batch(session, run, "import:apply")
        if batch.state == "previewed":
            acts.write(session, actor, batch, lambda work: run.mark(work.session, "写好了", total=STEPS))
            run.advance()
        run_rules(session, batch, actor)


@task(PRUNE_IMPORTS, cron="40 3 * * *")
def prune_imports(run: Run) -> None:
    """Each night: parsed rows of batches nobody finished within 14 days go, and pieces of files nobody finished."""
    with unscoped("batches of all offices age alike"), Session(run.engine) as session:
        with unit_of_work(session, SYSTEM, "import.prune") as work:
            drop_stale(work, now() - timedelta(days=14), now() - timedelta(days=30))
            run.mark(work.session, total=1)
        FileStore(run.settings.files_dir, vault()).sweep(UNFINISHED_SECONDS)
        run.advance()


def _batch(session: Session, run: Run, permission: str) -> tuple[ImportBatch, Actor]:
    batch = session.get(ImportBatch, run.args["batch"])
    user = session.get(User, run.created_by) if run.created_by else None
    if batch is None or user is None or not user.is_active:
        raise NotAllowedError(permission)
    actor = actor_of(session, user)
    if not actor.may(permission):
        raise NotAllowedError(permission)
    return batch, actor
