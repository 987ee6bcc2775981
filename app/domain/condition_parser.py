"""Reads a condition from data (YAML, JSON, the builder in the screen) and writes it back.

Whatever the data is, the answer is a tree or a ConditionError; depth, size and lists are bounded.
"""

from collections.abc import Mapping
from typing import Any, cast

from app.domain.condition_errors import ConditionError
from app.domain.condition_reading import (
    HOWS,
    NAMES,
    UNITS,
    Reading,
    fact_at,
    is_int,
    only,
    op_in,
    value_of,
)
from app.domain.condition_values import refuse, shown
from app.domain.conditions import (
    MAX_DEPTH,
    MAX_NODES,
    Compare,
    Distance,
    Group,
    How,
    Node,
    Not,
    Plain,
    Quantified,
    Told,
    Unit,
    Window,
)
from app.domain.facts import (
    CIRCLES,
    HOUSEHOLD,
    HOUSEHOLDS,
    MEMBERS,
    SOURCES,
    Fact,
    RowSource,
    Subject,
    owner_of,
)


def parse(data: object, subject: Subject, standards: frozenset[str] | None = None) -> Node:
    """The tree that `data` says about a `subject`. `standards`: known codes, None = not checked here."""
    return _node(data, Reading(subject, standards), "", 1)


def _node(data: object, at: Reading, place: str, depth: int) -> Node:
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
        only(entry, {"not"}, place)
        return Not(_node(entry["not"], at, f"{place}.not", depth + 1))
    if "fact" in entry:
        return _about_fact(entry, at, place)
    for how_many in HOWS:
        if how_many in entry:
            return _quantified(entry, how_many, at, place, depth)
    raise ConditionError("E-C04", f"看不懂这个条件：{'、'.join(list(entry)[:5])[:60]}。", place)


def _group(entry: Mapping[str, Any], how: str, at: Reading, place: str, depth: int) -> Group:
    only(entry, {how, "title"}, place)
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


def _about_fact(entry: Mapping[str, Any], at: Reading, place: str) -> Node:
    fact = fact_at(entry["fact"], at, place)
    if "told" in entry:
        only(entry, {"fact", "told"}, place)
        if not isinstance(entry["told"], bool):
            refuse("E-C10", "told 只能是 true 或 false。", place)
        return Told(fact.key, entry["told"])
    if "since" in entry or "until" in entry:
        return _distance(entry, fact, at, place)
    op = op_in(entry, {"fact"}, place)
    return Compare(fact.key, op, value_of(entry[op], op, fact, at, f"{place}.{op}"))


def _distance(entry: Mapping[str, Any], fact: Fact, at: Reading, place: str) -> Distance:
    """`{fact, since: {years|months|days: {ge: 16}}}`; with `until: other_fact` up to that date."""
    only(entry, {"fact", "since", "until"}, place)
    if fact.kind != "date":
        refuse("E-C12", f"“{fact.label}”不是日期，不能算相隔多久。", place)
    since = entry.get("since")
    if not isinstance(since, Mapping) or len(since) != 1 or next(iter(since)) not in UNITS:
        refuse("E-C12", "相隔多久要写成 days、months 或 years。", place)
    unit = cast(Unit, next(iter(since)))
    limit = since[unit]
    if not isinstance(limit, Mapping) or len(limit) != 1:
        refuse("E-C11", "比较要写一个，而且只写一个。", place)
    op = op_in(cast(Mapping[str, Any], limit), set(), place)
    number = limit[op]
    if op in ("in", "not_in", "between") or not is_int(number) or abs(number) > 100_000:
        refuse("E-C12", "相隔的数要是整数，用一个数比较。", place)
    to = entry.get("until")
    if to is not None:
        other = fact_at(to, at, place)
        if other.kind != "date":
            refuse("E-C12", f"“{other.label}”不是日期。", place)
        to = other.key
    return Distance(fact.key, to, unit, op, number)


def _quantified(entry: Mapping[str, Any], how: How, at: Reading, place: str, depth: int) -> Quantified:
    over = entry[how]
    source = _source(over, at, place)
    inner = _inside(over, source, at)
    allowed = {how, "where", "window"}
    where = None
    if "where" in entry:
        where = _node(entry["where"], inner, f"{place}.where", depth + 1)
    window = _window(entry.get("window"), source, place)
    if how in ("any", "none"):
        only(entry, allowed, place)
        return Quantified(how, over, where, window)
    if over == HOUSEHOLD:
        refuse("E-C22", "一个人只有一户，用 any 或 none。", place)
    if how == "count":
        op = op_in(entry, allowed, place)
        number = entry[op]
        if op in ("in", "not_in", "between") or not is_int(number) or not 0 <= number <= 100_000:
            refuse("E-C20", "个数要和一个整数比。", place)
        return Quantified(how, over, where, window, None, op, Plain((number,)))
    op = op_in(entry, {*allowed, "of"}, place)
    field_ = _measured(entry.get("of"), how, source, inner, place)
    value = value_of(entry[op], op, field_, at, f"{place}.{op}")
    return Quantified(how, over, where, window, field_.key, op, value)


def _inside(over: str, source: RowSource | None, at: Reading) -> Reading:
    """Where we stand inside the question."""
    if source is None:
        return Reading(CIRCLES[over], at.standards, None, at.inside | {over}, at.count)
    return Reading(owner_of(source, at.subject), at.standards, source, at.inside, at.count)


def _source(over: object, at: Reading, place: str) -> RowSource | None:
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
        refuse("E-C22", f"“{source.label}”不是{NAMES[at.subject]}的记录{way}。", place)
    return source


def _circle(over: str, at: Reading, place: str) -> None:
    """Refuses circles that this subject does not have, and one inside itself."""
    if over == MEMBERS and (MEMBERS in at.inside or at.subject not in ("household", "person")):
        refuse("E-C21", "“家里有人”里面不能再套“家里有人”。", place)
    if over == HOUSEHOLD and (at.subject != "person" or at.inside):
        refuse("E-C21", "“所在户”只在说一个人的时候用，不能套在别的问题里面。", place)
    if over == HOUSEHOLDS and at.subject != "village":
        refuse("E-C21", "“村里的户”只在说一个村的时候用。", place)


def _measured(key: object, how: How, source: RowSource | None, inner: Reading, place: str) -> Fact:
    """The field that is summed or taken from the newest row."""
    found = fact_at(key, inner, place)
    if source is None and found.subject != inner.subject:
        refuse("E-C23", f"“{found.label}”不是{NAMES[inner.subject]}自己的一项。", place)
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
    if not is_int(last[unit]) or not 0 < last[unit] <= 36_600:
        refuse("E-C24", "时间范围要是正整数。", place)
    return Window(last=last[unit], unit=unit)


_WINDOWS = "时间范围写 live、last: {months: 12} 或 this: year。"


def parse_in(data: object, at: Reading) -> Node:
    """The tree that `data` says where one already stands inside something."""
    return _node(data, at, "", 1)


def step_inside(over: str, at: Reading) -> Reading:
    """Where one stands inside a question about `over`; refused where it cannot be asked here."""
    return _inside(over, _source(over, at, ""), at)
