"""The desk of a rule's author: begin a draft, write on it, save it, meet what a colleague saved meanwhile."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, route, session
from app.domain.catalogue import Catalogue
from app.domain.catalogue_reading import UNITS
from app.domain.clock import today
from app.domain.condition_editing import faults, loosened, opened, pruned
from app.domain.condition_errors import ConditionError
from app.domain.condition_parser import parse
from app.domain.condition_writer import written
from app.domain.errors import BangfuError, ConflictError
from app.domain.facts import Subject
from app.domain.rule_words import differences
from app.models import RuleDraft
from app.queries.rule_drafts import get_draft, newest_version
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.services.rule_drafts import as_entry, drop_draft, save_draft
from app.services.rule_trials import STAND_IN
from app.unit_of_work import perform
from app.web.conflicts import sent_number
from app.web.rules.blueprint import bp
from app.web.rules.condition_form import ConditionForm, after_step
from app.web.rules.condition_lines import Drawing
from app.web.rules.draft_conflicts import contested, resolved
from app.web.rules.draft_form import (
    PLAIN_KINDS,
    DraftForm,
    amounts_sent,
    entry_of,
    form_of,
    pers,
)
from app.web.rules.order_form import limit_sent, order_page
from app.web.rules.plain_desk import plain_entry, plain_page
from app.web.rules.showing import read_entry, read_version, whole_entry


@dataclass
class Desk:
    """What was sent to the builder, read: the entry, the next place to write at, near misses of searches."""

    entry: dict[str, Any]
    form: DraftForm
    focus: str = ""
    near: dict[str, Any] = field(default_factory=dict)
    refused: ConditionError | None = None


@route(bp, "/drafts/<public_id>", permission="rule:read")
def draft(public_id: str) -> Any:
    row = get_draft(session(), public_id)
    if row.kind in PLAIN_KINDS:
        return _plain(row, row.entry, row.version)
    return _page(row, Desk(row.entry, form_of(row.kind, row.entry)), row.version)


@route(bp, "/drafts/<public_id>", permission="rule:edit", methods=("POST",))
def write(public_id: str) -> Any:
    """Any button of the builder: the page again with its step done, unsaved; or saved."""
    row = get_draft(session(), public_id)
    if row.kind in PLAIN_KINDS:
        entry = plain_entry(row)
        if request.form.get("do") != "save":
            return _plain(row, entry, sent_number("version"))
        return _saved(row, entry)
    desk = _sent(row)
    saving = request.form.get("do") == "save" and desk.refused is None
    if not saving:
        return _page(row, desk, sent_number("version"))
    return _saved(row, stored(desk.entry))


def _saved(row: RuleDraft, entry: dict[str, Any]) -> Any:
    """Keep what was written, or show what a colleague wrote meanwhile."""
    public_id, version = row.public_id, sent_number("version")
    if request.form.get("resolve"):
        entry = resolved(row, entry)
    try:
        perform(
            session(),
            current_actor(),
            "rule.write",
            lambda work: save_draft(work, public_id, version, entry),
            subject=f"rule_draft:{public_id}",
            payload={"kind": row.kind, "code": row.code},
            request_key=request.form.get("request_key", "")[:80] or None,
        )
    except ConflictError:
        session().expire_all()
        return contested(get_draft(session(), public_id), entry)
    flash(_("存好了。"), "ok")
    return redirect(url_for("rules.draft", public_id=public_id))


@route(bp, "/drafts/<public_id>/drop", permission="rule:edit", methods=("POST",))
def drop(public_id: str) -> Any:
    row = get_draft(session(), public_id)
    perform(
        session(),
        current_actor(),
        "rule.drop",
        lambda work: drop_draft(work, public_id, sent_number("version")),
        subject=f"rule_draft:{public_id}",
        payload={"kind": row.kind, "code": row.code},
    )
    flash(_("草稿作废了，现在用的规则没有动。"), "ok")
    return redirect(url_for("rules.index"))


def _sent(row: RuleDraft) -> Desk:
    """What the builder sent, with the pressed button's step done."""
    form = form_of(row.kind)
    form.validate()
    entry = entry_of(form, row.entry)
    if "amounts" in row.entry or row.kind == "measure":
        entry["amounts"] = amounts_sent(row.entry.get("amounts") or [])
    if row.kind == "measure" and "order.k" in request.form:
        entry["limit"] = limit_sent(row.entry.get("limit"))
    unit = unit_of(entry)
    desk = Desk(entry, form)
    try:
        data = ConditionForm(request.form, unit).read()
        entry["condition"], desk.focus, desk.near = after_step(data, request.form, unit)
    except ConditionError as refused:  # too long or too deep: what was there before stays
        desk.refused = refused
        entry["condition"] = row.entry.get("condition") or {"all": []}
    return desk


def stored(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry as it is kept: a condition that can be read in its canonical form, another one as it was typed."""
    if "condition" not in entry:
        return entry
    condition = pruned(entry.get("condition") or {"all": []})
    with suppress(BangfuError):
        condition = written(parse(condition, unit_of(entry)))
    return {**entry, "condition": condition}


def _page(row: RuleDraft, desk: Desk, version: int) -> Any:
    rules = rules_in_force(session(), today())
    unit = unit_of(desk.entry)
    data = opened(loosened(desk.entry.get("condition") or {"all": []}))
    known = frozenset(rules.catalogue.standards)
    wrong = faults(pruned(data), unit, known)
    if desk.refused is not None:
        wrong = {**wrong, "c": desk.refused}
    drawn = Drawing(data, unit, rules.catalogue.standards, rules.titles, wrong, desk.focus, desk.near).drawn()
    entry = stored({**desk.entry, "condition": data})
    return render_template(
        "rules/draft.html",
        row=row,
        form=desk.form,
        entry=desk.entry,
        drawn=drawn,
        joined="any" if "any" in data else "all",
        version=version,
        pers=pers(),
        money=[(code, s.title) for code, s in rules.catalogue.standards.items() if s.kind == "money"],
        missing=missing_of(row.kind, entry, rules.catalogue),
        changed=changes_of(row, entry, rules),
        can_edit=row.state == "editing",
        order=order_page(entry, unit, rules) if row.kind == "measure" else None,
        **tabs_of(row),
    )


def _plain(row: RuleDraft, entry: dict[str, Any], version: int) -> str:
    rules = rules_in_force(session(), today())
    missing, changed = missing_of(row.kind, entry, rules.catalogue), changes_of(row, entry, rules)
    return plain_page(row, entry, version, missing=missing, changed=changed, **tabs_of(row))


def unit_of(entry: dict[str, Any]) -> Subject:
    """Whom an entry is about; a person where nobody has said."""
    unit = entry.get("unit")
    return cast(Subject, unit) if unit in UNITS else "person"


def tabs_of(row: RuleDraft) -> dict[str, Any]:
    """The steps of the workshop as tabs."""
    pages = ("draft", "examples", "trial", "order", "review")
    to = {name: url_for(f"rules.{name}", public_id=row.public_id) for name in pages}
    return {"to": to}


def missing_of(kind: str, entry: dict[str, Any], catalogue: Catalogue) -> str:
    """What keeps the entry from being whole, apart from its examples; empty where nothing does."""
    try:
        whole_entry(kind, {**as_entry(entry), "examples": STAND_IN}, catalogue)
    except BangfuError as refused:
        return f"{refused.message}（{refused.code} {refused.place or ''}）"
    return ""


def changes_of(row: RuleDraft, entry: dict[str, Any], rules: RulesInForce) -> list[Any]:
    """What is different from the version that the draft began from, in words."""
    former = newest_version(session(), row.kind, row.code)
    if former is None:
        return []
    examples = entry.get("examples") or former.entry.get("examples")
    old = read_version(former, rules.catalogue)
    new = read_entry(row.kind, as_entry({**entry, "examples": examples}), rules.catalogue)
    return differences(old, new, rules.titles) if old is not None and new is not None else []
