"""What projects and measures brought: money, reach, and how incomes of served and other households moved.

These are before-and-after figures. They say what was observed, not what caused it; every reader of them repeats that.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, select
from sqlalchemy.orm import Session

from app.domain.evaluation import CheckLine, Gain, GrantLine, ProjectLine
from app.domain.project_steps import NOT_IN_BANK
from app.domain.work_orders import DONE_STATES
from app.models import (
    Area,
    Finding,
    FundFlow,
    Household,
    IncomeEntry,
    MeasureGrant,
    Project,
    ProjectBeneficiary,
    RuleResult,
)
from app.queries.amounts import net_amount
from app.queries.scope import Scope
from app.queries.tally_basis import Period, active, grants_in_force, inside
from app.queries.tally_people import members_of
from app.queries.tally_work import MISSING, YES


def _net(scope: Scope, area: str, year: int, name: str) -> Any:
    """Net income in fen of each active household with a ledger of that year."""
    entry = IncomeEntry
    net = func.sum(net_amount(entry))
    return (
        select(entry.household_id.label("household_id"), net.label("net"))
        .join(Household, entry.household_id == Household.id)
        .where(*active(scope, area), entry.year == year)
        .group_by(entry.household_id)
        .cte(name)
    )


def list_project_lines(
    session: Session, scope: Scope, area: str, year: int, limit: int = 200
) -> list[ProjectLine]:
    """Projects of the year inside the area, most money first. Households count where they live inside the scope."""
    mine = scope.within(area)
    money = _project_money(mine, area, year).subquery("money")
    reach = _project_reach(mine, area, year).subquery("reach")
    wanted = (
        select(
            Project.public_id,
            Project.project_no,
            Project.name,
            Project.category,
            Project.state,
            Area.name.label("area_name"),
            Project.area_code,
            money.c.arrived,
            money.c.paid,
            reach.c.served,
            reach.c.monitored,
            reach.c.compared,
            reach.c.change,
        )
        .join(Area, Area.code == Project.area_code, isouter=True)
        .join(money, money.c.project_id == Project.id, isouter=True)
        .join(reach, reach.c.project_id == Project.id, isouter=True)
        .where(*_projects(mine, area, year))
        .order_by(func.coalesce(money.c.arrived, 0).desc(), Project.id)
        .limit(limit)
    )
    return [_project_line(row) for row in session.execute(wanted)]


def _projects(scope: Scope, area: str, year: int) -> tuple[ColumnElement[bool], ...]:
    in_bank = Project.state.not_in(NOT_IN_BANK)
    return scope.on(Project), inside(Project.area_code, area), Project.year == year, in_bank


def _project_money(scope: Scope, area: str, year: int) -> Select[Any]:
    def of(kind: str) -> Any:
        return func.sum(case((FundFlow.kind == kind, FundFlow.amount_fen), else_=0))

    return (
        select(
            FundFlow.project_id.label("project_id"), of("arrived").label("arrived"), of("paid").label("paid")
        )
        .join(Project, FundFlow.project_id == Project.id)
        .where(*_projects(scope, area, year))
        .group_by(FundFlow.project_id)
    )


def _project_reach(scope: Scope, area: str, year: int) -> Select[*tuple[Any, ...]]:
    part = ProjectBeneficiary
    before, after = _net(scope, area, year - 1, "before"), _net(scope, area, year, "after")
    both = and_(before.c.net.is_not(None), after.c.net.is_not(None))
    return (
        select(
            part.project_id.label("project_id"),
            func.count(distinct(part.household_id)).label("served"),
            func.count(distinct(case((Household.monitoring_kind.is_not(None), Household.id)))).label(
                "monitored"
            ),
            func.sum(case((both, 1), else_=0)).label("compared"),
            func.sum(case((both, after.c.net - before.c.net), else_=0)).label("change"),
        )
        .join(Household, part.household_id == Household.id)
        .outerjoin(before, before.c.household_id == Household.id)
        .outerjoin(after, after.c.household_id == Household.id)
        .where(*active(scope, area))
        .group_by(part.project_id)
    )


def _project_line(row: Any) -> ProjectLine:
    compared = int(row.compared or 0)
    return ProjectLine(
        public_id=row.public_id,
        project_no=row.project_no,
        name=row.name,
        category=row.category,
        state=row.state,
        area_name=row.area_name or "",
        arrived_fen=int(row.arrived or 0),
        paid_fen=int(row.paid or 0),
        served=int(row.served or 0),
        served_monitored=int(row.monitored or 0),
        compared=compared,
        gain_fen=round(int(row.change or 0) / compared) if compared else None,
        area_code=row.area_code,
    )


def get_gains(session: Session, scope: Scope, area: str, year: int) -> dict[bool, Gain]:
    """Served (True) and not served (False) by a project of the year: mean net income per head before and after.

    Only households with members and a ledger in both years; means are over people, so large families weigh more.
    """
    mine = scope.within(area)
    before, after = _net(mine, area, year - 1, "before"), _net(mine, area, year, "after")
    members = members_of(mine, area)
    served = (
        select(ProjectBeneficiary.household_id)
        .join(Household, ProjectBeneficiary.household_id == Household.id)
        .join(Project, ProjectBeneficiary.project_id == Project.id)
        .where(*active(mine, area), Project.year == year)
    )
    group = Household.id.in_(served).label("served")
    wanted = (
        select(
            group, func.count(), func.sum(members.c.members), func.sum(before.c.net), func.sum(after.c.net)
        )
        .select_from(Household)
        .join(members, members.c.household_id == Household.id)
        .join(before, before.c.household_id == Household.id)
        .join(after, after.c.household_id == Household.id)
        .where(*active(mine, area))
        .group_by(group)
    )
    found = {
        bool(served): Gain(int(count), int(first) // int(people), int(last) // int(people))
        for served, count, people, first, last in session.execute(wanted)
    }
    nothing = Gain(0, None, None)
    return {True: found.get(True, nothing), False: found.get(False, nothing)}


def list_grant_lines(session: Session, scope: Scope, area: str, period: Period) -> list[GrantLine]:
    """Live grants by measure, most households first."""
    mine = scope.within(area)
    grant = MeasureGrant
    live = grants_in_force(period)
    households = func.count(distinct(grant.household_id))
    wanted = (
        select(grant.measure, func.count(), households, func.sum(grant.amount_fen))
        .where(mine.on(grant), inside(grant.area_code, area), live)
        .group_by(grant.measure)
        .order_by(households.desc(), grant.measure)
    )
    return [
        GrantLine(m, int(n), int(h), None if fen is None else int(fen))
        for m, n, h, fen in session.execute(wanted)
    ]


def list_check_lines(session: Session, scope: Scope, area: str, period: Period) -> list[CheckLine]:
    """Findings by check, most open ones first."""
    mine = scope.within(area)
    unfinished = case((Finding.state.not_in(DONE_STATES), 1), else_=0)
    late = case((and_(Finding.state.not_in(DONE_STATES), Finding.due_on < period.as_of), 1), else_=0)
    wanted = (
        select(Finding.check_code, func.count(), func.sum(unfinished), func.sum(late))
        .where(mine.on(Finding), inside(Finding.area_code, area))
        .group_by(Finding.check_code)
        .order_by(func.sum(unfinished).desc(), Finding.check_code)
    )
    return [CheckLine(code, int(n), int(o), int(x)) for code, n, o, x in session.execute(wanted)]


def list_missing_lines(session: Session, scope: Scope, area: str) -> list[tuple[str, int]]:
    """(measure, how many should have it and do not), most first; only where rules have run."""
    mine = scope.within(area)
    result = RuleResult
    wanted = (
        select(result.rule, func.count())
        .where(mine.on(result), inside(result.area_code, area), result.until_at.is_(None))
        .where(result.rule.endswith(MISSING), result.state == YES)
        .group_by(result.rule)
        .order_by(func.count().desc(), result.rule)
    )
    return [(rule.removesuffix(MISSING), int(count)) for rule, count in session.execute(wanted)]
