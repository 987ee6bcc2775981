"""The only compiler: a condition becomes one SQL expression that is true, false or NULL.

It does not know where facts come from: a *layout* finds them. Two layouts exist. `live.Live` writes each fact as
a column or correlated sub-query around given rows and serves filters; `wide.Wide` computes facts in materialised
steps and gives all rules as columns. Both use what is written here, so that they cannot disagree.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    cast,
    false,
    literal,
    not_,
    null,
    or_,
    true,
)

from app.domain.catalogue import DatedStandard
from app.domain.conditions import (
    FACTOR_SCALE,
    Compare,
    Distance,
    Group,
    Node,
    Not,
    Op,
    Plain,
    Quantified,
    Standard,
    Told,
    Value,
)
from app.domain.facts import FACTS
from app.queries.days import Days, full
from app.queries.facts import as_number

Sql = ColumnElement[Any]
Parts = Mapping[str, Sql]
Standards = Mapping[str, DatedStandard]

#: Codes in which a search through rows answers: one was found, one may be there, none.
FOUND, MAYBE, NOTHING = 2, 1, 0
_ENDLESS = 10**9


class Layout(Protocol):
    """Where the compiler finds what a condition speaks about."""

    days: Days

    def fact(self, key: str) -> Sql:
        """The value of a fact; NULL where nobody has told it, or too long ago."""

    def raw(self, key: str) -> Sql:
        """The value of a fact however old it is."""

    def standard(self, code: str) -> Sql:
        """The value of a dated standard for the place of the household; NULL where none is in force."""

    def parts(self, node: Quantified) -> Parts:
        """What rows say about a quantified question, see `row_parts`; `known`: is absence known."""


def condition(node: Node, of: Layout) -> ColumnElement[bool]:
    """The expression of a condition: true, false, or NULL where too little is known."""
    if isinstance(node, Group):
        parts = [condition(part, of) for part in node.parts]
        return and_(*parts) if node.how == "all" else or_(*parts)
    if isinstance(node, Not):
        return not_(condition(node.part, of))
    if isinstance(node, Told):
        told = _as_value(of.raw(node.fact), _kind(node.fact)).is_not(None)
        return told if node.told else not_(told)
    if isinstance(node, Distance):
        end = of.days.as_of if node.to is None else of.fact(node.to)
        return _ordered(full(node.unit, of.fact(node.fact), end), node.op, node.number)
    if isinstance(node, Compare):
        return compare(of.fact(node.fact), _kind(node.fact), node.op, node.value, of)
    return quantified(node, of)


def _kind(key: str) -> str:
    """Row facts carry their kind in the SQL type; only truth values need to be told apart."""
    return FACTS[key].kind if key in FACTS else ""


def _as_value(expression: Sql, kind: str) -> Sql:
    return as_number(expression) if kind == "bool" else expression


def compare(left: Sql, kind: str, op: Op, value: Value, of: Layout) -> ColumnElement[bool]:
    """One comparison. A factor multiplies both sides, so that whole numbers meet whole numbers."""
    if isinstance(value, Plain):
        if isinstance(value.values[0], bool):
            return left if value.values[0] else not_(left)
        return _plain(left, op, value)
    if isinstance(value, Standard):
        return _ordered(left * FACTOR_SCALE, op, of.standard(value.code) * value.factor)
    other = of.fact(value.fact)
    if value.factor == FACTOR_SCALE and not value.offset:
        return _ordered(_as_value(left, kind), op, _as_value(other, kind))
    return _ordered(left * FACTOR_SCALE, op, other * value.factor + value.offset * FACTOR_SCALE)


def _plain(left: Sql, op: Op, value: Plain) -> ColumnElement[bool]:
    values = value.values
    if op == "in":
        return left.in_(values)
    if op == "not_in":
        return left.not_in(values)
    if op == "between":
        return and_(left >= values[0], left <= values[1])
    return _ordered(left, op, values[0])


def _ordered(left: Sql, op: Op, right: Any) -> ColumnElement[bool]:
    answers: dict[str, ColumnElement[bool]] = {
        "is": left == right,
        "is_not": left != right,
        "lt": left < right,
        "le": left <= right,
        "gt": left > right,
        "ge": left >= right,
    }
    return answers[op]


def quantified(node: Quantified, of: Layout) -> ColumnElement[bool]:
    """The answer of a question about rows, from what the rows say together."""
    parts = of.parts(node)
    known = parts.get("known", true())
    if node.how in ("any", "none"):
        yes, no = (true(), false()) if node.how == "any" else (false(), true())
        return case((parts["code"] == FOUND, yes), (and_(parts["code"] == NOTHING, known), no))
    assert node.op is not None and node.value is not None
    if node.how == "count":
        assert isinstance(node.value, Plain)
        most = case((known, parts.get("most", parts["least"])), else_=_ENDLESS)
        return _counted(parts["least"], most, node.op, node.value.values[0])
    against = compare(parts["value"], "number", node.op, node.value, of)
    if node.how == "sum":
        return case((known, against))
    nothing = parts["code"] == NOTHING
    return case((and_(nothing, known), false()), (and_(parts["code"] == FOUND, known), against))


def _counted(least: Sql, most: Sql, op: Op, number: Any) -> ColumnElement[bool]:
    """A count that lies between two bounds against a number."""
    if op in ("is", "is_not"):
        same, other = (true(), false()) if op == "is" else (false(), true())
        return case(
            (and_(least == number, most == number), same), (or_(least > number, most < number), other)
        )
    if op in ("ge", "gt"):
        return case((_ordered(least, op, number), true()), (not_(_ordered(most, op, number)), false()))
    return case((_ordered(most, op, number), true()), (not_(_ordered(least, op, number)), false()))


def standard_sql(standard: DatedStandard, area: Sql, days: Days) -> Sql:
    """The line in force for a place on the day that the standard is looked up, NULL where there is none."""
    day = days.income_day if standard.clock == "income_year" else days.as_of
    cases = []
    for line in standard.narrowest_first:
        terms = [area >= line.area_low, area < line.area_high, day >= line.first_on]
        if line.last_on is not None:
            terms.append(day <= line.last_on)
        cases.append((and_(*terms), literal(line.value, BigInteger)))
    return case(*cases, else_=null()) if cases else cast(null(), BigInteger)
