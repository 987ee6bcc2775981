"""铁笼: what supervision noticed by area and condition, one case with its loop, and each official's own."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, route, session
from app.domain.areas import level_of
from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.vocabulary.supervision import JUDGEMENT
from app.queries import supervision as read
from app.queries.scope import Scope
from app.queries.titles import area_names
from app.services.catalogue import work_calendar
from app.services.supervision import (
    WATCHERS,
    close_case,
    conditions,
    explain_case,
    judge_case,
    supervision_scope,
)
from app.unit_of_work import unit_of_work
from app.web.conflicts import sent_number
from app.web.lists import area_argument, key_argument

bp = Blueprint("supervision", __name__, url_prefix="/supervision")

#: Digits of the parts that an area of each level is drilled into.
_PARTS = {"province": 4, "city": 6, "county": 9, "township": 12}
MONTHS_BACK = 183


@route(bp, "", permission="supervision:read")
def index() -> Any:
    """Counts and trend of an area and its parts."""
    scope, area = _scope(), _area()
    digits = _PARTS.get(level_of(area), 12)
    counts = read.count_cases(session(), scope, area, digits)
    total: dict[str, tuple[int, int]] = {}
    for parts in counts.values():
        for code, (open_, everything) in parts.items():
            before = total.get(code, (0, 0))
            total[code] = (before[0] + open_, before[1] + everything)
    return render_template(
        "supervision/index.html",
        area=area,
        name=area_names(session(), [area]).get(area, area),
        names=area_names(session(), list(counts)),
        counts=counts,
        total=total,
        conditions=conditions(),
        months=read.count_by_month(session(), scope, area, today() - timedelta(days=MONTHS_BACK)),
        leaf=digits == 12,
    )


@route(bp, "/cases", permission="supervision:read")
def cases() -> Any:
    condition, area = request.args.get("condition"), area_argument()
    state = request.args.get("state", "open")
    state = state if state in ("open", "opened", "explained", "mending", "closed") else "open"
    itself = bool(request.args.get("itself"))
    rows = read.list_cases(
        session(),
        _scope(),
        state=state,
        condition=condition,
        area=area,
        itself=itself,
        after=key_argument(),
    )
    return render_template(
        "supervision/cases.html",
        rows=rows[: read.PAGE],
        next_key=rows[read.PAGE - 1].case.id if len(rows) > read.PAGE else None,
        state=state,
        condition=condition,
        area=area,
        itself=1 if itself else None,
        name=area_names(session(), [area]).get(area, area) if area else "",
        conditions=conditions(),
        days_left=_left,
        first=request.args.get("first", type=int) or 1,
    )


@route(bp, "/mine", permission="home:read")
def mine() -> Any:
    """What is asked of the reader, and of nobody else."""
    rows = read.own_cases(session(), Scope(), current_actor().id or 0)
    return render_template("supervision/mine.html", rows=rows, conditions=conditions(), days_left=_left)


@route(bp, "/mine/<public_id>", permission="home:read")
def own(public_id: str) -> Any:
    return _own_page(public_id)


@route(bp, "/mine/<public_id>", permission="me:edit", methods=("POST",))
def explain(public_id: str) -> Any:
    if read.own_case(session(), Scope(), current_actor().id or 0, public_id) is None:
        raise NotFoundError()  # a case of somebody else is not found, whatever was sent
    with _act("explain", public_id) as work:
        explain_case(work, public_id, version=sent_number("version"), words=_words())
    flash(_("说明交上去了。"), "ok")
    return redirect(url_for("supervision.mine"))


@route(bp, "/cases/<public_id>", permission="supervision:read")
def show(public_id: str) -> Any:
    return _page(public_id)


@route(bp, "/cases/<public_id>/judge", permission="supervision:judge", methods=("POST",))
def judge(public_id: str) -> Any:
    _known(public_id)
    with _act("judge", public_id) as work:
        judge_case(
            work,
            _scope(),
            public_id,
            version=sent_number("version"),
            judgement=request.form.get("judgement", ""),
            words=_words(),
        )
    flash(_("判断记下了。"), "ok")
    return redirect(url_for("supervision.show", public_id=public_id))


@route(bp, "/cases/<public_id>/close", permission="supervision:judge", methods=("POST",))
def close(public_id: str) -> Any:
    _known(public_id)
    with _act("close", public_id) as work:
        close_case(work, _scope(), public_id, version=sent_number("version"), words=_words())
    flash(_("了结了。"), "ok")
    return redirect(url_for("supervision.show", public_id=public_id))


def _page(public_id: str) -> str:
    row = read.find_case(session(), _scope(), public_id)
    if row is None:
        raise NotFoundError()
    return _drawn(row, read.steps_of(session(), _scope(), row.case), own=False)


def _known(public_id: str) -> None:
    """What lies elsewhere is not found, whatever was sent."""
    if read.find_case(session(), _scope(), public_id) is None:
        raise NotFoundError()


def _own_page(public_id: str) -> str:
    me = current_actor().id or 0
    row = read.own_case(session(), Scope(), me, public_id)
    if row is None:
        raise NotFoundError()
    return _drawn(row, read.steps_of(session(), Scope(), row.case, own=me), own=True)


def _drawn(row: read.CaseRow, story: Any, *, own: bool) -> str:
    return render_template(
        "supervision/show.html",
        row=row,
        case=row.case,
        condition=conditions().get(row.case.condition),
        story=story,
        own=own,
        mine=row.case.user_id == current_actor().id,
        judgements=JUDGEMENT.choices(),
        left=_left(row.case.due_on),
    )


def _scope() -> Scope:
    return supervision_scope(current_actor())


def _area() -> str:
    """The area asked for; else the widest that the reader watches."""
    asked = area_argument()
    watched = [g.area_code for g in current_actor().grants if g.role in WATCHERS]
    return asked or min(watched, default="000000000000")


def _left(due: Any) -> int | None:
    return work_calendar().left(today(), due)


def _words() -> str:
    return request.form.get("words", "")[:2000]


def _act(act: str, public_id: str) -> Any:
    return unit_of_work(
        session(),
        current_actor(),
        f"supervision.{act}",
        subject=f"supervision_case:{public_id}",
        request_key=request.form.get("request_key", "")[:80] or None,
    )
