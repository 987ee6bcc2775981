"""Rules that somebody is owed: run in the background where the process that should have run them is gone."""

from sqlalchemy.orm import Session

from app.domain.vocabulary.jobs import RUN_RULES
from app.jobs.tasks import Run, task
from app.services.rules import run_area


@task(RUN_RULES, max_attempts=3, max_step_seconds=1800)
def run_rules(run: Run) -> None:
    """All rules of an area, one act per county; a repeat finds nothing to change and writes nothing twice."""
    with Session(run.engine) as session:
        run_area(session, run.args["area"])
