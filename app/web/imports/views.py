"""数据导入: the list of batches, a new workbook, waiting for it, giving it up."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.vocabulary.jobs import APPLY_IMPORT
from app.models import ImportBatch
from app.queries.import_progress import work_of
from app.queries.imports import list_batches
from app.queries.jobs import worker_state
from app.services.importing import acts
from app.services.importing.receive import all_profiles, drop_batch, profiles_for, receive
from app.unit_of_work import unit_of_work
from app.web.imports import applying, describing, lists, opening, people, periods, sheets  # noqa: F401 (routes)
from app.web.imports.forms import PasswordForm, PeriodForm, UploadForm
from app.web.imports.preparing import prepare, queue_if_large
from app.web.imports.room import OPEN, address, batch_of, bp, page, store
from app.web.imports.upload_areas import offered_areas
from app.web.lists import key_argument
from app.web.sent_key import sent_key

__all__ = ["bp"]

PAGE = 30


@route(bp, "", permission="import:read")
def index() -> Any:
    return _index(_form())


def _index(form: UploadForm, status: int = 200) -> Any:
    before = key_argument() or None
    found = list_batches(session(), current_scope(), before=before, limit=PAGE + 1)
    return render_template(
        "imports/index.html",
        form=form,
        batches=found[:PAGE],
        more=found[PAGE - 1][0].id if len(found) > PAGE else None,
        profiles=all_profiles(session()),
        can_upload=may("import:upload"),
        first=before is None,
    ), status


def _form() -> UploadForm:
    form = UploadForm()
    actor = current_actor()
    form.offer(profiles_for(actor, session()), offered_areas("import:upload"))
    if not form.area.data:
        form.area.data = form.area.choices[0].value if form.area.choices else ""
    return form


@route(bp, "", permission="import:upload", methods=("POST",))
def upload() -> Any:
    form = _form()
    if not form.validate_on_submit():
        return _index(form, 422)
    sent = form.file.data
    body = sent.read()
    with unit_of_work(
        session(), current_actor(), "import.receive", area_code=form.area.data, request_key=sent_key()
    ) as work:
        batch = receive(
            work,
            current_scope(),
            store(),
            body,
            sent.filename or "",
            area_code=form.area.data,
            profile=form.profile.data or None,
            period=form.period.data or None,
        )
        queued = queue_if_large(work, batch, len(body))
    if not queued:
        prepare(batch)
    return redirect(address(batch))


@route(bp, "/<public_id>", permission="import:read")
def show(public_id: str) -> Any:
    return redirect(address(batch_of(public_id)))


@route(bp, "/<public_id>/waiting", permission="import:read")
def waiting(public_id: str) -> Any:
    batch = batch_of(public_id)
    work = work_of(session(), current_scope(), batch)
    if work is None and batch.state not in ("received", "refused", "dropped"):
        return redirect(address(batch))
    step = "done" if work is not None and work.kind == APPLY_IMPORT else "receive"
    return render_template("imports/waiting.html", **page(batch, step), **_standing(batch))


@route(bp, "/<public_id>/progress", permission="import:read")
def progress(public_id: str) -> Any:
    batch = batch_of(public_id)
    return render_template("imports/progress.html", batch=batch, **_standing(batch))


def _standing(batch: ImportBatch) -> dict[str, Any]:
    """How far the worker has come, and what the sender may be asked for."""
    return {
        "work": work_of(session(), current_scope(), batch),
        "late": worker_state(session()) != "ok",
        "password_form": PasswordForm(),
        "period_form": PeriodForm(),
    }


@route(bp, "/<public_id>/prepare", permission="import:upload", methods=("POST",))
def prepare_now(public_id: str) -> Any:
    """Do it in this request, without waiting for the worker; also after pairs were judged."""
    batch = batch_of(public_id)
    if batch.state == "received" or batch.state in OPEN:
        prepare(batch)
    to = request.form.get("to", "")
    if to in ("people", "differences") and batch.state in OPEN:
        return redirect(url_for(f"imports.{to}", public_id=public_id))
    return redirect(address(batch))


@route(bp, "/<public_id>/drop", permission="import:upload", methods=("POST",))
def drop(public_id: str) -> Any:
    batch = batch_of(public_id)
    with unit_of_work(session(), current_actor(), "import.drop", subject=acts.subject_of(batch)) as work:
        drop_batch(work, batch)
    flash(_("放弃了这个文件，登记库一个字没动。"), "ok")
    return redirect(url_for("imports.index"))
