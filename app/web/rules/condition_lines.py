"""A condition as the builder draws it: nested lines with menus, values as they were typed, and what is wrong there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.domain.catalogue import DatedStandard
from app.domain.condition_choices import Choice, choices, comparable, comparisons, fact_words, measurable
from app.domain.condition_editing import Data, how_of, parts_of, pruned, readings, shape_of
from app.domain.condition_errors import ConditionError
from app.domain.condition_parser import parse_in
from app.domain.condition_reading import NAMES, OPS, Reading, fact_at
from app.domain.condition_words import DATE_WORDS, NUMBER_WORDS, OP_WORDS, UNIT_WORDS, say
from app.domain.facts import CIRCLES, HOUSEHOLD, MEMBERS, SOURCES, Fact, Subject
from app.services.catalogue import shipped_terms

Pairs = Sequence[tuple[str, str]]


@dataclass
class Line:
    """One node of the builder. Menus are pairs of value and label."""

    path: str
    shape: str
    label: str = ""
    how: str = "all"
    title: str = ""
    children: list["Line"] = field(default_factory=list)
    fact: str = ""
    kind: str = ""
    unit: str = ""
    op: str = ""
    ops: Pairs = ()
    value: str = ""
    value_to: str = ""
    chosen: tuple[str, ...] = ()
    codes: Pairs = ()
    against: str = ""
    standards: Pairs = ()
    others: Pairs = ()
    times: str = ""
    plus: str = ""
    told: bool = True
    shapes: Pairs = ()
    until: str = ""
    dates: Pairs = ()
    over: str = ""
    hows: Pairs = ()
    window: str = ""
    windows: Pairs = ()
    last: str = ""
    of: str = ""
    fields: Pairs = ()
    offers: str = ""
    said: str = ""
    error: str = ""
    near: Sequence[Choice] = ()
    typed: str = ""
    focus: bool = False
    first: bool = False
    final: bool = False

    @property
    def valued(self) -> bool:
        """Whether there is a value to write: not where it is compared with a standard or another fact."""
        return not self.against


@dataclass
class Builder:
    """The whole: the tree of lines, the lists to search in by place, the sentence, and whether all can be read."""

    root: Line
    lists: dict[str, list[Choice]]
    sentence: list[str]
    is_whole: bool


class Drawing:
    """Draws the lines of one condition."""

    def __init__(
        self,
        data: Data,
        subject: Subject,
        standards: Mapping[str, DatedStandard],
        titles: Mapping[str, str],
        wrong: Mapping[str, ConditionError],
        focus: str = "",
        near: Mapping[str, Any] | None = None,
    ) -> None:
        self.data, self.subject, self.standards, self.titles = data, subject, standards, titles
        self.wrong, self.focus, self.near = wrong, focus, near or {}
        self.places = readings(data, subject)
        self.lists: dict[str, list[Choice]] = {}

    def drawn(self) -> Builder:
        root = self._line("c", self.data)
        parts = [self._sentence(path, part) for path, part in parts_of(self.data)]
        return Builder(root, self.lists, parts, not self.wrong)

    def _sentence(self, path: str, part: Data) -> str:
        at = self.places[path]
        try:
            node = parse_in(pruned(part), Reading(at.subject, None, at.rows, at.inside))
        except ConditionError:
            return str(_("（这一条还没写好）"))
        return say(node, self.titles, at.rows.key if at.rows else None)

    def _line(self, path: str, data: Data) -> Line:
        shape = shape_of(data)
        line = Line(path, shape, focus=path == self.focus)
        if path in self.wrong:
            line.error = f"{self.wrong[path].message}（{self.wrong[path].code}）"
        if path in self.places:
            {"group": self._group, "not": self._not, "rows": self._rows}.get(shape, self._about_fact)(
                line, data
            )
        for number, child in enumerate(line.children):
            child.first, child.final = number == 0, number == len(line.children) - 1
        return line

    def _group(self, line: Line, data: Data) -> None:
        line.how, line.title = how_of(data), str(data.get("title", ""))
        line.children = [self._line(path, part) for path, part in parts_of(data, line.path)]
        line.offers = self._offers(line.path)
        line.typed, line.near = self.near.get(line.path, ("", ()))
        if line.title:
            line.said = self._sentence(line.path, {k: v for k, v in data.items() if k != "title"})

    def _not(self, line: Line, data: Data) -> None:
        line.children = [self._line(path, part) for path, part in parts_of(data, line.path)]

    def _offers(self, path: str) -> str:
        """The list to search in at a place, kept once for all places alike."""
        at = self.places[path]
        key = f"{at.subject}-{at.rows.key if at.rows else ''}-{'-'.join(sorted(at.inside))}".replace(".", "_")
        if key not in self.lists:
            self.lists[key] = choices(at, shipped_terms())
        return key

    def _about_fact(self, line: Line, data: Data) -> None:
        at = self.places[line.path]
        line.fact = str(data.get("fact", ""))
        try:
            fact = fact_at(line.fact, at, line.path)
        except ConditionError as refused:
            line.label, line.error = line.fact, f"{refused.message}（{refused.code}）"
            return
        line.label, line.kind, line.unit = fact_words(fact), fact.kind, fact.unit
        line.shapes = _shapes(fact)
        if line.shape == "told":
            line.told = data.get("told") is not False
        elif line.shape == "distance":
            self._distance(line, data, fact, at)
        else:
            self._compared(line, data, fact, at)

    def _distance(self, line: Line, data: Data, fact: Fact, at: Reading) -> None:
        since = data["since"] if isinstance(data.get("since"), dict) else {}
        unit, limit = next(iter(since.items()), ("years", {}))
        line.op, value = next(iter(limit.items()), ("ge", "")) if isinstance(limit, dict) else ("ge", "")
        line.unit, line.value, line.until = str(unit), str(value), str(data.get("until", ""))
        line.ops = [(op, NUMBER_WORDS[op]) for op in ("ge", "gt", "le", "lt", "is")]
        line.dates = [(f.key, fact_words(f)) for f in comparable(fact, at)]

    def _compared(self, line: Line, data: Data, fact: Fact, at: Reading) -> None:
        line.op = next((op for op in OPS if op in data), "")
        words = (
            DATE_WORDS
            if fact.kind == "date"
            else OP_WORDS
            if fact.kind in ("money", "code")
            else NUMBER_WORDS
        )
        extra = [line.op] if line.op and line.op not in comparisons(fact) else []
        line.ops = [(op, _op_words(op, words)) for op in [*comparisons(fact), *extra]]
        if fact.kind == "code":
            yes, no = ("is" if line.op == "is" else "in"), ("is_not" if line.op == "is_not" else "not_in")
            line.ops = [(yes, str(_("是其中之一"))), (no, str(_("不是这些")))]
        self._value(line, data.get(next((op for op in OPS if op in data), "")), fact)
        if fact.kind in ("money", "number"):
            line.standards = [
                (f"s:{code}", s.title)
                for code, s in self.standards.items()
                if (s.kind, s.unit, s.scale) == (fact.kind, fact.unit, fact.scale)
            ]
        line.others = [(f"f:{f.key}", fact_words(f)) for f in comparable(fact, at)]

    def _value(self, line: Line, value: Any, fact: Fact) -> None:
        if fact.codes is not None:
            line.codes = [(c.code, self.titles.get(c.label, c.label)) for c in fact.codes]
        if isinstance(value, dict) and "values" not in value:
            kind = "s" if "standard" in value else "f"
            line.against = f"{kind}:{value.get('standard', value.get('fact', ''))}"
            line.times, line.plus = str(value.get("times", "1")), str(value.get("plus", ""))
            return
        if isinstance(value, dict):
            line.title, value = str(value.get("title", "")), value.get("values")
        values = [str(v) for v in value] if isinstance(value, list) else [str("" if value is None else value)]
        line.chosen = tuple(values)
        if fact.kind == "bool":
            line.value = "yes" if value is True else "no"
        elif line.op == "between":
            line.value, line.value_to = [*values, "", ""][:2]
        else:
            line.value = "、".join(values)

    def _rows(self, line: Line, data: Data) -> None:
        line.how, line.over = how_of(data), str(data[how_of(data)])
        source = SOURCES.get(line.over)
        line.label = _over_words(line.over, self.places[line.path].subject)
        line.hows = _hows(line.over)
        line.children = [self._line(path, part) for path, part in parts_of(data, line.path)]
        _window(line, data.get("window"))
        if source is not None:
            line.windows = _windows(source.day is not None, bool(source.live))
        if line.how == "count":
            line.op = next((op for op in OPS if op in data), "ge")
            line.ops = [(op, NUMBER_WORDS[op]) for op in ("ge", "gt", "le", "lt", "is")]
            line.value, line.kind = str(data.get(line.op, "")), "number"
            line.unit = source.counter if source else str(_("个"))
        elif line.how in ("sum", "latest"):
            line.of = str(data.get("of", ""))
            usable = measurable(line.over, line.how)
            line.fields = [(f.key, f.label) for f in usable]
            measured = next((f for f in usable if f.key == line.of), None)
            if measured is not None:
                line.kind, line.unit = measured.kind, measured.unit
                self._compared(line, data, measured, self.places[line.path])


def _op_words(op: str, words: Mapping[str, str]) -> str:
    return (
        str(_("是其中之一"))
        if op == "in"
        else str(_("不是这些"))
        if op == "not_in"
        else words[op]
        if op != "between"
        else str(_("在两数之间"))
    )


def _shapes(fact: Fact) -> Pairs:
    """Other ways in which the same fact can be asked."""
    if fact.kind == "text":
        return [("told", str(_("填没填")))]
    found = [("compare", str(_("比一比"))), ("told", str(_("填没填")))]
    return [*found, ("distance", str(_("隔了多久")))] if fact.kind == "date" else found


def _over_words(over: str, subject: Subject) -> str:
    if over == MEMBERS:
        return str(_("家庭成员"))
    if over == HOUSEHOLD:
        return str(_("所在户"))
    if over in CIRCLES:
        return str(_("村里的户"))
    source = SOURCES.get(over)
    return (
        f"{source.label}{f'（{source.bureau}）' if source.bureau else ''}"
        if source
        else f"{over}（{NAMES[subject]}）"
    )


def _hows(over: str) -> Pairs:
    found = [("any", str(_("有"))), ("none", str(_("没有")))]
    if over == HOUSEHOLD:
        return [("any", str(_("符合"))), ("none", str(_("不符合")))]
    found.append(("count", str(_("数一数有几个"))))
    source = SOURCES.get(over)
    if measurable(over, "sum"):
        found.append(("sum", str(_("加起来"))))
    if source is not None and source.day is not None:
        found.append(("latest", str(_("看最近一条"))))
    return found


def _window(line: Line, window: Any) -> None:
    if window == "live":
        line.window = "live"
    elif isinstance(window, dict) and "this" in window:
        line.window = str(window["this"])
    elif isinstance(window, dict) and isinstance(window.get("last"), dict):
        unit, last = next(iter(window["last"].items()), ("months", ""))
        line.window, line.last = str(unit), str(last)


def _windows(dated: bool, live: bool) -> Pairs:
    found = [("", str(_("不管时间")))]
    if live:
        found.append(("live", str(_("现在有效的"))))
    if dated:
        found += [("year", str(_("本年的"))), ("month", str(_("本月的")))]
        found += [
            (unit, str(_("最近几%(unit)s", unit=words.removeprefix("个"))))
            for unit, words in UNIT_WORDS.items()
        ]
    return found
