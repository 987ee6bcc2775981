"""Asks for the reports whose period is over, each with the rights that its maker has today."""

from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.jobs import MAKE_REPORTS
from app.extensions import db
from app.jobs.tasks import Run, task
from app.models import ReportSchedule
from app.queries.accounts import requester_of
from app.queries.report_schedules import due_schedules, get_schedule
from app.queries.scope import Scope
from app.services.report_schedules import ask_scheduled, stop_schedule
from app.unit_of_work import Work, perform


@task(MAKE_REPORTS, cron="20 1 * * *", forget=True)
def make_reports(run: Run) -> None:
    """Each night after the month was frozen; a night that was slept through is made up for by the next one."""
    for due in due_schedules(db.session(), Scope.everything()):
        _ask(due.public_id, due.created_by)


def _ask(public_id: str, maker: int) -> None:
    """One schedule in an act of its own; one that its maker may not have any more is stopped with a sentence."""
    session = db.session()
    actor = requester_of(session, maker)
    subject = f"report_schedule:{public_id}"

    def come(work: Work) -> None:
        row = get_schedule(work.session, Scope.everything(), public_id)
        ask_scheduled(work, Scope.of(actor), row, today())

    def stop(work: Work) -> None:
        row: ReportSchedule = get_schedule(work.session, Scope.everything(), public_id)
        stop_schedule(work, row, "定这份报告的人现在不能出它了，请能出报告的人重新开始。")

    try:
        perform(session, actor, "report.come", come, subject=subject)
    except BangfuError:
        perform(session, SYSTEM, "report.schedule_off", stop, subject=subject)
