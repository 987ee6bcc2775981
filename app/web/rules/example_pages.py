"""Examples of a draft: kept ones with the rule's answers, and the machine's cases that a person has to confirm."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, route, session
from app.domain.catalogue import Catalogue, Rule
from app.domain.catalogue_parser import read_rule
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.models import RuleDraft
from app.queries.rule_drafts import get_draft
from app.queries.rules_in_force import rules_in_force
from app.services.rule_drafts import as_entry, save_draft
from app.services.rule_examples import (
    ANSWERS,
    Judged,
    as_examples,
    boundary_cases,
    judged_examples,
    made_cases,
)
from app.services.rule_trials import STAND_IN
from app.unit_of_work import perform
from app.web.conflicts import sent_number
from app.web.rules.blueprint import bp
from app.web.rules.draft_form import WRITTEN_KINDS
from app.web.rules.drafting import missing_of, stored, tabs_of


def rule_of(row: RuleDraft, catalogue: Catalogue) -> Rule | None:
    """The draft as a rule with the examples that it has so far; None where it is not whole."""
    if row.kind not in WRITTEN_KINDS:
        return None
    entry = as_entry(row.entry)
    kept = list(entry.get("examples") or [])
    try:
        rule = read_rule(row.kind, {**entry, "examples": [*kept, *STAND_IN]}, frozenset(catalogue.standards))
    except BangfuError:
        return None
    return replace(rule, examples=rule.examples[: len(kept)])


def day_of_cases(row: RuleDraft) -> date:
    """The day on which the machine's cases are judged: the first day of the draft."""
    try:
        return date.fromisoformat(str(row.entry.get("first_day")))
    except ValueError:
        return today()


def judged(row: RuleDraft, rule: Rule, catalogue: Catalogue) -> tuple[list[Judged], list[Judged]]:
    """Kept examples and the machine's unconfirmed cases, with answers."""
    kept = list(row.entry.get("examples") or [])
    return judged_examples(rule, catalogue, kept), boundary_cases(rule, catalogue, day_of_cases(row), kept)


@route(bp, "/drafts/<public_id>/examples", permission="rule:read")
def examples(public_id: str) -> Any:
    row = get_draft(session(), public_id)
    catalogue = rules_in_force(session(), today()).catalogue
    rule = rule_of(row, catalogue)
    kept, cases = judged(row, rule, catalogue) if rule is not None else ([], [])
    return render_template(
        "rules/examples.html",
        row=row,
        kept=kept,
        cases=cases,
        missing="" if rule is not None else missing_of(row.kind, stored(row.entry), catalogue),
        wrong=sum(not one.agrees for one in kept),
        answers=answers(),
        can_edit=row.state == "editing",
        **tabs_of(row),
    )


def answers() -> list[tuple[str, str]]:
    """What a person may say of a case."""
    words = {"pass": _("应该符合"), "fail": _("应该不符合"), "unknown": _("应该资料不全")}
    return [("", _("还没定")), *((key, words[key]) for key in ANSWERS)]


@route(bp, "/drafts/<public_id>/examples", permission="rule:edit", methods=("POST",))
def confirm(public_id: str) -> Any:
    """Keep what was said about the cases; with `all` the undecided ones as the rule answers them now."""
    row = get_draft(session(), public_id)
    catalogue = rules_in_force(session(), today()).catalogue
    rule = rule_of(row, catalogue)
    if rule is not None:
        said = {
            k.removeprefix("case-"): v
            for k, v in request.form.items()
            if k.startswith("case-") and v in ANSWERS
        }
        kept = _kept(row)
        if request.form.get("do") == "all":
            for one in boundary_cases(rule, catalogue, day_of_cases(row), kept):
                said.setdefault(one.key, one.found)
        day = day_of_cases(row)
        fresh = as_examples(made_cases(rule, catalogue, day), said, day)
        known = {e.get("made") for e in kept}
        entry = {**row.entry, "examples": [*kept, *(e for e in fresh if e["made"] not in known)]}
        perform(
            session(),
            current_actor(),
            "rule.confirm",
            lambda work: save_draft(work, public_id, sent_number("version"), entry),
            subject=f"rule_draft:{public_id}",
            payload={"kind": row.kind, "code": row.code, "confirmed": len(said)},
        )
        flash(_("记下了。"), "ok")
    return redirect(url_for("rules.examples", public_id=public_id))


def _kept(row: RuleDraft) -> list[dict[str, Any]]:
    """The kept examples with what was said of them anew, without the one that was taken away."""
    found = []
    for n, example in enumerate(row.entry.get("examples") or []):
        if request.form.get("do") == f"drop:{n}":
            continue
        said = request.form.get(f"kept-{n}", "")
        found.append({**example, "expect": said} if said in ANSWERS else dict(example))
    return found
