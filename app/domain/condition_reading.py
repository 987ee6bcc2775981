"""What readers of conditions share: where they are, which facts and comparisons fit there, values and references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from app.domain.condition_values import refuse, scalar, scaled, shown
from app.domain.conditions import (
    FACTOR_SCALE,
    MAX_FACTOR,
    MAX_OFFSET,
    MAX_VALUES,
    How,
    Op,
    Other,
    Plain,
    Standard,
    Unit,
    Value,
)
from app.domain.facts import FACTS, Fact, RowSource, Subject, may_speak_of

OPS: tuple[Op, ...] = get_args(Op)
UNITS: tuple[Unit, ...] = get_args(Unit)
HOWS: tuple[How, ...] = get_args(How)
ORDERED: frozenset[str] = frozenset(("lt", "le", "gt", "ge", "between"))
#: Which comparisons make sense for which kind of fact.
OPS_OF_KIND: dict[str, frozenset[str]] = {
    "bool": frozenset(("is",)),
    "code": frozenset(("is", "is_not", "in", "not_in")),
    "number": frozenset(OPS),
    "money": ORDERED | {"is", "is_not"},
    "date": ORDERED | {"is", "is_not"},
    "text": frozenset(),
}
NAMES: dict[Subject, str] = {
    "person": "人", "household": "户", "village": "村", "project": "项目", "row": "记录"
}  # fmt: skip


@dataclass
class Reading:
    """Where we are: subject, rows around us, and how much has been read."""

    subject: Subject
    standards: frozenset[str] | None
    rows: RowSource | None = None
    #: Words of the circles of subjects that we stand inside.
    inside: frozenset[str] = frozenset()
    count: list[int] = field(default_factory=lambda: [0])


def only(entry: Mapping[str, Any], allowed: set[str], place: str) -> None:
    extra = [key for key in entry if key not in allowed]
    if extra:
        refuse("E-C05", f"多写了“{shown(extra[0])}”。", place)


def fact_at(key: object, at: Reading, place: str) -> Fact:
    """The fact of this key, if this subject may speak about it."""
    if not isinstance(key, str):
        refuse("E-C08", "事实要写名字。", place)
    if at.rows is not None and key.startswith("row."):
        found = at.rows.field(key)
    else:
        found = FACTS.get(key)
        if found is not None and not may_speak_of(at.subject, found.subject):
            whose, here = NAMES[found.subject], NAMES[at.subject]
            way = "；请写在“家里有人……”里面" if (whose, here) == ("人", "户") else ""
            refuse("E-C09", f"“{found.label}”是{whose}的情况，这里说的是{here}{way}。", place)
    if found is None:
        refuse("E-C08", f"没有叫“{key[:60]}”的事实。", place)
    return found


def op_in(entry: Mapping[str, Any], others: set[str], place: str) -> Op:
    found = [op for op in OPS if op in entry]
    if len(found) != 1:
        refuse("E-C11", "比较要写一个，而且只写一个。", place)
    only(entry, {*others, found[0]}, place)
    return found[0]


def is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def value_of(data: object, op: Op, fact: Fact, at: Reading, place: str) -> Value:
    if op not in OPS_OF_KIND[fact.kind]:
        refuse("E-C13", f"“{fact.label}”不能这样比（{op}）。", place)
    if isinstance(data, Mapping) and "values" not in data:
        return _reference(cast(Mapping[str, Any], data), op, fact, at, place)
    many = op in ("in", "not_in", "between")
    title = None
    if isinstance(data, Mapping):
        data, title = _titled(cast(Mapping[str, Any], data), op, place)
    if many != (isinstance(data, Sequence) and not isinstance(data, str)):
        refuse("E-C14", "这里要写几个值。" if many else "这里只写一个值。", place)
    items = list(cast(Sequence[object], data)) if many else [data]
    if op == "between" and len(items) != 2:
        refuse("E-C14", "介于要写两个值：从、到。", place)
    if not 0 < len(items) <= MAX_VALUES:
        refuse("E-C14", f"值要有 1 到 {MAX_VALUES} 个。", place)
    return Plain(tuple(scalar(item, fact, place) for item in items), title)


def _titled(data: Mapping[str, Any], op: Op, place: str) -> tuple[Any, str]:
    """`{values: [...], title: 职业学校学生}`: a set of codes written out, under its name."""
    only(data, {"values", "title"}, place)
    title = data.get("title")
    if op not in ("in", "not_in") or not isinstance(title, str) or not 0 < len(title) <= 60:
        refuse("E-C14", "一组值要有名字，用在“是其中之一”里。", place)
    return data["values"], title


def _reference(data: Mapping[str, Any], op: Op, fact: Fact, at: Reading, place: str) -> Value:
    """`{standard: code, times: 1.5}` or `{fact: key, times: 0.7, plus: 100}`."""
    if op in ("in", "not_in", "between"):
        refuse("E-C14", "和标准、另一项比较，只能用一个数。", place)
    factor = scaled(data.get("times", 1), 3, place)
    if abs(factor) > MAX_FACTOR * FACTOR_SCALE:
        refuse("E-C17", f"倍数在 ±{MAX_FACTOR} 以内。", place)
    if "standard" in data:
        only(data, {"standard", "times"}, place)
        code = data["standard"]
        if fact.kind not in ("money", "number"):
            refuse("E-C13", f"“{fact.label}”不能和标准比。", place)
        if not isinstance(code, str) or (at.standards is not None and code not in at.standards):
            refuse("E-C18", f"没有叫“{shown(code)}”的标准。", place)
        return Standard(code, factor)
    only(data, {"fact", "times", "plus"}, place)
    other = fact_at(data.get("fact"), at, place)
    if (other.kind, other.unit, other.scale) != (fact.kind, fact.unit, fact.scale):
        refuse("E-C19", f"“{fact.label}”和“{other.label}”不是一种量，不能比。", place)
    plain = fact.kind not in ("money", "number")
    if plain and ("times" in data or "plus" in data):
        refuse("E-C13", f"“{fact.label}”不能乘、不能加。", place)
    if fact.kind == "code" and fact.codes is not other.codes:
        refuse("E-C19", f"“{fact.label}”和“{other.label}”不是一种量，不能比。", place)
    offset = 0 if plain else scaled(data.get("plus", 0), fact.scale, place)
    if abs(offset) > MAX_OFFSET * 10**fact.scale:
        refuse("E-C17", "加的数太大。", place)
    return Other(other.key, factor, offset)
