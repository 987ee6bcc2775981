"""A workbook that does not say for which month it is: the page asks, once."""

from typing import Any

from flask import redirect, render_template

from app.access import current_actor, route, session
from app.queries.jobs import worker_state
from app.services.importing import acts
from app.services.importing.periods import is_untold, say_period
from app.services.importing.receive import kept_bytes
from app.unit_of_work import unit_of_work
from app.web.imports.forms import PeriodForm
from app.web.imports.preparing import prepare, queue_if_large
from app.web.imports.room import address, batch_of, bp, page, store


@route(bp, "/<public_id>/period", permission="import:upload", methods=("POST",))
def tell_period(public_id: str) -> Any:
    """Read on with the month typed."""
    batch = batch_of(public_id)
    if not is_untold(batch):
        return redirect(address(batch))
    form = PeriodForm()
    if not form.validate_on_submit():
        late = worker_state(session()) != "ok"
        return render_template(
            "imports/waiting.html", **page(batch, "receive"), late=late, period_form=form
        ), 422
    size = len(kept_bytes(session(), store(), batch)[0])
    with unit_of_work(session(), current_actor(), "import.reread", subject=acts.subject_of(batch)) as work:
        say_period(work, batch, form.period.data)
        queued = queue_if_large(work, batch, size)
    if not queued:
        prepare(batch)
    return redirect(address(batch))
