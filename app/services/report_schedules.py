"""Reports that come by themselves: set up, stopped and started again, asked for when a period is over."""

from datetime import date

from sqlalchemy import update

from app.domain.clock import new_public_id, now
from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.reporting.schedules import EVERY, ended_period, rhythms_of
from app.models import ReportRequest, ReportSchedule
from app.queries.report_schedules import find_schedule, get_schedule
from app.queries.scope import Scope
from app.services.report_requests import FORMATS, KINDS, request_report
from app.unit_of_work import Work

#: Who is told on the home page.
TOLD = {"me": "只告诉我", "office": "告诉能看这个地方报告的人"}
#: More of them nobody reads.
MOST = 40


def add_schedule(
    work: Work,
    scope: Scope,
    *,
    kind: str,
    area: str,
    every: str,
    formats: list[str],
    told: str,
    base_url: str,
    on: date,
) -> ReportSchedule:
    """A new one; the first report comes when the running period is over. E-SCHEDULE for a wrong or doubled choice."""
    fields = {}
    if kind not in KINDS:
        fields["kind"] = "没有这种报告。"
    elif every not in rhythms_of(kind):
        words = "、".join(EVERY[one][0] for one in rhythms_of(kind))
        fields["every"] = f"{KINDS[kind]}只能{words}出。"
    if not formats or set(formats) - set(FORMATS):
        fields["formats"] = "请至少选一种格式。"
    if told not in TOLD:
        fields["told"] = "请选告诉谁。"
    if not scope.covers(area):
        fields["area"] = "请选您管的整个区划。"
    if not fields and find_schedule(work.session, scope, kind, area, every) is not None:
        fields["kind"] = "这个地方的这种报告已经定好了。"
    if fields:
        raise InvalidInputError("E-SCHEDULE", "".join(fields.values()), fields=fields, way_out="请改好再存。")
    row = ReportSchedule(
        public_id=new_public_id(),
        kind=kind,
        area_code=area,
        every=every,
        formats=",".join(dict.fromkeys(formats)),
        told=told,
        base_url=base_url[:200],
        is_on=True,
        words="",
        last_period=ended_period(every, on),
        created_by=work.actor.id or 0,
        created_at=now(),
    )
    work.session.add(row)
    work.session.flush()
    return row


def switch_schedule(work: Work, scope: Scope, public_id: str, *, is_on: bool, on: date) -> ReportSchedule:
    """Stop it, or start it again from the running period on, then with the rights of who starts it."""
    row = get_schedule(work.session, scope, public_id)
    row.is_on, row.words = is_on, ""
    if is_on:
        row.last_period, row.created_by = ended_period(row.every, on), work.actor.id or 0
    return row


def stop_schedule(work: Work, row: ReportSchedule, words: str) -> None:
    """It cannot come any more; say why."""
    row.is_on, row.words = False, words[:200]


def ask_scheduled(work: Work, scope: Scope, row: ReportSchedule, on: date) -> ReportRequest | None:
    """Ask for the report of the newest period that is over, once; None where somebody already did.

    However many periods were missed, one report comes: an older month would be read by nobody.
    """
    if not work.actor.may("report:build"):
        raise NotAllowedError("report:build")
    period = ended_period(row.every, on)
    taken = work.session.execute(
        update(ReportSchedule)
        .where(scope.on(ReportSchedule), ReportSchedule.id == row.id, ReportSchedule.last_period != period)
        .where(ReportSchedule.is_on)
        .values(last_period=period)
        .returning(ReportSchedule.id)
        .execution_options(synchronize_session=False)
    )
    if taken.scalar() is None:
        return None
    year, _, month = period.partition("-")
    return request_report(
        work, scope, kind=row.kind, area=row.area_code, year=int(year), formats=row.formats.split(","),
        month=int(month) if month else None, base_url=row.base_url, on=on, schedule=row.id,
    )  # fmt: skip
