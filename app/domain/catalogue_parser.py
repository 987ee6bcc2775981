"""Reads catalogue entries from data and refuses what is incomplete: no title, no source, no day, no examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, cast, get_args

from app.domain.areas import range_of
from app.domain.catalogue import (
    Amount,
    Catalogue,
    Check,
    Confidence,
    DatedStandard,
    Example,
    Expect,
    Measure,
    Source,
    StandardLine,
)
from app.domain.condition_parser import parse
from app.domain.condition_values import scaled
from app.domain.conditions import Node, Standard, walk
from app.domain.errors import BangfuError
from app.domain.facts import FACTS, Subject
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.findings import SEVERITY
from app.domain.vocabulary.grants import MEASURE_GROUP

KINDS = ("measure", "check", "standard", "term")
Raw = Mapping[str, Any]


class CatalogueError(BangfuError):
    """An entry that may not go live; `place` is its code and field."""

    def __init__(self, code: str, message: str, place: str) -> None:
        super().__init__(code, message, place=place, way_out="请补全这一条再上线。")


def _refuse(message: str, place: str) -> NoReturn:
    raise CatalogueError("E-K01", message, place)


def expanded(data: Any, terms: Mapping[str, Raw], depth: int = 0) -> Any:
    """The data with each `{use: term}` replaced by that term's condition under its title.

    A version keeps what it meant when it was made, so terms are written out before an entry is stored.
    """
    if depth > 40:
        _refuse("词语套得太深。", "use")
    if isinstance(data, Mapping):
        if set(data) == {"use"}:
            term = terms.get(str(data["use"]))
            if term is None:
                _refuse(f"没有叫“{str(data['use'])[:40]}”的词语。", "use")
            inner = expanded(term["condition"], terms, depth + 1)
            group = inner if set(inner) <= {"all", "any"} else {"all": [inner]}
            return {**group, "title": term["title"]}
        return {key: expanded(value, terms, depth + 1) for key, value in data.items()}
    if isinstance(data, list):
        return [expanded(value, terms, depth + 1) for value in data]
    return data


@dataclass(frozen=True)
class _Entry:
    """One entry while it is read: its data and its code for messages."""

    raw: Raw
    code: str
    standards: frozenset[str] | None

    def text(self, key: str, *, required: bool = True, longest: int = 200) -> str:
        value = self.raw.get(key, "")
        if not isinstance(value, str) or len(value) > longest or (required and not value.strip()):
            _refuse(f"要写 {key}，{longest} 字以内。", f"{self.code}.{key}")
        return value

    def one_of(self, key: str, allowed: Any) -> str:
        value = self.text(key)
        if value not in allowed:
            _refuse(f"{key} 没有“{value}”。", f"{self.code}.{key}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.raw.get(key) or []
        if not isinstance(values, list) or not all(isinstance(v, str) and 0 < len(v) <= 200 for v in values):
            _refuse(f"{key} 要是几句话。", f"{self.code}.{key}")
        return tuple(values)

    def days(self) -> tuple[date, date | None]:
        return days_of(self.raw, self.code)

    def source(self) -> Source:
        return source_of(self.raw.get("source"), self.code)

    def condition(self, key: str, subject: Subject) -> Node:
        if key not in self.raw:
            _refuse(f"要写 {key}。", f"{self.code}.{key}")
        return parse(self.raw[key], subject, self.standards)


def day_of(value: object, place: str) -> date:
    """A day written as YAML date or ISO text."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(cast(str, value))
    except (TypeError, ValueError):
        _refuse("要写日期，例如 2026-01-01。", place)


def days_of(raw: Raw, place: str) -> tuple[date, date | None]:
    """First and last day in force; no last day = until further notice."""
    first = day_of(raw.get("first_day"), f"{place}.first_day")
    last = None if raw.get("last_day") is None else day_of(raw["last_day"], f"{place}.last_day")
    if last is not None and last < first:
        _refuse("最后一天早于第一天。", f"{place}.last_day")
    return first, last


def source_of(raw: object, place: str) -> Source:
    """Document, clause, number in the list of sources, and how sure it is."""
    if not isinstance(raw, Mapping) or not raw.get("document"):
        _refuse("要写来源文件。", f"{place}.source")
    if raw.get("confidence") not in get_args(Confidence):
        _refuse("要写把握：confirmed、common_knowledge 或 placeholder。", f"{place}.source.confidence")
    text = {key: str(raw.get(key, "")) for key in ("document", "clause", "reference")}
    return Source(**text, confidence=raw["confidence"])


def read_measure(raw: Raw, standards: frozenset[str] | None = None) -> Measure:
    """A measure. Without `has`, having it means a grant in force on the same subject."""
    entry = _Entry(raw, str(raw.get("code", ""))[:24], standards)
    subject: Subject = "person" if entry.one_of("unit", ("person", "household")) == "person" else "household"
    granted = {"any": "grants", "window": "live", "where": {"fact": "row.measure", "is": entry.code}}
    first, last = entry.days()
    return Measure(
        code=entry.text("code", longest=10),
        title=entry.text("title", longest=60),
        bureau=entry.one_of("bureau", OFFICE),
        unit=subject,
        group=entry.one_of("group", MEASURE_GROUP),
        condition=entry.condition("condition", subject),
        has=parse(raw.get("has", granted), subject, standards),
        first_on=first,
        last_on=last,
        source=entry.source(),
        amounts=tuple(_amount(a, entry, subject) for a in raw.get("amounts") or ()),
        excludes=entry.texts("excludes"),
        period=entry.text("period", required=False, longest=40),
        documents=entry.texts("documents"),
        examples=_examples(entry, subject),
    )


def _amount(raw: Raw, entry: _Entry, subject: Subject) -> Amount:
    place = f"{entry.code}.amounts"
    fen = None if raw.get("yuan") is None else scaled(raw["yuan"], 2, place)
    when = None if "when" not in raw else parse(raw["when"], subject, entry.standards)
    return Amount(fen, str(raw.get("words", ""))[:60], when)


def read_check(raw: Raw, standards: frozenset[str] | None = None) -> Check:
    """A comparison rule with what may be tolerated and what to do."""
    entry = _Entry(raw, str(raw.get("code", ""))[:24], standards)
    subject: Subject = "person" if entry.one_of("unit", ("person", "household")) == "person" else "household"
    first, last = entry.days()
    return Check(
        code=entry.text("code", longest=10),
        title=entry.text("title", longest=60),
        bureau=entry.one_of("bureau", OFFICE),
        unit=subject,
        severity=entry.one_of("severity", SEVERITY),
        condition=entry.condition("condition", subject),
        first_on=first,
        last_on=last,
        source=entry.source(),
        tolerance=entry.texts("tolerance"),
        advice=entry.text("advice", required=False),
        examples=_examples(entry, subject),
    )


def _examples(entry: _Entry, subject: Subject) -> tuple[Example, ...]:
    found = tuple(_example(e, entry, subject) for e in entry.raw.get("examples") or ())
    missing = set(get_args(Expect)) - {e.expect for e in found}
    if missing:
        _refuse(
            f"例子要有该过、不该过、资料不全三种，还缺 {'、'.join(sorted(missing))}。",
            f"{entry.code}.examples",
        )
    return found


def _example(raw: Raw, entry: _Entry, subject: Subject) -> Example:
    place = f"{entry.code}.examples"
    if raw.get("expect") not in get_args(Expect) or not isinstance(raw.get("household"), Mapping):
        _refuse("例子要写 expect 和 household。", place)
    member = raw.get("member", 0) if subject == "person" else None
    verdict = raw.get("verdict")
    return Example(
        title=str(raw.get("title", ""))[:60],
        expect=raw["expect"],
        as_of=day_of(raw.get("as_of", "2026-11-22"), place),
        household=dict(raw["household"]),
        member=member,
        verdict=None if verdict is None else str(verdict),
    )


def read_standard(raw: Raw) -> DatedStandard:
    """A dated standard with its lines by region."""
    entry = _Entry(raw, str(raw.get("code", ""))[:40], None)
    kind = entry.one_of("kind", ("money", "number"))
    scale = 2 if kind == "money" else 0
    clock = entry.one_of("clock", ("day", "income_year"))
    lines = raw.get("lines") or ()
    if not lines:
        _refuse("标准至少要有一行。", f"{entry.code}.lines")
    return DatedStandard(
        code=entry.text("code", longest=40),
        title=entry.text("title", longest=60),
        kind="money" if kind == "money" else "number",
        unit=entry.text("unit", longest=10),
        scale=scale,
        clock="day" if clock == "day" else "income_year",
        lines=tuple(_line(line, entry, scale) for line in lines),
    )


def _line(raw: Raw, entry: _Entry, scale: int) -> StandardLine:
    place = f"{entry.code}.lines"
    first, last = days_of(raw, place)
    region = str(raw.get("region", ""))
    if not region.isdigit() or len(region) not in (2, 4, 6, 9, 12):
        _refuse("地区要写 2、4、6、9 或 12 位代码。", place)
    low, high = range_of(region.ljust(12, "0"))
    return StandardLine(
        low, high, first, last, scaled(raw.get("value"), scale, place), source_of(raw.get("source"), place)
    )


def read_catalogue(entries: Mapping[str, Sequence[Raw]], *, complete: bool = True) -> Catalogue:
    """All entries together, by kind; standards first, since conditions may name them. Codes are unique.

    Not `complete`: the entries in force on one day, whose exclusions may name what is not in force then.
    """
    standards = {s.code: s for s in map(read_standard, entries.get("standard", ()))}
    known = frozenset(standards)
    measures = [read_measure(raw, known) for raw in entries.get("measure", ())]
    checks = [read_check(raw, known) for raw in entries.get("check", ())]
    rules: list[Measure | Check] = [*measures, *checks]
    _unique(rules, entries)
    for rule in rules:
        _same_units(rule.code, rule.condition, standards)
    codes = {m.code for m in measures}
    for measure in measures:
        if complete and not set(measure.excludes) <= codes:
            _refuse("不能同享的措施不在目录里。", f"{measure.code}.excludes")
    return Catalogue({m.code: m for m in measures}, {c.code: c for c in checks}, standards)


def _unique(rules: list[Measure | Check], entries: Mapping[str, Sequence[Raw]]) -> None:
    for codes in ([r.code for r in rules], [str(r.get("code")) for r in entries.get("standard", ())]):
        twice = {c for c in codes if codes.count(c) > 1}
        if twice:
            _refuse("代码重复。", "、".join(sorted(twice)))


def _same_units(code: str, condition: Node, standards: Mapping[str, DatedStandard]) -> None:
    """Yuan are compared with yuan, years with years."""
    for node in walk(condition):
        value, key = getattr(node, "value", None), getattr(node, "fact", None)
        if isinstance(value, Standard) and isinstance(key, str) and key in FACTS:
            fact, standard = FACTS[key], standards[value.code]
            if (fact.kind, fact.unit, fact.scale) != (standard.kind, standard.unit, standard.scale):
                _refuse(f"“{fact.label}”和“{standard.title}”不是一种量。", code)
