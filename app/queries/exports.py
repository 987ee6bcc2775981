"""Requests for clear numbers in exports: one's own, and those that wait for somebody's agreement."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.clock import now
from app.domain.errors import NotFoundError
from app.models import ExportRequest, User
from app.queries.scope import Scope, unscoped

SHOWN = 50
_R = ExportRequest


@dataclass(frozen=True)
class ExportRow:
    """One request with the names of who asked and who decided."""

    request: ExportRequest
    asker: str
    decider: str


@contextmanager
def _own() -> Iterator[None]:
    with unscoped("exports that the reader asked for; their rows are read in the reader's own scope"):
        yield


def list_own(session: Session, scope: Scope, user_id: int) -> list[ExportRow]:
    """What this person asked for, newest first."""
    with _own():
        return _rows(session, _R.created_by == user_id)


def list_waiting(session: Session, scope: Scope, user_id: int) -> list[ExportRow]:
    """What waits for an agreement in the reader's places, never one's own; newest first."""
    return _rows(session, scope.on(_R), _R.state == "waiting", _R.created_by != user_id)


def list_decided(session: Session, scope: Scope, user_id: int) -> list[ExportRow]:
    """What others asked for in the reader's places and how it ended, newest first."""
    return _rows(session, scope.on(_R), _R.state != "waiting", _R.created_by != user_id)


def count_waiting(session: Session, scope: Scope, user_id: int) -> int:
    """How many wait for an agreement in the reader's places."""
    wanted = select(func.count()).select_from(_R).where(scope.on(_R))
    return session.scalar(wanted.where(_R.state == "waiting", _R.created_by != user_id)) or 0


def count_ready(session: Session, scope: Scope, user_id: int) -> int:
    """How many of the reader's own were agreed to and can still be taken."""
    wanted = select(func.count()).select_from(_R).where(_R.created_by == user_id)
    with _own():
        return session.scalar(wanted.where(_R.state == "approved", _R.ends_at > now())) or 0


def get_export(session: Session, scope: Scope, user_id: int, public_id: str, decides: bool) -> ExportRow:
    """One's own, or for somebody who `decides` one that lies wholly in the scope; else NotFoundError."""
    with _own():
        found = _rows(session, _R.created_by == user_id, _R.public_id == public_id)
    if not found and decides:
        found = _rows(session, scope.on(_R), _R.public_id == public_id)
        found = [row for row in found if scope.covers(row.request.area_code)]
    if not found:
        raise NotFoundError
    return found[0]


def _rows(session: Session, *terms: Any) -> list[ExportRow]:
    asker, decider = aliased(User), aliased(User)
    wanted = (
        select(_R, asker.display_name, decider.display_name)
        .outerjoin(asker, asker.id == _R.created_by)
        .outerjoin(decider, decider.id == _R.decided_by)
        .where(*terms)
        .order_by(_R.id.desc())
        .limit(SHOWN)
    )
    return [ExportRow(row, who or "", by or "") for row, who, by in session.execute(wanted)]
