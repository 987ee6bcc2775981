"""The wide statements of all rules in force, kept ready: built once for a set of versions, run for any day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.catalogue import Check, Measure
from app.domain.conditions import Node
from app.domain.errors import NotFoundError
from app.domain.facts import Subject
from app.models import Household
from app.queries.days import Days
from app.queries.rules_in_force import RulesInForce, VersionKey
from app.queries.scope import Scope, unscoped
from app.queries.wide import Restriction, Wide
from app.queries.worlds import World, WorldThen

SUBJECTS: tuple[Subject, ...] = ("household", "person")
_KEPT = 24


@dataclass(frozen=True)
class RuleStatements:
    """One wide statement a subject. Columns: `M26_should` and `M26_has` of a measure, `R03` of a check."""

    wide: dict[Subject, Wide]
    measures: dict[Subject, list[Measure]]
    checks: dict[Subject, list[Check]]

    def statement(self, subject: Subject) -> Select[Any]:
        return self.wide[subject].statement

    def params(self, subject: Subject, as_of: date, **restriction: Any) -> dict[str, Any]:
        """Bound values of one run: the day of judgement, and `household_key` or `area_low` and `area_high`."""
        return {**self.wide[subject].days.params(as_of), **restriction}

    def names(self, subject: Subject) -> list[str]:
        """Columns of the statement after id, household_id and area_code."""
        measures = [f"{m.code}_{part}" for m in self.measures[subject] for part in ("should", "has")]
        return measures + [c.code for c in self.checks[subject]]


_kept: dict[tuple[VersionKey, Restriction], RuleStatements] = {}


def rule_statements(rules: RulesInForce, restriction: Restriction, as_of: date) -> RuleStatements:
    """The statements of these rules under this restriction, from memory where they were built before."""
    key = (rules.key, restriction)
    if key not in _kept:
        _kept[key] = build_statements(rules, restriction, as_of)
        while len(_kept) > _KEPT:
            _kept.pop(next(iter(_kept)))
    return _kept[key]


def build_statements(
    rules: RulesInForce, restriction: Restriction, as_of: date, world: World | None = None
) -> RuleStatements:
    """Write the statements anew."""
    catalogue = rules.catalogue
    measures = {s: [m for m in catalogue.measures.values() if m.unit == s] for s in SUBJECTS}
    checks = {s: [c for c in catalogue.checks.values() if c.unit == s] for s in SUBJECTS}
    wide = {
        s: Wide(
            s,
            _trees(measures[s], checks[s]),
            catalogue.standards,
            days=Days(as_of),
            restriction=restriction,
            world=world,
        )
        for s in SUBJECTS
    }
    return RuleStatements(wide, measures, checks)


def answers_as_known(
    session: Session, scope: Scope, rules: RulesInForce, household_id: int, as_of: date, event_id: int
) -> dict[Subject, list[dict[str, Any]]]:
    """Answers about one household as everything was known after an event: "was she entitled last May?"

    Give the rules of that day too. Rows by subject, columns as in `RuleStatements`. NotFoundError outside the scope.
    """
    mine = select(Household.id).where(scope.on(Household), Household.id == household_id)
    if session.scalar(mine) is None:
        raise NotFoundError()
    world = WorldThen(event_id, household_id)
    statements = build_statements(rules, "key", as_of, world)
    found: dict[Subject, list[dict[str, Any]]] = {}
    with unscoped("one household that the scope has let through, as it was known then"):
        for subject in SUBJECTS:
            params = statements.params(subject, as_of, household_key=household_id, **world.params())
            rows = session.execute(statements.statement(subject), params).mappings()
            found[subject] = [dict(row) for row in rows]
    return found


def _trees(measures: list[Measure], checks: list[Check]) -> dict[str, Node]:
    trees: dict[str, Node] = {}
    for measure in measures:
        trees |= {f"{measure.code}_should": measure.condition, f"{measure.code}_has": measure.has}
    return trees | {check.code: check.condition for check in checks}
