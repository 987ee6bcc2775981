"""The self-evaluation of a finished project: the usual goals, each with what was aimed at and what came."""

from dataclasses import fields

from app.domain.permissions import Actor
from app.models import ProjectGoal
from app.queries.project_life import get_project, list_goals
from app.queries.scope import Scope
from app.services.demo.weeks.agenda import Agenda
from app.services.project_goals import GoalInput, fill_goals, propose_goals
from app.unit_of_work import Work

#: Where nobody set an aim: kind of goal -> aim.
_AIMS = {"economic": 1500.0, "social": 30.0, "lasting": 10.0, "quantity": 1.0}
_NEARLY, _WHY = 0.94, "雨季停工半个月，已经在下一年度计划里补上。"


def plan_goals(agenda: Agenda, who: Actor, public_id: str, days: int) -> None:
    """Proposed and filled on one afternoon."""

    def do(work: Work, scope: Scope) -> None:
        propose_goals(work, scope, public_id)
        project = get_project(work.session, scope, public_id)
        goals = list_goals(work.session, scope, project.id)
        fill_goals(work, scope, public_id, {goal.public_id: _filled(goal) for goal in goals})

    agenda.plan(agenda.ago(days, 15), who, "project.goals", do, subject=f"project:{public_id}")


def _filled(goal: ProjectGoal) -> GoalInput:
    """The aim reached, but for what the register knows to be less, and one goal that is always a little short."""
    told = {one.name: getattr(goal, one.name) for one in fields(GoalInput)}
    aim = goal.aim or _AIMS.get(goal.part, 1.0)
    done = goal.done
    if done is None:
        done = round(aim * _NEARLY, 1) if goal.part == "economic" else aim
    missed = done > aim if goal.is_less_better else done < aim
    return GoalInput(**{**told, "aim": aim, "done": done, "reason": _WHY if missed else None})
