"""认表 and 改问题: how the sheet was read, what is wrong in it, the office's own workbook back."""

import tempfile
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.errors import NotFoundError
from app.domain.importing.days import NOTATIONS
from app.domain.importing.problems import PROBLEMS
from app.domain.importing.register_problems import REGISTER_PROBLEMS
from app.models import ImportBatch
from app.queries.imports import head_of, list_causes, list_problems
from app.services.importing import acts
from app.services.importing.receive import all_profiles, profiles_for, read_again, settle_cause
from app.services.importing.returned import returned_workbook, samples
from app.unit_of_work import unit_of_work
from app.web.imports.forms import ReadAgainForm
from app.web.imports.preparing import queue_if_long
from app.web.imports.reading_words import column_choices, drift_lines, fixes, meanings, missing_columns
from app.web.imports.room import OPEN, address, batch_of, bp, page, store

#: The answer "this word tells nothing".
NOTHING = "-"
_NOTATIONS = frozenset((*NOTATIONS, "元", "万元"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(bp, "/<public_id>/read", permission="import:read")
def read(public_id: str) -> Any:
    batch = batch_of(public_id)
    if batch.state not in OPEN:
        return redirect(address(batch))
    form = _form(batch.profile or "", batch.period)
    found = page(batch, "read")
    profile = found["profile"]
    sheets = [s["index"] for s in batch.read.get("sheets", []) if s.get("columns")]
    return render_template(
        "imports/read.html",
        **found,
        form=form,
        samples=samples(session(), batch),
        drift=drift_lines(batch),
        missing=missing_columns(batch, profile),
        choices=column_choices(profile) if profile else [],
        editable=sheets[0] if sheets and may("import:upload") else None,
    )


def _form(profile: str, period: str | None) -> ReadAgainForm:
    form = ReadAgainForm()
    form.offer(profiles_for(current_actor(), session()))
    if not form.is_submitted():
        form.profile.data, form.period.data = profile, period
    return form


@route(bp, "/<public_id>/read", permission="import:upload", methods=("POST",))
def read_otherwise(public_id: str) -> Any:
    """Another list, another period or other columns for the same file."""
    batch = batch_of(public_id)
    form = _form(batch.profile or "", batch.period)
    if batch.state not in OPEN or not form.validate_on_submit():
        flash(_("所属期请写成 2026-10 这样；已经应用的批次不能重读。"), "danger")
        return redirect(address(batch))
    takes = {k.removeprefix("take-"): v for k, v in request.form.items() if k.startswith("take-")}
    with unit_of_work(session(), current_actor(), "import.reread", subject=acts.subject_of(batch)) as work:
        rows = batch.counts.get("rows", 0)
        read_again(work, batch, profile=form.profile.data, period=form.period.data or None, takes=takes)
        queued = queue_if_long(work, batch, rows)
    if not queued:
        _read_anew(batch)
    return redirect(url_for("imports.read", public_id=public_id) if batch.state in OPEN else address(batch))


def _read_anew(batch: ImportBatch) -> None:
    if acts.read_in(session(), current_actor(), store(), batch):
        acts.compare_with_register(session(), current_actor(), batch)


@route(bp, "/<public_id>/settle", permission="import:upload", methods=("POST",))
def settle_cause_now(public_id: str) -> Any:
    """One answer for all rows of a cause: what the unknown words mean, or how days and amounts are written."""
    batch = batch_of(public_id)
    profile = all_profiles(session()).get(batch.profile or "")
    column = next((c for c in profile.columns if c.key == request.form.get("key")), None) if profile else None
    if column is None or batch.state not in OPEN:
        raise NotFoundError()
    codes = {code for code, _label in meanings(column)}
    asked = [str(word) for word, _rows in batch.read.get("unknown", {}).get(column.key, [])]
    answers = {word: request.form.get(f"word-{n}", "") for n, word in enumerate(asked)}
    words = {
        w: None if code == NOTHING else code
        for w, code in answers.items()
        if code == NOTHING or code in codes
    }
    notation = request.form.get("notation", "")
    with unit_of_work(session(), current_actor(), "import.settle", subject=acts.subject_of(batch)) as work:
        rows = batch.counts.get("rows", 0)
        settle_cause(
            work, batch, column.key, words=words, notation=notation if notation in _NOTATIONS else None
        )
        queued = queue_if_long(work, batch, rows)
    if not queued:
        _read_anew(batch)
        flash(_("照您说的，所有行重新读过了。"), "ok")
    return redirect(
        url_for("imports.problems", public_id=public_id) if batch.state in OPEN else address(batch)
    )


@route(bp, "/<public_id>/problems", permission="import:read")
def problems(public_id: str) -> Any:
    batch = batch_of(public_id)
    if batch.state not in OPEN:
        return redirect(address(batch))
    found = page(batch, "problems")
    causes = list_causes(session(), current_scope(), batch)
    return render_template(
        "imports/problems.html",
        **found,
        causes=causes,
        fixes=fixes(batch, found["profile"], causes) if may("import:upload") else {},
        nothing=NOTHING,
        lines=list_problems(session(), current_scope(), batch, limit=50),
        kinds={**PROBLEMS, **REGISTER_PROBLEMS},
    )


@route(bp, "/<public_id>/returned.xlsx", permission="import:upload", methods=("POST",))
def returned(public_id: str) -> Any:
    """The office's own workbook with bad cells marked and a reason column.

    Its numbers stand in clear, as the office wrote them: so it is posted for, and the trail says who took it.
    """
    batch = batch_of(public_id)
    if batch.state in ("received", "refused", "dropped"):  # nothing was read that could be marked
        return redirect(address(batch))
    rows = batch.counts.get("rows", 0)
    with unit_of_work(
        session(),
        current_actor(),
        "import.return",
        subject=acts.subject_of(batch),
        area_code=batch.area_code,
        payload={"profile": batch.profile, "period": batch.period, "rows": rows},
    ):
        pass
    name, _who = head_of(session(), current_scope(), batch)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "returned.xlsx"
        returned_workbook(session(), store(), batch, current_actor(), out)
        body = out.read_bytes()
    title = quote(f"{PurePath(name).stem}_退回.xlsx")
    return Response(
        body, mimetype=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{title}"}
    )
