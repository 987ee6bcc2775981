"""Papers that were asked for: a person sees those of the own scope's areas, newest first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import Area, ReportRequest, User
from app.queries.scope import Scope

#: Kinds of requests that are forms and public lists, with a room and readers of their own (queries.papers).
PAPERS = ("paper", "notice", "fill")


def list_reports(session: Session, scope: Scope, limit: int = 50) -> list[tuple[ReportRequest, str, str]]:
    """(request, name of the area, who asked), newest first."""
    wanted = (
        select(ReportRequest, Area.name, User.display_name)
        .join(Area, Area.code == ReportRequest.area_code, isouter=True)
        .join(User, User.id == ReportRequest.created_by, isouter=True)
        .where(scope.on(ReportRequest), ReportRequest.kind.not_in(PAPERS))
        .order_by(ReportRequest.id.desc())
        .limit(limit)
    )
    return [(request, name or "", who or "系统") for request, name, who in session.execute(wanted)]


def get_report(session: Session, scope: Scope, public_id: str) -> ReportRequest:
    """One request; NotFoundError outside the scope, where the area is only partly inside, and for unknown ids alike."""
    found = session.scalar(
        select(ReportRequest).where(
            scope.on(ReportRequest),
            ReportRequest.public_id == public_id,
            ReportRequest.kind.not_in(PAPERS),
        )
    )
    if found is None or not scope.covers(found.area_code):
        raise NotFoundError
    return found
