"""Money: one row of a project's ledger, budget lines, and money followed down to households and up again."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, may, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError, NotFoundError
from app.queries.area_choices import list_choices
from app.queries.budget_lines import lines_for_project, list_lines, trace_household, trace_line
from app.queries.households import get_household
from app.services import projects as write
from app.services.budget_lines import open_line
from app.unit_of_work import Work
from app.web.lists import year_argument
from app.web.projects.blueprint import act, bp, project_of, put_errors, tried
from app.web.projects.forms import FundForm
from app.web.projects.life_forms import LineForm, ReasonForm
from app.web.projects.pages import page_of


@route(bp, "/<public_id>/funds", permission="project:edit", methods=("POST",))
def fund(public_id: str) -> Any:
    project = project_of(public_id)
    form = FundForm().offer(lines_for_project(session(), current_scope(), project))

    def do(work: Work) -> None:
        write.add_fund(work, current_scope(), public_id, **form.to_changes())

    if form.validate_on_submit() and tried(form, "project.fund", public_id, do):
        flash(_("已记一笔。"), "ok")
        return redirect(url_for("projects.show", public_id=public_id, _anchor="funds"))
    return page_of(public_id, fund=form), 422


@route(bp, "/<public_id>/funds/<flow_id>/drop", permission="project:edit", methods=("POST",))
def drop_fund(public_id: str, flow_id: str) -> Any:
    project_of(public_id)
    form = ReasonForm()
    reason = form.reason.data if form.validate_on_submit() else None
    try:
        act(
            "project.unfund", f"project:{public_id}", form.request_key.data,
            lambda work: write.drop_fund(work, current_scope(), public_id, flow_id, reason=reason),
        )  # fmt: skip
    except BangfuError as refused:
        if refused.status not in (400, 422):
            raise
        flash(f"{refused.message}{refused.way_out or ''}", "danger")
    else:
        flash(_("撤掉了这一笔，来历里还在。"), "ok")
    return redirect(url_for("projects.show", public_id=public_id, _anchor="funds"))


@route(bp, "/lines", permission="project:read")
def lines() -> Any:
    return _lines(_line_form())


@route(bp, "/lines", permission="project:decide", methods=("POST",))
def add_line() -> Any:
    form = _line_form()
    if form.validate_on_submit():
        try:
            line = act(
                "project.line", "budget_line:new", form.request_key.data,
                lambda work: open_line(work, current_scope(), form.told()).public_id,
            )  # fmt: skip
        except InvalidInputError as refused:
            put_errors(form, refused)
        else:
            flash(_("指标记下了。项目记到位和支付时选它。"), "ok")
            return redirect(url_for("projects.line", line_id=line))
    return _lines(form), 422


@route(bp, "/lines/<line_id>", permission="project:read")
def line(line_id: str) -> Any:
    found = trace_line(session(), current_scope(), line_id)
    return render_template("projects/line.html", found=found, line=found.line)


@route(bp, "/money/<household_id>", permission="project:read")
def household_money(household_id: str) -> Any:
    if not may("household:read"):
        raise NotFoundError
    household = get_household(session(), current_scope(), household_id)
    found = trace_household(session(), current_scope(), household)
    return render_template("projects/household_money.html", h=household, found=found)


def _line_form() -> LineForm:
    form = LineForm() if request.method == "POST" else LineForm(formdata=None, year=today().year)
    form.area.choices = [("", _("请选")), *list_choices(session(), current_scope())]
    return form


def _lines(form: LineForm) -> str:
    year = year_argument()
    rows = list_lines(session(), current_scope(), year)
    return render_template("projects/lines.html", rows=rows, form=form, year=year)
