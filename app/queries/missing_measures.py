"""What the rules find missing, and what became of it: why a list of tasks is shorter than the verdicts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.grants import OPEN_STATES
from app.models import MeasureGrant, RuleResult, RuleVersion
from app.queries.scope import Scope

MISSING = ".verdict.missing"


@dataclass(frozen=True)
class Missing:
    """Measures that the rules find missing: how many, and how many of them are under way or refused already."""

    all: int
    under_way: int
    refused: int

    @property
    def untaken(self) -> int:
        return self.all - self.under_way - self.refused


def count_missing(
    session: Session, scope: Scope, area: str | None = None, measure: str | None = None
) -> Missing:
    """What is missing now and what became of it, so that the list of tasks and the verdicts can be told apart."""
    result, grant = RuleResult, MeasureGrant
    same = and_(
        grant.household_id == result.household_id,
        grant.measure == func.substr(result.rule, 1, func.length(result.rule) - len(MISSING)),  # by its index
        func.coalesce(grant.person_id, grant.household_id) == result.subject,
    )

    def told(*states: str) -> Any:
        return exists().where(scope.on(grant), same, grant.state.in_(states))

    moving = told(*(state for state in OPEN_STATES if state != "owed"))
    wanted = select(
        func.count(),
        func.count(case((moving, 1))),
        func.count(case((and_(~moving, ~told("owed"), told("refused")), 1))),
    ).where(scope.on(result), result.state == 1, result.until_at.is_(None))
    wanted = wanted.where(result.rule == f"{measure}{MISSING}" if measure else result.rule.in_(_verdicts()))
    if area:
        low, high = range_of(area)
        wanted = wanted.where(result.area_code >= low, result.area_code < high)
    return Missing(*session.execute(wanted).one())


def _verdicts() -> Any:
    """Every rule that says "missing": named one by one, so that an index finds them among all other answers."""
    return select(RuleVersion.code + MISSING).where(RuleVersion.kind == "measure").distinct()
