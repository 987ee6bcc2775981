"""What may be added to a condition at a place, each under the words by which an official finds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.condition_editing import Data, fresh_leaf
from app.domain.condition_errors import ConditionError
from app.domain.condition_parser import parse_in
from app.domain.condition_reading import NAMES, OPS_OF_KIND, Reading
from app.domain.facts import CIRCLES, FACTS, HOUSEHOLD, HOUSEHOLDS, MEMBERS, SOURCES, Fact, may_speak_of

#: How many near misses are offered.
OFFERED = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to add: its words, and the condition it begins as."""

    key: str
    label: str
    data: Mapping[str, Any]


def fact_words(fact: Fact) -> str:
    """年龄（人，周岁）."""
    kinds = {"bool": "是或否", "date": "日期", "code": "选项", "text": "文字"}
    return f"{fact.label}（{NAMES[fact.subject]}，{fact.unit or kinds.get(fact.kind, '数')}）"


def choices(at: Reading, terms: Sequence[tuple[str, str, Data]] = ()) -> list[Choice]:
    """Everything that may be added where one stands, in reading order. `terms`: code, title and condition."""
    facts = [
        *(at.rows.fields if at.rows else ()),
        *(f for f in FACTS.values() if may_speak_of(at.subject, f.subject)),
    ]
    found = [Choice(f"f:{f.key}", fact_words(f), fresh_leaf(f)) for f in facts]
    asked = [*_circles(), *_sources()] if at.rows is None else []
    asked += [Choice(f"u:{code}", f"常用：{title}", data) for code, title, data in terms]
    found += [choice for choice in asked if _may_stand(choice.data, at)]
    return [
        *found,
        Choice("g:all", "一组条件：每条都要满足", {"all": []}),
        Choice("g:any", "一组条件：满足一条就行", {"any": []}),
    ]


def _circles() -> list[Choice]:
    words = {MEMBERS: "家里有人（符合……）", HOUSEHOLD: "所在户（符合……）", HOUSEHOLDS: "村里有户（符合……）"}
    return [Choice(f"m:{over}", words[over], {"any": over}) for over in CIRCLES]


def _sources() -> list[Choice]:
    return [
        Choice(f"r:{s.key}", f"有没有记录：{s.label}{f'（{s.bureau}）' if s.bureau else ''}",
               {"any": s.key, "window": "live"} if s.live else {"any": s.key})
        for s in SOURCES.values()
    ]  # fmt: skip


def _may_stand(data: Mapping[str, Any], at: Reading) -> bool:
    try:
        parse_in(dict(data), Reading(at.subject, None, at.rows, at.inside))
    except ConditionError:
        return False
    return True


def found_by(words: str, offered: Sequence[Choice]) -> list[Choice]:
    """The one that is called so, else those whose words hold all that was typed, the shortest first."""
    exact = [choice for choice in offered if choice.label == words.strip()]
    if exact:
        return exact[:1]
    parts = words.split()
    near = [c for c in offered if parts and all(part.casefold() in c.label.casefold() for part in parts)]
    named = [c for c in near if c.label.partition("（")[0] == words.strip()]
    return named if len(named) == 1 else sorted(near, key=lambda c: len(c.label))[:OFFERED]


def comparable(fact: Fact, at: Reading) -> list[Fact]:
    """Other facts of the same kind of quantity, or of the same list of codes, that may stand there."""
    around = [
        *(at.rows.fields if at.rows else ()),
        *(f for f in FACTS.values() if may_speak_of(at.subject, f.subject)),
    ]
    if fact.kind == "code":
        return [f for f in around if f.key != fact.key and f.codes is fact.codes and f.codes is not None]
    same = (fact.kind, fact.unit, fact.scale)
    found = [f for f in around if f.key != fact.key and (f.kind, f.unit, f.scale) == same]
    return found if fact.kind in ("money", "number", "date") else []


def measurable(over: str, how: str) -> list[Fact]:
    """What can be summed over rows or a circle, or taken from the newest row."""
    source = SOURCES.get(over)
    if source is not None:
        return [f for f in source.fields if how == "latest" or f.kind in ("money", "number")]
    if how != "sum" or over not in CIRCLES or over == HOUSEHOLD:
        return []
    return [f for f in FACTS.values() if f.subject == CIRCLES[over] and f.kind in ("money", "number")]


def comparisons(fact: Fact) -> list[str]:
    """Comparisons that make sense for a fact, in the order in which they are offered."""
    order = (
        ("is", "in", "is_not", "not_in")
        if fact.kind == "code"
        else ("ge", "gt", "le", "lt", "between", "is", "is_not")
    )
    return [op for op in order if op in OPS_OF_KIND[fact.kind]]
