"""The wide layout: household facts, person facts and member questions as materialised steps, all rules as columns.

    hb  active households of the restriction: facts, questions about their rows, bureau coverage
    pf  their present members: facts, questions about their rows
    mf  one row a household: questions about members
    vf  one row a village: questions about its households
    vb, jb  villages or projects: facts, questions about their rows
    ->  one row a subject, one column a rule

Mass run, run after a save and explanation are this statement without or with a key. Without the word
MATERIALIZED SQLite would copy each fact's expression into each rule.
"""

from collections.abc import Iterable, Mapping
from functools import partial
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
    cast,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql import visitors

from app.domain.catalogue import Amount
from app.domain.conditions import Node, Quantified
from app.domain.facts import CIRCLES, FACTS, HOUSEHOLD, MEMBERS, SOURCES, Subject, owner_of
from app.queries.benefits import facts_of_amount, yearly_amount
from app.queries.conditions import (
    FOUND,
    MAYBE,
    Parts,
    Sql,
    Standards,
    condition,
    standard_sql,
)
from app.queries.constants import with_constants
from app.queries.days import Days
from app.queries.facts import (
    SHARED_OUT,
    SIZE,
    Age,
    age_of,
    aged,
    as_number,
    fact_sql,
    for_each,
    fresh_sql,
)
from app.queries.row_kinds import Subjects
from app.queries.row_questions import (
    PACKED,
    empty_parts,
    packable,
    packed_codes,
    related_parts,
    row_parts,
    unpacked,
)
from app.queries.row_sources import covered
from app.queries.row_values import (
    BITS,
    FEW,
    Choice,
    bits_of,
    code_of,
    lists_there,
    named_in,
    shared_choices,
    values_there,
)
from app.queries.wide_needs import VISITED, Needs, step_of
from app.queries.wide_packs import Pack
from app.queries.worlds import World

Restriction = Literal["key", "area", "all"]
#: Level of a village in the list of divisions.
VILLAGE_LEVEL = 5


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
        ages: bool = True,
        amounts: Mapping[str, tuple[Amount, ...]] | None = None,
        packs: Mapping[str, Pack] | None = None,
    ) -> None:
        """`ages`: whether values that are too old count as unknown. `amounts`: further columns, fen a year.
        `packs`: further columns with the answers of many conditions in one number each."""
        self.subject, self.standards, self.days = subject, standards, days
        self.world, self.restriction = world or World(), restriction
        self.needs, self.ages = Needs(keep_ages=ages), ages
        packed = [tree for pack in (packs or {}).values() for tree in pack.trees]
        for tree in (*trees.values(), *packed):
            self.needs.add(tree, subject)
        for key in (
            k for several in (amounts or {}).values() for one in several for k in facts_of_amount(one)
        ):
            self.needs.fact(key, subject)
        for when in (one.when for several in (amounts or {}).values() for one in several):
            if when is not None:
                self.needs.add(when, subject)
        for key in facts:
            self.needs.fact(key, subject)
        self._names: dict[tuple[Quantified, Subject, str], str] = {}
        self._packed: dict[tuple[Quantified, Subject], tuple[str, int]] = {}
        self._chosen: dict[tuple[Quantified, Subject], tuple[str, Choice, dict[str, int]]] = {}
        self.hb = self._households() if subject in ("household", "person") or self.needs.households else None
        self.base = self._base() if subject in ("village", "project") else None
        self.pf = self._persons()
        self.mf: CTE | None = None
        self.mf = self._circle("mf", self.needs.members, "person")
        self.vf = self._circle("vf", self.needs.households, "household")
        #: Columns after id, household_id and area_code, without extra facts.
        self.names = [*trees, *(amounts or {}), *(packs or {})]
        self.statement = self._final(trees, tuple(facts), amounts or {}, packs or {})
        if restriction == "key":  # asked with every save and every page; a run over an area is asked once
            self.statement = with_constants(self.statement)

    # -- steps ---------------------------------------------------------------------------------------------

    def _households(self) -> CTE:
        h = self.world.table("household")
        at = Subjects(self.world, self.days, h)
        columns: list[Sql] = [h.c.id, h.c.area_code, *self._of_step("household", at)]
        columns += [covered(at, d, h.c.area_code).label(f"covered_{d}") for d in self.needs.datasets]
        query = select(*columns).where(h.c.status == "active", *self._restrict(h))
        return _step(query, "hb")

    def _restrict(self, h: FromClause) -> list[ColumnElement[bool]]:
        if self.restriction == "key":
            if self.subject == "village":
                return [h.c.area_code == bindparam("village_code", type_=String)]
            return [h.c.id == bindparam("household_key", type_=BigInteger)]
        return self._inside(h.c.area_code)

    def _inside(self, code: Sql) -> list[ColumnElement[bool]]:
        if self.restriction != "area":
            return []
        low, high = bindparam("area_low", type_=String), bindparam("area_high", type_=String)
        return [code >= low, code < high]

    def _persons(self) -> CTE | None:
        if self.subject != "person" and not self.needs.members:
            return None
        assert self.hb is not None
        p = self.world.table("person")
        around = p.join(self.hb, self.hb.c.id == p.c.household_id)
        where = [p.c.status == "present"]
        if self.restriction == "key" and self.subject != "village":
            where.append(p.c.household_id == bindparam("household_key", type_=BigInteger))
        at = Subjects(self.world, self.days, self.hb, p)
        lists = self.needs.lists()
        if FEW <= len(lists) <= BITS:
            bits = {key: 1 << n for n, key in enumerate(lists)}
            there = lists_there(self.world, p, bits).label("lists")
            nf = _step(select(p.c.id, there).select_from(around).where(*where), "nf")
            p, where = self.world.table("person"), []
            around = nf.join(p, p.c.id == nf.c.id).join(self.hb, self.hb.c.id == p.c.household_id)
            at = Subjects(self.world, self.days, self.hb, p, looked=nf, named=named_in(nf.c.lists, bits))
        columns: list[Sql] = [p.c.id, p.c.household_id, *self._of_step("person", at)]
        return _step(select(*columns).select_from(around).where(*where), "pf")

    def _circle(self, name: str, questions: Mapping[Quantified, None], inner: Subject) -> CTE | None:
        """One row a household with the questions about its members, or one a village about its households."""
        if not questions:
            return None
        here = _Columns(self, inner)
        source, _ = self._source(inner)
        key = self.pf.c.household_id if inner == "person" and self.pf is not None else self._hb.c.area_code
        columns: list[Sql] = [key.label("circle")]
        for question in questions:
            fits = literal(1) if question.where is None else as_number(condition(question.where, here))
            value = here.fact(question.field) if question.field else None
            columns += self._labelled(question, inner, row_parts(question, fits, value))
        if self.pf is not None and inner == "person" and not _speaks_of(self._hb, columns):
            source = self.pf
        return _step(select(*columns).select_from(source).group_by(key), name)

    def _base(self) -> CTE:
        """Villages of the list of divisions, or projects of the bank."""
        village = self.subject == "village"
        r = self.world.table("area" if village else "project")
        at = Subjects(self.world, self.days, r, kind=self.subject)
        if village:
            key = bindparam("village_code", type_=String)
            columns: list[Sql] = [cast(r.c.code, BigInteger).label("id"), r.c.code.label("area_code")]
            ended = or_(r.c.valid_to.is_(None), r.c.valid_to >= self.days.as_of)
            where = [r.c.level == VILLAGE_LEVEL, ended, *self._inside(r.c.code)]
            where += [r.c.code == key] if self.restriction == "key" else []
        else:
            columns = [r.c.id, r.c.area_code]
            where = self._inside(r.c.area_code)
            if self.restriction == "key":
                where.append(r.c.id == bindparam("project_key", type_=BigInteger))
        return _step(
            select(*columns, *self._of_step(self.subject, at)).where(*where), "vb" if village else "jb"
        )

    def _source(self, subject: Subject) -> tuple[FromClause, list[Sql]]:
        """The finished steps of a subject joined, and its columns id, household_id and area_code."""
        if self.base is not None and subject == self.subject:
            joined: FromClause = self.base
            if self.vf is not None:
                joined = joined.outerjoin(self.vf, self.vf.c.circle == self.base.c.area_code)
            nobody = literal(0, BigInteger).label("household_id")
            return joined, [self.base.c.id.label("id"), nobody, self.base.c.area_code.label("area_code")]
        hb = self._hb
        joined, key, home = hb, hb.c.id, hb.c.id
        if subject == "person":
            assert self.pf is not None
            joined, key, home = self.pf.join(hb, hb.c.id == self.pf.c.household_id), self.pf.c.id, hb.c.id
        if self.mf is not None:
            joined = joined.outerjoin(self.mf, self.mf.c.circle == hb.c.id)
        return joined, [key.label("id"), home.label("household_id"), hb.c.area_code.label("area_code")]

    @property
    def _hb(self) -> CTE:
        assert self.hb is not None
        return self.hb

    def _final(
        self,
        trees: Mapping[str, Node],
        facts: tuple[str, ...],
        amounts: Mapping[str, tuple[Amount, ...]],
        packs: Mapping[str, Pack],
    ) -> Select[Any]:
        here = _Columns(self, self.subject)
        source, head = self._source(self.subject)
        columns = [as_number(condition(tree, here)).label(name) for name, tree in trees.items()]
        columns += [here.raw(key).label(label_of(key)) for key in facts]
        columns += [here.fresh(age).label(age_label(age)) for age in self.needs.ages_of(facts, self.subject)]
        columns += [yearly_amount(several, here).label(name) for name, several in amounts.items()]
        columns += [pack.column(here).label(name) for name, pack in packs.items()]
        return select(*head, *columns).select_from(source)

    # -- columns -------------------------------------------------------------------------------------------

    def _of_step(self, subject: Subject, at: Subjects) -> list[Sql]:
        """Facts, their ages, and questions about rows, of one subject."""
        needs = self.needs
        columns = [
            SHARED_OUT.get(k, partial(fact_sql, k))(at).label(label_of(k)) for k in needs.facts[subject]
        ]
        inline = _Inline(at, self)
        columns += [
            fresh_sql(a, at, lambda: inline.raw(VISITED)).label(age_label(a)) for a in needs.ages[subject]
        ]
        return columns + self._questions(needs.rows[subject], at, inline)

    def _questions(self, questions: Iterable[Quantified], at: Subjects, inline: "_Inline") -> list[Sql]:
        """Columns that answer questions about rows; searches through the same rows share one number."""
        columns: list[Sql] = []
        shared: dict[str, list[Quantified]] = {}
        questions = list(questions)
        for kind, choices in shared_choices(questions).items():
            bits = bits_of(choices.values())
            label = f"{at.subject}_{kind.over.replace('.', '_')}_values_{len(self._chosen)}"
            columns.append(values_there(kind, bits, at, inline).label(label))
            self._chosen |= {(q, at.subject): (label, choice, bits) for q, choice in choices.items()}
        for question in questions:
            if (question, at.subject) in self._chosen:
                continue
            if packable(question):
                shared.setdefault(question.over, []).append(question)
            else:
                columns += self._labelled(question, at.subject, related_parts(question, at, inline))
        for over, group in shared.items():
            for start in range(0, len(group), PACKED):
                part = group[start : start + PACKED]
                label = f"{at.subject}_{over.replace('.', '_')}_{start}"
                columns.append(packed_codes(part, at, inline).label(label))
                self._packed |= {(q, at.subject): (label, place) for place, q in enumerate(part)}
        return columns

    def _labelled(self, question: Quantified, owner: Subject, parts: Parts) -> list[Sql]:
        labelled: list[Sql] = []
        for name, part in parts.items():
            label = self._names.setdefault((question, owner, name), f"q{len(self._names)}_{name}")
            labelled.append(part.label(label))
        return labelled

    def columns_of(self, question: Quantified, step: FromClause, owner: Subject) -> dict[str, Sql]:
        """The parts of a question as columns of the step that computed it."""
        chosen = self._chosen.get((question, owner))
        if chosen:
            return {"code": code_of(step.c[chosen[0]], *chosen[1:])}
        packed = self._packed.get((question, owner))
        if packed:
            return {"code": unpacked(step.c[packed[0]], packed[1])}
        found = {
            (q, o, name): label for (q, o, name), label in self._names.items() if (q, o) == (question, owner)
        }
        return {name: step.c[label] for (_, _, name), label in found.items()}

    def step(self, subject: Subject) -> CTE:
        """The step that holds the facts and rows of a subject."""
        found = self.pf if subject == "person" else self.hb if subject == "household" else self.base
        assert found is not None
        return found


def _step(query: Select[Any], name: str) -> CTE:
    return query.cte(name).prefix_with("MATERIALIZED")


def _speaks_of(step: CTE, columns: Iterable[Sql]) -> bool:
    parts = (part for column in columns for part in visitors.iterate(column))
    return any(getattr(part, "table", None) is step for part in parts)


def label_of(key: str) -> str:
    """The column of a fact."""
    return key.replace(".", "_")


def told_in(step: FromClause, key: str) -> Sql:
    """A fact from the columns of the step that computed it; what is shared out is divided here, by one count."""
    column = step.c[label_of(key)]
    return for_each(column, step.c[label_of(SIZE)]) if key in SHARED_OUT else column


def age_label(age: Age) -> str:
    return f"fresh_{age[0]}_{age[1]}"


class _Inline:
    """Facts while a step is being written: the step's own subject inline, household facts from `hb` if it stands."""

    def __init__(self, at: Subjects, wide: Wide) -> None:
        self.at, self.wide, self.days = at, wide, wide.days

    def fact(self, key: str) -> Sql:
        age = age_of(key)
        if age is None or not self.wide.ages:
            return self.raw(key)
        if self._outside(key):
            return aged(self.raw(key), self.wide.step("household").c[age_label(age)])
        return aged(self.raw(key), fresh_sql(age, self.at, lambda: self.raw(VISITED)))

    def raw(self, key: str) -> Sql:
        if self._outside(key):
            return told_in(self.wide.step("household"), key)
        return fact_sql(key, self.at)

    def _outside(self, key: str) -> bool:
        """Facts of the household or village, seen from one of its members."""
        return self.at.person is not None and FACTS[key].subject != "person"

    def standard(self, code: str) -> Sql:
        return standard_sql(self.wide.standards[code], self.at.area, self.days)

    def parts(self, node: Quantified) -> Parts:
        raise AssertionError("rows have no rows of their own")


class _Columns:
    """Facts and questions as columns of the finished steps, around one subject."""

    def __init__(self, wide: Wide, subject: Subject) -> None:
        self.wide, self.days, self.subject = wide, wide.days, subject

    def fact(self, key: str) -> Sql:
        age = age_of(key)
        if age is None or not self.wide.ages:
            return self.raw(key)
        return aged(self.raw(key), self._step(key).c[age_label(age)])

    def fresh(self, age: Age) -> Sql:
        """Whether values of this age are young enough."""
        step: Subject = (
            "person" if age[0] == "person" else self.subject if self.wide.base is not None else "household"
        )
        return as_number(func.coalesce(self.wide.step(step).c[age_label(age)], false()))

    def raw(self, key: str) -> Sql:
        return told_in(self._step(key), key)

    def _step(self, key: str) -> CTE:
        return self.wide.step(step_of(key, self.subject))

    def standard(self, code: str) -> Sql:
        around: Subject = "household" if self.subject == "person" else self.subject
        return standard_sql(self.wide.standards[code], self.wide.step(around).c.area_code, self.days)

    def parts(self, node: Quantified) -> Parts:
        wide = self.wide
        if node.over == HOUSEHOLD:
            home = _Columns(wide, "household")
            fits = literal(1) if node.where is None else as_number(condition(node.where, home))
            return {"code": func.coalesce(fits * FOUND, MAYBE)}
        if node.over in CIRCLES:
            circle = wide.mf if node.over == MEMBERS else wide.vf
            assert circle is not None
            parts = wide.columns_of(node, circle, CIRCLES[node.over])
            # nobody in the circle, no row of it: each part then has its value on nothing
            nobody = circle.c.circle.is_(None)
            return {
                name: case((nobody, empty), else_=parts[name])
                for name, empty in empty_parts(node).items()
                if name in parts
            }
        source = SOURCES[node.over]
        owner = owner_of(source, self.subject)
        parts = wide.columns_of(node, wide.step(owner), owner)
        if source.dataset:
            parts["known"] = wide.step("household").c[f"covered_{source.dataset}"]
        return parts
