"""Two people at the same project: its forms as they show a version of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app.access import current_scope, session
from app.domain.clock import today
from app.domain.project_steps import Step, refusal
from app.models import Project
from app.queries import projects as read
from app.queries.area_choices import list_choices
from app.queries.project_life import standing_of
from app.web.conflicts import Contest
from app.web.formats import day, label
from app.web.projects.forms import ProjectForm
from app.web.projects.life_forms import StepForm

#: Columns that the forms of entry and of steps do not show, with their words.
BESIDE_ENTRY: dict[str, tuple[str, Callable[[Any], str]]] = {
    "accepted_on": (lazy("验收日期"), day),
    "acceptance": (lazy("验收结论"), lambda text: text or _("没写")),
}
BESIDE_STEP = {"state": (lazy("项目状态"), lambda code: label(code, "project_state"))}


def filled(project: Any) -> ProjectForm:
    """The entry's form as it shows a version of a project."""
    form = with_places(ProjectForm(formdata=None, obj=project))
    form.area.data = getattr(project, "area_code", None)
    budget = getattr(project, "budget_fen", None)
    form.budget.data = None if budget is None else Decimal(budget) / 1_000_000
    return form


def contest_of(project: Project, fill: Callable[[Any], Any], action: str, also: Any) -> Contest:
    """What is to be known for laying two versions of a project side by side."""
    public_id = project.public_id
    return Contest(
        title=_("项目“%(name)s”", name=project.name),
        model=Project,
        find=lambda: read.get_project(session(), current_scope(), public_id),
        fill=fill,
        action=action,
        back=url_for("projects.show", public_id=public_id),
        also=also,
        joined=frozenset(("content", "target", "acceptance")),
    )


def with_places(form: ProjectForm) -> ProjectForm:
    """The form with the places of the reader's area to choose from."""
    form.area.choices = [("", _("请选")), *list_choices(session(), current_scope())]
    return form


def step_contest(project: Project, step: Step) -> Contest:
    """Two people at the same step: mine cannot follow any more where theirs moved the project on."""
    public_id = project.public_id

    def filled_step(row: Any) -> StepForm:
        form = StepForm(formdata=None)
        form.on_day.data = form.evidence.data = None
        form.words.data = getattr(row, "acceptance", None) if step.key == "accept" else None
        return form

    def blocked(row: Any) -> str:
        return refusal(step, standing_of(session(), current_scope(), row, today()), words="不形成资产")

    return Contest(
        title=_("项目“%(name)s”", name=project.name),
        model=Project,
        find=lambda: read.get_project(session(), current_scope(), public_id),
        fill=filled_step,
        action=url_for("projects.save_step", public_id=public_id, step=step.key),
        back=url_for("projects.show", public_id=public_id),
        also=BESIDE_STEP,
        blocked=blocked,
    )
