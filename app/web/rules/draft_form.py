"""What a draft says beside its condition: whose it is, what it pays, on which paper it rests, from when to when."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args

from flask import request
from flask_babel import lazy_gettext as lazy
from wtforms import TextAreaField

from app.domain.catalogue import Claim, Confidence, Per
from app.domain.catalogue_reading import UNITS
from app.domain.rule_words import CLAIM_WORDS, CONFIDENCE_WORDS, PER_WORDS, RESULT_WORDS, UNIT_WORDS
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.findings import SEVERITY
from app.domain.vocabulary.grants import MEASURE_GROUP
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.typed_fields import DayField, TextField

MOST_TEXT = 8000
#: Amounts that one entry may have.
MOST_AMOUNTS = 20


class LinesField(TextAreaField):  # type: ignore[misc]
    """One thing a line; the data is a list of texts."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = [line.strip()[:200] for line in text.splitlines() if line.strip()][:50]

    def _value(self) -> str:
        return "\n".join(self.data or [])


class DraftForm(FlaskForm):
    """Common to all kinds; fields that a kind does not have are taken away by `form_of`."""

    title = TextField(lazy("名称"), most=60)
    bureau = SelectField(lazy("部门"), choices=[(c.code, c.label) for c in OFFICE])
    unit = SelectField(
        lazy("说的是谁"),
        choices=[(u, UNIT_WORDS[u]) for u in UNITS],
        description=lazy("按人发的选人，按户发的选户。"),
    )
    group = SelectField(lazy("帮扶类别"), choices=[(c.code, c.label) for c in MEASURE_GROUP])
    claim = SelectField(lazy("怎么享受"), choices=[(c, CLAIM_WORDS[c]) for c in get_args(Claim)])
    severity = SelectField(lazy("轻重"), choices=[(c.code, c.label) for c in SEVERITY])
    result = SelectField(lazy("查到以后"), choices=list(RESULT_WORDS.items()), default="order")
    period = TextField(lazy("多久一次"), most=40)
    documents = LinesField(lazy("要交的材料"), description=lazy("一行一样。"))
    tolerance = LinesField(lazy("可以合理保留的情况"), description=lazy("一行一种。"))
    advice = TextField(lazy("查到了怎么办"), most=200)
    document = TextField(lazy("政策文件"), most=200, description=lazy("文件全名和文号。"))
    clause = TextField(lazy("条款原文"), most=200)
    confidence = SelectField(lazy("把握"), choices=[(c, CONFIDENCE_WORDS[c]) for c in get_args(Confidence)])
    first_day = DayField(lazy("从哪天起"))
    last_day = DayField(lazy("到哪天止"), description=lazy("没有就空着。"))
    policy_text = TextAreaField(lazy("政策原文"), description=lazy("贴在这里，写条件的时候对着看。"))


#: Fields of each kind beside the common ones.
_OWN = {
    "measure": {"group", "claim", "period", "documents"},
    "check": {"severity", "result", "tolerance", "advice"},
    "criterion": {"period", "documents", "advice"},
    "quality": set(),
}
_COMMON = {
    "title",
    "bureau",
    "unit",
    "document",
    "clause",
    "confidence",
    "first_day",
    "last_day",
    "policy_text",
}
#: Kinds that are written with this form and the builder.
WRITTEN_KINDS = tuple(_OWN)
#: Kinds that are written line by line.
PLAIN_KINDS = ("standard", "exclusion")


def form_of(kind: str, entry: Mapping[str, Any] | None = None) -> DraftForm:
    """The form of a kind: as it was sent, or filled from an entry."""
    form = DraftForm(formdata=request.form if entry is None else None, data=_data(entry or {}))
    for name in set(form._fields) - _COMMON - _OWN[kind] - {"csrf_token"}:
        del form[name]
    return form


def _data(entry: Mapping[str, Any]) -> dict[str, Any]:
    source = entry.get("source") if isinstance(entry.get("source"), Mapping) else {}
    found = {k: v for k, v in entry.items() if k not in ("first_day", "last_day")}
    found |= {k: (source or {}).get(k, "") for k in ("document", "clause", "confidence")}
    return found | {k: _day(entry.get(k)) for k in ("first_day", "last_day")}


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def entry_of(form: DraftForm, former: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with what was sent; what the form does not show (proof of having, numbers) stays as it was."""
    entry = dict(former)
    for name in form._fields:
        if name in ("csrf_token", "document", "clause", "confidence", "first_day", "last_day"):
            continue
        entry[name] = form[name].data or ([] if isinstance(form[name], LinesField) else "")
    if isinstance(entry.get("policy_text"), str):
        entry["policy_text"] = entry["policy_text"][:MOST_TEXT]
    source = dict(former.get("source") or {})
    source |= {k: form[k].data or "" for k in ("document", "clause", "confidence")}
    entry["source"] = source
    for name in ("first_day", "last_day"):
        entry[name] = form[name].data.isoformat() if form[name].data else None
    return entry


def amounts_sent(former: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The amounts as they were sent. What a line does not show (when, times, at most) stays from the one before."""
    old = list(former)
    found = []
    for n in range(min(_count(request.form.get("amounts.k", "0")), MOST_AMOUNTS)):
        if request.form.get("do") == f"drop-amount:{n}":
            continue
        was = _count(request.form.get(f"amounts.{n}.was", ""), -1)
        amount = dict(old[was]) if 0 <= was < len(old) else {}
        found.append(_amount(amount, n))
    if request.form.get("do", "").startswith("add-amount") and len(found) < MOST_AMOUNTS:
        found.append({"per": "year"})
    return found


def _amount(amount: dict[str, Any], n: int) -> dict[str, Any]:
    yuan = request.form.get(f"amounts.{n}.yuan", "").replace(",", "").strip()[:20]
    standard = request.form.get(f"amounts.{n}.standard", "")[:60]
    words = request.form.get(f"amounts.{n}.words", "").strip()[:60]
    per = request.form.get(f"amounts.{n}.per", "year")
    amount = {k: v for k, v in amount.items() if k not in ("yuan", "standard", "words")}
    amount["per"] = per if per in get_args(Per) else "year"
    if standard:
        amount["standard"] = standard
    elif yuan:
        amount["yuan"] = yuan
    if words:
        amount["words"] = words
    return amount


def _count(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise


def pers() -> list[tuple[str, str]]:
    """How often an amount is paid."""
    return list(PER_WORDS.items())
