"""The second target of conditions: over fetched columns instead of SQL, for runs over whole areas.

It answers what `conditions.condition` answers, in the same three values, and is held to it and to the slow interpreter
by the same random trees (`./run prove conditions`). Days are whole numbers such as 20261122, truth values 1 and 0,
amounts whole units; a null is what nobody has told.
"""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any, Protocol

import polars as pl

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
    Unit,
    Value,
)
from app.domain.facts import FACTS
from app.queries.conditions import FOUND, NOTHING

Series = pl.Series
_ENDLESS = 10**9
_ORDER: Mapping[str, Any] = {"is": eq, "is_not": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}


class Around(Protocol):
    """The columns around subjects of one kind, one value a subject."""

    today: int
    #: Answers so far: rules share many of their parts.
    judged: dict[Node, Series]

    def fact(self, key: str) -> Series:
        """The values of a fact; null where nobody has told it, or too long ago."""

    def raw(self, key: str) -> Series:
        """The values of a fact however old they are."""

    def standard(self, code: str) -> Series:
        """The dated standard for the place of each subject; null where none is in force."""

    def parts(self, node: Quantified) -> Mapping[str, Series]:
        """What rows say about a question: see `row_questions.row_parts`; `known`: is absence known."""


def judge(node: Node, of: Around) -> Series:
    """The answers of a condition: true, false, or null where too little is known."""
    if node not in of.judged:
        of.judged[node] = _judge(node, of)
    return of.judged[node]


def _judge(node: Node, of: Around) -> Series:
    if isinstance(node, Group):
        together: Series = reduce(
            and_ if node.how == "all" else or_, (judge(part, of) for part in node.parts)
        )
        return together
    if isinstance(node, Not):
        return ~judge(node.part, of)
    if isinstance(node, Told):
        told = of.raw(node.fact).is_not_null()
        return told if node.told else ~told
    if isinstance(node, Distance):
        start = of.fact(node.fact)
        end = pl.repeat(of.today, len(start), eager=True) if node.to is None else of.fact(node.to)
        return _ordered(full(node.unit, start, end), node.op, node.number)
    if isinstance(node, Compare):
        return compare(of.fact(node.fact), _is_truth(node.fact), node.op, node.value, of)
    return _quantified(node, of)


def _is_truth(key: str) -> bool:
    return key in FACTS and FACTS[key].kind == "bool"


def compare(left: Series, truth: bool, op: Op, value: Value, of: Around) -> Series:
    """One comparison. A factor multiplies both sides, so that whole numbers meet whole numbers."""
    if isinstance(value, Plain):
        if isinstance(value.values[0], bool):
            return left == int(value.values[0])
        return _plain(left, op, [as_kept(one) for one in value.values])
    if isinstance(value, Standard):
        return _ordered(left * FACTOR_SCALE, op, of.standard(value.code) * value.factor)
    other = of.fact(value.fact)
    if truth or (value.factor == FACTOR_SCALE and not value.offset):
        return _ordered(left, op, other)
    return _ordered(left * FACTOR_SCALE, op, other * value.factor + value.offset * FACTOR_SCALE)


def as_kept(value: Any) -> Any:
    """A value of a condition as columns hold it."""
    return value.year * 10_000 + value.month * 100 + value.day if isinstance(value, date) else value


def _plain(left: Series, op: Op, values: list[Any]) -> Series:
    if op in ("in", "not_in"):
        # one of an empty kind is compared with nulls alone: no type to speak of
        among = pl.Series(values, dtype=left.dtype, strict=False)
        found = left.is_in(among.implode())
        return found if op == "in" else ~found
    if op == "between":
        inside: Series = (left >= values[0]) & (left <= values[1])
        return inside
    return _ordered(left, op, values[0])


def _ordered(left: Series, op: Op, right: Any) -> Series:
    return _ORDER[op](left, right)  # type: ignore[no-any-return]


def _quantified(node: Quantified, of: Around) -> Series:
    """The answer of a question about rows, from what the rows say together."""
    parts = of.parts(node)
    if node.how in ("any", "none"):
        code = parts["code"]
        absent = code == NOTHING
        if "known" in parts:
            absent = absent & parts["known"]
        found = code == FOUND
        yes, no = (found, absent) if node.how == "any" else (absent, found)
        return decided(yes, no)
    assert node.op is not None
    assert node.value is not None
    if node.how == "count":
        assert isinstance(node.value, Plain)
        most = parts.get("most", parts["least"])
        if "known" in parts:
            most = where(parts["known"], most, _ENDLESS)
        return _counted(parts["least"], most, node.op, node.value.values[0])
    against = compare(parts["value"], False, node.op, node.value, of)
    if node.how == "sum":
        return against if "known" not in parts else where(parts["known"], against, None)
    nothing, found = parts["code"] == NOTHING, parts["code"] == FOUND
    if "known" in parts:
        nothing, found = nothing & parts["known"], found & parts["known"]
    return where(nothing, False, where(found, against, None))


def _counted(least: Series, most: Series, op: Op, number: Any) -> Series:
    """A count that lies between two bounds against a number."""
    if op in ("is", "is_not"):
        same, other = (least == number) & (most == number), (least > number) | (most < number)
        return decided(same, other) if op == "is" else decided(other, same)
    if op in ("ge", "gt"):
        return decided(_ordered(least, op, number), ~_ordered(most, op, number))
    return decided(_ordered(most, op, number), ~_ordered(least, op, number))


def decided(yes: Series, no: Series) -> Series:
    """True where `yes` is, else false where `no` is, else null."""
    return where(yes, True, where(no, False, None))


def where(condition: Series, then: Any, other: Any) -> Series:
    """As CASE: `then` where the condition is true, `other` where it is false or null."""
    chosen = pl.when(pl.lit(condition)).then(pl.lit(then)).otherwise(pl.lit(other))
    return pl.select(chosen.alias("")).to_series()


def full(unit: Unit, start: Series, end: Series) -> Series:
    """Full days, months or years between days written as numbers, rounded down also when `end` lies before."""
    if unit == "days":
        found: Series = (_day(end) - _day(start)).dt.total_days()
    elif unit == "years":
        found = (end - start) // 10_000
    else:
        found = (_month_and_day(end) - _month_and_day(start)) // 100
    return found


def _month_and_day(day: Series) -> Series:
    return ((day // 10_000) * 12 + (day // 100) % 100) * 100 + day % 100


def _day(number: Series) -> Series:
    made = pl.date(pl.lit(number // 10_000), pl.lit(number // 100 % 100), pl.lit(number % 100))
    return pl.select(made.alias("")).to_series()
