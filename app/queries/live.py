"""The live layout: facts as columns and correlated sub-queries around the rows of an outer statement, for filters."""

from sqlalchemy import ColumnElement, FromClause, and_, func, literal, select
from sqlalchemy.orm import aliased

from app.domain.conditions import Node, Quantified
from app.domain.facts import HOUSEHOLD, HOUSEHOLDS, MEMBERS, SOURCES
from app.models import Household
from app.queries.conditions import FOUND, MAYBE, Parts, Sql, Standards, condition, standard_sql
from app.queries.facts import age_of, aged, as_number, fact_sql, fresh_sql
from app.queries.row_kinds import Subjects
from app.queries.row_questions import looked_up_parts, related_parts
from app.queries.row_sources import covered
from app.queries.wide_needs import VISITED


class Live:
    """Finds facts around one household (and, for persons, one of its members), one village or one project."""

    def __init__(self, at: Subjects, standards: Standards) -> None:
        self.at, self.standards, self.days = at, standards, at.days

    def fact(self, key: str) -> Sql:
        age = age_of(key)
        if age is None:
            return self.raw(key)
        return aged(self.raw(key), fresh_sql(age, self.at, lambda: self.raw(VISITED)))

    def raw(self, key: str) -> Sql:
        return fact_sql(key, self.at)

    def standard(self, code: str) -> Sql:
        return standard_sql(self.standards[code], self.at.area, self.days)

    def parts(self, node: Quantified) -> Parts:
        if node.over == MEMBERS:
            return self._members(node)
        if node.over == HOUSEHOLD:
            return self._household(node)
        if node.over == HOUSEHOLDS:
            return self._households(node)
        parts = related_parts(node, self.at, self)
        dataset = SOURCES[node.over].dataset
        if dataset is not None:
            parts["known"] = covered(self.at, dataset, self.at.area)
        return parts

    def _members(self, node: Quantified) -> Parts:
        member = self.at.world.table("person")
        inside = Live(Subjects(self.at.world, self.days, self.at.household, member), self.standards)
        mine = and_(member.c.household_id == self.at.household.c.id, member.c.status == "present")
        return self._circle(node, inside, member, mine)

    def _household(self, node: Quantified) -> Parts:
        home = Live(Subjects(self.at.world, self.days, self.at.household), self.standards)
        fits = literal(1) if node.where is None else as_number(condition(node.where, home))
        return {"code": func.coalesce(fits * FOUND, MAYBE)}

    def _households(self, node: Quantified) -> Parts:
        home = self.at.world.table("household")
        inside = Live(Subjects(self.at.world, self.days, home), self.standards)
        here = and_(home.c.area_code == self.at.area, home.c.status == "active")
        if self.at.scope is not None:
            here = and_(here, self.at.scope.on(aliased(Household, home)))
        return self._circle(node, inside, home, here)

    def _circle(
        self, node: Quantified, inside: "Live", table: FromClause, where: ColumnElement[bool]
    ) -> Parts:
        inner = None if node.where is None else condition(node.where, inside)
        field = inside.fact(node.field) if node.field else None
        return looked_up_parts(node, self.at, table, where, inner, field)


def live(node: Node, at: Subjects, standards: Standards) -> ColumnElement[bool]:
    """The predicate of a condition around given rows. For a person alone use `live_person`."""
    return condition(node, Live(at, standards))


def live_person(node: Node, person: FromClause, at_household: Subjects, standards: Standards) -> Sql:
    """The predicate around rows of persons; their household is looked up by key inside."""
    return person_answer(node, person, at_household, standards) == 1


def person_answer(node: Node, person: FromClause, at_household: Subjects, standards: Standards) -> Sql:
    """The answer around rows of persons as a number: 1 yes, 0 no, NULL too little is known."""
    at = Subjects(at_household.world, at_household.days, at_household.household, person)
    home = at.household
    answer = select(as_number(live(node, at, standards))).where(home.c.id == person.c.household_id)
    return answer.correlate(person).scalar_subquery()
