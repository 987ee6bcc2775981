"""The income ledger of a household: its lines by year and the sums that follow from them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.income import Sums, sum_lines
from app.models import Household, IncomeEntry
from app.queries.scope import Scope


@dataclass(frozen=True)
class Ledger:
    """Lines of a year and of the year before, with their sums over the present members."""

    year: int
    entries: list[IncomeEntry]
    sums: Sums
    before: Sums


def get_ledger(session: Session, scope: Scope, household_id: int, year: int, members: int) -> Ledger:
    """The ledger of `year` beside that of the year before."""
    rows = (
        select(IncomeEntry)
        .join(Household, Household.id == IncomeEntry.household_id)
        .where(scope.on(Household), Household.id == household_id, IncomeEntry.year.in_((year - 1, year)))
        .order_by(IncomeEntry.id)
    )
    found = list(session.scalars(rows))
    entries = [e for e in found if e.year == year]
    earlier = [e for e in found if e.year != year]
    return Ledger(year, entries, _sums(entries, members), _sums(earlier, members))


def _sums(entries: list[IncomeEntry], members: int) -> Sums:
    return sum_lines(((e.kind, e.amount_fen) for e in entries), members)
