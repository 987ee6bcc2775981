"""All entries of the catalogue in force: measures, checks, criteria, quality rules, exclusions, standards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.catalogue import Catalogue, DatedStandard, Entry, Exclusion
from app.domain.clock import today
from app.domain.vocabulary.bureaus import OFFICE
from app.models import RuleDraft
from app.queries.home import count_verdicts, last_run
from app.queries.rule_confirmed import Confirmed, count_confirmed
from app.queries.rule_drafts import list_drafts, list_offered
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.web.lists import key_argument
from app.web.rules.blueprint import bp

PAGE = 60


@dataclass(frozen=True)
class Line:
    """One entry in the list."""

    kind: str
    code: str
    title: str
    bureau: str
    first_on: date | None
    last_on: date | None
    version: int
    confidence: str


def kinds() -> dict[str, str]:
    """Kinds of entries, in the order of the tabs."""
    return {
        "measure": _("帮扶措施"),
        "check": _("比对规则"),
        "criterion": _("标准和线索"),
        "quality": _("数据质量"),
        "exclusion": _("不能同享"),
        "standard": _("标准线和金额"),
    }


def entries_of(catalogue: Catalogue, kind: str) -> Mapping[str, Entry]:
    """The entries of one kind in catalogue order."""
    found: Mapping[str, Mapping[str, Entry]] = {
        "measure": catalogue.measures,
        "check": catalogue.checks,
        "criterion": catalogue.criteria,
        "quality": catalogue.quality,
        "exclusion": catalogue.exclusions,
        "standard": catalogue.standards,
    }
    return found.get(kind, {})


@route(bp, "", permission="rule:read")
def index() -> Any:
    rules = rules_in_force(session(), today())
    words = request.args.get("q", "").strip()[:60]
    bureau = request.args.get("bureau", "") if request.args.get("bureau", "") in OFFICE else ""
    asked = request.args.get("kind", "")
    kind = asked if asked in kinds() else ("" if words else "measure")
    lines = [
        line
        for key in ([kind] if kind else kinds())
        for line in _lines(rules, key)
        if _fits(line, words, bureau)
    ]
    start = min(key_argument(), max(len(lines) - 1, 0))
    codes = list(rules.catalogue.measures)
    return render_template(
        "rules/index.html",
        lines=lines[start : start + PAGE],
        counts={key: sum(_fits(line, words, bureau) for line in _lines(rules, key)) for key in kinds()},
        kinds=kinds(),
        kind=kind,
        words=words,
        bureau=bureau,
        offices=[(code.code, code.label) for code in OFFICE],
        start=start,
        total=len(lines),
        following=start + PAGE if start + PAGE < len(lines) else None,
        before=max(start - PAGE, 0),
        missing=count_verdicts(session(), current_scope(), "missing", codes).by_measure
        if kind == "measure"
        else {},
        share=shares(),
        drafts=list_drafts(session()),
        offered=list_offered(session()),
        to_draft=to_draft,
        run=last_run(session(), current_scope()),
        to=lambda **more: url_for(
            "rules.index", **{"q": words or None, "bureau": bureau or None, "kind": kind, **more}
        ),
    )


def _lines(rules: RulesInForce, kind: str) -> list[Line]:
    return [_line(kind, code, entry, rules) for code, entry in entries_of(rules.catalogue, kind).items()]


def _line(kind: str, code: str, entry: Entry, rules: RulesInForce) -> Line:
    number = rules.versions[code].number if code in rules.versions else 1
    if isinstance(entry, DatedStandard):
        newest = max(entry.lines, key=lambda line: line.first_on)
        return Line(
            kind, code, entry.title, "", newest.first_on, newest.last_on, number, newest.source.confidence
        )
    bureau = "" if isinstance(entry, Exclusion) else entry.bureau
    return Line(
        kind, code, entry.title, bureau, entry.first_on, entry.last_on, number, entry.source.confidence
    )


def _fits(line: Line, words: str, bureau: str) -> bool:
    """Whether all words stand in title, code or office."""
    text = f"{line.code} {line.title} {OFFICE.label(line.bureau) if line.bureau else ''}".casefold()
    return bureau in ("", line.bureau) and all(word in text for word in words.casefold().split())


def shares() -> dict[str, str]:
    """属实 62 % (48 to 74), by rule; where too few were answered, how many."""
    return {code: _share(one) for code, one in count_confirmed(session(), current_scope()).items()}


def _share(one: Confirmed) -> str:
    if one.interval is None:
        return str(_("才核了 %(n)s 条", n=one.answered))
    low, high = (round(100 * part) for part in one.interval)
    share = round(100 * one.true / one.answered)
    return str(_("%(share)s%%（%(low)s～%(high)s%%）", share=share, low=low, high=high))


def to_draft(draft: RuleDraft) -> str:
    """The address of a draft."""
    return url_for("rules.draft", public_id=draft.public_id)
