"""Money to return and returned: the list, its sum, and the receipts of one work order."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.models import Area, Finding, FindingReceipt, Household, User
from app.queries.findings import PAGE, FindingPage, FindingRow
from app.queries.scope import Scope

_RETURNED = func.coalesce(Finding.returned_fen, 0)


@dataclass(frozen=True, slots=True)
class MoneySum:
    """Fen to return, returned and remaining, and how many work orders they stand on."""

    orders: int
    to_return_fen: int
    returned_fen: int

    @property
    def remaining_fen(self) -> int:
        return self.to_return_fen - self.returned_fen


def list_money(
    session: Session, scope: Scope, *, area: str | None = None, all_of_them: bool = False, after: int = 0
) -> FindingPage:
    """Work orders with money that remains to be returned (or all with money), 50 a page in the order of finding."""
    wanted = (
        select(Finding, Household, Area.name)
        .join(Household, Household.id == Finding.household_id)
        .outerjoin(Area, Area.code == Finding.area_code)
        .where(scope.on(Finding), *_terms(area), Finding.id > after)
        .order_by(Finding.id)
        .limit(PAGE + 1)
    )
    if not all_of_them:
        wanted = wanted.where(Finding.to_return_fen > _RETURNED)
    rows = [FindingRow(f, h, None, village or "") for f, h, village in session.execute(wanted)]
    return FindingPage(rows[:PAGE], rows[PAGE - 1].finding.id if len(rows) > PAGE else None)


def sum_money(session: Session, scope: Scope, area: str | None = None) -> MoneySum:
    """What has to come back, what came, over everything that has money."""
    summed = select(
        func.count(), func.coalesce(func.sum(Finding.to_return_fen), 0), func.coalesce(func.sum(_RETURNED), 0)
    ).where(scope.on(Finding), *_terms(area))
    orders, to_return, returned = session.execute(summed).one()
    return MoneySum(orders, int(to_return or 0), int(returned or 0))


def list_receipts(session: Session, scope: Scope, finding: Finding) -> list[tuple[FindingReceipt, str]]:
    """The receipts of one work order, the oldest first, with the name of who entered them."""
    wanted = (
        select(FindingReceipt, User.display_name)
        .join(Finding, Finding.id == FindingReceipt.finding_id)
        .outerjoin(User, User.id == FindingReceipt.actor_id)
        .where(scope.on(Finding), Finding.id == finding.id)
        .order_by(FindingReceipt.id)
    )
    return [(row, name or "系统") for row, name in session.execute(wanted)]


def _terms(area: str | None) -> Sequence[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = [Finding.to_return_fen > 0]
    if area:
        low, high = range_of(area)
        terms += [Finding.area_code >= low, Finding.area_code < high]
    return terms
