"""Lists kept under a name: one's own and those of one's office. They hold questions, never rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.permissions import Actor
from app.models import SavedList, User
from app.queries.menus import kept
from app.queries.prepared import Prepared, given

#: More than these nobody finds his way in.
MOST = 60
#: Whom a list is shared with, said by somebody who has one office.
MY_OFFICE = "yes"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept list with the name of its owner."""

    row: Any  # with the columns of SavedList
    owner: str
    is_mine: bool


def lists_for(session: Session, actor: Actor, subject: str | None = None) -> list[Kept]:
    """What the actor may open, their own first."""
    offices = _offices(actor)

    def ask() -> list[Kept]:
        rows = _lists(session, offices, subject is not None, mine=actor.id, subject=subject)
        return [Kept(row, row.display_name, row.user_id == actor.id) for row in rows]

    return list(kept(session, ("lists", actor.id, offices, subject), ask))


@Prepared
def _lists(offices: tuple[tuple[str, str | None], ...], of_one_subject: bool) -> Select[Any]:
    mine = given("mine", BigInteger)
    wanted = (
        select(*SavedList.__table__.c, User.display_name)
        .join(User, User.id == SavedList.user_id)
        .where(_may_open(mine, offices))
        .order_by(SavedList.user_id != mine, SavedList.title, SavedList.id)
        .limit(MOST)
    )
    return wanted.where(SavedList.subject == given("subject")) if of_one_subject else wanted


def find_list(session: Session, actor: Actor, public_id: str, *, own: bool = False) -> SavedList:
    """A kept list that the actor may open (`own`: may change). NotFoundError for all others alike."""
    wanted = select(SavedList).where(SavedList.public_id == public_id, _may_open(actor.id, _offices(actor)))
    found = session.scalar(wanted)
    if found is None or (own and found.user_id != actor.id):
        raise NotFoundError("打不开这个名单：不是您的，没有共享给您的单位，或已删除。")
    return found


def office_key(office: tuple[str, str | None]) -> str:
    """An office as a form names it: area, with the bureau's code behind it."""
    area_code, bureau = office
    return f"{area_code}-{bureau}" if bureau else area_code


def _offices(actor: Actor) -> tuple[tuple[str, str | None], ...]:
    return tuple((grant.area_code, grant.bureau) for grant in actor.grants)


def _may_open(mine: Any, offices: Iterable[tuple[str, str | None]]) -> ColumnElement[bool]:
    own: ColumnElement[bool] = SavedList.user_id == mine
    shared = [_office(area_code, bureau) for area_code, bureau in offices]
    return or_(own, and_(SavedList.is_shared, or_(*shared))) if shared else own


def _office(area_code: str, bureau: str | None) -> ColumnElement[bool]:
    same = SavedList.bureau.is_(None) if bureau is None else SavedList.bureau == bureau
    return and_(SavedList.area_code == area_code, same)
