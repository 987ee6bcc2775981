"""One entry: its sentence, clause and source, amounts, standards, examples with their answers, and its versions."""

from functools import lru_cache
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.access import route, session
from app.domain.catalogue import Catalogue, Criterion, DatedStandard, Entry, Exclusion, Measure, Quality
from app.domain.catalogue_parser import read_exclusion, read_rule, read_standard
from app.domain.clock import today
from app.domain.condition_words import say
from app.domain.conditions import standards_of
from app.domain.errors import BangfuError, NotFoundError
from app.domain.rule_words import (
    BASIS,
    BESIDE,
    FIGURES,
    Change,
    described,
    differences,
    joined,
    parts_explained,
)
from app.models import RuleVersion
from app.queries.rule_drafts import VersionRow, list_drafts, list_versions
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.services.examples import example_answers
from app.web.rules.blueprint import bp
from app.web.rules.draft_form import PLAIN_KINDS, WRITTEN_KINDS
from app.web.rules.listing import entries_of, kinds, shares, to_draft


@route(bp, "/<code>", permission="rule:read")
def show(code: str) -> Any:
    rules = rules_in_force(session(), today())
    kind, entry, versions = _found(rules, code)
    told = described(entry, rules.titles)
    node = None if isinstance(entry, DatedStandard | Exclusion) else entry.condition
    return render_template(
        "rules/show.html",
        kind=kind,
        kinds=kinds(),
        code=code,
        entry=entry,
        basis=[(label, "；".join(told[label])) for label in BASIS if told.get(label)],
        beside=[(label, "；".join(told[label])) for label in BESIDE if told.get(label)],
        figures=told.get(FIGURES, []),
        parts=[] if node is None else parts_explained(node, rules.titles),
        joined="all" if node is None else joined(node),
        lead=leads().get(_role(kind, entry), ""),
        has=say(entry.has, rules.titles) if isinstance(entry, Measure) else None,
        standards=used_standards(entry, rules.catalogue),
        examples=_examples(rules, entry),
        versions=[(row, _against_former(versions, place, rules)) for place, row in enumerate(versions)],
        in_force=rules.versions[code].number if code in rules.versions else None,
        drafts=list_drafts(session(), code),
        share=shares().get(code, ""),
        to_draft=to_draft,
        written_kinds=(*WRITTEN_KINDS, *PLAIN_KINDS),
        newest=versions[0].version.version if versions else None,
    )


def leads() -> dict[str, str]:
    """What a condition decides, by kind of entry."""
    return {
        "measure": _("谁该享受"),
        "check": _("什么情况算疑点"),
        "relapse": _("什么情况要去看"),
        "group": _("哪些人家要走访"),
        "exit": _("怎样算达到标准"),
        "guarantee": _("怎样算有保障"),
        "quality": _("什么情况算填错了"),
    }


def _role(kind: str, entry: Entry) -> str:
    return entry.family if isinstance(entry, Criterion) else kind


def _found(rules: RulesInForce, code: str) -> tuple[str, Entry, list[VersionRow]]:
    """Kind, entry in force (else the newest version of all) and versions of a code."""
    for kind in kinds():
        entry = entries_of(rules.catalogue, kind).get(code)
        if entry is not None:
            return kind, entry, list_versions(session(), kind, code)
    for kind in kinds():
        versions = list_versions(session(), kind, code)
        entry = read_version(versions[0].version, rules.catalogue) if versions else None
        if entry is not None:
            return kind, entry, versions
    raise NotFoundError()


def read_version(version: RuleVersion, catalogue: Catalogue) -> Entry | None:
    """A version as it is read today; None for one that no longer can be."""
    return read_entry(version.kind, version.entry, catalogue)


def read_entry(kind: str, raw: dict[str, Any], catalogue: Catalogue) -> Entry | None:
    """An entry as it is read today; None where it is not whole."""
    try:
        return whole_entry(kind, raw, catalogue)
    except BangfuError:
        return None


def whole_entry(kind: str, raw: dict[str, Any], catalogue: Catalogue) -> Entry:
    """An entry as it is read today; CatalogueError or ConditionError where it is not whole."""
    if kind == "standard":
        return read_standard(raw)
    known = frozenset(catalogue.standards)
    if kind == "exclusion":
        return read_exclusion(raw, {c: m.unit for c, m in catalogue.measures.items()}, known)
    return read_rule(kind, raw, known)


def _against_former(versions: list[VersionRow], place: int, rules: RulesInForce) -> list[Change]:
    """What a version says differently from the one before it."""
    if place + 1 >= len(versions):
        return []
    new, old = (read_version(versions[n].version, rules.catalogue) for n in (place, place + 1))
    return differences(old, new, rules.titles) if old is not None and new is not None else []


def used_standards(entry: Entry, catalogue: Catalogue) -> list[DatedStandard]:
    """The dated standards that a rule leans on, in its condition and its amounts."""
    if isinstance(entry, DatedStandard | Exclusion):
        return []
    codes = set(standards_of(entry.condition))
    for amount in entry.amounts if isinstance(entry, Measure) else ():
        codes |= {c for c in (amount.standard, amount.at_most) if isinstance(c, str)}
    if isinstance(entry, Measure) and entry.limit:
        codes.add(entry.limit.quota)
    return [standard for code, standard in catalogue.standards.items() if code in codes]


def _examples(rules: RulesInForce, entry: Entry) -> list[tuple[Any, str]]:
    if isinstance(entry, DatedStandard | Exclusion) or not entry.examples:
        return []
    kind = "quality" if isinstance(entry, Quality) else ""
    return list(zip(entry.examples, _answers(rules.key, entry.code, kind), strict=True))


@lru_cache(maxsize=64)
def _answers(key: str, code: str, _kind: str) -> list[str]:
    """Answers to examples change with the rules only; `key` names what they say."""
    catalogue = rules_in_force(session(), today()).catalogue
    rule = next((r for r in catalogue.rules() if r.code == code), None)
    return example_answers(catalogue, rule) if rule is not None else []
