"""When scheduled jobs are due: cron lines, read in China's time."""

from collections.abc import Callable, Iterable
from datetime import datetime

from croniter import croniter
from sqlalchemy import Engine

from app.domain.clock import LOCAL
from app.domain.vocabulary.jobs import PRUNE_JOBS
from app.job_queue import fire_schedule, prune
from app.jobs.tasks import Run, Task, task

KEPT_DAYS = 30


def next_time(cron: str) -> Callable[[datetime], datetime]:
    """The function that gives the next due moment after a moment."""

    def after(moment: datetime) -> datetime:
        due: datetime = croniter(cron, moment.astimezone(LOCAL)).get_next(datetime)
        return due

    return after


def tick(engine: Engine, tasks: Iterable[Task]) -> list[str]:
    """Put in what is due; the kinds that this worker, and no other, put in."""
    return [
        t.kind
        for t in tasks
        if t.cron is not None
        and fire_schedule(engine, t.kind, t.cron, next_time(t.cron), max_attempts=t.max_attempts)
    ]


@task(PRUNE_JOBS, cron="40 2 * * *")
def prune_jobs(run: Run) -> None:
    """Done and cancelled jobs leave the table after a month; failed ones stay until someone looks."""
    prune(run.engine, KEPT_DAYS)
