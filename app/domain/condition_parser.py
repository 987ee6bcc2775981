"""Reads a condition from data (YAML, JSON, the builder in the screen) and writes it back.

Whatever the data is, the answer is a tree or a ConditionError; depth, size and lists are bounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from app.domain.condition_errors import ConditionError
from app.domain.condition_values import refuse, scalar, scaled, shown
from app.domain.conditions import (
    FACTOR_SCALE,
    MAX_DEPTH,
    MAX_FACTOR,
    MAX_NODES,
    MAX_OFFSET,
    MAX_VALUES,
    Compare,
    Distance,
    Group,
    How,
    Node,
    Not,
    Op,
    Other,
    Plain,
    Quantified,
    Standard,
    Told,
    Unit,
    Value,
    Window,
)
from app.domain.facts import (
    CIRCLES,
    FACTS,
    HOUSEHOLD,
    HOUSEHOLDS,
    MEMBERS,
    SOURCES,
    Fact,
    RowSource,
    Subject,
    may_speak_of,
    owner_of,
)

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
_NAMES: dict[Subject, str] = {
    "person": "人", "household": "户", "village": "村", "project": "项目", "row": "记录"
}  # fmt: skip


@dataclass
class _Reading:
    """Where we are: subject, rows around us, and how much has been read."""

    subject: Subject
    standards: frozenset[str] | None
    rows: RowSource | None = None
    #: Words of the circles of subjects that we stand inside.
    inside: frozenset[str] = frozenset()
    count: list[int] = field(default_factory=lambda: [0])


def parse(data: object, subject: Subject, standards: frozenset[str] | None = None) -> Node:
    """The tree that `data` says about a `subject`. `standards`: known codes, None = not checked here."""
    return _node(data, _Reading(subject, standards), "", 1)


def _node(data: object, at: _Reading, place: str, depth: int) -> Node:
    at.count[0] += 1
    if at.count[0] > MAX_NODES:
        refuse("E-C01", f"条件太长：最多 {MAX_NODES} 条。", place)
    if depth > MAX_DEPTH:
        refuse("E-C02", f"条件套得太深：最多 {MAX_DEPTH} 层。", place)
    if not isinstance(data, Mapping) or not data or not all(isinstance(k, str) for k in data):
        refuse("E-C03", "这里要写一个条件。", place)
    entry = cast(Mapping[str, Any], data)
    for how in ("all", "any"):
        if isinstance(entry.get(how), list):
            return _group(entry, how, at, place, depth)
    if "not" in entry:
        _only(entry, {"not"}, place)
        return Not(_node(entry["not"], at, f"{place}.not", depth + 1))
    if "fact" in entry:
        return _about_fact(entry, at, place)
    for how_many in HOWS:
        if how_many in entry:
            return _quantified(entry, how_many, at, place, depth)
    raise ConditionError("E-C04", f"看不懂这个条件：{'、'.join(list(entry)[:5])[:60]}。", place)


def _only(entry: Mapping[str, Any], allowed: set[str], place: str) -> None:
    extra = [key for key in entry if key not in allowed]
    if extra:
        refuse("E-C05", f"多写了“{extra[0][:40]}”。", place)


def _group(entry: Mapping[str, Any], how: str, at: _Reading, place: str, depth: int) -> Group:
    _only(entry, {how, "title"}, place)
    parts = entry[how]
    if not parts:
        refuse("E-C06", "组里至少要有一个条件。", place)
    if len(parts) > MAX_NODES:
        refuse("E-C01", f"条件太长：最多 {MAX_NODES} 条。", place)
    title = entry.get("title")
    if title is not None and (not isinstance(title, str) or not 0 < len(title) <= 60):
        refuse("E-C07", "组的名字要在 60 个字以内。", place)
    nodes = tuple(_node(p, at, f"{place}.{how}[{i}]", depth + 1) for i, p in enumerate(parts))
    return Group("all" if how == "all" else "any", nodes, title)


def _fact(key: object, at: _Reading, place: str) -> Fact:
    """The fact of this key, if this subject may speak about it."""
    if not isinstance(key, str):
        refuse("E-C08", "事实要写名字。", place)
    if at.rows is not None and key.startswith("row."):
        found = at.rows.field(key)
    else:
        found = FACTS.get(key)
        if found is not None and not may_speak_of(at.subject, found.subject):
            whose, here = _NAMES[found.subject], _NAMES[at.subject]
            way = "；请写在“家里有人……”里面" if (whose, here) == ("人", "户") else ""
            refuse("E-C09", f"“{found.label}”是{whose}的情况，这里说的是{here}{way}。", place)
    if found is None:
        refuse("E-C08", f"没有叫“{key[:60]}”的事实。", place)
    return found


def _about_fact(entry: Mapping[str, Any], at: _Reading, place: str) -> Node:
    fact = _fact(entry["fact"], at, place)
    if "told" in entry:
        _only(entry, {"fact", "told"}, place)
        if not isinstance(entry["told"], bool):
            refuse("E-C10", "told 只能是 true 或 false。", place)
        return Told(fact.key, entry["told"])
    if "since" in entry or "until" in entry:
        return _distance(entry, fact, at, place)
    op = _op(entry, {"fact"}, place)
    return Compare(fact.key, op, _value(entry[op], op, fact, at, f"{place}.{op}"))


def _op(entry: Mapping[str, Any], others: set[str], place: str) -> Op:
    found = [op for op in OPS if op in entry]
    if len(found) != 1:
        refuse("E-C11", "比较要写一个，而且只写一个。", place)
    _only(entry, {*others, found[0]}, place)
    return found[0]


def _distance(entry: Mapping[str, Any], fact: Fact, at: _Reading, place: str) -> Distance:
    """`{fact, since: {years|months|days: {ge: 16}}}`; with `until: other_fact` up to that date."""
    _only(entry, {"fact", "since", "until"}, place)
    if fact.kind != "date":
        refuse("E-C12", f"“{fact.label}”不是日期，不能算相隔多久。", place)
    since = entry.get("since")
    if not isinstance(since, Mapping) or len(since) != 1 or next(iter(since)) not in UNITS:
        refuse("E-C12", "相隔多久要写成 days、months 或 years。", place)
    unit = cast(Unit, next(iter(since)))
    limit = since[unit]
    if not isinstance(limit, Mapping) or len(limit) != 1:
        refuse("E-C11", "比较要写一个，而且只写一个。", place)
    op = _op(cast(Mapping[str, Any], limit), set(), place)
    number = limit[op]
    if op in ("in", "not_in", "between") or not _is_int(number) or abs(number) > 100_000:
        refuse("E-C12", "相隔的数要是整数，用一个数比较。", place)
    to = entry.get("until")
    if to is not None:
        other = _fact(to, at, place)
        if other.kind != "date":
            refuse("E-C12", f"“{other.label}”不是日期。", place)
        to = other.key
    return Distance(fact.key, to, unit, op, number)


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _value(data: object, op: Op, fact: Fact, at: _Reading, place: str) -> Value:
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
    _only(data, {"values", "title"}, place)
    title = data.get("title")
    if op not in ("in", "not_in") or not isinstance(title, str) or not 0 < len(title) <= 60:
        refuse("E-C14", "一组值要有名字，用在“是其中之一”里。", place)
    return data["values"], title


def _reference(data: Mapping[str, Any], op: Op, fact: Fact, at: _Reading, place: str) -> Value:
    """`{standard: code, times: 1.5}` or `{fact: key, times: 0.7, plus: 100}`."""
    if op in ("in", "not_in", "between"):
        refuse("E-C14", "和标准、另一项比较，只能用一个数。", place)
    factor = scaled(data.get("times", 1), 3, place)
    if abs(factor) > MAX_FACTOR * FACTOR_SCALE:
        refuse("E-C17", f"倍数在 ±{MAX_FACTOR} 以内。", place)
    if "standard" in data:
        _only(data, {"standard", "times"}, place)
        code = data["standard"]
        if fact.kind not in ("money", "number"):
            refuse("E-C13", f"“{fact.label}”不能和标准比。", place)
        if not isinstance(code, str) or (at.standards is not None and code not in at.standards):
            refuse("E-C18", f"没有叫“{shown(code)}”的标准。", place)
        return Standard(code, factor)
    _only(data, {"fact", "times", "plus"}, place)
    other = _fact(data.get("fact"), at, place)
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


def _quantified(entry: Mapping[str, Any], how: How, at: _Reading, place: str, depth: int) -> Quantified:
    over = entry[how]
    source = _source(over, at, place)
    inner = _inside(over, source, at)
    allowed = {how, "where", "window"}
    where = None
    if "where" in entry:
        where = _node(entry["where"], inner, f"{place}.where", depth + 1)
    window = _window(entry.get("window"), source, place)
    if how in ("any", "none"):
        _only(entry, allowed, place)
        return Quantified(how, over, where, window)
    if over == HOUSEHOLD:
        refuse("E-C22", "一个人只有一户，用 any 或 none。", place)
    if how == "count":
        op = _op(entry, allowed, place)
        number = entry[op]
        if op in ("in", "not_in", "between") or not _is_int(number) or not 0 <= number <= 100_000:
            refuse("E-C20", "个数要和一个整数比。", place)
        return Quantified(how, over, where, window, None, op, Plain((number,)))
    op = _op(entry, {*allowed, "of"}, place)
    field_ = _measured(entry.get("of"), how, source, inner, place)
    value = _value(entry[op], op, field_, at, f"{place}.{op}")
    return Quantified(how, over, where, window, field_.key, op, value)


def _inside(over: str, source: RowSource | None, at: _Reading) -> _Reading:
    """Where we stand inside the question."""
    if source is None:
        return _Reading(CIRCLES[over], at.standards, None, at.inside | {over}, at.count)
    return _Reading(owner_of(source, at.subject), at.standards, source, at.inside, at.count)


def _source(over: object, at: _Reading, place: str) -> RowSource | None:
    """None = a circle of subjects: members, the household of a person, households of a village."""
    if at.rows is not None:
        refuse("E-C21", "一条记录里面不能再数别的记录。", place)
    if isinstance(over, str) and over in CIRCLES:
        _circle(over, at, place)
        return None
    source = SOURCES.get(over) if isinstance(over, str) else None
    if source is None:
        refuse("E-C22", f"没有叫“{shown(over)}”的记录。", place)
    if at.subject not in source.subjects and not (at.subject == "person" and "household" in source.subjects):
        way = "；请写在“家里有人……”里面" if at.subject == "household" else ""
        refuse("E-C22", f"“{source.label}”不是{_NAMES[at.subject]}的记录{way}。", place)
    return source


def _circle(over: str, at: _Reading, place: str) -> None:
    """Refuses circles that this subject does not have, and one inside itself."""
    if over == MEMBERS and (MEMBERS in at.inside or at.subject not in ("household", "person")):
        refuse("E-C21", "“家里有人”里面不能再套“家里有人”。", place)
    if over == HOUSEHOLD and (at.subject != "person" or at.inside):
        refuse("E-C21", "“所在户”只在说一个人的时候用，不能套在别的问题里面。", place)
    if over == HOUSEHOLDS and at.subject != "village":
        refuse("E-C21", "“村里的户”只在说一个村的时候用。", place)


def _measured(key: object, how: How, source: RowSource | None, inner: _Reading, place: str) -> Fact:
    """The field that is summed or taken from the newest row."""
    found = _fact(key, inner, place)
    if source is None and found.subject != inner.subject:
        refuse("E-C23", f"“{found.label}”不是{_NAMES[inner.subject]}自己的一项。", place)
    if source is not None and not found.key.startswith("row."):
        refuse("E-C23", "这里要写记录自己的一项。", place)
    if how == "sum" and found.kind not in ("money", "number"):
        refuse("E-C23", f"“{found.label}”不能加总。", place)
    if how == "latest" and (source is None or source.day is None):
        refuse("E-C23", "这种记录分不出先后，不能取最近一条。", place)
    return found


def _window(data: object, source: RowSource | None, place: str) -> Window:
    if data is None:
        return Window()
    if source is None:
        refuse("E-C24", "家庭成员没有时间范围。", place)
    if data == "live":
        if not source.live:
            refuse("E-C24", f"“{source.label}”没有“有效”一说。", place)
        return Window(live=True)
    if not isinstance(data, Mapping) or len(data) != 1 or source.day is None:
        refuse("E-C24", _WINDOWS, place)
    if data.get("this") in ("year", "month"):
        return Window(this=data["this"])
    last = data.get("last")
    if not isinstance(last, Mapping) or len(last) != 1 or next(iter(last)) not in UNITS:
        refuse("E-C24", _WINDOWS, place)
    unit = cast(Unit, next(iter(last)))
    if not _is_int(last[unit]) or not 0 < last[unit] <= 36_600:
        refuse("E-C24", "时间范围要是正整数。", place)
    return Window(last=last[unit], unit=unit)


_WINDOWS = "时间范围写 live、last: {months: 12} 或 this: year。"
