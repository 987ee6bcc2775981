"""The wide layout: upon the steps of households and persons, all rules as columns of one statement.

    mf  one row a household: questions about members
    vf  one row a village: questions about its households
    ->  one row a subject, one column a rule

A run after a save, the explanation and a preview are this statement without or with a key.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, FromClause, Select, case, false, func, literal, select
from sqlalchemy.sql import visitors

from app.domain.catalogue import Amount
from app.domain.conditions import Node, Quantified
from app.domain.facts import CIRCLES, HOUSEHOLD, MEMBERS, SOURCES, Subject, owner_of
from app.queries.benefits import facts_of_amount, yearly_amount
from app.queries.conditions import FOUND, MAYBE, Parts, Sql, Standards, condition, standard_sql
from app.queries.constants import with_constants
from app.queries.days import Days
from app.queries.facts import Age, age_of, aged, as_number
from app.queries.row_questions import empty_parts, row_parts
from app.queries.wide_needs import Needs, step_of
from app.queries.wide_packs import Pack
from app.queries.wide_steps import Restriction, Steps, age_label, label_of, told_in
from app.queries.worlds import World


class Wide(Steps):
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
        needs = Needs(keep_ages=ages)
        packed = [tree for pack in (packs or {}).values() for tree in pack.trees]
        for tree in (*trees.values(), *packed):
            needs.add(tree, subject)
        for key in (
            k for several in (amounts or {}).values() for one in several for k in facts_of_amount(one)
        ):
            needs.fact(key, subject)
        for when in (one.when for several in (amounts or {}).values() for one in several):
            if when is not None:
                needs.add(when, subject)
        for key in facts:
            needs.fact(key, subject)
        super().__init__(subject, needs, standards, days=days, restriction=restriction, world=world)
        self.mf: FromClause | None = None
        self.mf = self._circle("mf", needs.members, "person")
        self.vf = self._circle("vf", needs.households, "household")
        #: Columns after id, household_id and area_code, without extra facts.
        self.names = [*trees, *(amounts or {}), *(packs or {})]
        self.statement = self._final(trees, tuple(facts), amounts or {}, packs or {})
        if restriction == "key":  # asked with every save and every page; a run over an area is asked once
            self.statement = with_constants(self.statement)

    # -- steps ---------------------------------------------------------------------------------------------

    def _circle(self, name: str, questions: Mapping[Quantified, None], inner: Subject) -> FromClause | None:
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
        return self._finished(select(*columns).select_from(source).group_by(key), name)

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


def _speaks_of(step: FromClause, columns: Iterable[Sql]) -> bool:
    parts = (part for column in columns for part in visitors.iterate(column))
    return any(getattr(part, "table", None) is step for part in parts)


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

    def _step(self, key: str) -> FromClause:
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
