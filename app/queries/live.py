"""The live layout: facts as columns and correlated sub-queries around the rows of an outer statement, for filters."""

from sqlalchemy import ColumnElement, FromClause, and_, select

from app.domain.conditions import Node, Quantified
from app.domain.facts import MEMBERS, SOURCES
from app.queries.conditions import Parts, Sql, Standards, condition, standard_sql
from app.queries.facts import as_number, fact_sql
from app.queries.row_questions import looked_up_parts, related_parts
from app.queries.row_sources import Subjects, covered


class Live:
    """Finds facts around one household and, for persons, one of its members."""

    def __init__(self, at: Subjects, standards: Standards) -> None:
        self.at, self.standards, self.days = at, standards, at.days

    def fact(self, key: str) -> Sql:
        return fact_sql(key, self.at)

    def standard(self, code: str) -> Sql:
        return standard_sql(self.standards[code], self.at.household.c.area_code, self.days)

    def parts(self, node: Quantified) -> Parts:
        if node.over == MEMBERS:
            return self._members(node)
        parts = related_parts(node, self.at, self)
        dataset = SOURCES[node.over].dataset
        if dataset is not None:
            parts["known"] = covered(self.at, dataset, self.at.household.c.area_code)
        return parts

    def _members(self, node: Quantified) -> Parts:
        member = self.at.world.table("person")
        inside = Live(Subjects(self.at.world, self.days, self.at.household, member), self.standards)
        mine = and_(member.c.household_id == self.at.household.c.id, member.c.status == "present")
        inner = None if node.where is None else condition(node.where, inside)
        field = inside.fact(node.field) if node.field else None
        return looked_up_parts(node, self.at, member, mine, inner, field)


def live(node: Node, at: Subjects, standards: Standards) -> ColumnElement[bool]:
    """The predicate of a condition around given rows. For a person alone use `live_person`."""
    return condition(node, Live(at, standards))


def live_person(node: Node, person: FromClause, at_household: Subjects, standards: Standards) -> Sql:
    """The predicate around rows of persons; their household is looked up by key inside."""
    at = Subjects(at_household.world, at_household.days, at_household.household, person)
    home = at.household
    answer = select(as_number(live(node, at, standards))).where(home.c.id == person.c.household_id)
    return answer.correlate(person).scalar_subquery() == 1
