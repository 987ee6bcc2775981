"""这户这次要办的事: what everybody waits for from one family, merged, so that one visit clears it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.monitoring import PERMISSION_OF_STEP, next_steps
from app.domain.permissions import Actor
from app.domain.vocabulary.monitoring import MONITORING_STEP
from app.domain.work_orders import VILLAGE_STATES
from app.models import Finding, Household, LookSheet, MeasureGrant, Person
from app.queries.family_needs import list_needs
from app.queries.household_acts import open_case, steps_of
from app.queries.household_page import get_living
from app.queries.households import VISIT_DAYS, visited_lately
from app.queries.scope import Scope
from app.queries.titles import rule_titles

#: How the family lives and what it needs is asked once a year.
ASKED_AGAIN = timedelta(days=365)
#: Answered in the form of the visit, one by one; the others are cleared by the visit itself or on a page of their own.
TICKED = ("finding", "document")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done with the family. `ref` is the public id of what waits; `detail` says what is wanted."""

    kind: str  # finding, document, visit, living, needs, look, step
    title: str
    ref: str = ""
    who: str = ""
    detail: str = ""
    due_on: date | None = None
    version: int = 0
    state: str = ""


def list_tasks(session: Session, scope: Scope, household: Household, actor: Actor) -> list[Task]:
    """What this actor may clear there, the most urgent first, what has no deadline last."""
    if household.status != "active" or not actor.may("visit:edit"):
        return []
    found: list[Task] = []
    if actor.may("finding:answer"):
        found += _findings(session, scope, household.id)
    if actor.may("grant:propose"):
        found += _documents(session, scope, household.id)
    found += _follow_ups(session, scope, household)
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))


def _findings(session: Session, scope: Scope, household_id: int) -> Iterator[Task]:
    wanted = (
        select(Finding, Person.name)
        .outerjoin(Person, Person.id == Finding.person_id)
        .where(scope.on(Finding), Finding.household_id == household_id, Finding.state.in_(VILLAGE_STATES))
        .order_by(Finding.due_on, Finding.id)
    )
    titles = rule_titles(session, "check")
    for row, name in session.execute(wanted):
        title = titles.get(row.check_code, row.check_code)
        yield Task(
            "finding",
            title,
            row.public_id,
            name or "",
            due_on=row.due_on,
            version=row.version,
            state=row.state,
        )


def _documents(session: Session, scope: Scope, household_id: int) -> Iterator[Task]:
    wanted = (
        select(MeasureGrant, Person.name)
        .outerjoin(Person, Person.id == MeasureGrant.person_id)
        .where(
            scope.on(MeasureGrant), MeasureGrant.household_id == household_id, MeasureGrant.state == "waiting"
        )
        .order_by(MeasureGrant.due_on, MeasureGrant.id)
    )
    titles = rule_titles(session, "measure")
    for row, name in session.execute(wanted):
        title = titles.get(row.measure, row.measure)
        yield Task(
            "document", title, row.public_id, name or "", row.wanted or "", row.due_on, row.version, row.state
        )


def _follow_ups(session: Session, scope: Scope, household: Household) -> Iterator[Task]:
    """What nobody set a day for: a monthly look at watched families, yearly questions, the next step of a case."""
    on = today()
    is_watched = household.monitoring_kind is not None and household.risk_cleared is not True
    if is_watched and not _holds(session, scope, household, visited_lately(on)):
        yield Task("visit", f"正在监测，{VISIT_DAYS} 天没有人去过")
    living = get_living(session, scope, household.id)
    if living is None or living.surveyed_on is None or living.surveyed_on < on - ASKED_AGAIN:
        yield Task("living", "住房、饮水、厕所一年没有看过")
    if not any(row.told_on >= on - ASKED_AGAIN for row in list_needs(session, scope, household.id)):
        yield Task("needs", "这家人自己最需要什么，今年还没有问")
    if household.kind != "ordinary" or is_watched:
        this_year = exists().where(
            LookSheet.household_id == Household.id, LookSheet.scored_on >= date(on.year, 1, 1)
        )
        if not _holds(session, scope, household, this_year):
            yield Task("look", "四看法今年还没有人打分")
    case = open_case(session, scope, household.id) if is_watched else None
    if case is not None:
        done = {step.step: step.on_day for step in steps_of(session, scope, case.id)}
        steps = next_steps(done, green_channel=bool(case.is_green_channel), monitored=True)
        if steps and not steps[0].startswith("clear_") and steps[0] not in PERMISSION_OF_STEP:
            yield Task("step", f"监测手续下一步：{MONITORING_STEP.label(steps[0])}")


def _holds(session: Session, scope: Scope, household: Household, fact: Any) -> bool:
    wanted = select(Household.id).where(scope.on(Household), Household.id == household.id, fact)
    return session.scalar(wanted) is not None
