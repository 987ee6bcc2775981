"""项目资金: the project bank, one project, its money, whom it serves, and its end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.models import Project
from app.queries import projects as read
from app.queries.register import find_household_no
from app.services import projects as write
from app.unit_of_work import Work, unit_of_work
from app.web.conflicts import save_contested
from app.web.lists import area_argument, key_argument, year_argument
from app.web.projects.contests import BESIDE_CLOSING, BESIDE_ENTRY, closing, contest_of, filled, with_places
from app.web.projects.forms import BeneficiaryForm, CloseForm, FundForm, ProjectForm

bp = Blueprint("projects", __name__, url_prefix="/projects")


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

    if form.validate_on_submit() and _done(form, "project.open", public_id, do):
        flash(_("项目已入册。"), "ok")
        return redirect(url_for("projects.show", public_id=public_id))
    return render_template("projects/edit.html", form=form, project=None), 422


@route(bp, "/<public_id>", permission="project:read")
def show(public_id: str) -> Any:
    return _page(public_id)


@route(bp, "/<public_id>/edit", permission="project:edit")
def edit(public_id: str) -> Any:
    project = _project(public_id)
    return render_template("projects/edit.html", form=filled(project), project=project)


@route(bp, "/<public_id>/edit", permission="project:edit", methods=("POST",))
def save(public_id: str) -> Any:
    project = _project(public_id)
    form = with_places(ProjectForm())
    contest = contest_of(project, filled, url_for("projects.save", public_id=public_id), BESIDE_ENTRY)

    def write_form(version: int, key: str | None) -> None:
        changes = form.to_changes()
        _act(
            "project.edit",
            public_id,
            key,
            lambda work: write.edit_project(work, current_scope(), public_id, version, changes),
        )

    if form.validate_on_submit():
        try:
            if (page := save_contested(contest, form, write_form)) is not None:
                return page
        except InvalidInputError as refused:
            _put_errors(form, refused)
        else:
            flash(_("已存好。"), "ok")
            return redirect(url_for("projects.show", public_id=public_id))
    return render_template("projects/edit.html", form=form, project=_project(public_id)), 422


@route(bp, "/<public_id>/funds", permission="project:edit", methods=("POST",))
def fund(public_id: str) -> Any:
    form = FundForm()

    def do(work: Work) -> None:
        write.add_fund(work, current_scope(), public_id, **form.to_changes())

    if form.validate_on_submit() and _done(form, "project.fund", public_id, do):
        flash(_("已记一笔。"), "ok")
        return redirect(url_for("projects.show", public_id=public_id) + "#funds")
    return _page(public_id, fund=form), 422


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

        if _done(form, "project.beneficiary", public_id, do):
            flash(_("已加进受益名单。"), "ok")
            return redirect(url_for("projects.show", public_id=public_id) + "#households")
    return _page(public_id, beneficiary=form), 422


@route(bp, "/<public_id>/close", permission="project:edit", methods=("POST",))
def close(public_id: str) -> Any:
    form = CloseForm()
    contest = contest_of(
        _project(public_id), closing, url_for("projects.close", public_id=public_id), BESIDE_CLOSING
    )
    choosing = bool(request.form.get("resolve"))

    def write_form(version: int, key: str | None) -> None:
        on, words = form.accepted_on.data, form.acceptance.data
        _act(
            "project.close",
            public_id,
            key,
            lambda work: write.close_project(
                work, current_scope(), public_id, version, accepted_on=on, acceptance=words, again=choosing
            ),
        )

    if form.validate_on_submit():
        try:
            if (page := save_contested(contest, form, write_form)) is not None:
                return page
        except InvalidInputError as refused:
            _put_errors(form, refused)
        else:
            flash(_("已验收办结。"), "ok")
            return redirect(url_for("projects.show", public_id=public_id))
    return _page(public_id, closing=form), 422


def _done(form: Any, act: str, public_id: str, do: Callable[[Work], None]) -> bool:
    """One act around `do`; a refusal with fields goes to the form, any other to the error page."""
    try:
        _act(act, public_id, form.request_key.data or None, do)
    except InvalidInputError as refused:
        _put_errors(form, refused)
        return False
    return True


def _act(act: str, public_id: str, key: str | None, do: Callable[[Work], Any]) -> None:
    with unit_of_work(
        session(), current_actor(), act, subject=f"project:{public_id}", request_key=key
    ) as work:
        do(work)


def _put_errors(form: Any, refused: InvalidInputError) -> None:
    if not refused.fields:
        raise refused
    for name, sentence in refused.fields.items():
        form[name].errors = [sentence]


def _project(public_id: str) -> Project:
    project = read.get_project(session(), current_scope(), public_id)
    if project is None:
        raise NotFoundError()
    return project


def _page(
    public_id: str,
    *,
    fund: FundForm | None = None,
    beneficiary: BeneficiaryForm | None = None,
    closing: CloseForm | None = None,
) -> str:
    project = _project(public_id)
    scope = current_scope()
    funds = read.list_funds(session(), scope, project.id)
    return render_template(
        "projects/show.html",
        project=project,
        funds=funds,
        sums={kind: sum(f.amount_fen for f in funds if f.kind == kind) for kind in ("arrived", "paid")},
        places=read.list_places(session(), scope, project.id),
        households=read.list_beneficiaries(session(), scope, project.id),
        served=read.count_beneficiaries(session(), scope, project.id),
        fund_form=fund or FundForm(formdata=None),
        beneficiary_form=beneficiary or BeneficiaryForm(formdata=None),
        close_form=closing or CloseForm(formdata=None, version=project.version),
    )
