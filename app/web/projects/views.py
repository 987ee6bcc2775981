"""项目资金: the project bank, one project, its money, whom it serves, and its end."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError
from app.queries import projects as read
from app.queries.project_alarms import list_alarms
from app.queries.register import find_household_no
from app.services import projects as write
from app.unit_of_work import Work
from app.web.conflicts import save_contested
from app.web.lists import area_argument, key_argument, year_argument
from app.web.projects import assets, evaluation, money, notices, steps  # noqa: F401 (their routes)
from app.web.projects.blueprint import act, bp, project_of, put_errors, tried
from app.web.projects.contests import BESIDE_ENTRY, contest_of, filled, with_places
from app.web.projects.forms import BeneficiaryForm, ProjectForm
from app.web.projects.pages import page_of


@route(bp, "", permission="project:read")
def index() -> Any:
    area, year = area_argument(), year_argument()
    state, words = request.args.get("state"), request.args.get("q", "")[:60]
    scope = current_scope()
    page = read.list_projects(
        session(), scope, area=area, year=year, state=state, words=words, after=key_argument()
    )
    return render_template(
        "projects/index.html",
        page=page,
        sums=read.sum_projects(session(), scope, year),
        area=area,
        year=year,
        state=state,
        words=words,
        first=request.args.get("first", type=int) or 1,
        alarms=read_alarms(scope, area),
    )


@route(bp, "/new", permission="project:edit")
def new() -> Any:
    form = with_places(ProjectForm())
    form.public_id.data = new_public_id()
    form.year.data = form.year.data or today().year
    return render_template("projects/edit.html", form=form, project=None)


@route(bp, "/new", permission="project:edit", methods=("POST",))
def create() -> Any:
    form = with_places(ProjectForm())
    public_id = form.public_id.data or new_public_id()

    def do(work: Work) -> None:
        write.open_project(work, current_scope(), form.to_changes(), public_id=public_id)

    if form.validate_on_submit() and tried(form, "project.open", public_id, do):
        flash(_("项目已入册。"), "ok")
        return redirect(url_for("projects.show", public_id=public_id))
    return render_template("projects/edit.html", form=form, project=None), 422


@route(bp, "/<public_id>", permission="project:read")
def show(public_id: str) -> Any:
    return page_of(public_id)


@route(bp, "/<public_id>/edit", permission="project:edit")
def edit(public_id: str) -> Any:
    project = project_of(public_id)
    return render_template("projects/edit.html", form=filled(project), project=project)


@route(bp, "/<public_id>/edit", permission="project:edit", methods=("POST",))
def save(public_id: str) -> Any:
    project = project_of(public_id)
    form = with_places(ProjectForm())
    contest = contest_of(project, filled, url_for("projects.save", public_id=public_id), BESIDE_ENTRY)

    def write_form(version: int, key: str | None) -> None:
        changes = form.to_changes()
        act(
            "project.edit",
            f"project:{public_id}",
            key,
            lambda work: write.edit_project(work, current_scope(), public_id, version, changes),
        )

    if form.validate_on_submit():
        try:
            if (page := save_contested(contest, form, write_form)) is not None:
                return page
        except InvalidInputError as refused:
            put_errors(form, refused)
        else:
            flash(_("已存好。"), "ok")
            return redirect(url_for("projects.show", public_id=public_id))
    return render_template("projects/edit.html", form=form, project=project_of(public_id)), 422


@route(bp, "/<public_id>/beneficiaries", permission="project:edit", methods=("POST",))
def beneficiary(public_id: str) -> Any:
    form = BeneficiaryForm()
    household = None
    if form.validate_on_submit():
        household = find_household_no(session(), current_scope(), form.household.data.strip())
        if household is None:
            form.household.errors = [_("您管的范围里没有这个户编号。")]
    if household is not None:
        key, share = household.id, form.share.data

        def do(work: Work) -> None:
            write.add_beneficiary(
                work, current_scope(), public_id, key, None if share is None else int(share * 100)
            )

        if tried(form, "project.beneficiary", public_id, do):
            flash(_("已加进受益名单。"), "ok")
            return redirect(url_for("projects.show", public_id=public_id) + "#households")
    return page_of(public_id, beneficiary=form), 422


def read_alarms(scope: Any, area: str | None) -> dict[int, list[Any]]:
    """Alarms by project, for the marks of the list."""
    found: dict[int, list[Any]] = {}
    for alarm in list_alarms(session(), scope, today(), area=area):
        found.setdefault(alarm.project_id, []).append(alarm)
    return found
