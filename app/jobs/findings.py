"""The daily round over work orders, before offices open."""

from sqlalchemy.orm import Session

from app.domain.vocabulary.jobs import WATCH_ORDERS
from app.jobs.tasks import Run, task
from app.services.finding_watch import watch_orders


@task(WATCH_ORDERS, cron="10 5 * * *")
def watch(run: Run) -> None:
    """Exemptions end, late work orders are told above, rules weigh less, the month's second looks are drawn."""
    with Session(run.engine) as session:
        watch_orders(session)
