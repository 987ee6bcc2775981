"""The steps under every run of rules: households, their members, villages and projects with their facts, and with
the answers of the questions about their rows.

    hb      active households of the restriction: facts, questions about their rows, bureau coverage
    pf      their present members: facts, questions about their rows
    vb, jb  villages or projects: facts, questions about their rows

`wide.Wide` judges upon them in SQL, `columns.Columns` over fetched columns.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, String, bindparam, cast, or_, select

from app.domain.conditions import Quantified
from app.domain.facts import FACTS, Subject
from app.queries.conditions import Parts, Sql, Standards, standard_sql
from app.queries.days import Days
from app.queries.facts import SHARED_OUT, SIZE, Age, age_of, aged, fact_sql, for_each, fresh_sql
from app.queries.row_kinds import Subjects
from app.queries.row_questions import PACKED, packable, packed_codes, related_parts, unpacked
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
from app.queries.wide_needs import VISITED, Needs
from app.queries.worlds import World

Restriction = Literal["key", "area", "all"]
#: Level of a village in the list of divisions.
VILLAGE_LEVEL = 5


class Steps:
    """The steps that these needs ask for, and under which names their columns stand."""

    def __init__(
        self,
        subject: Subject,
        needs: Needs,
        standards: Standards,
        *,
        days: Days,
        restriction: Restriction,
        world: World | None = None,
    ) -> None:
        self.subject, self.standards, self.days = subject, standards, days
        self.world, self.restriction = world or World(), restriction
        self.needs, self.ages = needs, needs.keep_ages
        self._names: dict[tuple[Quantified, Subject, str], str] = {}
        self._packed: dict[tuple[Quantified, Subject], tuple[str, int]] = {}
        self._chosen: dict[tuple[Quantified, Subject], tuple[str, Choice, dict[str, int]]] = {}
        self.hb = self._households() if subject in ("household", "person") or needs.households else None
        self.base = self._base() if subject in ("village", "project") else None
        self.pf = self._persons()

    def _finished(self, query: Select[Any], name: str) -> FromClause:
        """A step as later ones speak of it. Without the word MATERIALIZED SQLite would copy each expression of the
        step to wherever it is spoken of."""
        return query.cte(name).prefix_with("MATERIALIZED")

    def _households(self) -> FromClause:
        h = self.world.table("household")
        at = Subjects(self.world, self.days, h)
        columns: list[Sql] = [h.c.id, h.c.area_code, *self._of_step("household", at)]
        columns += self._coverage(at, h)
        query = select(*columns).where(h.c.status == "active", *self._restrict(h))
        return self._finished(query, "hb")

    def _coverage(self, at: Subjects, places: FromClause) -> list[Sql]:
        """Which lists were delivered for the place of each row."""
        return [covered(at, d, places.c.area_code).label(f"covered_{d}") for d in self.needs.datasets]

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

    def _persons(self) -> FromClause | None:
        if self.subject != "person" and not self.needs.members:
            return None
        assert self.hb is not None
        p = self.world.table("person")
        around = p.join(self.hb, self.hb.c.id == p.c.household_id)
        where = [p.c.status == "present"]
        if self.restriction == "key" and self.subject != "village":
            where.append(p.c.household_id == bindparam("household_key", type_=BigInteger))
        at = Subjects(self.world, self.days, self.hb, p)
        lists = self._lists()
        if FEW <= len(lists) <= BITS:
            bits = {key: 1 << n for n, key in enumerate(lists)}
            there = lists_there(self.world, p, bits).label("lists")
            nf = self._finished(select(p.c.id, there).select_from(around).where(*where), "nf")
            p, where = self.world.table("person"), []
            around = nf.join(p, p.c.id == nf.c.id).join(self.hb, self.hb.c.id == p.c.household_id)
            at = Subjects(self.world, self.days, self.hb, p, looked=nf, named=named_in(nf.c.lists, bits))
        columns: list[Sql] = [p.c.id, p.c.household_id, *self._of_step("person", at)]
        return self._finished(select(*columns).select_from(around).where(*where), "pf")

    def _lists(self) -> tuple[str, ...]:
        """The lists in which members are looked up."""
        return self.needs.lists()

    def _base(self) -> FromClause:
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
        query = select(*columns, *self._of_step(self.subject, at)).where(*where)
        return self._finished(query, "vb" if village else "jb")

    @property
    def _hb(self) -> FromClause:
        assert self.hb is not None
        return self.hb

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

    def step(self, subject: Subject) -> FromClause:
        """The step that holds the facts and rows of a subject."""
        found = self.pf if subject == "person" else self.hb if subject == "household" else self.base
        assert found is not None
        return found


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

    def __init__(self, at: Subjects, wide: Steps) -> None:
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
