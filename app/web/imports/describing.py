"""A list that nobody described yet: a clerk names its columns on one page, and it is known from then on."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, route, session
from app.domain.errors import BangfuError, NotFoundError
from app.domain.importing.profile import Profile
from app.models import ImportBatch
from app.services.importing import acts
from app.services.importing.describing import bases_for, describe_sheet, keep_description
from app.services.importing.receive import profiles_for
from app.unit_of_work import unit_of_work
from app.web.imports.reading_words import column_choices
from app.web.imports.room import OPEN, address, batch_of, bp, page, store

#: A batch may be described while nothing of it stands in the register.
MAY_BE = (*OPEN, "refused", "received")


def _base(batch: ImportBatch) -> Profile:
    """The list that the new one is like: asked for, else the first that may be brought."""
    known = bases_for(session(), profiles_for(current_actor(), session()))
    wanted = request.values.get("base", "")
    if batch.state not in MAY_BE or not known or (wanted and wanted not in known):
        raise NotFoundError()
    return known[wanted] if wanted else next(iter(known.values()))


def _row_no(row: str) -> int | None:
    """The row of the header that somebody names, 1 to 20; None for anything else."""
    return int(row) if len(row) <= 2 and row.isdecimal() and 0 < int(row) <= 20 else None


@route(bp, "/<public_id>/describe", permission="import:upload")
def describe(public_id: str) -> Any:
    return _page(batch_of(public_id), request.args.get("row", "", str))


def _page(batch: ImportBatch, row: str, status: int = 200) -> Any:
    base = _base(batch)
    known = bases_for(session(), profiles_for(current_actor(), session()))
    found = describe_sheet(session(), store(), batch, base, _row_no(row))
    return render_template(
        "imports/describe.html",
        **page(batch, "read"),
        base=base,
        bases=[(code, f"{p.title}") for code, p in known.items()],
        found=found,
        rows=[(str(n), _("第 %(n)s 行", n=n)) for n in range(1, 21)],
        choices=column_choices(base),
        needed=[c.title for c in base.columns if c.required],
        takes={k.removeprefix("take-"): v for k, v in request.form.items() if k.startswith("take-")},
        named=request.form.get("title", ""),
    ), status


@route(bp, "/<public_id>/describe", permission="import:upload", methods=("POST",))
def keep(public_id: str) -> Any:
    """Keep the list and read the file as it."""
    batch = batch_of(public_id)
    base, row = _base(batch), request.form.get("row", "")
    if request.form.get("again"):
        return _page(batch, row)
    takes = {k.removeprefix("take-"): v for k, v in request.form.items() if k.startswith("take-")}
    found = describe_sheet(session(), store(), batch, base, _row_no(row))
    try:
        with unit_of_work(
            session(), current_actor(), "import.describe", subject=acts.subject_of(batch)
        ) as work:
            profile = keep_description(work, batch, found, base, request.form.get("title", ""), takes)
    except BangfuError as refused:
        flash(f"{refused.message}{refused.way_out or ''}", "danger")
        return _page(batch, row, refused.status)
    if acts.read_in(session(), current_actor(), store(), batch):
        acts.compare_with_register(session(), current_actor(), batch)
    flash(_("记住了：以后交“%(title)s”就自动认。", title=profile.title), "ok")
    return redirect(url_for("imports.read", public_id=public_id) if batch.state in OPEN else address(batch))
