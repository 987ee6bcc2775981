"""待录入国家系统: what was done here and still has to be entered there; ticked off, exported."""

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.household_acts import ACTS
from app.domain.vocabulary.monitoring import NATIONAL_STATE
from app.queries.household_acts import count_national, list_national
from app.services.acts.national import export_national, mark_entered
from app.unit_of_work import perform, unit_of_work
from app.web.households.blueprint import bp

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(bp, "/national", permission="household:read")
def national() -> Any:
    state = request.args.get("state", "open")
    state = state if state in NATIONAL_STATE else "open"
    after = max(request.args.get("after", type=int) or 0, 0)
    lines = list_national(session(), current_scope(), state, after=after, limit=PAGE + 1)
    return render_template(
        "households/national.html",
        state=state,
        lines=lines[:PAGE],
        more=lines[PAGE - 1].act.id if len(lines) > PAGE else 0,
        counts=count_national(session(), current_scope()),
        states=NATIONAL_STATE.choices(),
        acts=ACTS,
    )


@route(bp, "/national", permission="household:edit", methods=("POST",))
def tick_national() -> Any:
    chosen, state = request.form.getlist("chosen"), request.form.get("to", "entered")
    try:
        done = perform(
            session(),
            current_actor(),
            "national.mark",
            lambda work: len(mark_entered(work, current_scope(), chosen, state)),
            payload={"rows": len(chosen), "state": state},
        )
        flash(_("%(n)s 项改成“%(state)s”了。", n=done, state=NATIONAL_STATE.label(state)), "ok")
    except InvalidInputError as refused:
        flash(f"{refused.message}{refused.way_out or ''}", "danger")
    return redirect(url_for("households.national", state=request.form.get("state", "open")))


@route(bp, "/national/export", permission="export:make", methods=("POST",))
def national_list() -> Any:
    state = request.form.get("state", "open")
    state, out = state if state in NATIONAL_STATE else "open", BytesIO()
    with unit_of_work(session(), current_actor(), "national.export", payload={"state": state}) as work:
        export_national(work, current_scope(), state, out)
    out.seek(0)
    name = _("待录入国家系统 %(day)s.xlsx", day=today().isoformat())
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)
