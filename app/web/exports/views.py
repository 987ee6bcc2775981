"""导出: a list masked at once, clear numbers asked for, agreed to by another person, taken once."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError
from app.domain.vocabulary.exports import EXPORT_LIST
from app.models import ExportRequest
from app.queries import exports as read
from app.queries.area_search import place_names
from app.queries.exports import ExportRow, get_export
from app.services.exports.handing_out import write_masked
from app.services.exports.lists import MOST_CLEAR, MOST_MASKED, AskedList, collect, count_list
from app.services.exports.requests import (
    ask_export,
    can_be_taken,
    decide_export,
    state_words,
    take_export,
    told_of,
    withdraw_export,
)
from app.services.secrets import PURPOSES
from app.unit_of_work import unit_of_work
from app.web.exports.forms import AskForm, RefuseForm
from app.web.exports.reading import address_of, read_list, say_list
from app.web.sent_key import sent_key

bp = Blueprint("exports", __name__, url_prefix="/exports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Lists that go out masked from here; problems have a workbook of their own, and those of the register are clear.
MASKABLE = ("households", "persons", "grants", "findings")


@route(bp, "", permission="export:read")
def index() -> Any:
    """One's own requests; for who may agree also what waits, and what others took."""
    me, decides = current_actor().id or 0, may("export:approve")
    scope = current_scope()
    return render_template(
        "exports/index.html",
        own=read.list_own(session(), scope, me) if may("export:make") else [],
        waiting=read.list_waiting(session(), scope, me) if decides else [],
        decided=read.list_decided(session(), scope, me) if decides else [],
        **_words(),
    )


@route(bp, "/new", permission="export:make")
def new() -> Any:
    """A list as it would go out: masked at once, or with clear numbers after somebody has agreed."""
    form = AskForm(formdata=None)
    form.which.data = request.args.get("list", "households")
    return _new(form, address_of(form.which.data, request.args))


@route(bp, "/new", permission="export:make", methods=("POST",))
def ask() -> Any:
    form = AskForm()
    kind = form.which.data or ""
    address = address_of(kind, request.form)
    if not form.validate_on_submit():
        return _new(form, address), 422
    try:
        asked = read_list(kind, address)
        told = {"list": kind, "numbers": ",".join(form.numbers.data or ()), "purpose": form.purpose.data}
        with unit_of_work(
            session(),
            current_actor(),
            "export.ask",
            area_code=asked.area,
            payload=told,
            request_key=sent_key(),
        ) as work:
            row = ask_export(
                work,
                current_scope(),
                asked,
                address,
                form.numbers.data,
                form.purpose.data,
                form.reason.data or "",
            )
            public_id = row.public_id
    except InvalidInputError as refused:
        for name, words in refused.fields.items():
            form[name].errors = [words]
        if not refused.fields:
            form.reason.errors = [f"{refused.message}{refused.way_out or ''}"]
        return _new(form, address), 422
    flash(_("申请交上去了，批下来会在您的首页提醒。"), "ok")
    return redirect(url_for("exports.show", public_id=public_id))


@route(bp, "/masked", permission="export:make", methods=("POST",))
def masked() -> Any:
    """The list at once, every number masked."""
    kind = request.form.get("list", "")
    address = address_of(kind if kind in MASKABLE else "", request.form)
    asked = read_list(kind, address)
    sheet = collect(session(), current_scope(), asked, MOST_MASKED)
    out, told = BytesIO(), {"list": kind, "rows": len(sheet.keys)}
    with unit_of_work(
        session(), current_actor(), "export.masked", area_code=asked.area, payload=told
    ) as work:
        write_masked(work, kind, sheet, out)
    return _file(out, kind)


@route(bp, "/<public_id>", permission="export:read")
def show(public_id: str) -> Any:
    return _show(public_id, RefuseForm(formdata=None))


@route(bp, "/<public_id>/agree", permission="export:approve", methods=("POST",))
def agree(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "export.agree", **_told(public_id)) as work:
        decide_export(work, current_scope(), public_id, agree=True)
    flash(_("批准了，申请的人 24 小时内可以下载一次。"), "ok")
    return redirect(url_for("exports.index"))


@route(bp, "/<public_id>/refuse", permission="export:approve", methods=("POST",))
def refuse(public_id: str) -> Any:
    form = RefuseForm()
    if not form.validate_on_submit():
        return _show(public_id, form), 422
    with unit_of_work(session(), current_actor(), "export.refuse", **_told(public_id)) as work:
        decide_export(work, current_scope(), public_id, agree=False, words=form.words.data or "")
    flash(_("没有批准，原因告诉申请的人了。"), "ok")
    return redirect(url_for("exports.index"))


@route(bp, "/<public_id>/withdraw", permission="export:make", methods=("POST",))
def withdraw(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "export.withdraw", **_told(public_id)) as work:
        withdraw_export(work, current_scope(), public_id)
    flash(_("申请收回了。"), "ok")
    return redirect(url_for("exports.index"))


@route(bp, "/<public_id>/take", permission="export:make", methods=("POST",))
def take(public_id: str) -> Any:
    """Once: the file is made now, in the scope of now, and kept nowhere."""
    out = BytesIO()
    with unit_of_work(session(), current_actor(), "export.clear", **_told(public_id)) as work:
        kind = take_export(work, current_scope(), public_id, _asked_again, out).kind
    return _file(out, kind)


def _told(public_id: str) -> dict[str, Any]:
    """What the trail says of an act on a request; NotFoundError where it is not for this reader."""
    one = _find(public_id).request
    return {
        "subject": f"export_request:{public_id}",
        "area_code": one.area_code or None,
        "payload": told_of(one),
    }


def _asked_again(row: ExportRequest) -> AskedList:
    return read_list(row.kind, row.asked)


def _file(out: BytesIO, kind: str) -> Any:
    out.seek(0)
    name = f"{EXPORT_LIST.label(kind)} {today().isoformat()}.xlsx"
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)


def _find(public_id: str) -> ExportRow:
    return get_export(session(), current_scope(), current_actor().id or 0, public_id, may("export:approve"))


def _show(public_id: str, form: RefuseForm) -> str:
    row = _find(public_id)
    one = row.request
    asked = read_list(one.kind, one.asked)
    return render_template(
        "exports/show.html",
        row=row,
        one=one,
        form=form,
        is_own=one.created_by == current_actor().id,
        is_open=can_be_taken(one),
        list_url=_list_url(one),
        sentence=say_list(asked, one.asked),
        place=place_names(session(), [one.area_code])[one.area_code],
        **_words(),
    )


def _list_url(one: ExportRequest) -> str:
    """Where the list itself stands, for who wants to see the rows before agreeing."""
    pages = {
        "households": "households.index",
        "persons": "households.index",
        "problems": "quality.problems",
        "grants": "grants.index",
        "findings": "findings.index",
    }
    return url_for(pages[one.kind], **one.asked) if one.kind in pages else ""


def _new(form: AskForm, address: dict[str, str]) -> str:
    kind = form.which.data or ""
    refusal = ""
    rows = 0
    try:
        asked = read_list(kind, address)
        rows = count_list(session(), current_scope(), asked, MOST_MASKED)
        sentence = say_list(asked, address)
    except BangfuError as refused:
        if refused.status == 404:
            raise
        refusal, sentence = f"{refused.message}{refused.way_out or ''}", ""
    return render_template(
        "exports/new.html",
        form=form,
        kind=kind,
        address=address,
        rows=rows,
        refusal=refusal,
        sentence=sentence,
        may_ask=may("secret:reveal"),
        most=MOST_CLEAR,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"state_words": state_words, "purposes": PURPOSES}
