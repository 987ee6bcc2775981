"""How often a rule's suspicions were right: answers that changed something, of all answers (Wilson interval)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Date, func, or_, select
from sqlalchemy.orm import Session

from app.domain.indicators.intervals import wilson
from app.domain.vocabulary.findings import CONFIRMING
from app.domain.work_orders import DONE_STATES
from app.models import CheckDemotion, Finding, User
from app.queries.scope import Scope


@dataclass(frozen=True, slots=True)
class CheckShare:
    """Closed work orders of one rule that somebody answered: how many there are, how many were right."""

    code: str
    answered: int
    confirmed: int

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, with 95 % certainty; 0 to 1 where nobody answered."""
        return wilson(self.confirmed, self.answered) or (0.0, 1.0)


def check_shares(session: Session, scope: Scope, *, since_restored: bool = False) -> dict[str, CheckShare]:
    """By rule. `since_restored`: only answers after a person last put the rule back to its weight."""
    counted = (
        select(Finding.check_code, func.count(), func.count().filter(Finding.conclusion.in_(CONFIRMING)))
        .where(scope.on(Finding), Finding.state.in_(DONE_STATES), Finding.conclusion.is_not(None))
        .group_by(Finding.check_code)
        .order_by(Finding.check_code)
    )
    if since_restored:
        restored = (
            select(
                CheckDemotion.check_code, func.max(func.date(CheckDemotion.ended_at, type_=Date)).label("on")
            )
            .where(CheckDemotion.ended_at.is_not(None))
            .group_by(CheckDemotion.check_code)
            .subquery()
        )
        counted = counted.outerjoin(restored, restored.c.check_code == Finding.check_code).where(
            or_(restored.c.on.is_(None), Finding.closed_on > restored.c.on)
        )
    return {code: CheckShare(code, answered, right) for code, answered, right in session.execute(counted)}


def lighter_checks(session: Session, scope: Scope) -> dict[str, str]:
    """Rules that weigh less for now: code -> severity. Not anybody's data."""
    wanted = (
        select(CheckDemotion.check_code, CheckDemotion.to_severity)
        .where(CheckDemotion.ended_at.is_(None))
        .order_by(CheckDemotion.id)
    )
    return dict(iter(session.execute(wanted)))


def list_demotions(
    session: Session, scope: Scope, codes: Sequence[str] = ()
) -> list[tuple[CheckDemotion, str]]:
    """Every demotion, the newest first, with the name of who ended it. Not anybody's data."""
    wanted = (
        select(CheckDemotion, User.display_name)
        .outerjoin(User, User.id == CheckDemotion.ended_by)
        .order_by(CheckDemotion.id.desc())
    )
    if codes:
        wanted = wanted.where(CheckDemotion.check_code.in_(codes))
    return [(row, name or "") for row, name in session.execute(wanted)]
