"""疑点核查: the list of work orders, one with its way, and the steps."""

from contextlib import AbstractContextManager
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.work_orders import STEPS
from app.queries import findings as read
from app.queries.area_search import place_names
from app.queries.titles import rule_titles
from app.services.catalogue import work_calendar
from app.services.finding_rounds import hand_out_all, hand_out_matching
from app.services.findings import answer_finding, note_finding, take_step
from app.unit_of_work import Work, unit_of_work
from app.web.conflicts import save_contested, sent_number
from app.web.findings import money, rechecks  # noqa: F401 (their routes)
from app.web.findings.blueprint import bp
from app.web.findings.contests import answer_contest, step_contest
from app.web.findings.forms import AnswerForm, StepForm
from app.web.findings.page import order_page
from app.web.formats import label
from app.web.lists import area_argument, key_argument
from app.web.sent_key import sent_key

#: Sent instead of ticked rows: everything that the filter finds, on all pages.
ALL = "all"


@route(bp, "", permission="finding:read")
def index() -> Any:
    group = request.args.get("group", "village" if _is_village() else "open")
    group = group if group in (*read.GROUPS, read.LATE, read.ESCALATED) else "open"
    area, check = area_argument(), request.args.get("check")
    page = read.list_findings(
        session(), current_scope(), group=group, area=area, check=check, after=key_argument()
    )
    return render_template(
        "findings/index.html",
        page=page,
        group=group,
        area=area,
        check=check,
        counts=read.count_findings(session(), current_scope(), area, check),
        place=place_names(session(), [area])[area] if area else "",
        titles=rule_titles(session(), "check"),
        days_left=lambda finding: work_calendar().left(today(), finding.due_on),
        first=request.args.get("first", type=int) or 1,
    )


@route(bp, "", permission="finding:assign", methods=("POST",))
def hand_out() -> Any:
    chosen = request.form.getlist("chosen")[:500]
    if ALL in chosen:
        return _preview()
    with unit_of_work(
        session(), current_actor(), "finding.hand_out", request_key=sent_key(), payload={"asked": len(chosen)}
    ) as work:
        count = hand_out_all(work, current_scope(), chosen)
    flash(_("已下发 %(count)s 条，村里按期限反馈。", count=count), "ok" if count else "owed")
    return redirect(url_for("findings.index", group="new"))


def _preview() -> Any:
    """All that the filter finds: how many of what, before anybody says yes."""
    area, check = area_argument(), request.form.get("check") or None
    found = read.count_new(session(), current_scope(), area, check)
    return render_template(
        "findings/hand_out.html",
        found=found,
        total=sum(one.count for one in found),
        area=area,
        check=check,
        place=place_names(session(), [area])[area] if area else "",
        titles=rule_titles(session(), "check"),
    )


@route(bp, "/hand-out", permission="finding:assign", methods=("POST",))
def hand_out_found() -> Any:
    area, check = area_argument(), request.form.get("check") or None
    with unit_of_work(
        session(),
        current_actor(),
        "finding.hand_out",
        area_code=area,
        request_key=sent_key(),
        payload={"check": check, "asked": sent_number("expected")},
    ) as work:
        count = hand_out_matching(
            work, current_scope(), area=area, check=check, expected=sent_number("expected")
        )
    flash(_("已下发 %(count)s 条，村里按期限反馈。", count=count), "ok")
    return redirect(url_for("findings.index", group="new"))


@route(bp, "/<public_id>", permission="finding:read")
def show(public_id: str) -> Any:
    return order_page(public_id)


@route(bp, "/<public_id>/answer", permission="finding:answer", methods=("POST",))
def answer(public_id: str) -> Any:
    form = AnswerForm()
    choosing = bool(request.form.get("resolve"))

    def write(version: int, key: str | None) -> None:
        changes = form.to_changes()
        with _act("finding.answer", public_id, key, {"conclusion": changes["conclusion"]}) as work:
            answer_finding(work, current_scope(), public_id, version=version, again=choosing, **changes)

    if form.validate_on_submit():
        try:
            contest = answer_contest(public_id, _title(public_id))
            if (page := save_contested(contest, form, write)) is not None:
                return page
            flash(_("已反馈给乡镇，等审核。"), "ok")
            return redirect(url_for("findings.show", public_id=public_id))
        except InvalidInputError as refused:
            if not refused.fields:
                raise
            for name, sentence in refused.fields.items():
                form[name].errors = [sentence]
    return order_page(public_id, form), 422


@route(bp, "/<public_id>/step", permission="finding:read", methods=("POST",))
def step(public_id: str) -> Any:
    """The service asks for the permission of the step itself."""
    form = StepForm()
    if not form.validate_on_submit():
        order_page(public_id)  # a record of somebody else is not found, whatever was sent
        raise InvalidInputError("E-STEP", _("这一步没有办成：表单不完整。"), way_out=_("请刷新页面再试。"))
    act = form.act.data

    def write(version: int, key: str | None) -> None:
        with _act(f"finding.{act}", public_id, key) as work:
            take_step(work, current_scope(), public_id, act, version=version, words=form.words.data or "")

    if (page := save_contested(step_contest(public_id, _title(public_id), act), form, write)) is not None:
        return page
    _say_done(act, public_id)
    return redirect(url_for("findings.show", public_id=public_id))


def _say_done(act: str, public_id: str) -> None:
    """What was done, and what the work order waits for now."""
    row = read.find_finding(session(), current_scope(), public_id)
    if row is None:  # the step took it out of the reader's scope
        return
    said = {"done": STEPS[act].label, "state": label(row.finding.state, "finding_state")}
    flash(_("“%(done)s”办好了，这条疑点现在是“%(state)s”。", **said), "ok")


@route(bp, "/<public_id>/note", permission="finding:read", methods=("POST",))
def note(public_id: str) -> Any:
    """Words of somebody whose step came too late go into the story. The service asks for the permission."""
    with _act("finding.note", public_id, sent_key()) as work:
        note_finding(work, current_scope(), public_id, request.form.get("words", "")[:4000])
    flash(_("记进经过了。"), "ok")
    return redirect(url_for("findings.show", public_id=public_id))


def _act(
    act: str, public_id: str, key: str | None, payload: dict[str, Any] | None = None
) -> AbstractContextManager[Work]:
    return unit_of_work(
        session(), current_actor(), act, subject=f"finding:{public_id}", request_key=key, payload=payload
    )


def _title(public_id: str) -> str:
    row = read.find_finding(session(), current_scope(), public_id)
    if row is None:
        raise NotFoundError()
    code = row.finding.check_code
    name = row.household.head_name or row.household.household_no
    return f"{name}：{rule_titles(session(), 'check').get(code, code)}"


def _is_village() -> bool:
    return bool(current_actor().roles & {"village_cadre", "officer"})
