"""名额和先后 of a draft: the standard of its places, what is looked at first, second, third, and what ties mean."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, get_args

from flask import request
from flask_babel import gettext as _

from app.domain.catalogue import Confidence
from app.domain.condition_parser import parse
from app.domain.condition_words import say
from app.domain.errors import BangfuError
from app.domain.facts import FACTS, Subject, may_speak_of
from app.domain.limit_reading import FIRST, MOST_KEYS
from app.domain.rule_words import CONFIDENCE_WORDS
from app.queries.rules_in_force import RulesInForce

#: A key is chosen as fact:<key> (less or more first), is:<key> (those of whom it is so first), or kept:<mark> (a
#: condition that was written elsewhere stays as it is).
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class KeyLine:
    """One key as the desk shows it."""

    about: str
    label: str
    words: str
    first: str
    document: str
    confidence: str


def limit_sent(former: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The limit as it was sent, with the pressed button's step done; None where nothing of it is written."""
    old = [dict(key) for key in (former or {}).get("order") or [] if isinstance(key, Mapping)]
    sent = (_key(n, old) for n in range(min(_count("order.k"), MOST_KEYS)))
    keys = _stepped([key for key in sent if key is not None], request.form.get("do", ""))
    quota, ties = (_text(f"limit.{name}", longest) for name, longest in (("quota", 60), ("ties", 100)))
    if not (keys or quota):
        return None
    return {"quota": quota, "order": keys, "ties": ties}


def _stepped(keys: list[dict[str, Any]], do: str) -> list[dict[str, Any]]:
    step, _colon, place = do.partition(":")
    if step == "add-order" and len(keys) < MOST_KEYS:
        new = _asked(_text("order.new", 100), [])
        return (
            [*keys, new | {"words": "", "source": {"document": "", "confidence": "placeholder"}}]
            if new
            else keys
        )
    n = int(place) if place.isascii() and place.isdigit() and len(place) < 3 else len(keys)
    if n >= len(keys):
        return keys
    if step == "drop-order":
        return keys[:n] + keys[n + 1 :]
    other = n + {"up-order": -1, "down-order": 1}.get(step, 0)
    if 0 <= other < len(keys):
        keys[n], keys[other] = keys[other], keys[n]
    return keys


def _key(n: int, old: list[dict[str, Any]]) -> dict[str, Any] | None:
    about = _text(f"order.{n}.about", 100)
    key = _asked(about, old)
    if key is None:
        return None
    if "fact" in key:
        first = _text(f"order.{n}.first", 10)
        key["first"] = first if first in FIRST else "least"
    former = next((one for one in old if _mark(one) == _mark(key)), {})
    source = dict(former.get("source") or {})
    source |= {name: _text(f"order.{n}.{name}", 200) for name in ("document", "confidence")}
    return key | {"words": _text(f"order.{n}.words", 40), "source": source}


def _asked(about: str, old: list[dict[str, Any]]) -> dict[str, Any] | None:
    how, _colon, what = about.partition(":")
    if how == "fact" and what in FACTS:
        return {"fact": what, "first": "least"}
    if how == "is" and what in FACTS:
        return {"when": {"fact": what, "is": True}}
    return next(({"when": one["when"]} for one in old if how == "kept" and what == _mark(one)), None)


def _mark(key: Mapping[str, Any]) -> str:
    """The same for the same question, wherever it stands: a colleague may have moved it meanwhile."""
    told = json.dumps({name: key.get(name) for name in ("fact", "when")}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def order_page(entry: Mapping[str, Any], unit: Subject, rules: RulesInForce) -> dict[str, Any]:
    """What the card of places and order shows."""
    limit = entry.get("limit") or {}
    counted = [
        (code, s.title)
        for code, s in rules.catalogue.standards.items()
        if (s.kind, s.unit) == ("number", "个")
    ]
    return {
        "limit": limit,
        "keys": [_line(key, unit, rules.titles) for key in limit.get("order") or []],
        "quotas": [("", _("名额没有限制")), *counted],
        "about": [("", _("再看什么")), *_choices(unit)],
        "sure": [(code, CONFIDENCE_WORDS[code]) for code in get_args(Confidence)],
        "most": MOST_KEYS,
    }


def _line(key: Mapping[str, Any], unit: Subject, titles: Mapping[str, str]) -> KeyLine:
    source = key.get("source") or {}
    about, label = _named(key, unit, titles)
    document, confidence = (str(source.get(name, "")) for name in ("document", "confidence"))
    return KeyLine(about, label, str(key.get("words", "")), str(key.get("first", "")), document, confidence)


def _named(key: Mapping[str, Any], unit: Subject, titles: Mapping[str, str]) -> tuple[str, str]:
    if "when" not in key:
        fact = FACTS.get(str(key.get("fact")))
        return f"fact:{key.get('fact')}", fact.label if fact else ""
    when, label = key["when"], ""
    with suppress(BangfuError):
        label = say(parse(when, unit), titles)
    simple = isinstance(when, Mapping) and set(when) == {"fact", "is"} and when["is"] is True
    return (f"is:{when['fact']}" if simple else f"kept:{_mark(key)}"), label


def _choices(unit: Subject) -> Choices:
    own = [f for f in FACTS.values() if may_speak_of(unit, f.subject)]
    by_size = [(f"fact:{f.key}", f.label) for f in own if f.kind in ("money", "number", "date")]
    return by_size + [(f"is:{f.key}", _("%(fact)s：是的先", fact=f.label)) for f in own if f.kind == "bool"]


def _text(name: str, longest: int) -> str:
    return " ".join(request.form.get(name, "").split())[:longest]


def _count(name: str, otherwise: int = 0) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else otherwise
