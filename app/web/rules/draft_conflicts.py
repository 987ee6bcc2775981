"""Two people wrote on one draft: what I typed, what they saved, what it was; what only one touched is merged."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.access import session
from app.domain.clock import today
from app.domain.condition_parser import parse
from app.domain.condition_words import say
from app.domain.errors import BangfuError
from app.models import RuleDraft
from app.queries.rule_drafts import draft_as_of
from app.queries.rules_in_force import rules_in_force
from app.web.conflicts import PICK, Answer, Clash, Conflict, base_version_sent, conflict_page, sent_number


def contested(row: RuleDraft, mine: Mapping[str, Any]) -> Answer:
    """The page with both texts."""
    number = base_version_sent() or sent_number("version")
    base, event = draft_as_of(session(), row, number)
    conflict = Conflict()
    for key in _keys(mine, row.entry):
        a, b, c = mine.get(key), row.entry.get(key), base.get(key)
        label, words = labels().get(key, key), [_said(key, v, mine) for v in (a, b, c)]
        if a != c and b != c and a != b:
            conflict.clashes.append(Clash(f"{PICK}{key}", label, words[0], words[1], words[2]))
        elif b != c and a != b:
            conflict.merged.append((label, _("别人"), words[2], words[1]))
        elif a != c and a != b:
            conflict.merged.append((label, _("您"), words[2], words[0]))
    here = url_for("rules.draft", public_id=row.public_id)
    return conflict_page(
        row.title or row.code,
        conflict,
        action=here,
        back=here,
        row=row,
        base_version=number,
        base_event=event,
    )


def resolved(row: RuleDraft, mine: Mapping[str, Any]) -> dict[str, Any]:
    """My text with theirs where I chose it, and where I had not touched what they changed."""
    base, _event = draft_as_of(session(), row, base_version_sent())
    found = dict(mine)
    for key in _keys(mine, row.entry):
        untouched = mine.get(key) == base.get(key)
        if request.form.get(f"{PICK}{key}") == "theirs" or (untouched and f"{PICK}{key}" not in request.form):
            found[key] = row.entry.get(key)
    return found


def labels() -> dict[str, str]:
    """What the parts of an entry are called."""
    return {
        "title": _("名称"),
        "bureau": _("部门"),
        "unit": _("说的是谁"),
        "group": _("帮扶类别"),
        "claim": _("怎么享受"),
        "severity": _("轻重"),
        "result": _("查到以后"),
        "period": _("多久一次"),
        "documents": _("要交的材料"),
        "tolerance": _("可以合理保留的情况"),
        "advice": _("查到了怎么办"),
        "source": _("文件和条款"),
        "first_day": _("从哪天起"),
        "last_day": _("到哪天止"),
        "policy_text": _("政策原文"),
        "condition": _("条件"),
        "amounts": _("标准"),
        "examples": _("例子"),
        "limit": _("名额和先后"),
        "lines": _("每个时期的数"),
        "measures": _("不能同享的措施"),
        "within": _("范围"),
        "same": _("什么时候算"),
        "kind": _("是钱还是数"),
        "clock": _("按哪一天的数"),
    }


def _keys(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    return [key for key in dict.fromkeys([*labels(), *mine, *theirs]) if key in mine or key in theirs]


def _said(key: str, value: Any, entry: Mapping[str, Any]) -> str:
    if value in (None, "", [], {}):
        return str(_("没写"))
    if key == "condition":
        try:
            return say(parse(value, entry["unit"]), rules_in_force(session(), today()).titles)
        except BangfuError:
            return str(_("还没写好的条件"))
    if key == "examples":
        return "；".join(str(e.get("title", "")) for e in value)
    if isinstance(value, Mapping):
        return "，".join(str(v) for v in value.values() if v)
    if isinstance(value, list):
        return "；".join(_said("", v, entry) for v in value)
    return str(value)
