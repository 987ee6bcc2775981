"""What the rules find missing, and what became of it: why a list of tasks is shorter than the verdicts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.grants import OPEN_STATES
from app.models import MeasureGrant, RuleResult, RuleVersion
from app.queries.scope import Scope

MISSING = ".verdict.missing"
COUNT_LIMIT = 1000


@dataclass(frozen=True)
class Missing:
    """Measures that the rules find missing: how many, and how many of them are under way or refused already."""

    all: int
    under_way: int
    refused: int

    @property
    def is_many(self) -> bool:
        """More than a thousand are missing; they are not counted to the end, nor what became of them."""
        return self.all > COUNT_LIMIT

    @property
    def untaken(self) -> int:
        return self.all - self.under_way - self.refused


def count_missing(
    session: Session, scope: Scope, area: str | None = None, measure: str | None = None
) -> Missing:
    """What is missing now and what became of it, so that the list of tasks and the verdicts can be told apart.

    Counted up to `COUNT_LIMIT + 1`; beyond it `under_way` and `refused` are 0.
    """
    found = set()
    for part in scope.parts():  # several ranges in one question would be looked for among all answers
        some = select(RuleResult.id).where(*_fits(part, area, measure)).limit(COUNT_LIMIT + 1)
        found |= set(session.scalars(some))
        if len(found) > COUNT_LIMIT:
            return Missing(COUNT_LIMIT + 1, 0, 0)
    return Missing(len(found), *session.execute(_became(scope, found)).one())


def _became(scope: Scope, found: set[int]) -> Select[int, int]:
    """How many of these answers are under way, and how many refused."""
    result, grant = RuleResult, MeasureGrant
    same = and_(
        grant.household_id == result.household_id,
        grant.measure == func.substr(result.rule, 1, func.length(result.rule) - len(MISSING)),  # by its index
        func.coalesce(grant.person_id, grant.household_id) == result.subject,
    )

    def told(*states: str) -> Any:
        return exists().where(scope.on(grant), same, grant.state.in_(states))

    moving = told(*(state for state in OPEN_STATES if state != "owed"))
    refused = and_(~moving, ~told("owed"), told("refused"))
    counts = select(func.count(case((moving, 1))), func.count(case((refused, 1))))
    return counts.where(scope.on(result, ends="neither"), result.id.in_(found))


def _fits(scope: Scope, area: str | None, measure: str | None) -> Iterator[ColumnElement[bool]]:
    yield scope.on(RuleResult)
    yield RuleResult.rule == f"{measure}{MISSING}" if measure else RuleResult.rule.in_(_verdicts())
    yield RuleResult.state == 1
    yield RuleResult.until_at.is_(None)
    if area:
        low, high = range_of(area)
        yield and_(RuleResult.area_code >= low, RuleResult.area_code < high)


def _verdicts() -> Any:
    """Every rule that says "missing": named one by one, so that an index finds them among all other answers."""
    return select(RuleVersion.code + MISSING).where(RuleVersion.kind == "measure").distinct()
