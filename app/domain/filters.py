"""The filter of a list as its builder shows it: blocks of lines, written as a condition of the kernel and read back.

A block speaks of the household (or person) itself, of the members of the family, or of rows such as bureau records; its
lines hold together. The condition is the filter; the builder is only a way to write one, and shows those it could
have written.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.domain.condition_parser import parse
from app.domain.condition_writer import written
from app.domain.conditions import Node, Quantified, everywhere
from app.domain.errors import InvalidInputError
from app.domain.facts import FACTS, MEMBERS, SOURCES, Fact, RowSource, Subject, may_speak_of

#: A filter is asked of every household in somebody's area, while they wait.
MOST_BLOCKS, MOST_LINES, MOST_NODES, MOST_TEXT = 6, 12, 60, 4000
#: Rows of others that share a number: asking for them would look beyond the reader's area.
SHARED_KEYS = frozenset({"same_identity", "same_person_phone", "same_phone", "same_account"})
How = Literal["self", "any", "none", "least"]
Join = Literal["all", "any"]
#: What may be said of a fact of each kind; the first is what a fresh line begins with.
WAYS: Mapping[str, tuple[str, ...]] = {
    "bool": ("yes", "no", "untold"),
    "code": ("among", "not_among", "untold"),
    "number": ("range", "below", "reach", "untold"),
    "money": ("range", "below", "reach", "untold"),
    "date": ("range", "within", "beyond", "untold"),
    "text": ("told", "untold"),
}
WINDOWS = ("", "live", "year", "1", "3", "6", "12", "24", "36")
UNITS = ("years", "months", "days")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact and what is asked of it, as typed: `low` and `high` are numbers or days; `codes` labels' codes."""

    fact: str
    way: str = ""
    low: str = ""
    high: str = ""
    codes: tuple[str, ...] = ()
    unit: str = "years"
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that hold together. `over` is empty for the subject itself, "members", or the key of a row source."""

    how: How = "self"
    over: str = ""
    lines: tuple[Line, ...] = ()
    window: str = ""
    least: str = "2"


@dataclass(frozen=True, slots=True)
class Built:
    """The whole filter: all of the blocks, or any of them."""

    join: Join = "all"
    blocks: tuple[Block, ...] = field(default_factory=tuple)


def facts_for(block: Block, subject: Subject) -> list[Fact]:
    """Facts that a line of this block may speak of, those of its rows first."""
    source = SOURCES.get(block.over)
    inner: Subject = subject if block.how == "self" else "person"
    if source is not None and "household" in source.subjects and subject == "household":
        inner = "household"
    own = [f for f in source.fields if _is_askable(f)] if source is not None else []
    return own + [f for f in FACTS.values() if may_speak_of(inner, f.subject)]


def _is_askable(fact: Fact) -> bool:
    """A code field without its list has no menu to choose from; measures have their titles."""
    return fact.kind != "code" or fact.codes is not None or fact.key == "row.measure"


def sources_for() -> list[RowSource]:
    """Row sources that a filter may ask: those of households and of their members."""
    own = {"person", "household"}
    return [s for s in SOURCES.values() if own & set(s.subjects) and s.key not in SHARED_KEYS]


def fact_in(block: Block, key: str, subject: Subject) -> Fact | None:
    """The fact of a line, if the block may speak of it."""
    return next((f for f in facts_for(block, subject) if f.key == key), None)


def built_data(built: Built, subject: Subject) -> dict[str, Any]:
    """The condition as data. InvalidInputError E-FILTER with the line (`b0-l1`) and what is missing there."""
    if not built.blocks:
        raise _refused("", "还没有条件。", "请先选一项资料，加成一条。")
    lines = sum(len(b.lines) for b in built.blocks)
    if len(built.blocks) > MOST_BLOCKS or lines > MOST_LINES:
        raise _refused(
            "",
            f"条件太多：最多 {MOST_BLOCKS} 组、{MOST_LINES} 条。",
            "请去掉几条，或先按这些条件找出来再分开看。",
        )
    return {built.join: [_block_data(b, i, subject) for i, b in enumerate(built.blocks)]}


def _block_data(block: Block, number: int, subject: Subject) -> dict[str, Any]:
    parts = [_line_data(line, f"b{number}-l{i}", block, subject) for i, line in enumerate(block.lines)]
    if block.how == "self":
        if not parts:
            raise _refused(f"b{number}", "这一组里还没有条件。", "请加一条，或去掉这一组。")
        return {"all": parts}
    where = {"where": parts[0] if len(parts) == 1 else {"all": parts}} if parts else {}
    source = SOURCES.get(block.over)
    if block.over != MEMBERS and source is None:
        raise _refused(f"b{number}", "没有这种记录。", "请重新选。")
    if source is None:
        return _quantified(block, MEMBERS, where, number)
    if block.window:
        where["window"] = _window(block.window)
    if subject in source.subjects:
        return _quantified(block, source.key, where, number)
    return _quantified(block, MEMBERS, {"where": {"any": source.key, **where}}, number)


def _quantified(block: Block, over: str, more: dict[str, Any], number: int) -> dict[str, Any]:
    if block.how == "least":
        least = _plain(block.least)
        if not (least.isascii() and least.isdigit()) or not 0 < int(least[:6]) <= 1000:
            raise _refused(f"b{number}", "“至少几”要写 1 到 1000 的整数。", "请改成数字，例如 2。")
        return {"count": over, **more, "ge": int(least)}
    return {block.how: over, **more}


def _window(code: str) -> Any:
    if code not in WINDOWS:
        raise _refused("", "没有这样的时间范围。", "请重新选。")
    if code == "live":
        return "live"
    return {"this": "year"} if code == "year" else {"last": {"months": int(code)}}


def _line_data(line: Line, place: str, block: Block, subject: Subject) -> dict[str, Any]:
    fact = fact_in(block, line.fact, subject)
    if fact is None:
        raise _refused(place, "没有这一项资料。", "请重新选一项。")
    way = line.way or WAYS[fact.kind][0]
    if way not in WAYS[fact.kind]:
        raise _refused(place, f"“{fact.label}”不能这样比。", "请重新选比法。")
    if way in ("told", "untold"):
        return {"fact": fact.key, "told": way == "told"}
    if fact.kind == "bool":
        return {"fact": fact.key, "is": way == "yes"}
    if fact.kind == "code":
        if not line.codes:
            raise _refused(place, f"“{fact.label}”还没有选是哪几种。", "请勾选一种或几种，或去掉这一条。")
        return {"fact": fact.key, "in" if way == "among" else "not_in": list(line.codes)}
    if way in ("below", "reach"):
        if not line.standard:
            raise _refused(place, f"“{fact.label}”还没有选和哪条标准比。", "请选一条标准。")
        return {"fact": fact.key, "lt" if way == "below" else "ge": {"standard": line.standard}}
    if way in ("within", "beyond"):
        return _distance(line, fact, place)
    return _range(line, fact, place)


def _distance(line: Line, fact: Fact, place: str) -> dict[str, Any]:
    number = _plain(line.low)
    if not (number.isascii() and number.isdigit()) or len(number) > 5 or line.unit not in UNITS:
        raise _refused(place, f"“{fact.label}”距今多久要写一个整数。", "例如 12，再选“个月”。")
    op = "le" if line.way == "within" else "ge"
    return {"fact": fact.key, "since": {line.unit: {op: int(number)}}}


def _range(line: Line, fact: Fact, place: str) -> dict[str, Any]:
    low, high = _plain(line.low), _plain(line.high)
    if not low and not high:
        raise _refused(
            place, f"“{fact.label}”还没有写从多少到多少。", "两格写一格也可以：只写下限或只写上限。"
        )
    if low and high:
        return {"fact": fact.key, "between": [low, high]}
    return {"fact": fact.key, "ge" if low else "le": low or high}


def _plain(text: str) -> str:
    """Full-width digits as plain ones, thousands separators and spaces away."""
    return "".join(unicodedata.normalize("NFKC", text).replace(",", "").split())[:40]


def _refused(place: str, sentence: str, way_out: str) -> InvalidInputError:
    return InvalidInputError("E-FILTER", sentence, way_out=way_out, fields={place: sentence})


def text_of(node: Node) -> str:
    """The condition as it stands in an address: short, and the same for the same condition."""
    return json.dumps(written(node), ensure_ascii=False, separators=(",", ":"))


def node_of(data: object, subject: Subject, standards: frozenset[str]) -> Node:
    """The condition behind data or the text of an address. E-C… and E-FILTER for what cannot be read."""
    if isinstance(data, str):
        data = _loaded(data)
    node = parse(data, subject, standards)
    if sum(1 for _ in everywhere(node)) > MOST_NODES:
        raise _refused("", "条件太长，找起来太慢。", f"请减到 {MOST_LINES} 条以内。")
    if any(isinstance(n, Quantified) and n.over in SHARED_KEYS for n in everywhere(node)):
        raise _refused("", "名单里不能按别家的号码找。", "号码相同的，请看疑点核查。")
    return node


def _loaded(text: str) -> object:
    if len(text) > MOST_TEXT:
        raise _refused("", "条件太长，找起来太慢。", f"请减到 {MOST_LINES} 条以内。")
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()  # half a character is not shown
    except (ValueError, RecursionError):
        raise _refused("", "地址里的条件看不懂。", "请打开户名单，重新选条件。") from None
    return data
