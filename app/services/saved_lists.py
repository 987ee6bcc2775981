"""Keeping a list under a name, sharing it with one's office, removing it; choosing the columns of lists."""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.domain.clock import new_public_id, now
from app.domain.errors import InvalidInputError
from app.domain.facts import Subject
from app.domain.list_columns import read_columns
from app.models import SavedList, User
from app.queries.saved_lists import MOST, find_list
from app.unit_of_work import Work


def keep_list(work: Work, subject: str, title: str, asked: Mapping[str, str], *, shared: bool) -> SavedList:
    """A new kept list. E-TITLE without a name or with one of more than 40 signs, E-MANY for the 61st."""
    name = " ".join(title.split())
    if not 0 < len(name) <= 40:
        raise InvalidInputError(
            "E-TITLE", "名单要有名字，40 个字以内。", way_out="请写一个一看就懂的名字，例如“三组独居老人”。"
        )
    mine = select(func.count()).select_from(SavedList).where(SavedList.user_id == work.actor.id)
    if (work.session.scalar(mine) or 0) >= MOST:
        raise InvalidInputError("E-MANY", f"一个人最多存 {MOST} 个名单。", way_out="请先删掉用不着的。")
    row = SavedList(
        public_id=new_public_id(),
        user_id=work.actor.id,
        title=name,
        subject=subject,
        asked=dict(asked),
        is_shared=False,
        created_at=now(),
    )
    work.session.add(row)
    if shared:
        _share(work, row)
    work.session.flush()
    return row


def share_list(work: Work, public_id: str, *, shared: bool) -> SavedList:
    """Share one's own list with one's office, or take it back."""
    row = find_list(work.session, work.actor, public_id, own=True)
    if shared:
        _share(work, row)
    else:
        row.is_shared, row.area_code, row.bureau = False, None, None
    return row


def _share(work: Work, row: SavedList) -> None:
    """The office is that of the first role that reads such a list."""
    grant = work.actor.grant_for(f"{row.subject}:read")
    row.is_shared, row.area_code, row.bureau = True, grant.area_code, grant.bureau


def remove_list(work: Work, public_id: str) -> str:
    """Remove one's own list; returns the name it had."""
    row = find_list(work.session, work.actor, public_id, own=True)
    work.session.delete(row)
    return row.title


def choose_columns(work: Work, keys: list[str], subject: Subject = "household") -> tuple[str, ...]:
    """Remember the columns of lists for the acting person; none chosen = the usual ones."""
    columns = read_columns(keys, subject)
    user = work.session.get(User, work.actor.id)
    assert user is not None
    kept = ",".join(columns) if keys else None
    if subject == "person":
        user.person_columns = kept
    else:
        user.list_columns = kept
    return columns
