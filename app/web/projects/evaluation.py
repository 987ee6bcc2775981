"""绩效自评表: goals, results and points of one project."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError
from app.domain.project_points import PART_TITLES, PARTS
from app.queries.project_life import list_goals, points_of
from app.services.project_goals import GoalInput, add_goal, drop_goal, fill_goals, propose_goals
from app.unit_of_work import Work
from app.web.projects.blueprint import act, bp, project_of, tried
from app.web.projects.life_forms import GoalForm


@route(bp, "/<public_id>/evaluation", permission="project:read")
def evaluation(public_id: str) -> Any:
    return _page(public_id)


@route(bp, "/<public_id>/evaluation", permission="project:edit", methods=("POST",))
def save_evaluation(public_id: str) -> Any:
    """`do`: propose the usual goals, fill what is there, or take one out."""
    scope, do = current_scope(), request.form.get("do", "fill")
    project = project_of(public_id)

    def change(work: Work) -> None:
        if do == "propose":
            propose_goals(work, scope, public_id)
        elif do.startswith("drop:"):
            drop_goal(work, scope, public_id, do.partition(":")[2])
        else:
            fill_goals(
                work, scope, public_id, _told(list_goals(work.session, scope, project.id), request.form)
            )

    try:
        act("project.goals", f"project:{public_id}", request.form.get("request_key", "")[:80], change)
    except BangfuError as refused:
        if refused.status not in (400, 422):
            raise
        flash(f"{refused.message}{refused.way_out or ''}", "danger")
    else:
        flash(_("存好了。"), "ok")
    return redirect(url_for("projects.evaluation", public_id=public_id))


@route(bp, "/<public_id>/goals", permission="project:edit", methods=("POST",))
def goal(public_id: str) -> Any:
    form = GoalForm()
    project_of(public_id)

    def do(work: Work) -> None:
        add_goal(work, current_scope(), public_id, form.told())

    if form.validate_on_submit() and tried(form, "project.goals", public_id, do):
        flash(_("加了一条指标。"), "ok")
        return redirect(url_for("projects.evaluation", public_id=public_id))
    return _page(public_id, form), 422


def _told(goals: list[Any], sent: Mapping[str, str]) -> dict[str, GoalInput]:
    """Public id -> what the table's row says; InvalidInputError E-GOAL where a number cannot be read."""
    found = {}
    for one in goals:
        names = ("aim", "done", "points", "reason")
        texts = {name: sent.get(f"{name}-{one.public_id}", "").strip() for name in names}
        aim, done, points = (_number(texts[name], one.title) for name in names[:3])
        tenths = int((points or 0) * 10 + 1e-9)
        reason = texts["reason"][:200] or None
        found[one.public_id] = GoalInput(
            one.part, one.title, one.unit, aim or 0.0, done, tenths, one.is_less_better, reason
        )
    return found


def _number(text: str, title: str) -> float | None:
    plain = text.replace(",", "").replace("，", "")
    if not plain:
        return None
    try:
        number = float(plain)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e12:
        raise InvalidInputError("E-GOAL", f"“{title}”里的“{text[:20]}”不是数字。", way_out="请只写数字。")
    return number


def _page(public_id: str, form: GoalForm | None = None) -> str:
    project = project_of(public_id)
    points = points_of(session(), current_scope(), project, today())
    return render_template(
        "projects/evaluation.html", project=project, points=points, parts=PARTS, titles=PART_TITLES,
        form=form or GoalForm(formdata=None),
    )  # fmt: skip
