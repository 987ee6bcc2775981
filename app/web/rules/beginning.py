"""How a draft begins: from the text of a policy, from nothing, from a version in force or a former one."""

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for

from app.access import current_actor, route, session
from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.policy_text import read_policy
from app.queries.rule_drafts import list_versions, newest_version, next_code
from app.services.rule_drafts import begin_draft
from app.unit_of_work import perform
from app.web.conflicts import sent_number
from app.web.rules.blueprint import bp
from app.web.rules.draft_form import PLAIN_KINDS, WRITTEN_KINDS

PREFIXES = {"measure": "M", "check": "R", "exclusion": "X", "standard": "S"}


@route(bp, "/new", permission="rule:edit")
def new() -> Any:
    """Begin with the text of a policy."""
    kind = request.args.get("kind", "measure")
    return render_template("rules/new.html", kind=kind if kind in PREFIXES else "measure")


@route(bp, "/new", permission="rule:edit", methods=("POST",))
def begin() -> Any:
    """A draft of a new measure or check, filled in as far as the pasted text could be read."""
    kind = request.form.get("kind", "measure")
    kind = kind if kind in PREFIXES else "measure"
    entry = (
        _first_plain(kind) if kind in PLAIN_KINDS else _first_entry(kind, request.form.get("policy_text", ""))
    )
    return _begun(kind, entry, None)


def _first_entry(kind: str, text: str) -> dict[str, Any]:
    """What the text of a policy fills in."""
    found = read_policy(text)
    entry: dict[str, Any] = {
        "code": next_code(session(), PREFIXES[kind]),
        "title": found.title,
        "bureau": "NY",
        "unit": "person",
        "first_day": (found.first_day or today() + timedelta(days=1)).isoformat(),
        "source": {"document": found.document, "clause": found.clause, "confidence": "placeholder"},
        "condition": {"all": []},
        "examples": [],
        "policy_text": text[:8000],
    }
    if kind == "measure":
        amounts = [{"yuan": found.yuan, "per": found.per}] if found.yuan else []
        entry |= {"group": "social", "claim": "due", "amounts": amounts, "period": found.period}
        entry["documents"] = list(found.documents)
    else:
        entry["severity"] = "doubt"
    return entry


def _first_plain(kind: str) -> dict[str, Any]:
    """A standard without a line, or two measures that nobody has chosen yet."""
    entry: dict[str, Any] = {"code": next_code(session(), PREFIXES[kind]), "title": ""}
    if kind == "standard":
        return entry | {"kind": "number", "unit": "", "clock": "day", "lines": []}
    first = (today() + timedelta(days=1)).isoformat()
    source = {"document": "", "clause": "", "confidence": "confirmed"}
    return entry | {"measures": [], "within": "person", "same": "now", "first_day": first, "source": source}


@route(bp, "/<code>/draft", permission="rule:edit", methods=("POST",))
def begin_from(code: str) -> Any:
    """A draft of the next version, from the newest version or from a former one (taking a change back)."""
    former = None
    for kind in (*WRITTEN_KINDS, *PLAIN_KINDS):
        former = former or newest_version(session(), kind, code)
    if former is None:
        raise NotFoundError()
    entry, number = dict(former.entry), sent_number("number")
    if number and number != former.version:
        entry = _former_entry(former.kind, code, number)
    if former.kind != "standard":  # its lines have days of their own
        first = max(today() + timedelta(days=1), former.first_on or today())
        entry |= {"first_day": first.isoformat(), "last_day": None}
    return _begun(former.kind, entry, former.version)


def _former_entry(kind: str, code: str, number: int) -> dict[str, Any]:
    found = next(
        (r.version for r in list_versions(session(), kind, code) if r.version.version == number), None
    )
    if found is None:
        raise NotFoundError()
    return dict(found.entry)


def _begun(kind: str, entry: dict[str, Any], base: int | None) -> Any:
    draft = perform(
        session(),
        current_actor(),
        "rule.begin",
        lambda work: begin_draft(work, kind, entry, base),
        payload={"kind": kind, "code": entry["code"], "from": base},
        request_key=request.form.get("request_key", "")[:80] or None,
    )
    return redirect(url_for("rules.draft", public_id=draft.public_id))
