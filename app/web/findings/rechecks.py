"""Second looks at closed work orders, and how often each rule was right."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.queries.check_shares import check_shares, list_demotions
from app.queries.finding_rechecks import PAGE, count_rechecks, list_rechecks
from app.queries.findings import find_finding
from app.queries.rules_in_force import rules_in_force
from app.queries.titles import rule_titles
from app.services.catalogue import work_calendar
from app.services.check_weights import restore_weight
from app.services.finding_rechecks import judge_recheck
from app.unit_of_work import unit_of_work
from app.web.conflicts import sent_number
from app.web.findings.blueprint import bp
from app.web.findings.forms import StepForm
from app.web.findings.page import order_page
from app.web.lists import key_argument


@route(bp, "/rechecks", permission="finding:read")
def rechecks() -> Any:
    counts = count_rechecks(session(), current_scope())
    state = request.args.get("state", "drawn")
    state = state if state in counts else "drawn"
    rows = list_rechecks(session(), current_scope(), state=state, after=key_argument())
    return render_template(
        "findings/rechecks.html",
        rows=rows[:PAGE],
        next_key=rows[PAGE - 1].recheck.id if len(rows) > PAGE else None,
        counts=counts,
        state=state,
        titles=rule_titles(session(), "check"),
        days_left=lambda due: work_calendar().left(today(), due),
        first=request.args.get("first", type=int) or 1,
    )


@route(bp, "/<public_id>/recheck", permission="finding:review", methods=("POST",))
def recheck(public_id: str) -> Any:
    words = request.form.get("words", "")[:2000]
    if find_finding(session(), current_scope(), public_id) is None:
        raise NotFoundError()  # before anything that was sent is looked at
    try:
        with unit_of_work(
            session(),
            current_actor(),
            "finding.recheck",
            subject=f"finding:{public_id}",
            request_key=request.form.get("request_key", "")[:80] or None,
            payload={"upheld": request.form.get("upheld") == "yes"},
        ) as work:
            judge_recheck(
                work,
                current_scope(),
                public_id,
                version=sent_number("version"),
                upheld=request.form.get("upheld") == "yes",
                words=words,
            )
    except InvalidInputError as refused:
        if not refused.fields:
            raise
        form = StepForm(formdata=None)
        form.words.data, form.words.errors = words, [refused.fields["words"]]
        return order_page(public_id, look_form=form), 422
    flash(_("复核记上了。"), "ok")
    return redirect(url_for("findings.rechecks"))


@route(bp, "/checks", permission="finding:read")
def checks() -> Any:
    """Per rule: how many answers, how many confirmed, between which shares the true one lies; who weighs less."""
    rules = rules_in_force(session(), today()).catalogue.checks
    shares = check_shares(session(), current_scope())
    demotions = list_demotions(session(), current_scope())
    return render_template(
        "findings/checks.html",
        rules=rules,
        shares=sorted(shares.values(), key=lambda one: (-one.answered, one.code)),
        running=[(row, name) for row, name in demotions if row.ended_at is None],
        ended=[(row, name) for row, name in demotions if row.ended_at is not None],
        titles=rule_titles(session(), "check"),
    )


@route(bp, "/checks/<code>/restore", permission="finding:close", methods=("POST",))
def restore(code: str) -> Any:
    with unit_of_work(
        session(),
        current_actor(),
        "finding.restore_weight",
        subject=f"check:{code[:40]}",
        request_key=request.form.get("request_key", "")[:80] or None,
    ) as work:
        restore_weight(work, code[:40], reason=request.form.get("reason", "")[:200])
    flash(_("恢复了原来的轻重。"), "ok")
    return redirect(url_for("findings.checks"))
