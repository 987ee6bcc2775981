"""Keeps the sums of today's register ready for dashboards and maps."""

from datetime import timedelta
from time import monotonic

from sqlalchemy import delete, insert

from app.domain.clock import now, today
from app.domain.vocabulary.jobs import COUNT_DAY
from app.extensions import db
from app.jobs.tasks import Run, task
from app.models import DayArea, DayCount
from app.queries.content_revision import content_revision
from app.queries.day_sums import count_day, newest_count
from app.queries.scope import Scope

#: Counting takes at most this part of the time: a large register is counted less often.
SHARE = 10


@task(COUNT_DAY, cron="* * * * * */20", forget=True, max_attempts=1, max_step_seconds=3600)
def keep_day(run: Run) -> None:
    """Count where something has changed since the last count, and put the new sums in the place of the old."""
    session, scope, day = db.session(), Scope.everything(), today()
    revision, last = content_revision(session, scope), newest_count(session, scope, day)
    if last is not None and last.as_of == day and (last.revision == revision or _too_soon(last)):
        return
    counted_at, began = now(), monotonic()
    found = count_day(session, scope, day)
    seconds = monotonic() - began
    session.rollback()
    with run.step() as step:
        step.execute(delete(DayArea).where(scope.on(DayArea)))
        step.execute(delete(DayCount))
        if found:  # an installation without its list of places has nothing to keep
            step.execute(
                insert(DayArea), [{"area_code": code, "sums": sums} for code, sums in sorted(found.items())]
            )
        kept = {"as_of": day, "revision": revision, "counted_at": counted_at, "seconds": seconds}
        step.execute(insert(DayCount), [kept])


def _too_soon(last: DayCount) -> bool:
    return now() - last.counted_at < timedelta(seconds=SHARE * last.seconds)
