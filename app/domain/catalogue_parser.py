"""Reads catalogue entries from data and refuses what is incomplete: no title, no source, no day, no examples."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast, get_args

from app.domain.areas import range_of
from app.domain.catalogue import (
    Amount,
    Catalogue,
    Check,
    Claim,
    Criterion,
    DatedStandard,
    Exclusion,
    Measure,
    Per,
    Quality,
    Result,
    Rule,
    StandardLine,
)
from app.domain.catalogue_reading import (
    CatalogueError,
    Raw,
    RawEntry,
    day_of,
    days_of,
    expanded,
    refuse,
    source_of,
)
from app.domain.condition_parser import parse
from app.domain.condition_values import scaled
from app.domain.conditions import FACTOR_SCALE, Standard, everywhere
from app.domain.facts import FACTS, Subject, may_speak_of
from app.domain.limit_reading import read_limit
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.findings import SEVERITY
from app.domain.vocabulary.grants import MEASURE_GROUP

__all__ = ["CatalogueError", "day_of", "days_of", "expanded", "read_catalogue", "read_rule", "source_of"]

KINDS = ("measure", "check", "criterion", "quality", "exclusion", "standard", "term", "set")
Standards = frozenset[str] | None


def read_measure(raw: Raw, standards: Standards = None) -> Measure:
    """A measure. Without `has`, having it means a grant in force on the same subject or, where a bureau keeps a list
    of those who have it (`listed`), a row of that list. A list that was not delivered leaves the answer open."""
    entry = RawEntry.of(raw, standards)
    subject = entry.unit(("person", "household", "village"))
    granted: Raw = {"any": "grants", "window": "live", "where": {"fact": "row.measure", "is": entry.code}}
    had = {"any": [granted, raw["listed"]]} if "listed" in raw else granted
    first, last = entry.days()
    return Measure(
        code=entry.text("code", longest=10),
        title=entry.text("title", longest=60),
        bureau=entry.one_of("bureau", OFFICE),
        unit=subject,
        group=entry.one_of("group", MEASURE_GROUP),
        condition=entry.condition("condition", subject),
        has=parse(raw.get("has", had), subject, standards),
        first_on=first,
        last_on=last,
        source=entry.source(),
        amounts=tuple(_amount(a, entry, subject) for a in entry.entries("amounts")),
        excludes=entry.texts("excludes"),
        requires=entry.texts("requires"),
        claim=cast(Claim, entry.one_of("claim", get_args(Claim), "due")),
        limit=read_limit(raw.get("limit"), entry, subject),
        period=entry.text("period", required=False, longest=40),
        documents=entry.texts("documents"),
        examples=entry.examples(subject),
    )


def _amount(raw: Raw, entry: RawEntry, subject: Subject) -> Amount:
    place = f"{entry.code}.amounts"
    at_most = raw.get("at_most")
    if isinstance(at_most, Mapping):
        at_most = _standard(at_most, entry, place) or scaled(at_most.get("yuan"), 2, place)
    elif at_most is not None:
        at_most = scaled(at_most, 2, place)
    per = raw.get("per", "year")
    if per not in get_args(Per):
        refuse(f"per 没有“{str(per)[:20]}”。", place)
    factor = scaled(raw.get("times", 1), 3, place)
    return Amount(
        value_fen=None if raw.get("yuan") is None else scaled(raw["yuan"], 2, place),
        words=str(raw.get("words", ""))[:60],
        when=None if "when" not in raw else parse(raw["when"], subject, entry.standards),
        standard=_standard(raw, entry, place),
        factor=factor if 0 < factor <= 1000 * FACTOR_SCALE else refuse("倍数要是 1,000 以内的正数。", place),
        per=cast(Per, per),
        each=_fact_of(raw.get("each"), subject, "number", place),
        minus=_fact_of(raw.get("minus"), subject, "money", place),
        at_most=at_most,
    )


def _standard(raw: Raw, entry: RawEntry, place: str) -> str | None:
    code = raw.get("standard")
    if code is not None and (not isinstance(code, str) or code not in (entry.standards or {code})):
        refuse(f"没有叫“{str(code)[:40]}”的标准。", place)
    return code


def _fact_of(key: object, subject: Subject, kind: str, place: str) -> str | None:
    """A fact that the amount reckons with."""
    if key is None:
        return None
    fact = FACTS.get(key) if isinstance(key, str) else None
    if fact is None or fact.kind != kind or not may_speak_of(subject, fact.subject):
        refuse(f"金额不能用“{str(key)[:40]}”来算。", place)
    return fact.key


def read_check(raw: Raw, standards: Standards = None) -> Check:
    """A comparison rule with what may be tolerated and what to do."""
    entry = RawEntry.of(raw, standards)
    subject = entry.unit()
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
        examples=entry.examples(subject),
        result=cast(Result, entry.one_of("result", get_args(Result), "order")),
    )


def read_criterion(raw: Raw, standards: Standards = None) -> Criterion:
    """A relapse trigger, an exit criterion, a guarantee's standard, or a group to visit."""
    entry = RawEntry.of(raw, standards)
    subject = entry.unit()
    first, last = entry.days()
    family = entry.one_of("family", ("relapse", "exit", "guarantee", "group"))
    return Criterion(
        code=entry.text("code", longest=10),
        title=entry.text("title", longest=60),
        family=cast(Literal["relapse", "exit", "guarantee", "group"], family),
        aspect=entry.text("aspect", longest=40),
        bureau=entry.one_of("bureau", OFFICE),
        unit=subject,
        condition=entry.condition("condition", subject),
        first_on=first,
        last_on=last,
        source=entry.source(),
        period=entry.text("period", required=False, longest=40),
        advice=entry.text("advice", required=False),
        documents=entry.texts("documents"),
        examples=entry.examples(subject),
    )


def read_quality(raw: Raw, standards: Standards = None) -> Quality:
    """A rule of data quality. Many of them ask whether something is told at all, so no unknown example is needed."""
    entry = RawEntry.of(raw, standards)
    subject = entry.unit()
    first, last = entry.days()
    return Quality(
        code=entry.text("code", longest=12),
        number=entry.text("number", longest=20),
        level=entry.whole("level", 1, 5),
        title=entry.text("title", longest=60),
        sentence=entry.text("sentence"),
        fix=entry.text("fix"),
        field=entry.text("field", longest=40),
        bureau=entry.one_of("bureau", OFFICE, "NY"),
        unit=subject,
        condition=entry.condition("condition", subject),
        first_on=first,
        last_on=last,
        source=entry.source(),
        tags=entry.texts("tags"),
        examples=entry.examples(subject, ("pass", "fail")),
    )


def read_exclusion(raw: Raw, units: Mapping[str, Subject], standards: Standards = None) -> Exclusion:
    """Measures that exclude each other. `units`: what each measure is about, for the condition `when`."""
    entry = RawEntry.of(raw, standards)
    measures = entry.texts("measures")
    when = None
    if "when" in raw:
        when = parse(raw["when"], units.get(measures[0], "person") if measures else "person", standards)
    if len(measures) < (1 if when is not None else 2):
        refuse("要写哪些措施不能同享。", f"{entry.code}.measures")
    first, last = entry.days()
    within = entry.one_of("within", ("person", "household"))
    same = entry.one_of("same", ("now", "year"), "now")
    return Exclusion(
        code=entry.text("code", longest=10),
        title=entry.text("title", longest=60),
        measures=measures,
        within="person" if within == "person" else "household",
        same="year" if same == "year" else "now",
        when=when,
        first_on=first,
        last_on=last,
        source=entry.source(),
    )


def read_standard(raw: Raw) -> DatedStandard:
    """A dated standard with its lines by region; a number may keep decimals (`scale`)."""
    entry = RawEntry.of(raw)
    kind = entry.one_of("kind", ("money", "number"))
    scale = 2 if kind == "money" else entry.whole("scale", 0, 4) if "scale" in raw else 0
    clock = entry.one_of("clock", ("day", "income_year"))
    lines = entry.entries("lines")
    if not lines:
        refuse("标准至少要有一行。", f"{entry.code}.lines")
    return DatedStandard(
        code=entry.text("code", longest=40),
        title=entry.text("title", longest=60),
        kind="money" if kind == "money" else "number",
        unit=entry.text("unit", longest=10),
        scale=scale,
        clock="day" if clock == "day" else "income_year",
        lines=tuple(_line(line, entry, scale) for line in lines),
    )


def _line(raw: Raw, entry: RawEntry, scale: int) -> StandardLine:
    place = f"{entry.code}.lines"
    first, last = days_of(raw, place)
    region = str(raw.get("region", ""))
    if not region.isdigit() or len(region) not in (2, 4, 6, 9, 12):
        refuse("地区要写 2、4、6、9 或 12 位代码。", place)
    low, high = range_of(region.ljust(12, "0"))
    return StandardLine(
        low, high, first, last, scaled(raw.get("value"), scale, place), source_of(raw.get("source"), place)
    )


_READERS = {
    "measure": read_measure,
    "check": read_check,
    "criterion": read_criterion,
    "quality": read_quality,
}


def read_rule(kind: str, raw: Raw, standards: Standards = None) -> Rule:
    """One entry with a condition, by its kind."""
    reader: Any = _READERS[kind]
    rule: Rule = reader(raw, standards)
    return rule


def read_catalogue(entries: Mapping[str, Sequence[Raw]], *, complete: bool = True) -> Catalogue:
    """All entries together, by kind; standards first, since conditions may name them. Codes are unique.

    Not `complete`: the entries in force on one day, whose exclusions may name what is not in force then.
    """
    standards = {s.code: s for s in map(read_standard, entries.get("standard", ()))}
    known = frozenset(standards)
    rules = {kind: [read_rule(kind, raw, known) for raw in entries.get(kind, ())] for kind in _READERS}
    measures = {m.code: m for m in rules["measure"] if isinstance(m, Measure)}
    units = {code: m.unit for code, m in measures.items()}
    exclusions = [read_exclusion(raw, units, known) for raw in entries.get("exclusion", ())]
    all_rules = [rule for found in rules.values() for rule in found]
    _unique([r.code for r in all_rules])
    _unique([str(r.get("code")) for r in entries.get("standard", ())])
    _unique([x.code for x in exclusions])
    for rule in all_rules:
        _same_units(rule, standards)
    for code, named in _named(measures, exclusions):
        if complete and not named <= set(measures):
            refuse("不能同享、要先有的措施不在目录里。", code)
    return Catalogue(
        measures,
        {c.code: c for c in rules["check"] if isinstance(c, Check)},
        standards,
        {c.code: c for c in rules["criterion"] if isinstance(c, Criterion)},
        {q.code: q for q in rules["quality"] if isinstance(q, Quality)},
        {x.code: x for x in exclusions},
    )


def _named(measures: Mapping[str, Measure], exclusions: Sequence[Exclusion]) -> list[tuple[str, set[str]]]:
    """Which measures each entry names."""
    named = [(f"{m.code}.excludes", {*m.excludes, *m.requires}) for m in measures.values()]
    return named + [(f"{x.code}.measures", set(x.measures)) for x in exclusions]


def _unique(codes: list[str]) -> None:
    twice = {c for c in codes if codes.count(c) > 1}
    if twice:
        refuse("代码重复。", "、".join(sorted(twice)))


def _same_units(rule: Rule, standards: Mapping[str, DatedStandard]) -> None:
    """Yuan are compared with yuan, years with years."""
    for node in everywhere(rule.condition):
        value, key = getattr(node, "value", None), getattr(node, "fact", None)
        if isinstance(value, Standard) and isinstance(key, str) and key in FACTS:
            fact, standard = FACTS[key], standards[value.code]
            if (fact.kind, fact.unit, fact.scale) != (standard.kind, standard.unit, standard.scale):
                refuse(f"“{fact.label}”和“{standard.title}”不是一种量。", rule.code)
    for amount in rule.amounts if isinstance(rule, Measure) else ():
        for code in (amount.standard, amount.at_most):
            if isinstance(code, str) and standards[code].kind != "money":
                refuse(f"“{standards[code].title}”不是金额。", rule.code)
    if isinstance(rule, Measure) and rule.limit and standards[rule.limit.quota].kind != "number":
        refuse(f"“{standards[rule.limit.quota].title}”不是名额。", rule.code)
