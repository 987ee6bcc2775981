"""The wide statements of all rules in force, kept ready: built once for a set of versions, run for any day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.catalogue import Catalogue, Measure
from app.domain.conditions import Node
from app.domain.errors import NotFoundError
from app.domain.exclusions import double_condition
from app.domain.facts import Subject
from app.domain.verdicts import verdict
from app.models import Household
from app.queries.days import Days
from app.queries.rules_in_force import RulesInForce
from app.queries.scope import Scope, unscoped
from app.queries.wide import Wide
from app.queries.wide_packs import Pack, packs_of
from app.queries.wide_steps import Restriction
from app.queries.worlds import World, WorldThen

#: States of a kept answer; no answer is kept where it is no.
YES, UNKNOWN = 1, 2
#: Those whom a save concerns, and those that are judged by themselves.
SUBJECTS: tuple[Subject, ...] = ("household", "person")
PLACES: tuple[Subject, ...] = ("village", "project")
ALL_SUBJECTS: tuple[Subject, ...] = (*SUBJECTS, *PLACES)
_KEPT = 48


@dataclass(frozen=True)
class RulePart:
    """One wide statement: the rules of one subject that judge alike. Columns: `M26_should`, `M26_has` and, where
    something excludes it, `M26_double` of a measure; packed numbers of checks, criteria or quality rules."""

    name: str
    subject: Subject
    wide: Wide
    measures: tuple[Measure, ...]
    packs: Mapping[str, Pack]

    @property
    def statement(self) -> Select[Any]:
        return self.wide.statement

    def params(self, as_of: date, **restriction: Any) -> dict[str, Any]:
        """Bound values of one run: the day, and `household_key`, `village_code`, `project_key` or the area's range."""
        return {**self.wide.days.params(as_of), **restriction}

    def columns(self) -> list[str]:
        """Columns of the statement after id, household_id and area_code, the packed ones last."""
        return self.wide.names

    def answers(self, row: Mapping[Any, Any]) -> dict[str, bool | None]:
        """`M26_should`, `M26_has`, `M26_double` and the codes of other rules, each with its answer."""
        plain = {n: None if row[n] is None else row[n] == 1 for n in self.columns() if n not in self.packs}
        for name, pack in self.packs.items():
            plain |= pack.answers(row[name])
        return plain

    def stored(self, row: Mapping[Any, Any]) -> Iterator[tuple[str, int, int]]:
        """(rule, subject, state) of what is kept of one subject's answers: everything but no."""
        answers, subject = self.answers(row), row["id"]
        for measure in self.measures:
            should, has = answers[f"{measure.code}_should"], answers[f"{measure.code}_has"]
            yield from _state(f"{measure.code}.should", subject, should)
            word = verdict(should, has, measure.claim)
            if word != "none":
                yield f"{measure.code}.verdict.{word}", subject, UNKNOWN if word == "unknown" else YES
            if answers.get(f"{measure.code}_double"):
                yield f"{measure.code}.verdict.double", subject, YES
        for pack in self.packs.values():
            for code in pack.codes:
                yield from _state(code, subject, answers[code])


def _state(rule: str, subject: int, answer: bool | None) -> Iterator[tuple[str, int, int]]:
    if answer is not False:
        yield rule, subject, YES if answer else UNKNOWN


@dataclass(frozen=True, eq=False)
class RuleStatements:
    """The parts of a run, in order: measures, checks and criteria of each subject, then its rules of quality. What is
    built upon them is kept under this very object."""

    parts: tuple[RulePart, ...]

    @property
    def column_count(self) -> int:
        return sum(len(p.columns()) for p in self.parts)


_Key = tuple[str, Restriction | Literal["then"], tuple[Subject, ...]]
_kept: dict[_Key, RuleStatements] = {}


def rule_statements(
    rules: RulesInForce, restriction: Restriction, as_of: date, subjects: tuple[Subject, ...] = SUBJECTS
) -> RuleStatements:
    """The statements of these rules under this restriction, from memory where they were built before."""
    key = (rules.key, restriction, subjects)
    if key not in _kept:
        _keep(key, build_statements(rules.catalogue, restriction, as_of, subjects))
    return _kept[key]


def _keep(key: _Key, built: RuleStatements) -> None:
    _kept[key] = built
    while len(_kept) > _KEPT:
        _kept.pop(next(iter(_kept)))


def build_statements(
    catalogue: Catalogue,
    restriction: Restriction,
    as_of: date,
    subjects: tuple[Subject, ...] = SUBJECTS,
    world: World | None = None,
) -> RuleStatements:
    """Write the statements anew; subjects without rules have none."""
    parts = []
    for subject in subjects:
        measures = tuple(m for m in catalogue.measures.values() if m.unit == subject)
        judged = {c.code: c.condition for c in catalogue.checks.values() if c.unit == subject}
        judged |= {c.code: c.condition for c in catalogue.criteria.values() if c.unit == subject}
        quality = {q.code: q.condition for q in catalogue.quality.values() if q.unit == subject}
        kinds: list[tuple[str, tuple[Measure, ...], dict[str, Pack]]] = [
            ("rules", measures, packs_of("judged", 4, judged)),
            ("quality", (), packs_of("quality", 2, quality)),
        ]
        for kind, own, packs in kinds:
            if own or packs:
                wide = Wide(
                    subject, measure_trees(own, catalogue), catalogue.standards, days=Days(as_of),
                    restriction=restriction, world=world, ages=kind == "rules", packs=packs,
                )  # fmt: skip
                parts.append(RulePart(f"{subject}_{kind}", subject, wide, own, packs))
    return RuleStatements(tuple(parts))


def answers_as_known(
    session: Session, scope: Scope, rules: RulesInForce, household_id: int, as_of: date, event_id: int
) -> dict[Subject, list[dict[str, Any]]]:
    """Answers about one household as everything was known after an event: "was she entitled last May?"

    Give the rules of that day too. Rows by subject with `id` and the answers of `RulePart.answers`; rules of quality
    are not asked. NotFoundError outside the scope.
    """
    mine = select(Household.id).where(scope.on(Household), Household.id == household_id)
    if session.scalar(mine) is None:
        raise NotFoundError()
    world = WorldThen(event_id, household_id)
    key: _Key = (
        rules.key,
        "then",
        SUBJECTS,
    )  # event and household are bound values: one layout serves every moment
    if key not in _kept:
        _keep(key, build_statements(rules.catalogue, "key", as_of, world=world))
    statements = _kept[key]
    found: dict[Subject, list[dict[str, Any]]] = {subject: [] for subject in SUBJECTS}
    with unscoped("one household that the scope has let through, as it was known then"):
        for part in statements.parts:
            if part.name.endswith("rules"):
                params = part.params(as_of, household_key=household_id, **world.params())
                rows = session.execute(part.statement, params).mappings()
                found[part.subject] = [{"id": row["id"], **part.answers(dict(row))} for row in rows]
    return found


def measure_trees(measures: Iterable[Measure], catalogue: Catalogue) -> dict[str, Node]:
    """`M26_should`, `M26_has` and, where something excludes it, `M26_double` of each measure."""
    trees: dict[str, Node] = {}
    for measure in measures:
        trees |= {f"{measure.code}_should": measure.condition, f"{measure.code}_has": measure.has}
        double = double_condition(measure, catalogue)
        if double is not None:
            trees[f"{measure.code}_double"] = double
    return trees
