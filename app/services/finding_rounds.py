"""Handing suspicions out by the many: those that were ticked, or all that a filter finds, counted beforehand."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.work_orders import check_deadline
from app.models import Finding
from app.queries.scope import Scope
from app.services.deadlines import due_after
from app.services.finding_refresh import move_all
from app.unit_of_work import Work


def hand_out_all(work: Work, scope: Scope, public_ids: Sequence[str]) -> int:
    """Hand out the new ones among these at once; returns how many."""
    return _hand_out(work, scope, [Finding.public_id.in_(public_ids)])


def hand_out_matching(work: Work, scope: Scope, *, area: str | None, check: str | None, expected: int) -> int:
    """Hand out every new suspicion of an area and a check (None = all); returns how many.

    InvalidInputError E-COUNT where there are not as many as the person was shown: nothing is handed out unseen.
    """
    terms: list[ColumnElement[bool]] = []
    if area:
        low, high = range_of(area)
        terms += [Finding.area_code >= low, Finding.area_code < high]
    if check:
        terms.append(Finding.check_code == check)
    count = _hand_out(work, scope, terms)
    if count != expected:
        raise InvalidInputError(
            "E-COUNT",
            f"名单变了：刚才是 {expected} 条，现在是 {count} 条，一条都没有下发。",
            way_out="请回到名单，看清现在的数再下发。",
        )
    return count


def _hand_out(work: Work, scope: Scope, terms: Sequence[ColumnElement[bool]]) -> int:
    """By severity, since each has its own time, and by county, whose standards may differ; however many there are."""
    if not work.actor.may("finding:assign"):
        raise NotAllowedError("finding:assign")
    fresh = (scope.on(Finding), Finding.state == "new", *terms)
    county = func.substr(Finding.area_code, 1, 6)
    kinds = select(Finding.severity, county).where(*fresh).distinct().order_by(Finding.severity, county)
    count = 0
    for severity, place in work.session.execute(kinds).all():
        low, high = range_of(place.ljust(12, "0"))
        where = (*fresh, Finding.severity == severity, Finding.area_code >= low, Finding.area_code < high)
        due = due_after(work.session, check_deadline(severity), today(), low)
        count += move_all(work, where, "handed_out", "", due_on=due)
    return count
