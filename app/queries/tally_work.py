"""Tallies of verdicts, findings, visits, grants and projects."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, distinct, false, func, or_, select
from sqlalchemy.orm import Session

from app.domain.project_steps import FINISHED, NOT_IN_BANK
from app.domain.work_orders import DONE_STATES
from app.models import (
    Finding,
    FundFlow,
    Household,
    MeasureGrant,
    Project,
    ProjectBeneficiary,
    RuleResult,
    RuleRun,
    Visit,
)
from app.queries.scope import Scope
from app.queries.tally_basis import Period, active, count, grants_in_force, inside, place

YES = 1
MISSING, HAVING, WRONG = ".verdict.missing", ".verdict.having", ".verdict.wrong"
#: Kinds of flow by tally.
FLOWS = {"planned_fen": "planned", "arrived_fen": "arrived", "allocated_fen": "allocated", "paid_fen": "paid"}


def judged(session: Session, scope: Scope, area: str, digits: int) -> Select[Any]:
    """Households in areas that the rules have been run over; without a run, absence of a result means nothing."""
    runs = select(RuleRun.area_low, RuleRun.area_high).where(RuleRun.finished_at.is_not(None)).distinct()
    ranges = [
        and_(Household.area_code >= low, Household.area_code < high) for low, high in session.execute(runs)
    ]
    covered = or_(*ranges) if ranges else false()
    return (
        select(place(Household.area_code, digits), count(covered).label("judged"))
        .where(*active(scope, area))
        .group_by("area")
    )


def verdicts(scope: Scope, area: str, digits: int) -> Select[Any]:
    result = RuleResult
    missing = and_(result.rule.endswith(MISSING), result.state == YES)
    return (
        select(
            place(result.area_code, digits),
            count(missing).label("missing"),
            func.count(distinct(case((missing, result.household_id)))).label("missing_households"),
            count(and_(result.rule.endswith(HAVING), result.state == YES)).label("having"),
            count(and_(~result.rule.endswith(WRONG), result.state == YES)).label("entitled"),
            count(and_(result.rule.endswith(WRONG), result.state == YES)).label("wrong"),
        )
        .where(scope.on(result), inside(result.area_code, area), result.until_at.is_(None))
        .where(or_(*(result.rule.endswith(ending) for ending in (MISSING, HAVING, WRONG))))
        .group_by("area")
    )


def findings(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    unfinished = Finding.state.not_in(DONE_STATES)
    return (
        select(
            place(Finding.area_code, digits),
            func.count().label("findings"),
            count(unfinished).label("findings_open"),
            count(~unfinished).label("findings_done"),
            count(and_(unfinished, Finding.due_on < period.as_of)).label("findings_late"),
        )
        .where(scope.on(Finding), inside(Finding.area_code, area))
        .group_by("area")
    )


def visits(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    first, last = date(period.year, 1, 1), date(period.year, 12, 31)
    return (
        select(
            place(Visit.area_code, digits),
            func.count().label("visits"),
            func.count(distinct(Visit.household_id)).label("visited"),
            count(Visit.satisfied.is_(True)).label("satisfied"),
            count(Visit.satisfied.is_not(None)).label("satisfied_told"),
        )
        .join(Household, Visit.household_id == Household.id)
        .where(scope.on(Visit), *active(scope, area), Visit.on_day >= first, Visit.on_day <= last)
        .group_by("area")
    )


def grants(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    grant = MeasureGrant
    live = grants_in_force(period)
    return (
        select(
            place(grant.area_code, digits),
            func.count().label("grants_live"),
            func.count(distinct(grant.household_id)).label("granted"),
            func.sum(func.coalesce(grant.amount_fen, 0)).label("granted_fen"),
        )
        .where(scope.on(grant), inside(grant.area_code, area), live)
        .group_by("area")
    )


def projects(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    return (
        select(
            place(Project.area_code, digits),
            func.count().label("projects"),
            count(Project.state.in_(FINISHED)).label("projects_finished"),
            func.sum(func.coalesce(Project.budget_fen, 0)).label("budget_fen"),
        )
        .where(scope.on(Project), inside(Project.area_code, area), Project.year == period.year)
        .where(Project.state.not_in(NOT_IN_BANK))
        .group_by("area")
    )


def flows(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    sums = [
        func.sum(case((FundFlow.kind == kind, FundFlow.amount_fen), else_=0)).label(name)
        for name, kind in FLOWS.items()
    ]
    return (
        select(place(Project.area_code, digits), *sums)
        .join(Project, FundFlow.project_id == Project.id)
        .where(scope.on(Project), inside(Project.area_code, area), Project.year == period.year)
        .where(Project.state.not_in(NOT_IN_BANK))
        .group_by("area")
    )


def beneficiaries(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    """Households served by a project of the year, by where the households live."""
    part = ProjectBeneficiary
    watched = case((Household.monitoring_kind.is_not(None), Household.id))
    return (
        select(
            place(Household.area_code, digits),
            func.count(distinct(part.household_id)).label("served"),
            func.count(distinct(watched)).label("served_monitored"),
        )
        .join(Household, part.household_id == Household.id)
        .join(Project, part.project_id == Project.id)
        .where(*active(scope, area), Project.year == period.year)
        .group_by("area")
    )
