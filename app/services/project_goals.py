"""Goals of a project's self-evaluation: proposed from what the register knows, then filled by the office."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app.domain.errors import InvalidInputError
from app.domain.vocabulary.projects import GOAL_PART
from app.models import Household, Project, ProjectBeneficiary, ProjectGoal, Visit
from app.queries.project_life import get_project, list_flows, list_goals, part_of
from app.queries.scope import Scope
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class GoalInput:
    """One goal as written down; points in tenths."""

    part: str
    title: str
    unit: str | None
    aim: float
    done: float | None
    tenths: int
    is_less_better: bool = False
    reason: str | None = None


def propose_goals(work: Work, scope: Scope, public_id: str) -> list[ProjectGoal]:
    """The usual goals of the finance form, with results as far as the register knows them.

    An aim of zero is one that the office still has to set. E-GOALS where there are some already.
    """
    project = get_project(work.session, scope, public_id)
    if list_goals(work.session, scope, project.id):
        raise InvalidInputError("E-GOALS", "自评表里已经有指标了。", way_out="请直接改。")
    rows = [_goal(project, told) for told in _usual(work, scope, project)]
    work.session.add_all(rows)
    work.session.flush()
    return rows


def _usual(work: Work, scope: Scope, project: Project) -> list[GoalInput]:
    flows = list_flows(work.session, scope, project.id)
    paid = sum(flow.amount_fen for flow in flows if flow.kind == "paid")
    served, share = work.session.execute(
        select(func.count(ProjectBeneficiary.household_id.distinct()), func.sum(ProjectBeneficiary.share_fen))
        .join(Project, Project.id == ProjectBeneficiary.project_id)
        .where(scope.on(Project), Project.id == project.id)
    ).one()
    on_time = None
    if project.finished_on and project.planned_to:
        on_time = 100.0 if project.finished_on <= project.planned_to else 0.0
    accepted = 100.0 if project.accepted_on else None
    budget = (project.budget_fen or 0) / 1e6
    mean = round(int(share) / 100 / served, 2) if share and served else None
    return [
        GoalInput("quantity", "建设任务完成", project.unit, project.quantity or 0, None, 150),
        GoalInput("quality", "验收合格率", "%", 100, accepted, 150),
        GoalInput("timeliness", "按期完成率", "%", 100, on_time, 100),
        GoalInput("cost", "支出不超过预算", "万元", budget, round(paid / 1e6, 2), 100, is_less_better=True),
        GoalInput("economic", "受益户户均年受益", "元", 0, mean, 100),
        GoalInput("social", "受益户数", "户", project.planned_households or 0, float(served), 150),
        GoalInput("lasting", "工程设计使用年限", "年", 0, None, 50),
        GoalInput("satisfaction", "受益群众满意度", "%", 95, _satisfied(work, scope, project), 100),
    ]  # fmt: skip


def _satisfied(work: Work, scope: Scope, project: Project) -> float | None:
    """Share of satisfied answers in visits to the households served since the project began, in percent."""
    asked, yes = work.session.execute(
        select(func.count(Visit.id), func.count(Visit.id).filter(Visit.satisfied.is_(True)))
        .join(Household, Household.id == Visit.household_id)
        .join(ProjectBeneficiary, ProjectBeneficiary.household_id == Household.id)
        .where(scope.on(Household), ProjectBeneficiary.project_id == project.id)
        .where(
            Visit.satisfied.is_not(None),
            Visit.on_day >= (project.started_on or project.planned_from or Visit.on_day),
        )
    ).one()
    return round(yes / asked * 100, 1) if asked else None


def add_goal(work: Work, scope: Scope, public_id: str, told: GoalInput) -> ProjectGoal:
    """One more goal. E-GOAL with a sentence by field."""
    project = get_project(work.session, scope, public_id)
    _open_for_goals(project)
    _check(told)
    row = _goal(project, told)
    work.session.add(row)
    work.session.flush()
    return row


def fill_goals(work: Work, scope: Scope, public_id: str, told: Mapping[str, GoalInput]) -> None:
    """Public id -> what is written of that goal. A missed aim needs its reason (E-GOAL)."""
    project = get_project(work.session, scope, public_id)
    _open_for_goals(project)
    for goal in list_goals(work.session, scope, project.id):
        new = told.get(goal.public_id)
        if new is None:
            continue
        _check(new)
        for name in ("title", "unit", "aim", "done", "tenths", "reason"):
            setattr(goal, name, getattr(new, name))


def drop_goal(work: Work, scope: Scope, public_id: str, goal_id: str) -> None:
    """Take one goal out; its versions stay in the history."""
    project = get_project(work.session, scope, public_id)
    _open_for_goals(project)
    work.session.delete(part_of(work.session, scope, ProjectGoal, project, goal_id))


def _open_for_goals(project: Project) -> None:
    if project.state in ("evaluated", "closed"):
        raise InvalidInputError("E-GOALS", "自评已经定了，不能再改。", way_out="请先撤回“绩效自评”这一步。")


def _check(told: GoalInput) -> None:
    fields = {}
    if told.part not in GOAL_PART:
        fields["part"] = "请选指标类别。"
    if len(told.title.strip()) < 2:
        fields["title"] = "请写指标名称。"
    if told.aim < 0 or (told.done is not None and told.done < 0):
        fields["aim"] = "目标值和完成值不能小于零。"
    if not 0 < told.tenths <= 1000:
        fields["tenths"] = "分值要大于零。"
    if _missed(told) and not told.reason:
        fields["reason"] = f"“{told.title}”没有达到目标，要写原因和改进办法。"
    if fields:
        raise InvalidInputError("E-GOAL", "".join(fields.values()), fields=fields, way_out="请改好再存。")


def _missed(told: GoalInput) -> bool:
    if told.done is None or told.aim <= 0:
        return False
    return told.done > told.aim if told.is_less_better else told.done < told.aim


def _goal(project: Project, told: GoalInput) -> ProjectGoal:
    return ProjectGoal(
        project_id=project.id, part=told.part, title=told.title.strip()[:60], unit=told.unit, aim=told.aim,
        done=told.done, is_less_better=told.is_less_better, tenths=told.tenths, reason=told.reason,
    )  # fmt: skip
