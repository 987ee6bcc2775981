"""表格: what to print, the progress, the finished files; public lists stand in `notices`."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError, NotFoundError
from app.extensions import vault
from app.models import Household, ReportRequest
from app.queries.area_search import place_names
from app.queries.households import get_household
from app.queries.jobs import find_job
from app.queries.papers import get_request, list_requests
from app.services.files import find_file, open_store, read_file
from app.services.paper_requests import FILL, FILLED, FORMATS, has_ended, request_papers, stop_request
from app.services.papers import forms
from app.unit_of_work import perform
from app.web.papers import filling, notices  # noqa: F401 (their routes)
from app.web.papers.blueprint import bp
from app.web.papers.forms import PaperForm
from app.web.papers.places import MINE, count_in_charge, village_choices, village_in_scope
from app.web.sent_key import sent_key

__all__ = ["bp"]


@route(bp, "", permission="household:edit")
def index() -> Any:
    form = PaperForm()
    household = _household(request.args.get("household"))
    form.household.data = household.public_id if household else ""
    form.village.data = request.args.get("village") or (MINE if count_in_charge() else "")
    form.form.data = request.args.get("form") or "register"
    return _page(form, household)


@route(bp, "", permission="household:edit", methods=("POST",))
def ask() -> Any:
    form = PaperForm()
    household = _household(form.household.data)
    form.offer(_places())
    if not form.validate():
        return _page(form, household), 422
    given = form.given()
    if household is None and form.village.data == MINE and count_in_charge():
        given = replace(given, mine=True)
        area = current_actor().place_for("household:edit")
    else:
        area = household.area_code if household else village_in_scope(form.village.data)
    act = "paper.numbers" if given.with_numbers else "paper.request"
    try:
        public_id = perform(
            session(),
            current_actor(),
            act,
            lambda work: request_papers(work, current_scope(), area, household, given, today()).public_id,
            subject=f"household:{household.public_id}" if household else f"area:{area}",
            area_code=area,
            request_key=sent_key(),
            payload={"form": given.form, "blank": given.is_blank, "purpose": given.purpose},
        )
    except InvalidInputError as refused:
        for name, words in refused.fields.items():
            form[name].errors = [*form[name].errors, words]
        return _page(form, _household(form.household.data)), 422
    return redirect(url_for("papers.show", public_id=public_id))


@route(bp, "/<public_id>", permission="household:edit")
def show(public_id: str) -> Any:
    asked = _asked(public_id)
    if asked.state == "asking":
        return redirect(url_for("papers.columns", blank_id=public_id))
    return render_template("papers/show.html", **_facts(asked))


@route(bp, "/<public_id>/progress", permission="household:edit")
def progress(public_id: str) -> Any:
    return render_template("papers/progress.html", **_facts(_asked(public_id)))


@route(bp, "/<public_id>/stop", permission="household:edit", methods=("POST",))
def stop(public_id: str) -> Any:
    asked = _asked(public_id)
    perform(
        session(), current_actor(), "paper.stop", lambda work: stop_request(work, asked),
        subject=f"report_request:{public_id}", area_code=asked.area_code,
    )  # fmt: skip
    return redirect(url_for("papers.show", public_id=public_id))


@route(bp, "/<public_id>/files/<name>", permission="household:edit")
def download(public_id: str, name: str) -> Any:
    asked = _asked(public_id)
    row = find_file(session(), asked.files.get(name, 0))
    if row is None:
        raise NotFoundError
    if has_ended(asked):
        raise BangfuError("E-PAPER-ENDED", "这份表已经过了下载期限。", way_out="请再印一次，数也会是新的。")
    body = read_file(open_store(current_app.extensions["bangfu"].files_dir, vault()), row)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}"}
    return Response(body, mimetype=row.media_type, headers=headers)


def _asked(public_id: str) -> ReportRequest:
    return get_request(session(), current_scope(), current_actor().id or 0, public_id)


def _facts(asked: ReportRequest) -> dict[str, Any]:
    """State as people see it: a job that ended without a paper is a failure, whatever the request still says."""
    wanted = asked.document or {}
    job = find_job(session(), str(wanted.get("job", "")))
    ended = job is not None and job.state in ("failed", "cancelled")
    return {
        "asked": asked,
        "state": "failed" if asked.state == "waiting" and ended else asked.state,
        "is_running": job is not None and job.state == "running",
        "step": job.step if job is not None else 0,
        "steps": (job.total if job is not None else None) or 0,
        "message": job.message if job is not None else None,
        "title": _title(asked),
        "place": place_names(session(), [asked.area_code])[asked.area_code],
        "formats": {**FORMATS, **FILLED},
        "is_over": has_ended(asked),
        "wanted": wanted,
    }


def _title(asked: ReportRequest) -> str:
    wanted = asked.document or {}
    form = forms().get(str(wanted.get("form", "")))
    plain = str(wanted.get("name", "")) if asked.kind == FILL else "公示名单"
    return str(wanted.get("title") or (form.title if form else plain))


def _household(public_id: str | None) -> Household | None:
    return get_household(session(), current_scope(), public_id) if public_id else None


def _places() -> list[tuple[str, str]]:
    """The reader's own households first, then the villages that are theirs as a whole."""
    count = count_in_charge()
    mine = [(MINE, _("分给我的 %(n)s 户", n=count))] if count else []
    return [*mine, *village_choices()]


def _page(form: PaperForm, household: Household | None) -> str:
    form.offer(_places())
    actor = current_actor()
    past = [
        (one, _title(one), has_ended(one)) for one in list_requests(session(), current_scope(), actor.id or 0)
    ]
    return render_template("papers/index.html", form=form, household=household, past=past)
