"""Lists kept under a name: one's own and those of one's office. They hold questions, never rows."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.permissions import Actor
from app.models import SavedList, User

#: More than these nobody finds his way in.
MOST = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept list with the name of its owner."""

    row: SavedList
    owner: str
    is_mine: bool


def lists_for(session: Session, actor: Actor, subject: str | None = None) -> list[Kept]:
    """What the actor may open, their own first."""
    wanted = (
        select(SavedList, User.display_name)
        .join(User, User.id == SavedList.user_id)
        .where(_may_open(actor))
        .order_by(SavedList.user_id != actor.id, SavedList.title, SavedList.id)
        .limit(MOST)
    )
    if subject is not None:
        wanted = wanted.where(SavedList.subject == subject)
    return [Kept(row, name, row.user_id == actor.id) for row, name in session.execute(wanted)]


def find_list(session: Session, actor: Actor, public_id: str, *, own: bool = False) -> SavedList:
    """A kept list that the actor may open (`own`: may change). NotFoundError for all others alike."""
    wanted = select(SavedList).where(SavedList.public_id == public_id, _may_open(actor))
    found = session.scalar(wanted)
    if found is None or (own and found.user_id != actor.id):
        raise NotFoundError("打不开这个名单：不是您的，没有共享给您的单位，或已删除。")
    return found


def _may_open(actor: Actor) -> ColumnElement[bool]:
    offices = [_office(grant.area_code, grant.bureau) for grant in actor.grants]
    return (
        or_(SavedList.user_id == actor.id, and_(SavedList.is_shared, or_(*offices)))
        if offices
        else (SavedList.user_id == actor.id)
    )


def _office(area_code: str, bureau: str | None) -> ColumnElement[bool]:
    same = SavedList.bureau.is_(None) if bureau is None else SavedList.bureau == bureau
    return and_(SavedList.area_code == area_code, same)
