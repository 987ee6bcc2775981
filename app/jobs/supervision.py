"""Supervision looks at the trail and the registers each morning, after the round over work orders."""

from sqlalchemy.orm import Session

from app.domain.vocabulary.jobs import WATCH_OFFICIALS
from app.jobs.tasks import Run, task
from app.services.supervision import watch_officials


@task(WATCH_OFFICIALS, cron="40 5 * * *", max_step_seconds=1800)
def watch(run: Run) -> None:
    """New cases are opened, open ones refreshed; a repeat on the same day finds nothing new."""
    with Session(run.engine) as session:
        watch_officials(session)
