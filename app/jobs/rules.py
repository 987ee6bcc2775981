"""Rules that somebody is owed: run in the background where the process that should have run them is gone."""

from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.domain.vocabulary.jobs import RUN_RULES
from app.jobs.tasks import Run, task
from app.services.importing.aftermath import fill_ledgers
from app.services.rules import run_area


@task(RUN_RULES, max_attempts=3, max_step_seconds=1800)
def run_rules(run: Run) -> None:
    """What a list pays into the ledgers, then all rules of an area, one act per county.

    A repeat finds nothing to change and writes nothing twice.
    """
    with Session(run.engine) as session:
        fill_ledgers(session, run.args["area"], run.args.get("dataset"), SYSTEM)
        run_area(session, run.args["area"])
