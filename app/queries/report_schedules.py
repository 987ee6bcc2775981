"""Reports that come by themselves: what is set up, what came last, and what the reader is told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.reporting.schedules import ended_period
from app.models import Area, ReportRequest, ReportSchedule, User
from app.queries.scope import Scope

_S, _R = ReportSchedule, ReportRequest


@dataclass(frozen=True)
class ScheduleRow:
    """One of them with the place's name, who set it up, and the newest report that came."""

    schedule: ReportSchedule
    area: str
    who: str
    newest: ReportRequest | None


def list_schedules(session: Session, scope: Scope) -> list[ScheduleRow]:
    """Those of the scope's places, running ones first."""
    wanted = (
        select(_S, Area.name, User.display_name)
        .outerjoin(Area, Area.code == _S.area_code)
        .outerjoin(User, User.id == _S.created_by)
        .where(scope.on(_S))
        .order_by(_S.is_on.desc(), _S.area_code, _S.kind, _S.id)
        .limit(200)
    )
    rows = [row for row in session.execute(wanted) if scope.covers(row[0].area_code)]
    newest = _newest(session, scope, [row[0].id for row in rows])
    return [ScheduleRow(s, area or "", who or "", newest.get(s.id)) for s, area, who in rows]


def _newest(session: Session, scope: Scope, ids: Sequence[int]) -> dict[int, ReportRequest]:
    wanted = select(_R).where(scope.on(_R), _R.schedule_id.in_(ids)).order_by(_R.id)
    return {row.schedule_id: row for row in session.scalars(wanted) if row.schedule_id is not None}


def get_schedule(session: Session, scope: Scope, public_id: str) -> ReportSchedule:
    """One of them; NotFoundError outside the scope and where the place lies only partly in it."""
    found = session.scalar(select(_S).where(scope.on(_S), _S.public_id == public_id))
    if found is None or not scope.covers(found.area_code):
        raise NotFoundError
    return found


def find_schedule(session: Session, scope: Scope, kind: str, area: str, every: str) -> ReportSchedule | None:
    """The one of this kind, place and rhythm that runs; None where there is none."""
    wanted = select(_S).where(scope.on(_S), _S.kind == kind, _S.area_code == area, _S.every == every)
    return session.scalar(wanted.where(_S.is_on).order_by(_S.id).limit(1))


def due_schedules(session: Session, scope: Scope) -> list[ReportSchedule]:
    """Those whose newest ended period nobody has asked for yet."""
    running = session.scalars(select(_S).where(scope.on(_S), _S.is_on).order_by(_S.id))
    return [row for row in running if row.last_period != ended_period(row.every, today())]


def previous_report(session: Session, scope: Scope, report: ReportRequest) -> ReportRequest | None:
    """The ready one of the same kind and place that came before; for one that came by itself, by the same schedule."""
    wanted = select(_R).where(
        scope.on(_R),
        _R.kind == report.kind,
        _R.area_code == report.area_code,
        _R.state == "ready",
        _R.id < report.id,
    )
    if report.schedule_id is not None:
        wanted = wanted.where(_R.schedule_id == report.schedule_id)
    return session.scalar(wanted.order_by(_R.id.desc()).limit(1))


def fresh_reports(session: Session, scope: Scope, user_id: int, since: datetime) -> list[ReportRequest]:
    """Reports that came by themselves since then and of which this reader is told, newest first, at most three."""
    wanted = (
        select(_R)
        .join(_S, _S.id == _R.schedule_id)
        .where(scope.on(_R), _R.state == "ready", _R.ready_at >= since)
        .where(or_(_S.told == "office", _S.created_by == user_id))
        .order_by(_R.id.desc())
        .limit(10)
    )
    return [row for row in session.scalars(wanted) if scope.covers(row.area_code)][:3]
