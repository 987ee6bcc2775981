"""What a check saw: the rows and register values that its condition speaks of, one short digest a subject.

Two digests are equal as long as the same facts stand behind a suspicion, however often they are delivered again. What
moves by itself (ages, sums, payments of the next month) is not part of it; yearly sums stand for by their year.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, cast, literal, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import String

from app.domain.conditions import Node, Quantified, facts_of, leaves
from app.domain.facts import FACTS, HOUSEHOLD, HOUSEHOLDS, MEMBERS, SOURCES, Subject
from app.models import Household
from app.queries.conditions import Standards, condition
from app.queries.days import Days
from app.queries.facts import fact_sql
from app.queries.live import Live
from app.queries.row_kinds import Rows, Subjects
from app.queries.row_questions import RowLayout, in_window
from app.queries.row_sources import rows_of
from app.queries.scope import Scope
from app.queries.worlds import World

#: Lists of payments: the same payment of the next month is no other fact.
_PAYMENTS = frozenset(("bureau.benefit_card", "bureau.dibao_payment", "bureau.pension_payment"))
_REGISTER = ("person", "household", "living_condition", "project")
#: Subjects asked about in one statement.
_AT_ONCE = 500

_Leaf = tuple[Subject | str, Node]


def fact_digests(
    session: Session,
    scope: Scope,
    tree: Node,
    unit: str,
    subjects: Collection[int],
    standards: Standards,
    as_of: date,
) -> dict[int, str]:
    """The digest of what the condition sees of each of these persons or households; equal facts, equal digest."""
    told: dict[int, set[str]] = {number: set() for number in subjects}
    numbers = sorted(told)
    for start in range(0, len(numbers), _AT_ONCE):
        asked = _Asked(scope, unit, numbers[start : start + _AT_ONCE], standards, Days(as_of))
        for level, leaf in _leaves(tree, unit):
            for statement in asked.statements(level, leaf):
                for subject, *values in session.execute(statement):
                    told[subject].add("|".join("" if v is None else str(v) for v in values))
    return {number: _digest(facts) for number, facts in told.items()}


def _digest(facts: Collection[str]) -> str:
    return sha256("\n".join(sorted(facts)).encode()).hexdigest()[:16]


def _leaves(tree: Node, level: str) -> Iterator[_Leaf]:
    """Questions and comparisons with the circle that they are about: the subject, its household, its members."""
    for leaf in leaves(tree):
        circle = leaf.over if isinstance(leaf, Quantified) else ""
        if circle not in (MEMBERS, HOUSEHOLD, HOUSEHOLDS):
            yield level, leaf
        elif circle != HOUSEHOLDS and isinstance(leaf, Quantified) and leaf.where is not None:
            yield from _leaves(leaf.where, circle)


class _Asked:
    """Statements around these subjects; each row begins with the number of the subject it belongs to."""

    def __init__(self, scope: Scope, unit: str, numbers: list[int], standards: Standards, days: Days) -> None:
        self.unit, self.numbers = unit, numbers
        self.standards, self.days = standards, days
        self.world = World()
        # one set of tables for all statements: naming them anew for each question was most of the work
        self.home, self.person, self.other = (self.world.table(t) for t in ("household", "person", "person"))
        self.inside = scope.on(aliased(Household, self.home))

    def statements(self, level: str, leaf: Node) -> Iterator[Select[Any]]:
        if isinstance(leaf, Quantified):
            if leaf.how == "sum":
                yield self._around(level, [literal(leaf.over), self.days.year])
            elif leaf.how != "none":
                yield self._rows(level, leaf)
            return
        for key in sorted(facts_of(leaf)):
            fact = FACTS[key]
            table = fact.columns[0].split(".")[0] if fact.columns else ""
            if table in _REGISTER and key not in ("person.age", "household.size"):
                yield self._around(level, [literal(key)], key)
            elif table == "income_entry":
                yield self._around(level, [literal(key), self.days.income_year])

    def _place(
        self, level: str
    ) -> tuple[Subjects, ColumnElement[int], FromClause, list[ColumnElement[bool]]]:
        """The subjects of a circle, the number they count for, their tables and who is asked."""
        h, p, other, inside = self.home, self.person, self.other, self.inside
        if self.unit == "household" and level != MEMBERS:
            return Subjects(self.world, self.days, h), h.c.id, h, [inside, h.c.id.in_(self.numbers)]
        around = p.join(h, h.c.id == p.c.household_id)
        if self.unit == "household":
            mine = [inside, h.c.id.in_(self.numbers), p.c.status == "present"]
            return Subjects(self.world, self.days, h, p), h.c.id, around, mine
        mine = [inside, p.c.id.in_(self.numbers)]
        if level == MEMBERS:
            tables = around.join(other, and_(other.c.household_id == h.c.id, other.c.status == "present"))
            return Subjects(self.world, self.days, h, other), p.c.id, tables, mine
        home = level in (HOUSEHOLD, "household")
        return Subjects(self.world, self.days, h, None if home else p), p.c.id, around, mine

    def _around(self, level: str, columns: list[ColumnElement[Any]], key: str = "") -> Select[Any]:
        at, number, tables, mine = self._place(level)
        whose = [cast(at.person.c.id, String)] if at.person is not None and level == MEMBERS else []
        told = [fact_sql(key, at)] if key else []
        return select(number, *columns, *whose, *told).select_from(tables).where(*mine)

    def _rows(self, level: str, question: Quantified) -> Select[Any]:
        """The rows for which the question's inside holds, told by what does not change from delivery to delivery."""
        at, number, tables, mine = self._place(level)
        source = SOURCES[question.over]
        rows = rows_of(source, at)
        inside = RowLayout(rows, Live(at, self.standards))
        fits = list(rows.ties)
        fits += rows.live if question.window.live else []
        if source.day is not None and (question.window.last is not None or question.window.this is not None):
            fits.append(in_window(question.window, inside.fact(source.day), self.days))
        if question.where is not None:
            fits.append(condition(question.where, inside))
        columns: list[ColumnElement[Any]] = [number, literal(question.over), *_identity(question.over, rows)]
        if at.person is not None and level == MEMBERS:
            columns.append(at.person.c.id)
        return select(*columns).select_from(tables.join(rows.table, and_(*fits))).where(*mine)


def _identity(source: str, rows: Rows) -> list[ColumnElement[Any]]:
    """What makes a row the same row: bureaus send theirs anew each time, ours keep their number."""
    if not source.startswith("bureau."):
        return [rows.id]
    named: Mapping[str, ColumnElement[Any]] = rows.fields
    keys = ("row.kind",) if source in _PAYMENTS else ("row.kind", "row.level", "row.starts_on")
    return [named[key] for key in keys if key in named]
