"""How often a rule was right: answered suspicions by rule, and those of them that were true."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.indicators.intervals import wilson
from app.models import Finding
from app.queries.scope import Scope

#: The suspicion was false: the records were wrong, or it was somebody of the same name.
NOT_TRUE = ("wrong_details", "namesake")
#: With fewer answers no share is told.
ENOUGH = 5


@dataclass(frozen=True)
class Confirmed:
    """Answered suspicions of one rule."""

    true: int
    answered: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """Share that was true, 95 %; None where too few were answered."""
        return wilson(self.true, self.answered) if self.answered >= ENOUGH else None


def count_confirmed(session: Session, scope: Scope) -> dict[str, Confirmed]:
    """Answered suspicions by rule, within the scope."""
    true = func.sum(case((Finding.conclusion.in_(NOT_TRUE), 0), else_=1))
    counted = (
        select(Finding.check_code, true, func.count())
        .where(scope.on(Finding), Finding.conclusion.is_not(None))
        .group_by(Finding.check_code)
        .order_by(Finding.check_code)
    )
    return {code: Confirmed(int(hits or 0), cases) for code, hits, cases in session.execute(counted)}
