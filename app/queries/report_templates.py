"""The office's own ways of reports: the one in force for a place, and the one that is being written."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import ancestors_of
from app.models import ReportTemplate, User
from app.queries.scope import Scope

_T = ReportTemplate


def template_in_force(session: Session, scope: Scope, kind: str, area: str) -> ReportTemplate | None:
    """The approved one of the nearest office around the place; None = the report as it is shipped."""
    wanted = select(_T).where(_T.kind == kind, _T.state == "approved", _T.area_code.in_(ancestors_of(area)))
    found = list(session.scalars(wanted.order_by(_T.number)))
    return max(found, key=lambda row: (len(row.area_code.rstrip("0")), row.number), default=None)


def open_template(session: Session, scope: Scope, kind: str, area: str) -> ReportTemplate | None:
    """The draft or proposal of an office; there is one at a time."""
    wanted = select(_T).where(_T.kind == kind, _T.area_code == area, _T.state.in_(("draft", "proposed")))
    return session.scalar(wanted.order_by(_T.number.desc()).limit(1))


def list_versions(session: Session, scope: Scope, kind: str, area: str) -> list[tuple[ReportTemplate, str]]:
    """Every version of an office with its author's name, newest first."""
    wanted = select(_T, User.display_name).outerjoin(User, User.id == _T.author_id)
    wanted = wanted.where(_T.kind == kind, _T.area_code == area).order_by(_T.number.desc())
    return [(row, who or "") for row, who in session.execute(wanted)]


def newest_number(session: Session, scope: Scope, kind: str, area: str) -> int:
    """The number of the newest version; 0 where there is none."""
    wanted = select(func.max(_T.number)).where(_T.kind == kind, _T.area_code == area)
    return session.scalar(wanted) or 0


def states_of(session: Session, scope: Scope, area: str) -> dict[str, set[str]]:
    """Kind -> states of the versions that an office has open or in force."""
    wanted = select(_T.kind, _T.state).where(_T.area_code == area, _T.state != "retired").distinct()
    found: dict[str, set[str]] = {}
    for kind, state in session.execute(wanted.order_by(_T.kind)):
        found.setdefault(kind, set()).add(state)
    return found
