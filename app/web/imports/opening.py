"""A workbook under a password: the page asks for it, once."""

from typing import Any

from flask import redirect, render_template

from app.access import current_actor, route, session
from app.domain.importing.problems import ReadingRefusedError
from app.queries.jobs import worker_state
from app.services.importing import acts
from app.services.importing.locks import is_locked, keep_opened, opened
from app.unit_of_work import unit_of_work
from app.web.imports.forms import PasswordForm
from app.web.imports.preparing import prepare, queue_if_large
from app.web.imports.room import address, batch_of, bp, page, store


@route(bp, "/<public_id>/open", permission="import:upload", methods=("POST",))
def open_locked(public_id: str) -> Any:
    """Open the file with the password typed; it is used here and forgotten."""
    batch = batch_of(public_id)
    if not is_locked(batch):
        return redirect(address(batch))
    form = PasswordForm()
    if not form.validate_on_submit():
        return _ask_again(batch, form)
    try:
        clear = opened(session(), store(), batch, form.password.data)
    except ReadingRefusedError as refused:
        form.password.errors = [f"{refused.message}{refused.way_out or ''}"]
        return _ask_again(batch, form)
    with unit_of_work(session(), current_actor(), "import.open", subject=acts.subject_of(batch)) as work:
        keep_opened(work, store(), batch, clear)
        queued = queue_if_large(work, batch, len(clear))
    if not queued:
        prepare(batch)
    return redirect(address(batch))


def _ask_again(batch: Any, form: PasswordForm) -> Any:
    late = worker_state(session()) != "ok"
    shown = render_template("imports/waiting.html", **page(batch, "receive"), late=late, password_form=form)
    return shown, 422
