"""The builder of a filter as a plain form: read from what was sent, and what each line offers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.domain.catalogue import DatedStandard
from app.domain.clock import today
from app.domain.facts import FACTS, MEMBERS, SOURCES, Fact, Subject
from app.domain.filters import UNITS, WAYS, WINDOWS, Block, Built, How, Line, facts_for, sources_for
from app.queries.filters import may_ask, may_ask_fact
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.queries.titles import rule_titles

MOST_SENT = 12
HOWS = (("any", lazy("有")), ("none", lazy("没有")), ("least", lazy("至少有")))
UNIT_NAMES = (("years", lazy("年")), ("months", lazy("个月")), ("days", lazy("天")))
WAY_NAMES = {
    "yes": lazy("是"), "no": lazy("否"), "untold": lazy("没有填"), "told": lazy("填了"), "among": lazy("是下面的"),
    "not_among": lazy("不是下面的"), "range": lazy("从……到……"), "below": lazy("低于标准"), "reach": lazy("达到标准"),
    "within": lazy("距今不超过"), "beyond": lazy("距今至少"),
}  # fmt: skip
WINDOW_NAMES = {
    "": lazy("不限时间"), "live": lazy("现在有效的"), "year": lazy("今年的"), "1": lazy("近 1 个月的"),
    "3": lazy("近 3 个月的"), "6": lazy("近半年的"), "12": lazy("近 1 年的"), "24": lazy("近 2 年的"),
    "36": lazy("近 3 年的"),
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One line as the page draws it."""

    line: Line
    fact: Fact
    ways: list[tuple[str, Any]]
    codes: list[tuple[str, str]]
    standards: list[tuple[str, str]]


@dataclass(frozen=True)
class DrawnBlock:
    """One block as the page draws it; `menu` are the facts that may be added, by theme."""

    block: Block
    title: str
    lines: list[Drawn]
    menu: list[tuple[str, list[tuple[str, str]]]]
    windows: list[tuple[str, Any]]


def read_built(sent: MultiDict[str, str]) -> Built:
    """The builder's blocks as they were sent; whatever else was sent is left aside."""
    numbers = sorted({int(m[1]) for name in sent if (m := re.fullmatch(r"b(\d{1,2})-how", name))})[:MOST_SENT]
    join = "any" if sent.get("join") == "any" else "all"
    return Built(cast(Any, join), tuple(_block(sent, f"b{n}") for n in numbers))


def _block(sent: MultiDict[str, str], at: str) -> Block:
    how = sent.get(f"{at}-how", "self")
    lines = sorted({int(m[1]) for name in sent if (m := re.fullmatch(rf"{at}-l(\d{{1,2}})-fact", name))})
    return Block(
        cast(How, how if how in ("self", "any", "none", "least") else "self"),
        sent.get(f"{at}-over", "")[:60],
        tuple(_line(sent, f"{at}-l{n}") for n in lines[:MOST_SENT]),
        sent.get(f"{at}-window", ""),
        sent.get(f"{at}-least", "2")[:10],
    )


def _line(sent: MultiDict[str, str], at: str) -> Line:
    def said(name: str) -> str:
        return sent.get(f"{at}-{name}", "")[:60]

    unit = said("unit")
    return Line(
        said("fact"), said("way"), said("low"), said("high"), tuple(sent.getlist(f"{at}-codes")[:80]),
        unit if unit in UNITS else "years", said("standard"),
    )  # fmt: skip


def taken(built: Built, sent: MultiDict[str, str]) -> Built:
    """The builder with what its menus of facts say as one more line each.

    Every request takes it, not only `add`: the page follows each choice, and a choice that was not taken
    would be gone from the page that comes back.
    """
    for number, block in enumerate(built.blocks):
        if key := sent.get(f"b{number}-new", ""):
            built = _put(built, number, replace(block, lines=(*block.lines, Line(key[:60]))))
    return built


def changed(built: Built, sent: MultiDict[str, str]) -> Built:
    """The builder after the pressed button: `drop:<block>:<line>`, `away:<block>`, `more`; `add` takes menus only."""
    built = taken(built, sent)
    act, *numbers = sent.get("do", "").split(":")
    at = [int(n) for n in numbers if n.isascii() and n.isdigit() and len(n) < 3]
    if act == "more":
        return replace(built, blocks=(*built.blocks, _fresh(sent.get("new-block", ""))))
    if not at or at[0] >= len(built.blocks):
        return built
    block = built.blocks[at[0]]
    if act == "drop" and len(at) == 2:
        kept = tuple(line for i, line in enumerate(block.lines) if i != at[1])
        return _put(built, at[0], replace(block, lines=kept))
    if act == "away":
        return _put(built, at[0], None)
    return built


def _fresh(over: str) -> Block:
    if over == MEMBERS or any(s.key == over for s in sources_for()):
        return Block("any", over)
    return Block()


def _put(built: Built, number: int, block: Block | None) -> Built:
    before, after = built.blocks[:number], built.blocks[number + 1 :]
    return replace(built, blocks=(*before, *((block,) if block else ()), *after))


def draw(session: Session, scope: Scope, built: Built, subject: Subject = "household") -> list[DrawnBlock]:
    """Everything the page needs; lines about facts that the block does not know are left out."""
    rules = rules_in_force(session, today())
    measures = list(rule_titles(session, "measure").items())
    return [_draw_block(block, scope, rules.catalogue.standards, measures, subject) for block in built.blocks]


def _draw_block(
    block: Block, scope: Scope, standards: Any, measures: list[tuple[str, str]], subject: Subject
) -> DrawnBlock:
    known = {f.key: f for f in facts_for(block, subject) if may_ask_fact(scope, f.key)}
    lines = [
        _drawn(line, known[line.fact], standards, measures) for line in block.lines if line.fact in known
    ]
    source = SOURCES.get(block.over)
    windows: list[tuple[str, Any]] = []
    if source is not None and source.day is not None:
        windows = [(w, WINDOW_NAMES[w]) for w in WINDOWS if w != "live" or source.live]
    return DrawnBlock(block, block_title(block, subject), lines, _themes(list(known.values())), windows)


def block_title(block: Block, subject: Subject = "household") -> str:
    """What the block speaks of."""
    if block.how == "self":
        return str(_("这一户") if subject == "household" else _("这个人"))
    if block.over == MEMBERS:
        return str(_("家里人"))
    source = SOURCES.get(block.over)
    return str(_("“%(name)s”记录", name=source.label)) if source else ""


def _drawn(line: Line, fact: Fact, standards: Any, measures: list[tuple[str, str]]) -> Drawn:
    fitting = [(s.code, s.title) for s in standards.values() if _comparable(fact, s)]
    ways = [w for w in WAYS[fact.kind] if fitting or w not in ("below", "reach")]
    way = line.way if line.way in ways else ways[0]
    codes = measures if fact.key == "row.measure" else fact.codes.choices() if fact.codes else []
    return Drawn(replace(line, way=way), fact, [(w, WAY_NAMES[w]) for w in ways], codes, fitting)


def _comparable(fact: Fact, standard: DatedStandard) -> bool:
    same = (fact.kind, fact.unit, fact.scale) == (standard.kind, standard.unit, standard.scale)
    return same and fact.kind in ("number", "money")


def themes_of(facts: Sequence[Fact], title: Callable[[str], str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same groups with other words for each fact, for choosing columns."""
    return [(name, [(key, title(key)) for key, _label in some]) for name, some in _themes(facts)]


def _themes(facts: Sequence[Fact]) -> list[tuple[str, list[tuple[str, str]]]]:
    themes: dict[str, list[tuple[str, str]]] = {}
    for fact in facts:
        themes.setdefault(_theme(fact), []).append((fact.key, fact.label))
    return list(themes.items())


def _theme(fact: Fact) -> str:
    if fact.key.startswith("row."):
        return str(_("这条记录"))
    if fact.subject != "household":
        return str(_("人") if fact.subject == "person" else _("所在的村"))
    if fact.origin == "ledger":
        return str(_("收入账"))
    table = fact.columns[0].partition(".")[0] if fact.columns else ""
    if table == "living_condition":
        return str(_("住房、饮水、土地、产业"))
    return str(_("户的情况"))


def blocks_to_add(scope: Scope, subject: Subject = "household") -> list[tuple[str, list[tuple[str, str]]]]:
    """What a new block may speak of: the household or person, the members, rows by the office that tells them."""
    own = _("这一户的情况") if subject == "household" else _("这个人和这一户的情况")
    found: dict[str, list[tuple[str, str]]] = {
        str(_("户和人")): [("self", str(own)), (MEMBERS, str(_("家里人的情况")))]
    }
    for source in sources_for():
        if may_ask(scope, source.key) and (subject == "household" or subject in source.subjects):
            found.setdefault(source.bureau or str(_("登记库")), []).append((source.key, source.label))
    return list(found.items())


def known_facts() -> int:
    """How many facts the dictionary has about households, their members and villages."""
    return sum(f.subject in ("household", "person", "village") for f in FACTS.values())
