"""报告写法: the office's own order, headings and texts of a report; a second person agrees, the original comes back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.reporting.templates import KEPT, NUMBERS, SECTIONS, WORDS, ReportTemplate, original
from app.queries.report_templates import list_versions, open_template, states_of, template_in_force
from app.services import report_templates as write
from app.services.report_requests import KINDS, request_report
from app.unit_of_work import unit_of_work
from app.web.conflicts import sent_number
from app.web.reports.blueprint import bp
from app.web.reports.template_form import read_way, way_form
from app.web.sent_key import sent_key


def _office() -> str:
    """The area of the office whose reports the reader writes, whatever other roles come first."""
    return current_actor().place_for("report:template")


@route(bp, "/templates", permission="report:template")
def templates() -> Any:
    return render_template(
        "reports/templates.html",
        kinds={kind: KINDS[kind] for kind in SECTIONS},
        states=states_of(session(), current_scope(), _office()),
    )


@route(bp, "/templates/<kind>", permission="report:template")
def template(kind: str) -> Any:
    """The draft, else what is in force, else the original; with the versions so far."""
    row = _row(kind)
    fresh = row is None or request.args.get("from") == "original"
    return _page(kind, original(kind) if fresh else ReportTemplate.of_json(row.entry), {})


@route(bp, "/templates/<kind>", permission="report:template", methods=("POST",))
def save_template(kind: str) -> Any:
    _row(kind)
    way = read_way(kind, request.form)
    try:
        with _act("report.template", kind) as work:
            write.save_template(work, current_scope(), kind, _office(), way, sent_number("revision"))
    except InvalidInputError as refused:
        fields = refused.fields or {"opening": f"{refused.message}{refused.way_out or ''}"}
        return _page(kind, way, fields), 422
    flash(_("存好了。还没有用上：先试印一份看看，再送审。"), "ok")
    return redirect(url_for("reports.template", kind=kind))


@route(bp, "/templates/<kind>/try", permission="report:template", methods=("POST",))
def try_template(kind: str) -> Any:
    """A real paper written in the draft's way, to be looked at."""
    _row(kind)
    with unit_of_work(
        session(), current_actor(), "report.request", area_code=_office(), request_key=sent_key()
    ) as work:
        asked = request_report(
            work, current_scope(), kind=kind, area=_office(), year=today().year, formats=["pdf", "docx"],
            base_url=request.url_root, on=today(), is_trial=True,
        )  # fmt: skip
        public_id = asked.public_id
    return redirect(url_for("reports.show", public_id=public_id))


@route(bp, "/templates/<kind>/<do>", permission="report:template", methods=("POST",))
def step_template(kind: str, do: str) -> Any:
    """Send it to a second person, agree, send back, or go back to the original."""
    _row(kind)
    words, seen = request.form.get("words", ""), sent_number("revision")
    if do == "propose":
        with _act("report.template_propose", kind) as work:
            write.propose_template(work, current_scope(), kind, _office(), seen)
        flash(_("送审了，请另一个人来批。"), "ok")
    elif do == "approve":
        with _act("report.template_approve", kind) as work:
            write.approve_template(work, current_scope(), kind, _office(), seen)
        flash(_("批准了，以后的报告都这样写。"), "ok")
    elif do == "return":
        with _act("report.template_return", kind) as work:
            write.return_template(work, current_scope(), kind, _office(), seen, words)
        flash(_("退回去了。"), "ok")
    elif do == "original":
        with _act("report.template_original", kind) as work:
            write.restore_original(work, current_scope(), kind, _office())
        flash(_("恢复成原来的写法了。"), "ok")
    else:
        raise NotFoundError
    return redirect(url_for("reports.template", kind=kind))


def _act(act: str, kind: str) -> Any:
    """Acts on one way of writing follow each other, and the same form sent twice is one of them."""
    return unit_of_work(
        session(),
        current_actor(),
        act,
        subject=f"report_template:{_office()}:{kind}",
        area_code=_office(),
        request_key=sent_key(),
        payload={"kind": kind},
    )


def _row(kind: str) -> Any:
    """The office's open version, else the one in force that is its own; None = the original. NotFoundError for a
    report whose way cannot be changed."""
    if kind not in SECTIONS:
        raise NotFoundError
    found = open_template(session(), current_scope(), kind, _office())
    if found is not None:
        return found
    kept = template_in_force(session(), current_scope(), kind, _office())
    return kept if kept is not None and kept.area_code == _office() else None


def _page(kind: str, way: ReportTemplate, errors: dict[str, str]) -> str:
    draft = open_template(session(), current_scope(), kind, _office())
    kept = template_in_force(session(), current_scope(), kind, _office())
    names = list(SECTIONS[kind])
    return render_template(
        "reports/template.html",
        kind=kind,
        title=KINDS[kind],
        form=way_form(kind, way, errors),
        order=[(names.index(part.section), part.section) for part in way.parts],
        draft=draft,
        in_force=kept if kept is not None and kept.area_code == _office() else None,
        is_author=draft is not None and current_actor().id in write.writers_of(draft),
        versions=list_versions(session(), current_scope(), kind, _office()),
        blanks=[*WORDS, *NUMBERS],
        kept=KEPT,
    )
