"""认表 and 改问题: how the sheet was read, what is wrong in it, the office's own workbook back."""

import tempfile
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.importing.problems import PROBLEMS
from app.domain.importing.register_problems import REGISTER_PROBLEMS
from app.queries.imports import head_of, list_causes, list_problems
from app.services.importing import acts
from app.services.importing.receive import profiles_for, read_again
from app.services.importing.returned import returned_workbook, samples
from app.unit_of_work import unit_of_work
from app.web.imports.forms import ReadAgainForm
from app.web.imports.room import OPEN, address, batch_of, bp, page, store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(bp, "/<public_id>/read", permission="import:read")
def read(public_id: str) -> Any:
    batch = batch_of(public_id)
    if batch.state not in OPEN:
        return redirect(address(batch))
    form = _form(batch.profile or "", batch.period)
    return render_template(
        "imports/read.html", **page(batch, "read"), form=form, samples=samples(session(), batch)
    )


def _form(profile: str, period: str | None) -> ReadAgainForm:
    form = ReadAgainForm()
    form.offer(profiles_for(current_actor()))
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
    mapping = {k.removeprefix("column-"): v for k, v in request.form.items() if k.startswith("column-")}
    with unit_of_work(session(), current_actor(), "import.reread", subject=acts.subject_of(batch)) as work:
        read_again(work, batch, profile=form.profile.data, period=form.period.data or None, chosen=mapping)
    if acts.read_in(session(), current_actor(), store(), batch):
        acts.compare_with_register(session(), current_actor(), batch)
    return redirect(url_for("imports.read", public_id=public_id) if batch.state in OPEN else address(batch))


@route(bp, "/<public_id>/problems", permission="import:read")
def problems(public_id: str) -> Any:
    batch = batch_of(public_id)
    if batch.state not in OPEN:
        return redirect(address(batch))
    return render_template(
        "imports/problems.html",
        **page(batch, "problems"),
        causes=list_causes(session(), current_scope(), batch),
        lines=list_problems(session(), current_scope(), batch, limit=50),
        kinds={**PROBLEMS, **REGISTER_PROBLEMS},
    )


@route(bp, "/<public_id>/returned.xlsx", permission="import:upload", methods=("POST",))
def returned(public_id: str) -> Any:
    """The office's own workbook with bad cells marked and a reason column.

    Its numbers stand in clear, as the office wrote them: so it is posted for, and the trail says who took it.
    """
    batch = batch_of(public_id)
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
