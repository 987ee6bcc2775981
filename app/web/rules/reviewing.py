"""The last step: everything on one page, put before a second person, put in force or sent back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError
from app.domain.rule_words import joined, parts_explained
from app.queries.rule_drafts import get_draft, names_of
from app.queries.rule_trials import newest_trial
from app.queries.rules_in_force import rules_in_force
from app.services.rule_drafts import approve_draft, propose_draft, return_draft
from app.unit_of_work import perform
from app.web.conflicts import sent_number
from app.web.rules.blueprint import bp
from app.web.rules.drafting import changes_of, missing_of, stored, tabs_of
from app.web.rules.example_pages import judged, rule_of
from app.web.rules.trials import summary_of


@route(bp, "/drafts/<public_id>/review", permission="rule:read")
def review(public_id: str) -> Any:
    return _page(public_id)


def _page(public_id: str, refused: BangfuError | None = None) -> str:
    row = get_draft(session(), public_id)
    rules = rules_in_force(session(), today())
    rule = rule_of(row, rules.catalogue)
    kept, cases = judged(row, rule, rules.catalogue) if rule is not None else ([], [])
    trial = newest_trial(session(), current_scope(), row.id)
    names = names_of(session(), [row.author_id, *row.written_by])
    return render_template(
        "rules/review.html",
        row=row,
        rule=rule,
        parts=parts_explained(rule.condition, rules.titles) if rule is not None else [],
        joined=joined(rule.condition) if rule is not None else "all",
        missing=missing_of(row.kind, stored(row.entry), rules.catalogue),
        kept=kept,
        wrong=sum(not one.agrees for one in kept),
        open_cases=len(cases),
        changed=changes_of(row, row.entry, rules),
        trial=trial,
        outcome=summary_of(trial),
        writers=[names.get(n, "") for n in row.written_by],
        mine=current_actor().id in row.written_by,
        refused=refused,
        **tabs_of(row),
    )


@route(bp, "/drafts/<public_id>/propose", permission="rule:edit", methods=("POST",))
def propose(public_id: str) -> Any:
    row = get_draft(session(), public_id)
    catalogue = rules_in_force(session(), today()).catalogue
    rule = rule_of(row, catalogue)
    waiting = len(judged(row, rule, catalogue)[1]) if rule is not None else 0
    version = sent_number("version")
    return _done(
        public_id,
        "rule.propose",
        lambda work: propose_draft(work, public_id, version, waiting),
        _("送审了。请另一位有审核权的人来看。"),
    )


@route(bp, "/drafts/<public_id>/approve", permission="rule:approve", methods=("POST",))
def approve(public_id: str) -> Any:
    version = sent_number("version")
    return _done(
        public_id,
        "rule.publish",
        lambda work: approve_draft(work, public_id, version),
        _("上线了，从起始日起按新的算。"),
    )


@route(bp, "/drafts/<public_id>/return", permission="rule:edit", methods=("POST",))
def send_back(public_id: str) -> Any:
    version, words = sent_number("version"), request.form.get("words", "")
    return _done(
        public_id, "rule.return", lambda work: return_draft(work, public_id, version, words), _("退回去了。")
    )


def _done(public_id: str, act: str, do: Any, words: str) -> Any:
    """The step as an act; what keeps it from being done is told on the page itself."""
    row = get_draft(session(), public_id)
    payload = {"kind": row.kind, "code": row.code, "draft_version": row.version}
    try:
        perform(session(), current_actor(), act, do, subject=f"rule_draft:{public_id}", payload=payload)
    except InvalidInputError as refused:
        return _page(public_id, refused), 422
    except BangfuError as refused:
        if refused.status in (404, 403):
            raise
        session().expire_all()
        return _page(public_id, refused), refused.status
    flash(words, "ok")
    return redirect(url_for("rules.review", public_id=public_id))
