"""The last full months, judged on their last day and frozen, so that every trend has something to show."""

from datetime import date, datetime, time
from functools import partial

from app.adapters.file_store import FileStore
from app.domain.clock import LOCAL
from app.domain.indicators.periods import full_months_before, period_bounds
from app.domain.permissions import SYSTEM
from app.queries.period_count import count_period
from app.queries.scope import Scope
from app.queries.snapshots import find_snapshot
from app.services.demo.weeks.agenda import Agenda
from app.services.rule_runs import run_area
from app.services.snapshots import freeze
from app.unit_of_work import unit_of_work

MONTHS = 3


def plan_months(agenda: Agenda, store: FileStore) -> None:
    """Late on the last day of each month: the rules answer for that day, then the month is frozen."""
    for period in full_months_before(agenda.today, MONTHS):
        last, _ = period_bounds(period, agenda.today)
        agenda.at(
            datetime.combine(last, time(21), LOCAL),
            partial(_close, agenda, store, period, last),
        )


def _close(agenda: Agenda, store: FileStore, period: str, last: date) -> None:
    session, everywhere = agenda.session, Scope.everything()
    run_area(session, followers=())
    if find_snapshot(session, everywhere, period) is not None:
        return
    counted = count_period(session, everywhere, last, last.year)
    with unit_of_work(session, SYSTEM, "indicator.freeze", payload={"period": period}) as work:
        freeze(work, store, period, counted)
