"""Freezes the month that has ended, and in January the year."""

from datetime import date, timedelta

from app.domain.clock import today
from app.domain.indicators.periods import period_bounds
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.jobs import FREEZE_PERIODS
from app.extensions import db, vault
from app.jobs.tasks import Run, task
from app.queries.period_count import count_period
from app.queries.scope import Scope
from app.queries.snapshots import find_snapshot
from app.services.files import open_store
from app.services.snapshots import freeze
from app.unit_of_work import Work, perform


@task(FREEZE_PERIODS, cron="30 0 1 * *", max_attempts=3)
def freeze_periods(run: Run) -> None:
    """Count first, then keep in one act; a period that is frozen already is left alone."""
    for period in ended_periods(today())[run.done :]:
        if find_snapshot(db.session(), Scope.everything(), period) is None:
            _freeze(run, period)


def _freeze(run: Run, period: str) -> None:
    as_of, year = period_bounds(period, today())
    counted = count_period(db.session(), Scope.everything(), as_of, year)
    store = open_store(run.settings.files_dir, vault())

    def keep(work: Work) -> None:
        freeze(work, store, period, counted)
        run.mark(work.session, f"{period} 已冻结")

    perform(db.session(), SYSTEM, "indicator.freeze", keep, payload={"period": period})
    run.advance()


def ended_periods(day: date) -> list[str]:
    """The month before the day's, and in January the year before."""
    last = day.replace(day=1) - timedelta(days=1)
    month = f"{last.year}-{last.month:02d}"
    return [month, str(last.year)] if last.month == 12 else [month]
