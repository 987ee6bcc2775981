"""Steps of a project: what one asks for, a preview that writes nothing, doing it, taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.project_steps import STEPS, Step, needs_of, refusal
from app.models import Project, ProjectStep
from app.queries.project_alarms import list_alarms
from app.queries.project_life import part_of, standing_of
from app.services.project_steps import take_step, undo_step
from app.unit_of_work import Work, unit_of_work
from app.web.conflicts import Answer, save_contested
from app.web.formats import label
from app.web.projects.blueprint import act, bp, project_of, put_errors
from app.web.projects.contests import step_contest
from app.web.projects.life_forms import ReasonForm, StepForm


@route(bp, "/<public_id>/steps/<step>", permission="project:edit")
def step(public_id: str, step: str) -> Any:
    project = project_of(public_id)
    return _page(StepForm(formdata=None, version=project.version), _step(step), project)


@route(bp, "/<public_id>/steps/<step>", permission="project:edit", methods=("POST",))
def save_step(public_id: str, step: str) -> Any:
    """First the preview; done only from the preview, with the same fields and the same version."""
    one, form, project = _step(step), StepForm(), project_of(public_id)
    if not form.validate_on_submit():
        return _page(form, one, project), 422
    try:
        if form.stage.data != "do":
            return _preview(form, one, project)
        answer = _do(form, one, project)
    except InvalidInputError as refused:
        put_errors(form, refused)
        return _page(form, one, project_of(public_id)), 422
    if answer is not None:
        return answer
    flash(_("“%(step)s”办好了。办错了可以在下面撤回。", step=one.label), "ok")
    return redirect(url_for("projects.show", public_id=public_id))


def _do(form: StepForm, one: Step, project: Project) -> Answer | None:
    public_id = project.public_id
    told = _told(form)

    def write(version: int, key: str | None) -> None:
        act(
            "project.step", f"project:{public_id}", key,
            lambda work: take_step(work, current_scope(), public_id, one.key, version=version, **told),
        )  # fmt: skip

    return save_contested(step_contest(project, one), form, write)


@route(bp, "/<public_id>/steps/<step_id>/undo", permission="project:edit")
def undo(public_id: str, step_id: str) -> Any:
    return _undo_page(ReasonForm(formdata=None), public_id, step_id)


@route(bp, "/<public_id>/steps/<step_id>/undo", permission="project:edit", methods=("POST",))
def save_undo(public_id: str, step_id: str) -> Any:
    form = ReasonForm()
    found: ProjectStep = part_of(session(), current_scope(), ProjectStep, project_of(public_id), step_id)
    if not may(STEPS[found.step].permission):
        raise NotAllowedError(STEPS[found.step].permission)
    if not form.validate_on_submit():
        return _undo_page(form, public_id, step_id), 422
    try:
        act(
            "project.undo_step", f"project:{public_id}", form.request_key.data,
            lambda work: undo_step(work, current_scope(), public_id, step_id, reason=form.reason.data),
        )  # fmt: skip
    except BangfuError as refused:
        if refused.status not in (400, 409, 422):
            raise
        form.reason.errors = [f"{refused.message}{refused.way_out or ''}"]
        return _undo_page(form, public_id, step_id), 422
    flash(_("撤回了。项目回到办之前的样子，两次都留在来历里。"), "ok")
    return redirect(url_for("projects.show", public_id=public_id, _anchor="steps"))


def _undo_page(form: ReasonForm, public_id: str, step_id: str) -> str:
    project = project_of(public_id)
    found: ProjectStep = part_of(session(), current_scope(), ProjectStep, project, step_id)
    return render_template("projects/undo.html", form=form, project=project, done=found)


class _TakenBackError(Exception):
    """Ends the trial."""


def _preview(form: StepForm, one: Step, project: Project) -> Any:
    """Do the step, look, and take everything back: what would change, which alarms go and come."""
    public_id, scope, number = project.public_id, current_scope(), project.id
    before = _seen(project)
    alarms = {a.words for a in list_alarms(session(), scope, today(), project_id=number)}
    found: dict[str, Any] = {}

    def look(work: Work) -> None:
        take_step(work, scope, public_id, one.key, version=form.version.data, **_told(form))
        found["after"] = _seen(project_of(public_id))
        found["alarms"] = {a.words for a in list_alarms(session(), scope, today(), project_id=number)}

    try:
        with unit_of_work(
            session(), current_actor(), "project.check", subject=f"project:{public_id}"
        ) as work:
            look(work)
            raise _TakenBackError
    except _TakenBackError:
        pass
    kept = [
        (k, v) for k, v in request.form.items(multi=True) if k not in ("stage", "csrf_token", "request_key")
    ]
    changes = [
        (name, before[name], found["after"][name]) for name in before if before[name] != found["after"][name]
    ]
    return render_template(
        "projects/step_preview.html", project=project_of(public_id), step=one, changes=changes, keep=kept,
        gone=sorted(alarms - found["alarms"]), come=sorted(found["alarms"] - alarms),
    )  # fmt: skip


def _seen(project: Project) -> dict[str, str]:
    """What people see of a project that a step may change."""
    days = {
        _("开工日期"): project.started_on, _("完工日期"): project.finished_on, _("验收日期"): project.accepted_on,
        _("办结日期"): project.closed_on,
    }  # fmt: skip
    said = {name: day.isoformat() if day else _("没有") for name, day in days.items()}
    return {
        _("项目状态"): label(project.state, "project_state"),
        **said,
        _("验收结论"): project.acceptance or _("没有"),
    }


def _told(form: StepForm) -> dict[str, Any]:
    return {
        "on_day": form.on_day.data, "evidence": form.evidence.data or "", "words": form.words.data or ""
    }  # fmt: skip


def _step(key: str) -> Step:
    if key not in STEPS:
        raise NotFoundError("没有这一步。")
    if not may(STEPS[key].permission):
        raise NotAllowedError(STEPS[key].permission)
    return STEPS[key]


def _page(form: StepForm, one: Step, project: Project) -> str:
    standing = standing_of(session(), current_scope(), project, today())
    form.evidence.description = _("要有：%(paper)s。写名称和日期。", paper=one.evidence)
    return render_template(
        "projects/step.html", form=form, step=one, project=project, needs=needs_of(one, standing),
        refused=refusal(one, standing, words="不形成资产" if "assets" in one.asks else ""),
    )  # fmt: skip
