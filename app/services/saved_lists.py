"""Keeping a list under a name, sharing it with one's office, removing it; choosing the columns of lists."""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.domain.clock import new_public_id, now
from app.domain.errors import InvalidInputError
from app.domain.facts import Subject
from app.domain.list_columns import read_columns
from app.models import SavedList, User
from app.queries.saved_lists import MOST, MY_OFFICE, find_list, office_key
from app.unit_of_work import Work


def keep_list(
    work: Work, subject: str, title: str, asked: Mapping[str, str], *, share_with: str = ""
) -> SavedList:
    """A new kept list, for oneself or shared as in `share_list`.

    E-TITLE without a name or with one of more than 40 signs, E-MANY for the 61st.
    """
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
    _share(work, row, share_with)
    work.session.flush()
    return row


def share_list(work: Work, public_id: str, *, share_with: str) -> SavedList:
    """Share one's own list with one of one's offices (`MY_OFFICE` where there is only one), or take it back ("").

    E-OFFICE where several offices read such lists and none of them is named.
    """
    row = find_list(work.session, work.actor, public_id, own=True)
    _share(work, row, share_with)
    return row


def _share(work: Work, row: SavedList, share_with: str) -> None:
    if not share_with:
        row.is_shared, row.area_code, row.bureau = False, None, None
        return
    offices = work.actor.offices_for(f"{row.subject}:read")
    named = [one for one in offices if office_key(one) == share_with]
    if not named and (share_with != MY_OFFICE or len(offices) != 1):
        raise InvalidInputError(
            "E-OFFICE", "您在几个单位都有岗位，要说清共享给哪一个。", way_out="请在“给谁看”里选一个单位。"
        )
    row.is_shared = True
    row.area_code, row.bureau = (named or offices)[0]


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
