"""The shipped catalogue and the fact dictionary: complete, sourced, dated, and facts that tell the world only."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.catalogue import Check, Measure, Quality, Rule
from app.domain.catalogue_parser import CatalogueError, expanded, read_catalogue
from app.domain.condition_parser import parse
from app.domain.condition_words import say
from app.domain.condition_writer import written
from app.domain.conditions import Group, Node, Not, Quantified, children, facts_of, walk
from app.domain.errors import BangfuError
from app.domain.facts import FACTS, SOURCES
from app.models import Base
from app.services.catalogue import shipped, shipped_catalogue
from app.services.examples import disagreements

CATALOGUE = shipped_catalogue()
RULES: list[Measure | Check] = [*CATALOGUE.measures.values(), *CATALOGUE.checks.values()]
ALL_RULES = CATALOGUE.rules()
MEASURES = {f"M{n:02d}" for n in range(1, 48)}
#: Comparisons across bureaus, and bindings between a risk and the measures that answer it (domain 8.2, 6.1).
CHECKS = {f"R{n:02d}" for n in range(1, 46)} | {f"K{n:02d}" for n in range(1, 16)}
CRITERIA = {"relapse": 15, "guarantee": 10, "exit": 3, "group": 10}
#: Words of judgement and of policy. A fact whose key or label spoke them would hide a rule inside itself.
VERDICT_WORDS = ("应享", "不应", "符合", "资格", "达标", "疑点", "违规", "eligible", "should", "limit")
#: Facts that serve exactly one rule which adds nothing to them, each with its reason (at most ten).
ARGUED: dict[str, str] = {}


def _all_nodes(node: Node) -> Iterator[Node]:
    for n in walk(node):
        yield n
        if isinstance(n, Quantified) and n.where is not None:
            yield from _all_nodes(n.where)


def test_all_measures_checks_and_criteria_are_there() -> None:
    assert set(CATALOGUE.measures) == MEASURES
    assert set(CATALOGUE.checks) == CHECKS
    assert Counter(c.family for c in CATALOGUE.criteria.values()) == CRITERIA


def test_pairs_that_exclude_each_other_are_declared() -> None:
    pairs = {x.measures for x in CATALOGUE.exclusions.values()}

    assert pairs >= {
        ("M35", "M36"),
        ("M18", "M19"),
        ("M09", "M10"),
        ("M15", "M14"),
        ("M14", "M14"),
        ("M39", "M35"),
    }
    # against what the person has elsewhere: wages, 特困 care, employee pension and employee medical insurance
    assert {x.measures for x in CATALOGUE.exclusions.values() if x.when} >= {
        ("M36",),
        ("M38",),
        ("M41",),
        ("M30",),
    }


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda r: r.code)
def test_rule_is_titled_sourced_and_dated(rule: Rule) -> None:
    assert rule.title and rule.source.document
    assert rule.source.confidence in ("confirmed", "common_knowledge", "placeholder")
    assert date(2010, 1, 1) <= rule.first_on <= date(2030, 1, 1)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda r: r.code)
def test_rule_has_examples_on_both_sides_and_unknown(rule: Rule) -> None:
    """Rules of quality may ask whether something is told at all, which is never unknown."""
    needed = {"pass", "fail"} if isinstance(rule, Quality) else {"pass", "fail", "unknown"}

    assert {e.expect for e in rule.examples} >= needed
    assert all(e.title for e in rule.examples)
    assert len({e.title for e in rule.examples}) == len(rule.examples)


def test_every_example_gives_the_expected_answer() -> None:
    assert disagreements(CATALOGUE) == []


def test_a_wrong_example_is_found_out() -> None:
    measure = CATALOGUE.measures["M42"]
    turned = replace(measure.examples[0], expect="fail")
    spoilt = replace(CATALOGUE, measures={**CATALOGUE.measures, "M42": replace(measure, examples=(turned,))})

    found = disagreements(spoilt, ["M42"])

    assert [(d.code, d.expected, d.found) for d in found] == [("M42", "fail", "pass")]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda r: r.code)
def test_condition_can_be_said_and_written_back(rule: Rule) -> None:
    sentence = say(rule.condition, CATALOGUE.titles())

    assert sentence
    assert not any(key in sentence for key in FACTS)
    assert parse(written(rule.condition), rule.unit) == rule.condition


def test_standards_have_no_gaps_or_overlaps() -> None:
    for standard in CATALOGUE.standards.values():
        lines = sorted(standard.lines, key=lambda line: (line.area_low, line.first_on))
        for one, other in pairwise(lines):
            if one.area_low == other.area_low:
                assert one.last_on is not None
                assert (other.first_on - one.last_on).days == 1, standard.code


def test_uncertain_figures_are_marked() -> None:
    lines = CATALOGUE.standards["monitoring_line"].lines

    assert {x.first_on.year for x in lines if x.source.confidence == "confirmed"} == {2023}
    for standard in CATALOGUE.standards.values():
        for line in standard.lines:
            waits = line.source.document.startswith("待客户提供")
            assert not waits or line.source.confidence == "placeholder", standard.code


def test_amounts_say_only_what_is_read() -> None:
    keys = {key for e in shipped()["measure"] for amount in e.get("amounts") or () for key in amount}

    assert keys <= {"yuan", "standard", "per", "times", "each", "minus", "at_most", "words", "when"}


def test_codes_are_unique_over_measures_and_checks() -> None:
    codes = Counter(e["code"] for kind in ("measures", "checks") for e in read_entries(kind))

    assert [code for code, times in codes.items() if times > 1] == []


def test_at_least_fifty_facts_each_labelled_once() -> None:
    labels = Counter((f.subject, f.label) for f in FACTS.values())

    assert len(FACTS) >= 50
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda f: f.key)
def test_fact_stands_on_columns_that_exist(fact: Any) -> None:
    for column in fact.columns:
        table, name = column.split(".")
        assert name in Base.metadata.tables[table].c
    assert fact.columns
    assert fact.label and fact.key.split(".")[0] == fact.subject


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda f: f.key)
def test_fact_names_no_rule_measure_or_limit(fact: Any) -> None:
    codes = {r.code.lower() for r in RULES} | set(CATALOGUE.standards)
    titles = {r.title for r in RULES} | {s.title for s in CATALOGUE.standards.values()}

    assert not any(word in fact.label or word in fact.key for word in VERDICT_WORDS)
    assert not any(code in fact.key.lower().split(".")[1].split("_") for code in codes)
    assert not any(code in fact.key for code in CATALOGUE.standards)
    assert fact.label not in titles


def test_no_fact_is_the_whole_of_a_rule() -> None:
    """A rule that only asks whether one fact is so, of a fact that no other rule uses, is a verdict in disguise."""
    uses: Counter[str] = Counter()
    for rule in RULES:
        uses.update({key for node in _all_nodes(rule.condition) for key in facts_of(node)})
    alone = {
        key
        for rule in RULES
        if not _adds_something(rule.condition)
        for key in facts_of(rule.condition)
        if uses[key] == 1
    }

    assert alone - set(ARGUED) == set()
    assert len(ARGUED) <= 10


def _adds_something(node: Node) -> bool:
    """More than one comparison, or one that compares with a value, a line or another fact."""
    leaves = [n for n in walk(node) if not children(n) and not isinstance(n, Group | Not)]
    if len(leaves) != 1:
        return True
    value = getattr(leaves[0], "value", None)
    told = getattr(value, "values", ())
    return not (len(told) == 1 and isinstance(told[0], bool))


def test_row_sources_name_known_fields() -> None:
    for source in SOURCES.values():
        assert source.day is None or source.field(source.day) is not None
        assert len({f.key for f in source.fields}) == len(source.fields)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "title"),
        ({"source": {}}, "来源"),
        ({"first_day": None}, "日期"),
        ({"last_day": "2001-01-01"}, "早于"),
        ({"bureau": "XX"}, "XX"),
        ({"examples": []}, "例子"),
        ({"unit": "county"}, "county"),
        ({"group": "nothing"}, "nothing"),
        ({"condition": {"fact": "person.beauty", "is": True}}, "beauty"),
        ({"excludes": ["M99"]}, "不能同享"),
        ({"source": {"document": "文件", "confidence": "sure"}}, "把握"),
    ],
)
def test_faulty_entry_is_refused(change: dict[str, Any], words: str) -> None:
    entries = {kind: list(found) for kind, found in shipped().items()}
    entries["measure"] = [{**entries["measure"][0], **change}]

    with pytest.raises(BangfuError) as refused:
        read_catalogue(entries)

    assert words in str(refused.value)


def test_terms_are_written_out_before_an_entry_is_stored() -> None:
    assert '"use"' not in str(shipped()).replace("'", '"')
    with pytest.raises(CatalogueError, match="nothing"):
        expanded({"use": "nothing"}, {})
