"""The wide layout: household facts, person facts and member questions as materialised steps, all rules as columns.

    hb  active households of the restriction: facts, questions about their rows, bureau coverage
    pf  their present members: facts, questions about their rows
    mf  one row a household: questions about members
    ->  one row a subject, one column a rule

Mass run, run after a save and explanation are this statement without or with a key. Without the word
MATERIALIZED SQLite would copy each fact's expression into each rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    bindparam,
    case,
    literal,
    select,
)

from app.domain.conditions import Node, Quantified, facts_of, quantified, walk
from app.domain.facts import FACTS, MEMBERS, SOURCES, Subject, owner_of
from app.queries.conditions import (
    Parts,
    Sql,
    Standards,
    condition,
    standard_sql,
)
from app.queries.days import Days
from app.queries.facts import as_number, fact_sql
from app.queries.row_questions import (
    PACKED,
    empty_parts,
    packable,
    packed_codes,
    related_parts,
    row_parts,
    unpacked,
)
from app.queries.row_sources import Subjects, covered
from app.queries.worlds import World

Restriction = Literal["key", "area", "all"]


@dataclass
class _Needs:
    """What the trees of one statement speak about, gathered before any SQL is written."""

    household_facts: dict[str, None] = field(default_factory=dict)
    person_facts: dict[str, None] = field(default_factory=dict)
    household_rows: dict[Quantified, None] = field(default_factory=dict)
    person_rows: dict[Quantified, None] = field(default_factory=dict)
    members: dict[Quantified, None] = field(default_factory=dict)
    datasets: dict[str, None] = field(default_factory=dict)

    def add(self, node: Node, subject: Subject) -> None:
        for key in sorted(facts_of(node)):
            self._fact(key)
        for question in quantified(node):
            self._question(question, subject)

    def _fact(self, key: str) -> None:
        if key.startswith("row."):
            return
        own = self.person_facts if FACTS[key].subject == "person" else self.household_facts
        own[key] = None

    def _question(self, question: Quantified, subject: Subject) -> None:
        if question.over == MEMBERS:
            self.members[question] = None
            if question.field:
                self._fact(question.field)
            if question.where is not None:
                self.add(question.where, "person")
            return
        source = SOURCES[question.over]
        owner = owner_of(source, subject)
        (self.person_rows if owner == "person" else self.household_rows)[question] = None
        if source.dataset:
            self.datasets[source.dataset] = None
        for key in _household_facts_inside(question):
            self.household_facts[key] = None


def _household_facts_inside(question: Quantified) -> Iterator[str]:
    """Facts of the household that conditions on a person's rows compare with."""
    for node in walk(question.where) if question.where is not None else ():
        yield from (k for k in sorted(facts_of(node)) if k in FACTS and FACTS[k].subject == "household")


class Wide:
    """One statement over many trees of one subject. `statement` yields id, household_id, area_code, then a
    column for each tree and each extra fact, in the given order."""

    def __init__(
        self,
        subject: Subject,
        trees: Mapping[str, Node],
        standards: Standards,
        *,
        days: Days,
        restriction: Restriction = "all",
        world: World | None = None,
        facts: Iterable[str] = (),
    ) -> None:
        self.subject, self.standards, self.days = subject, standards, days
        self.world, self.restriction = world or World(), restriction
        self.needs = _Needs()
        for tree in trees.values():
            self.needs.add(tree, subject)
        for key in facts:
            self.needs._fact(key)
        self._names: dict[tuple[Quantified, str], str] = {}
        self._packed: dict[tuple[Quantified, Subject], tuple[str, int]] = {}
        self.hb = self._households()
        self.pf = self._persons()
        self.mf = self._members()
        self.statement = self._final(trees, tuple(facts))

    # -- steps ---------------------------------------------------------------------------------------------

    def _households(self) -> CTE:
        h = self.world.table("household")
        at = Subjects(self.world, self.days, h)
        inline = _Inline(at, self)
        columns: list[Sql] = [h.c.id, h.c.area_code]
        columns += [fact_sql(key, at).label(label_of(key)) for key in self.needs.household_facts]
        columns += [covered(at, d, h.c.area_code).label(f"covered_{d}") for d in self.needs.datasets]
        columns += self._questions(self.needs.household_rows, at, inline)
        query = select(*columns).where(h.c.status == "active", *self._restrict(h))
        return _step(query, "hb")

    def _restrict(self, h: FromClause) -> list[ColumnElement[bool]]:
        if self.restriction == "key":
            return [h.c.id == bindparam("household_key", type_=BigInteger)]
        if self.restriction == "area":
            low, high = bindparam("area_low", type_=String), bindparam("area_high", type_=String)
            return [h.c.area_code >= low, h.c.area_code < high]
        return []

    def _persons(self) -> CTE | None:
        if self.subject == "household" and not self.needs.members:
            return None
        p = self.world.table("person")
        at = Subjects(self.world, self.days, self.hb, p)
        inline = _Inline(at, self)
        columns: list[Sql] = [p.c.id, p.c.household_id]
        columns += [fact_sql(key, at).label(label_of(key)) for key in self.needs.person_facts]
        columns += self._questions(self.needs.person_rows, at, inline)
        query = select(*columns).select_from(p.join(self.hb, self.hb.c.id == p.c.household_id))
        query = query.where(p.c.status == "present")
        if self.restriction == "key":
            query = query.where(p.c.household_id == bindparam("household_key", type_=BigInteger))
        return _step(query, "pf")

    def _members(self) -> CTE | None:
        if not self.needs.members:
            return None
        assert self.pf is not None
        here = _Columns(self, person=True)
        columns: list[Sql] = [self.pf.c.household_id]
        for question in self.needs.members:
            fits = literal(1) if question.where is None else as_number(condition(question.where, here))
            value = here.fact(question.field) if question.field else None
            columns += self._labelled(question, row_parts(question, fits, value))
        query = select(*columns).select_from(self.pf.join(self.hb, self.hb.c.id == self.pf.c.household_id))
        return _step(query.group_by(self.pf.c.household_id), "mf")

    def _final(self, trees: Mapping[str, Node], facts: tuple[str, ...]) -> Select[Any]:
        here = _Columns(self, person=self.subject == "person")
        source: FromClause = self.hb
        if self.subject == "person":
            assert self.pf is not None
            source = self.pf.join(self.hb, self.hb.c.id == self.pf.c.household_id)
            head = [self.pf.c.id.label("id"), self.pf.c.household_id.label("household_id")]
        else:
            head = [self.hb.c.id.label("id"), self.hb.c.id.label("household_id")]
        if self.mf is not None:
            source = source.outerjoin(self.mf, self.mf.c.household_id == self.hb.c.id)
        columns = [as_number(condition(tree, here)).label(name) for name, tree in trees.items()]
        columns += [here.fact(key).label(label_of(key)) for key in facts]
        return select(*head, self.hb.c.area_code.label("area_code"), *columns).select_from(source)

    # -- columns -------------------------------------------------------------------------------------------

    def _questions(self, questions: Iterable[Quantified], at: Subjects, inline: "_Inline") -> list[Sql]:
        """Columns that answer questions about rows; searches through the same rows share one number."""
        columns: list[Sql] = []
        shared: dict[str, list[Quantified]] = {}
        for question in questions:
            if packable(question):
                shared.setdefault(question.over, []).append(question)
            else:
                columns += self._labelled(question, related_parts(question, at, inline))
        for over, group in shared.items():
            for start in range(0, len(group), PACKED):
                part = group[start : start + PACKED]
                label = f"{at.subject}_{over.replace('.', '_')}_{start}"
                columns.append(packed_codes(part, at, inline).label(label))
                self._packed |= {(q, at.subject): (label, place) for place, q in enumerate(part)}
        return columns

    def _labelled(self, question: Quantified, parts: Parts) -> list[Sql]:
        labelled: list[Sql] = []
        for name, part in parts.items():
            label = self._names.setdefault((question, name), f"q{len(self._names)}_{name}")
            labelled.append(part.label(label))
        return labelled

    def columns_of(self, question: Quantified, step: CTE, owner: Subject) -> dict[str, Sql]:
        """The parts of a question as columns of the step that computed it."""
        packed = self._packed.get((question, owner))
        if packed:
            return {"code": unpacked(step.c[packed[0]], packed[1])}
        return {name: step.c[label] for (q, name), label in self._names.items() if q == question}


def _step(query: Select[Any], name: str) -> CTE:
    return query.cte(name).prefix_with("MATERIALIZED")


def label_of(key: str) -> str:
    """The column of a fact."""
    return key.replace(".", "_")


class _Inline:
    """Facts while a step is being written: the step's own subject inline, household facts from `hb` if it stands."""

    def __init__(self, at: Subjects, wide: Wide) -> None:
        self.at, self.wide, self.days = at, wide, wide.days

    def fact(self, key: str) -> Sql:
        if FACTS[key].subject == "household" and self.at.person is not None:
            return self.wide.hb.c[label_of(key)]
        return fact_sql(key, self.at)

    def standard(self, code: str) -> Sql:
        return standard_sql(self.wide.standards[code], self.at.household.c.area_code, self.days)

    def parts(self, node: Quantified) -> Parts:
        raise AssertionError("rows have no rows of their own")


class _Columns:
    """Facts and questions as columns of the finished steps."""

    def __init__(self, wide: Wide, *, person: bool) -> None:
        self.wide, self.days, self.person = wide, wide.days, person

    def fact(self, key: str) -> Sql:
        step = self.wide.pf if FACTS[key].subject == "person" else self.wide.hb
        assert step is not None
        return step.c[label_of(key)]

    def standard(self, code: str) -> Sql:
        return standard_sql(self.wide.standards[code], self.wide.hb.c.area_code, self.days)

    def parts(self, node: Quantified) -> Parts:
        wide = self.wide
        if node.over == MEMBERS:
            assert wide.mf is not None
            parts = wide.columns_of(node, wide.mf, "household")
            # a household without members has no row in mf: each part then has its value on nothing
            nobody = wide.mf.c.household_id.is_(None)
            return {
                name: case((nobody, empty), else_=parts[name])
                for name, empty in empty_parts(node).items()
                if name in parts
            }
        source = SOURCES[node.over]
        owner = owner_of(source, "person" if self.person else "household")
        step = wide.pf if owner == "person" else wide.hb
        assert step is not None
        parts = wide.columns_of(node, step, owner)
        if source.dataset:
            parts["known"] = wide.hb.c[f"covered_{source.dataset}"]
        return parts
