"""The desk of entries without a condition: dated standards line by line, and what may not be had together."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from flask import render_template, request
from flask_babel import gettext as _

from app.access import current_scope, session
from app.domain.catalogue import Confidence
from app.domain.clock import today
from app.domain.rule_words import CONFIDENCE_WORDS
from app.models import RuleDraft
from app.queries.areas import home_area, list_ancestors, list_children
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.titles import area_names
from app.web.rules.showing import used_standards

#: Lines that one standard may have, and empty ones offered below them.
MOST_LINES, EMPTY_LINES = 60, 1
_LINE = ("region", "first_day", "last_day", "value")
_SOURCE = ("document", "confidence")
_EXCLUSION = ("title", "within", "same", "first_day", "last_day")


def plain_entry(row: RuleDraft) -> dict[str, Any]:
    """The entry with what was sent; what the page does not show (condition of an exclusion, references) stays."""
    entry = dict(row.entry) | {"title": _text("title")}
    if row.kind == "standard":
        if row.base_version is None:
            entry |= {name: _text(name, 10) for name in ("kind", "unit", "clock")}
        return entry | {"lines": _lines(row.entry.get("lines") or [])}
    entry |= {name: _text(name) or None for name in _EXCLUSION}
    entry["title"] = entry["title"] or ""
    entry["measures"] = [code for code in (_text("measure-0"), _text("measure-1")) if code]
    return entry | {"source": _source(dict(row.entry.get("source") or {}), "")}


def _lines(former: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as they were sent, without those that were emptied or taken away."""
    found = []
    for n in range(min(_number("count"), MOST_LINES)):
        sent = {name: _text(f"{name}-{n}", 20).replace(",", "") for name in _LINE}
        if request.form.get("do") == f"drop:{n}" or not any(
            sent[name] for name in ("value", "first_day", "last_day")
        ):
            continue
        was = _number(f"was-{n}", -1)
        line = dict(former[was]) if 0 <= was < len(former) else {}
        line |= {name: value for name, value in sent.items() if value or name != "last_day"}
        if not sent["last_day"]:
            line.pop("last_day", None)
        found.append(line | {"source": _source(dict(line.get("source") or {}), f"-{n}")})
    return found


def _source(former: dict[str, Any], ending: str) -> dict[str, Any]:
    clause = {"clause": _text("clause")} if not ending else {}
    return former | {name: _text(name + ending, 200) for name in _SOURCE} | clause


def _text(name: str, longest: int = 200) -> str:
    return " ".join(request.form.get(name, "").split())[:longest]


def _number(name: str, otherwise: int = 0) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise


def plain_page(row: RuleDraft, entry: dict[str, Any], version: int, **told: Any) -> str:
    """The desk with the entry as it stands, saved or not."""
    rules = rules_in_force(session(), today())
    lines = (
        [*(entry.get("lines") or []), *({} for _n in range(EMPTY_LINES))] if row.kind == "standard" else []
    )
    return render_template(
        "rules/plain.html",
        row=row,
        entry=entry,
        lines=lines,
        version=version,
        regions=_regions(line.get("region") for line in lines),
        sure=[(code, CONFIDENCE_WORDS[code]) for code in get_args(Confidence)],
        measures=_measures(rules, entry),
        can_edit=row.state == "editing",
        leaning=_leaning(row.code),
        **told,
    )


def _measures(rules: RulesInForce, entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Measures in force, and those of the entry that no longer are."""
    codes = dict.fromkeys([*rules.catalogue.measures, *(entry.get("measures") or [])])
    return [("", _("没有")), *((code, f"{code} {rules.titles.get(code, '')}".strip()) for code in codes)]


def _regions(used: Iterable[object]) -> list[tuple[str, str]]:
    """Regions to choose from: from the province down to the reader's place and one level further, and those in use."""
    home = home_area(session(), current_scope())
    codes = {str(one) for one in used if one}
    if home is not None:
        codes |= {a.code for a in list_children(session(), current_scope(), home.code, today())}
        codes |= {a.code for a in list_ancestors(session(), current_scope(), home.code)}
        codes |= {home.code[:digits] for digits in (2, 4)}
    short = sorted(
        {code.rstrip("0") if len(code) == 12 else code for code in codes}, key=lambda c: (len(c), c)
    )
    even = [code + "0" * (_width(code) - len(code)) for code in short]
    names = area_names(session(), [code.ljust(12, "0") for code in even])
    return [(code, f"{names.get(code.ljust(12, '0'), '')} {code}".strip()) for code in dict.fromkeys(even)]


def _width(code: str) -> int:
    """Digits of the level that a shortened code belongs to: 52, 5201, 520199, 520199001."""
    return next(width for width in (2, 4, 6, 9, 12) if len(code) <= width)


def _leaning(code: str) -> list[tuple[str, str]]:
    """Rules that speak of the standard: they are judged anew when it changes."""
    catalogue = rules_in_force(session(), today()).catalogue
    return [
        (rule.code, rule.title)
        for rule in catalogue.rules()
        if any(one.code == code for one in used_standards(rule, catalogue))
    ]
