"""Missing measures by the many: where they stand by bureau and township, bulk handling, documents, appeals."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.grants import GRANT_STEPS
from app.queries import grant_tasks as read
from app.queries.register import get_household
from app.queries.titles import area_names, rule_titles
from app.services.appeals import decide_appeal, file_appeal
from app.services.catalogue import work_calendar
from app.services.grant_rounds import take_steps
from app.unit_of_work import unit_of_work
from app.web.conflicts import sent_number
from app.web.grants.blueprint import bp
from app.web.grants.forms import BulkForm

#: What may be done to many at once; a document is asked of one family at a time.
BULK = ("accept", "start", "deliver", "refuse")


@route(bp, "/board", permission="measure:read")
def board() -> Any:
    by = "township" if request.args.get("by") == "township" else "bureau"
    rows = read.boards(session(), current_scope(), today(), by)
    return render_template(
        "grants/board.html",
        rows=rows,
        by=by,
        names=area_names(session(), [row.key for row in rows]) if by == "township" else {},
    )


@route(bp, "/documents", permission="measure:read")
def documents() -> Any:
    return render_template(
        "grants/documents.html",
        families=read.list_documents(session(), current_scope()),
        titles=rule_titles(session(), "measure"),
        days_left=lambda due: work_calendar().left(today(), due),
    )


@route(bp, "/documents/<household_id>", permission="grant:propose", methods=("POST",))
def bring(household_id: str) -> Any:
    """Everything that bureaus wait for from one family was brought together."""
    household = get_household(session(), current_scope(), household_id)
    if household is None:
        raise NotFoundError()
    sent = dict.fromkeys(request.form.getlist("brought")[:50])
    ours = {
        grant.public_id
        for family in read.list_documents(session(), current_scope())
        for grant, _name in family.wanted
        if family.household.public_id == household_id
    }
    with _bulk("bring", len(sent)) as work:
        left = take_steps(
            work,
            current_scope(),
            {one: None for one in sent if one in ours},
            "bring",
            reason=request.form.get("words", "")[:500] or None,
        )
    count = len(set(sent) & ours) - len(left)
    flash(_("交了 %(count)s 份材料，部门接着办。", count=count), "ok" if count else "owed")
    return redirect(url_for("grants.documents"))


@route(bp, "/bulk", permission="measure:read", methods=("POST",))
def bulk() -> Any:
    """What was ticked and what shall be done to it: asks what the step needs before anything is written."""
    act = request.form.get("act", "")
    if act not in BULK or not current_actor().may(GRANT_STEPS[act].permission):
        raise InvalidInputError("E-STEP", _("这一步不能成批办。"), way_out=_("请一项一项办。"))
    chosen = list(dict.fromkeys(request.form.getlist("chosen")))[:500]
    form = BulkForm()
    if not chosen:
        flash(_("没有勾选，什么都没办。"), "owed")
        return redirect(url_for("grants.index"))
    ready = request.form.get("ready") == "yes"
    if not ready or not form.validate_on_submit():
        page = render_template(
            "grants/bulk.html",
            form=form if ready else BulkForm(formdata=None),
            act=act,
            chosen=chosen,
            step=GRANT_STEPS[act],
        )
        return page, 422 if ready else 200
    amount: Decimal | None = form.amount.data
    values: dict[str, Any] = {"reason": form.reason.data or None, "on_day": form.on_day.data}
    if act == "deliver":
        values |= {
            "amount_fen": None if amount is None else int(amount * 100),
            "period": form.period.data or None,
        }
    if act == "refuse":
        values |= {"refusal": form.refusal.data or None}
    with _bulk(act, len(chosen)) as work:
        left = take_steps(work, current_scope(), dict.fromkeys(chosen), act, **values)
    words = _("办好 %(count)s 项。", count=len(chosen) - len(left))
    if left:
        reasons = "；".join(dict.fromkeys(sentence for _one, sentence in left))
        words += _("%(count)s 项没有办：%(reasons)s", count=len(left), reasons=reasons[:200])
    flash(words, "owed" if left else "ok")
    return redirect(url_for("grants.index", group=request.form.get("group") or None))


@route(bp, "/appeals", permission="measure:read")
def appeals() -> Any:
    return render_template(
        "grants/appeals.html",
        rows=read.list_appeals(session(), current_scope()),
        titles=rule_titles(session(), "measure"),
        days_left=lambda due: work_calendar().left(today(), due),
    )


@route(bp, "/<public_id>/appeal", permission="grant:propose", methods=("POST",))
def appeal(public_id: str) -> Any:
    with unit_of_work(
        session(), current_actor(), "grant.appeal", subject=f"grant:{public_id}", request_key=_key()
    ) as work:
        file_appeal(work, current_scope(), public_id, words=request.form.get("words", "")[:2000])
    flash(_("申诉记下了，由另一个人复议。"), "ok")
    return redirect(url_for("grants.show", public_id=public_id))


@route(bp, "/<public_id>/appeal/decide", permission="grant:approve", methods=("POST",))
def decide(public_id: str) -> Any:
    changed = request.form.get("changed") == "yes"
    with unit_of_work(
        session(),
        current_actor(),
        "grant.decide_appeal",
        subject=f"grant:{public_id}",
        request_key=_key(),
        payload={"changed": changed},
    ) as work:
        decide_appeal(
            work,
            current_scope(),
            public_id,
            version=sent_number("version"),
            changed=changed,
            words=request.form.get("words", "")[:2000],
        )
    flash(_("复议结果记下了。"), "ok")
    return redirect(url_for("grants.show", public_id=public_id))


def _bulk(act: str, asked: int) -> Any:
    return unit_of_work(
        session(), current_actor(), "grant.bulk", request_key=_key(), payload={"act": act, "asked": asked}
    )


def _key() -> str | None:
    return request.form.get("request_key", "")[:80] or None
