"""One project as its steps see it: steps done, notices, goals, and what is there before the next step."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.fund_ledger import LedgerLine, ledger_of
from app.domain.project_points import Points, score
from app.domain.project_steps import MANDATORY, Standing
from app.models import (
    Asset,
    BudgetLine,
    Event,
    FundFlow,
    Project,
    ProjectGoal,
    ProjectNotice,
    ProjectStep,
    User,
)
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope

#: Where no standard is in force the points of the finance form hold.
_POINTS = {"budget": 10, "output": 50, "benefit": 30, "satisfaction": 10}
_NOTICE_FLOOR = 10


@dataclass(frozen=True)
class StepLine:
    """A step with who did it."""

    step: ProjectStep
    who: str


def get_project(session: Session, scope: Scope, public_id: str) -> Project:
    """A project by its address; NotFoundError outside the scope."""
    found = session.scalar(select(Project).where(scope.on(Project), Project.public_id == public_id))
    if found is None:
        raise NotFoundError
    return found


def part_of(session: Session, scope: Scope, model: Any, project: Project, public_id: str) -> Any:
    """A notice, step, goal or asset of this project; NotFoundError for any other."""
    found = session.scalar(
        select(model)
        .join(Project, Project.id == model.project_id)
        .where(scope.on(Project), Project.id == project.id, model.public_id == public_id)
    )
    if found is None:
        raise NotFoundError
    return found


def _of(scope: Scope, model: Any, project_id: int) -> Any:
    joined = select(model).join(Project, Project.id == model.project_id)
    return joined.where(scope.on(Project), Project.id == project_id).order_by(model.id)


def list_steps(session: Session, scope: Scope, project_id: int) -> list[StepLine]:
    """Steps of a project in the order they were done, with who did them."""
    wanted = (
        select(ProjectStep, func.coalesce(User.display_name, "系统"))
        .join(Project, Project.id == ProjectStep.project_id)
        .join(Event, Event.id == ProjectStep.act_event_id)
        .outerjoin(User, User.id == Event.actor_id)
        .where(scope.on(Project), Project.id == project_id)
        .order_by(ProjectStep.id)
    )
    return [StepLine(step, who) for step, who in session.execute(wanted)]


def list_notices(session: Session, scope: Scope, project_id: int) -> list[ProjectNotice]:
    """Notices in the order they were put up."""
    return list(session.scalars(_of(scope, ProjectNotice, project_id)))


def list_goals(session: Session, scope: Scope, project_id: int) -> list[ProjectGoal]:
    """Goals of the self-evaluation in the order they were set."""
    return list(session.scalars(_of(scope, ProjectGoal, project_id)))


def list_assets(session: Session, scope: Scope, project_id: int) -> list[Asset]:
    """Assets that the project left behind."""
    return list(session.scalars(_of(scope, Asset, project_id)))


def list_flows(session: Session, scope: Scope, project_id: int) -> list[FundFlow]:
    """Rows of money in the order of their days."""
    wanted = select(FundFlow).join(Project, Project.id == FundFlow.project_id)
    wanted = wanted.where(scope.on(Project), Project.id == project_id)
    return list(session.scalars(wanted.order_by(FundFlow.on_day, FundFlow.id)))


def lines_named(session: Session, scope: Scope, numbers: set[int]) -> dict[int, BudgetLine]:
    """Budget lines by row number, as far as a project of the scope draws on them: the paper of the money that one sees
    may be seen too."""
    wanted = (
        select(BudgetLine)
        .join(FundFlow, FundFlow.budget_line_id == BudgetLine.id)
        .join(Project, Project.id == FundFlow.project_id)
        .where(scope.on(Project), BudgetLine.id.in_(sorted(numbers)))
        .distinct()
    )
    return {line.id: line for line in session.scalars(wanted)}


def notice_days(session: Session, scope: Scope, day: date, area_code: str) -> int:
    """Least days of a notice there and then."""
    return line_on(session, "project_notice_days", day, area_code) or _NOTICE_FLOOR


def points_given(session: Session, scope: Scope, day: date, area_code: str) -> dict[str, int]:
    """Tenths of points by part of the self-evaluation, there and then."""
    found = {part: line_on(session, f"evaluation_points_{part}", day, area_code) for part in _POINTS}
    return {part: (value if value is not None else _POINTS[part]) * 10 for part, value in found.items()}


def points_of(session: Session, scope: Scope, project: Project, day: date) -> Points:
    """The self-evaluation as far as it is filled."""
    lines = ledger_of(list_flows(session, scope, project.id))
    given = points_given(session, scope, day, project.area_code)
    arrived, paid = sum(one.arrived for one in lines), sum(one.paid for one in lines)
    return score(list_goals(session, scope, project.id), given, arrived=arrived, paid=paid)


def standing_of(session: Session, scope: Scope, project: Project, day: date) -> Standing:
    """What decides which steps can be done now."""
    lines: list[LedgerLine] = ledger_of(list_flows(session, scope, project.id))
    points = points_of(session, scope, project, day)
    return Standing(
        state=project.state,
        empty=tuple(words for name, words in MANDATORY.items() if getattr(project, name) in (None, "")),
        planned_fen=sum(one.planned for one in lines),
        arrived_fen=sum(one.arrived for one in lines),
        paid_fen=sum(one.paid for one in lines),
        has_overpaid_line=any(one.is_unexplained for one in lines),
        notices=_notice_states(session, scope, project, day),
        assets=len(list_assets(session, scope, project.id)),
        goals=len(points.goals),
        goals_open=points.open,
        points_told=not points.uneven,
    )


def _notice_states(session: Session, scope: Scope, project: Project, day: date) -> dict[str, str]:
    """Kind -> done where one was closed after its days, else open."""
    found: dict[str, str] = {}
    for notice in list_notices(session, scope, project.id):
        if found.get(notice.kind) != "done":
            found[notice.kind] = "done" if notice.closed_on else "open"
    return found
