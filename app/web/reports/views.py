"""报告: the list with the form, one paper with its state, its files."""

from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.reporting.schedules import EVERY, moved_numbers, next_day
from app.extensions import vault
from app.models import Area, ReportRequest
from app.queries.areas import home_area, list_children
from app.queries.indicators import list_indicators
from app.queries.jobs import find_job
from app.queries.report_schedules import get_schedule, list_schedules, previous_report
from app.queries.reports import get_report, list_reports
from app.services.files import find_file, open_store, read_file
from app.services.report_requests import FORMATS, KINDS, request_report
from app.services.report_schedules import TOLD, add_schedule, switch_schedule
from app.unit_of_work import unit_of_work
from app.web.reports import templates  # noqa: F401 (their routes)
from app.web.reports.blueprint import bp
from app.web.reports.forms import ReportForm, ScheduleForm
from app.web.sent_key import sent_key

__all__ = ["bp"]


@route(bp, "", permission="report:read")
def index() -> Any:
    return _index(_form())


@route(bp, "", permission="report:build", methods=("POST",))
def build() -> Any:
    form = _form()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        with unit_of_work(
            session(), current_actor(), "report.request", area_code=form.area.data, request_key=sent_key()
        ) as work:
            asked = request_report(
                work,
                current_scope(),
                kind=form.kind.data,
                area=form.area.data,
                year=form.year.data,
                formats=form.formats.data,
                month=form.month.data or None,
                base_url=request.url_root,
                on=today(),
            )
            public_id = asked.public_id
    except InvalidInputError as refused:
        for name, words in refused.fields.items():
            form[name].errors = [*form[name].errors, words]
        return _index(form), 422
    return redirect(url_for("reports.show", public_id=public_id))


@route(bp, "/schedules", permission="report:build")
def schedules() -> Any:
    """Reports that come by themselves: what is set up, and one more."""
    return _schedules(_schedule_form())


@route(bp, "/schedules", permission="report:build", methods=("POST",))
def add() -> Any:
    form = _schedule_form()
    if not form.validate_on_submit():
        return _schedules(form), 422
    try:
        with unit_of_work(session(), current_actor(), "report.schedule", area_code=form.area.data) as work:
            add_schedule(
                work,
                current_scope(),
                kind=form.kind.data,
                area=form.area.data,
                every=form.every.data,
                formats=form.formats.data,
                told=form.told.data,
                base_url=request.url_root,
                on=today(),
            )
    except InvalidInputError as refused:
        for name, words in refused.fields.items():
            form[name].errors = [*form[name].errors, words]
        return _schedules(form), 422
    flash(_("定好了，到时候自己出来，首页会提醒。"), "ok")
    return redirect(url_for("reports.schedules"))


@route(bp, "/schedules/<schedule_id>/<do>", permission="report:build", methods=("POST",))
def switch(schedule_id: str, do: str) -> Any:
    """Stop a report that comes by itself, or start it again in one's own name."""
    get_schedule(session(), current_scope(), schedule_id)
    subject, starts = f"report_schedule:{schedule_id}", do == "start"
    if starts:
        with unit_of_work(session(), current_actor(), "report.schedule_on", subject=subject) as work:
            switch_schedule(work, current_scope(), schedule_id, is_on=True, on=today())
    else:
        with unit_of_work(session(), current_actor(), "report.schedule_off", subject=subject) as work:
            switch_schedule(work, current_scope(), schedule_id, is_on=False, on=today())
    return redirect(url_for("reports.schedules"))


@route(bp, "/<public_id>", permission="report:read")
def show(public_id: str) -> Any:
    asked = get_report(session(), current_scope(), public_id)
    area = session().get(Area, asked.area_code)
    return render_template(
        "reports/show.html",
        asked=asked,
        area=area,
        kind=KINDS[asked.kind],
        formats=FORMATS,
        definitions={i.code: i.title for i in list_indicators()},
        **_before(asked),
        **_progress(asked),
    )


@route(bp, "/<public_id>/progress", permission="report:read")
def progress(public_id: str) -> Any:
    asked = get_report(session(), current_scope(), public_id)
    return render_template("reports/progress.html", asked=asked, **_progress(asked))


@route(bp, "/<public_id>/files/<name>", permission="report:read")
def download(public_id: str, name: str) -> Any:
    asked = get_report(session(), current_scope(), public_id)
    row = find_file(session(), asked.files.get(name, 0))
    if row is None:
        raise NotFoundError
    body = read_file(open_store(current_app.extensions["bangfu"].files_dir, vault()), row)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}"}
    return Response(body, mimetype=row.media_type, headers=headers)


def _before(asked: ReportRequest) -> dict[str, Any]:
    """The report before this one, and which of its numbers are others now."""
    old = previous_report(session(), current_scope(), asked) if asked.state == "ready" else None
    if old is None:
        return {"old": None, "moved": []}
    then, now = ((one.document or {}).get("numbers", []) for one in (old, asked))
    return {"old": old, "moved": moved_numbers(then, now)}


def _progress(asked: ReportRequest) -> dict[str, Any]:
    """State as people see it: a job that ended without a paper is a failure, whatever the request still says."""
    job = find_job(session(), str((asked.document or {}).get("job", "")))
    ended = job is not None and job.state in ("failed", "cancelled")
    state = "failed" if asked.state == "waiting" and ended else asked.state
    return {
        "state": state,
        "is_running": job is not None and job.state == "running",
        "step": job.step if job is not None else 0,
        "steps": (job.total if job is not None else None) or len(asked.formats.split(",")) + 1,
        "message": (job.message if job is not None else None) or "",
    }


def _form() -> ReportForm:
    form = ReportForm()
    form.offer(_areas(), today())
    if not form.is_submitted() and request.args.get("kind") in KINDS:
        form.kind.data = request.args["kind"]
    return form


def _schedule_form() -> ScheduleForm:
    form = ScheduleForm()
    form.area.choices = _areas()
    return form


def _schedules(form: ScheduleForm) -> str:
    return render_template(
        "reports/schedules.html",
        form=form,
        rows=list_schedules(session(), current_scope()),
        kinds=KINDS,
        every=EVERY,
        told=TOLD,
        next_day=lambda row: next_day(row.every, today()),
    )


def _areas() -> list[tuple[str, str]]:
    scope = current_scope()
    home = home_area(session(), scope)
    areas = [home, *list_children(session(), scope, home.code, today())] if home else []
    return [(area.code, area.name) for area in areas if scope.covers(area.code)]


def _index(form: ReportForm) -> str:
    past = list_reports(session(), current_scope())
    return render_template(
        "reports/index.html",
        form=form,
        past=past,
        kinds=KINDS,
        can_build=may("report:build"),
        schedules=list_schedules(session(), current_scope()),
        every=EVERY,
    )
