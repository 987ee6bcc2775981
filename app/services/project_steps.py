"""Steps in the life of a project: done with their paper, taken back while nobody has built on them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from app.domain.project_steps import require_possible
from app.domain.registry import require_evidence
from app.models import Base, Project, ProjectStep
from app.queries.project_life import get_project, list_steps, part_of, standing_of
from app.queries.scope import Scope, unscoped
from app.queries.worlds import history_of
from app.unit_of_work import Work

#: They count versions and say who the row is.
_OWN = frozenset(("id", "version", "event_id", "public_id"))


def take_step(
    work: Work,
    scope: Scope,
    public_id: str,
    key: str,
    *,
    version: int,
    on_day: date | None,
    evidence: str,
    words: str = "",
) -> ProjectStep:
    """Do one step. E-STEP where it does not fit, E-EVIDENCE without its paper, ConflictError after somebody else."""
    project = get_project(work.session, scope, public_id)
    if project.version != version:
        raise ConflictError("这个项目刚才被别人改过，请看一下再办。", current=project)
    standing = standing_of(work.session, scope, project, today())
    step = require_possible(key, standing, evidence=evidence, words=words)
    if not work.actor.may(step.permission):
        raise NotAllowedError(step.permission)
    on = _day(work, scope, project, on_day)
    row = ProjectStep(
        project_id=project.id, step=key, before=project.state, after=step.after, on_day=on,
        evidence=evidence.strip()[:120], words=words.strip()[:200] or None, act_event_id=work.event_id,
    )  # fmt: skip
    project.state = step.after
    for column, value in _columns(key, on, words).items():
        setattr(project, column, value)
    work.session.add(row)
    work.session.flush()
    return row


def _columns(key: str, on: date, words: str) -> dict[str, Any]:
    """What else a step writes on the project."""
    found: dict[str, dict[str, Any]] = {
        "start": {"started_on": on},
        "finish": {"finished_on": on},
        "rework": {"finished_on": None},
        "accept": {"accepted_on": on, "acceptance": words.strip()[:60]},
        "archive": {"closed_on": on},
    }
    return found.get(key, {})


def _day(work: Work, scope: Scope, project: Project, on_day: date | None) -> date:
    """The step's day: not to come, and not before the step in front of it."""
    if on_day is None or on_day > today():
        raise InvalidInputError("E-FUTURE", "请写实际办的那天。", fields={"on_day": "请写今天或以前的日期。"})
    done = [line.step for line in list_steps(work.session, scope, project.id) if line.step.state == "done"]
    if done and on_day < done[-1].on_day:
        said = f"上一步是 {done[-1].on_day.isoformat()} 办的，这一步不能更早。"
        raise InvalidInputError("E-STEP-DAY", said, fields={"on_day": said})
    return on_day


def undo_step(work: Work, scope: Scope, public_id: str, step_id: str, *, reason: str | None) -> ProjectStep:
    """Take the newest step back: the project's columns return to what they were.

    E-UNDO-LATER where it is not the newest, or somebody changed since what it wrote.
    """
    project = get_project(work.session, scope, public_id)
    step: ProjectStep = part_of(work.session, scope, ProjectStep, project, step_id)
    if step.state != "done":
        raise ConflictError("这一步已经撤回过了。", current=step)
    why = require_evidence(reason, "为什么撤回")[:120]
    done = [line.step for line in list_steps(work.session, scope, project.id) if line.step.state == "done"]
    if done[-1].id != step.id:
        raise InvalidInputError("E-UNDO-LATER", "后面又办了别的步骤。", way_out="请先撤回最后一步。")
    for column, value in _written(work, project, step.act_event_id).items():
        setattr(project, column, value)
    step.state, step.undone_on, step.undo_reason = "undone", today(), why
    work.session.flush()
    return step


def _written(work: Work, project: Project, event_id: int) -> dict[str, Any]:
    """Column -> value before the step, for what the step wrote; E-UNDO-LATER where that was changed since."""
    past, table = history_of("project"), Base.metadata.tables["project"]
    with unscoped("versions of a project that was read through the scope"):
        before = (
            work.session.execute(select(past).where(past.c.id == project.id, past.c.until_event == event_id))
            .mappings()
            .one()
        )
        wrote = (
            work.session.execute(select(past).where(past.c.id == project.id, past.c.event_id == event_id))
            .mappings()
            .first()
        )
    names = [c.name for c in table.columns if c.name not in _OWN]
    now = {name: getattr(project, name) for name in names}
    after = now if wrote is None else {name: wrote[name] for name in names}
    changed = [name for name in names if after[name] != before[name]]
    if any(now[name] != after[name] for name in changed):
        raise InvalidInputError("E-UNDO-LATER", "这一步写下的内容后来又改过。", way_out="请先改回来再撤回。")
    return {name: before[name] for name in changed}
