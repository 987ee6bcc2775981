"""报告: the list with the form, one paper with its state, its files."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.extensions import vault
from app.models import Area, ReportRequest
from app.queries.areas import home_area, list_children
from app.queries.indicators import list_indicators
from app.queries.jobs import find_job
from app.queries.reports import get_report, list_reports
from app.services.files import find_file, open_store, read_file
from app.services.report_requests import FORMATS, KINDS, request_report
from app.unit_of_work import unit_of_work
from app.web.reports.forms import ReportForm

bp = Blueprint("reports", __name__, url_prefix="/reports")


@route(bp, "", permission="report:read")
def index() -> Any:
    return _index(_form())


@route(bp, "", permission="report:build", methods=("POST",))
def build() -> Any:
    form = _form()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        with unit_of_work(session(), current_actor(), "report.request", area_code=form.area.data) as work:
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


def _progress(asked: ReportRequest) -> dict[str, Any]:
    """State as people see it: a job that ended without a paper is a failure, whatever the request still says."""
    job = find_job(session(), str((asked.document or {}).get("job", "")))
    ended = job is not None and job.state in ("failed", "cancelled")
    state = "failed" if asked.state == "waiting" and ended else asked.state
    return {"state": state, "is_running": job is not None and job.state == "running"}


def _form() -> ReportForm:
    form = ReportForm()
    home = home_area(session(), current_scope())
    scope = current_scope()
    areas = [home, *list_children(session(), scope, home.code, today())] if home else []
    form.offer([area for area in areas if scope.covers(area.code)], today())
    if not form.is_submitted() and request.args.get("kind") in KINDS:
        form.kind.data = request.args["kind"]
    return form


def _index(form: ReportForm) -> str:
    past = list_reports(session(), current_scope())
    return render_template(
        "reports/index.html", form=form, past=past, kinds=KINDS, can_build=may("report:build")
    )
