"""Statements that explain one household: every part of every rule is a column, every fact spoken of another.

They are the wide statement of the mass run with the household's key and more "rules", so that an explanation
cannot tell another answer than the run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.domain.catalogue import Catalogue, Measure, Quality, Rule
from app.domain.conditions import Node, Quantified, children, facts_of, quantified
from app.domain.exclusions import double_condition
from app.domain.facts import FACTS, HOUSEHOLD, MEMBERS, Subject, may_speak_of
from app.queries.days import Days
from app.queries.facts import age_of
from app.queries.rule_statements import SUBJECTS
from app.queries.rules_in_force import RulesInForce
from app.queries.wide import Wide
from app.queries.wide_steps import age_label, label_of
from app.queries.worlds import WorldThen

_KEPT = 8


@dataclass(frozen=True)
class _Explained:
    wide: Wide
    names: dict[Node, str]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """What one subject's row says: `answer` of every part, `value` of every fact."""

    id: int
    row: dict[str, Any]
    names: dict[Node, str]

    def answer(self, node: Node) -> bool | None:
        number = self.row[self.names[node]]
        return None if number is None else number == 1

    def value(self, fact: str) -> Any:
        """The value that counts: None where nobody has told it, or too long ago."""
        return None if self.is_stale(fact) else self.raw(fact)

    def raw(self, fact: str) -> Any:
        """The value however old it is."""
        return self.row[label_of(fact)]

    def is_stale(self, fact: str) -> bool:
        """Told, but so long ago that it no longer counts."""
        age = age_of(fact)
        return age is not None and self.row.get(age_label(age)) == 0 and self.raw(fact) is not None


#: By digest of the rules, and whether about the present.
_kept: dict[tuple[str, bool], dict[Subject, _Explained]] = {}


def answers_of(
    rules: RulesInForce, session: Session, household_id: int, as_of: date, event_id: int | None = None
) -> dict[Subject, list[Answers]]:
    """Rows of the household and of its present members; nothing where it is not active.

    For a household that the scope has let through. `event_id`: as everything was known after that event.
    """
    world = None if event_id is None else WorldThen(event_id, household_id)
    key = (rules.key, world is None)
    if key not in _kept:  # event and household are bound values: one layout serves every past moment
        _kept[key] = {s: _build(rules, s, as_of, world) for s in SUBJECTS}
        while len(_kept) > _KEPT:
            _kept.pop(next(iter(_kept)))
    return _rows(_kept[key], session, household_id, as_of, world.params() if world else {})


def _rows(
    explained_by: dict[Subject, _Explained],
    session: Session,
    household_id: int,
    as_of: date,
    more: dict[str, Any],
) -> dict[Subject, list[Answers]]:
    found: dict[Subject, list[Answers]] = {}
    for subject, explained in explained_by.items():
        params = {**explained.wide.days.params(as_of), "household_key": household_id, **more}
        rows = session.execute(explained.wide.statement, params).mappings()
        found[subject] = [Answers(row["id"], dict(row), explained.names) for row in rows]
    return found


def amount_name(measure: Measure) -> str:
    """The column of what a measure pays in a year."""
    return f"{measure.code}_amount"


def _build(rules: RulesInForce, subject: Subject, as_of: date, world: WorldThen | None = None) -> _Explained:
    catalogue = rules.catalogue
    roots: list[Node] = []
    for entry in catalogue.rules():
        if isinstance(entry, Quality) or entry.unit not in SUBJECTS:
            continue
        own = list(_roots(entry, catalogue))
        if entry.unit == subject:
            roots += own
        if entry.unit == "person" and subject == "household":  # what his household is asked
            roots += [q.where for root in own for q in _about(root, HOUSEHOLD) if q.where is not None]
        if subject == "person":  # what members are asked inside questions about the household
            asked = [q.where for root in own for q in _about(root, HOUSEHOLD) if q.where is not None]
            roots += [
                q.where for root in (*own, *asked) for q in _about(root, MEMBERS) if q.where is not None
            ]
    nodes = dict.fromkeys(node for root in roots for node in _all_parts(root))
    names = {node: f"n{number}" for number, node in enumerate(nodes)}
    facts = dict.fromkeys(key for root in roots for key in sorted(facts_of(root)))
    told = tuple(k for k in facts if may_speak_of(subject, FACTS[k].subject))
    trees = {name: node for node, name in names.items()}
    amounts = {amount_name(m): m.amounts for m in catalogue.measures.values() if m.unit == subject}
    wide = Wide(
        subject,
        trees,
        catalogue.standards,
        days=Days(as_of),
        restriction="key",
        world=world,
        facts=told,
        amounts=amounts,
    )
    return _Explained(wide, names, told)


def _roots(entry: Rule, catalogue: Catalogue) -> Iterator[Node]:
    yield entry.condition
    if isinstance(entry, Measure):
        yield entry.has
        yield from (a.when for a in entry.amounts if a.when is not None)
        double = double_condition(entry, catalogue)
        if double is not None:
            yield double


def _about(root: Node, circle: str) -> Iterator[Quantified]:
    return (q for q in quantified(root) if q.over == circle)


def _all_parts(node: Node) -> Iterable[Node]:
    yield node
    for child in children(node):
        yield from _all_parts(child)
