"""Rules in the background: every night, since ages, windows and versions change with the day, and where the process
that should have run them is gone."""

from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.jobs import RULES_OF_THE_DAY, RUN_RULES
from app.jobs.tasks import Run, task
from app.services.catalogue_renewal import is_behind, renew_catalogue
from app.services.importing.aftermath import fill_ledgers
from app.services.rule_runs import run_area
from app.unit_of_work import perform


@task(RUN_RULES, max_attempts=3, max_step_seconds=1800)
def run_rules(run: Run) -> None:
    """What a list pays into the ledgers, then all rules of an area, one act per county.

    A repeat finds nothing to change and writes nothing twice.
    """
    with Session(run.engine) as session:
        fill_ledgers(session, run.args["area"], run.args.get("dataset"), SYSTEM)
        run_area(session, run.args["area"])


@task(RULES_OF_THE_DAY, cron="10 0 * * *", max_attempts=3, max_step_seconds=14_400)
def run_rules_of_the_day(run: Run) -> None:
    """What a newer product says of unchanged rules, then every rule on every family as of the new day."""
    with Session(run.engine) as session:
        if is_behind(session):
            perform(session, SYSTEM, "rule.ship", lambda work: renew_catalogue(work, today()))
        run_area(session, None)
