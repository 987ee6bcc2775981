"""The sealer: links new events every few seconds and writes the head outside the database."""

from app.adapters.anchor_file import append_anchor
from app.domain.vocabulary.jobs import SEAL_ALL_EVENTS, SEAL_EVENTS
from app.jobs.tasks import Run, task
from app.services.audit import seal_events


@task(SEAL_EVENTS, cron="* * * * * */10", forget=True)
def seal_newest(run: Run) -> None:
    """Every ten seconds: what was written since."""
    _seal(run, thorough=False)


@task(SEAL_ALL_EVENTS, cron="20 3 * * *")
def seal_all(run: Run) -> None:
    """Each night: also what was committed very late."""
    _seal(run, thorough=True)


def _seal(run: Run, *, thorough: bool) -> None:
    while True:
        with run.step() as session:
            anchor = seal_events(session, thorough=thorough)
        if anchor is None:
            return
        append_anchor(run.settings.anchor_file, anchor)
