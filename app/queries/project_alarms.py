"""What stands still: projects behind their days, money that lies, notices left hanging, assets idle or unchecked.

Each kind is one set-based statement that takes the widest candidates; the dated standard of the place decides.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, literal, null, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.project_alarms import ALARMS, STANDARDS, Alarm
from app.domain.vocabulary.projects import FUND_SOURCE
from app.models import Asset, AssetIncome, AssetShare, FundFlow, Project, ProjectNotice, ProjectStep
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope

#: More than this is no list for people any more.
MOST = 500


def list_alarms(
    session: Session, scope: Scope, day: date, *, area: str | None = None, project_id: int | None = None
) -> list[Alarm]:
    """All alarms of projects and assets of the scope on a day, the longest first."""
    standards = rules_in_force(session, day).catalogue.standards

    def limit(kind: str, place: str) -> int:
        code = ALARMS[kind][1]
        if code is None:
            return -1 if kind == "idle" else 0
        value = standards[code].value_on(day, place) if code in standards else None
        return 10**6 if value is None else value

    least = {
        code: min((line.value for line in standards[code].lines), default=0) if code in standards else 0
        for code in STANDARDS
    }
    found = []
    for kind, rows in _candidates(session, scope, day, least, area, project_id).items():
        for number, public_id, name, place, since, what in rows:
            days = (day - since).days if since else 0
            if days > limit(kind, place) or since is None:
                found.append(Alarm(kind, number, public_id, name, days, what))
    return sorted(found, key=lambda one: (-one.days, one.project_id, one.kind))[:MOST]


Row = tuple[int, str, str, str, date | None, str]


def _candidates(
    session: Session, scope: Scope, day: date, least: dict[str, int], area: str | None, project_id: int | None
) -> dict[str, Iterable[Row]]:
    def before(code: str) -> date:
        return day - timedelta(days=least[code])

    def mine(*more: Any) -> Any:
        where = [scope.on(Project), *more]
        if area:
            low, high = range_of(area)
            where += [Project.area_code >= low, Project.area_code < high]
        if project_id is not None:
            where.append(Project.id == project_id)
        return where

    def run(wanted: Any) -> list[Row]:
        return [tuple(row) for row in session.execute(wanted.order_by(Project.id).limit(MOST * 4))]

    p = Project
    base = (p.id, p.public_id, p.name, p.area_code)
    none = literal("")
    money = _money(scope).subquery("money")
    overpaid = _overpaid(scope).subquery("overpaid")
    moved = _last_moved()
    divided = _divided(scope).subquery("divided")
    asset = (*base[:3], Asset.area_code)
    return {
        "late_start": run(
            select(*base, p.planned_from, none).where(
                *mine(p.state == "planned", p.planned_from < before("project_start_days"))
            )
        ),
        "late_finish": run(
            select(*base, p.planned_to, none).where(*mine(p.state == "under_way", p.planned_to < day))
        ),
        "stalled": run(
            select(*base, moved, none).where(
                *mine(p.state == "under_way"), moved < before("project_stall_days")
            )
        ),
        "unpaid": run(
            select(*base, money.c.first_arrived, none)
            .join(money, money.c.project_id == p.id)
            .where(*mine(money.c.paid == 0, money.c.first_arrived < before("project_pay_days")))
        ),
        "overpaid": [
            (*row[:5], FUND_SOURCE.label(row[5]))
            for row in run(
                select(*base, null(), overpaid.c.source)
                .join(overpaid, overpaid.c.project_id == p.id)
                .where(*mine())
            )
        ],
        "notice_over": run(
            select(*base, ProjectNotice.until_on, ProjectNotice.place)
            .join(ProjectNotice, ProjectNotice.project_id == p.id)
            .where(*mine(ProjectNotice.closed_on.is_(None), ProjectNotice.until_on < day))
        ),
        "idle": run(
            select(*asset, Asset.checked_on, Asset.name)
            .join(Asset, Asset.project_id == p.id)
            .where(*mine(Asset.state == "idle"))
        ),
        "unchecked": run(
            select(*asset, func.coalesce(Asset.checked_on, Asset.built_on), Asset.name)
            .join(Asset, Asset.project_id == p.id)
            .where(
                *mine(func.coalesce(Asset.checked_on, Asset.built_on) < before("asset_check_days")),
                func.coalesce(Asset.state, "in_use") != "lost",
            )
        ),
        "undivided": run(
            select(*asset, AssetIncome.on_day, Asset.name)
            .join(Asset, Asset.project_id == p.id)
            .join(AssetIncome, AssetIncome.asset_id == Asset.id)
            .outerjoin(divided, divided.c.income_id == AssetIncome.id)
            .where(*mine(AssetIncome.on_day < before("asset_income_days")))
            .where(func.coalesce(divided.c.fen, 0) < AssetIncome.amount_fen)
        ),
    }


def _money(scope: Scope) -> Any:
    """By project: arrived, paid, and the first day of arrival."""
    f = FundFlow

    def of(kind: str) -> Any:
        return func.sum(case((f.kind == kind, f.amount_fen), else_=0))

    return (
        select(
            f.project_id.label("project_id"),
            of("arrived").label("arrived"),
            of("paid").label("paid"),
            func.min(case((f.kind == "arrived", f.on_day))).label("first_arrived"),
        )
        .join(Project, Project.id == f.project_id)
        .where(scope.on(Project))
        .group_by(f.project_id)
    )


def _overpaid(scope: Scope) -> Any:
    """Lines of ledgers from which more was paid than arrived, and no payment says why."""
    f = FundFlow

    def of(kind: str) -> Any:
        return func.sum(case((f.kind == kind, f.amount_fen), else_=0))

    return (
        select(f.project_id.label("project_id"), f.source.label("source"))
        .join(Project, Project.id == f.project_id)
        .where(scope.on(Project))
        .group_by(f.project_id, f.source, f.budget_line_id)
        .having(of("paid") > of("arrived"), func.count(case((f.kind == "paid", f.reason))) == 0)
    )


def _divided(scope: Scope) -> Any:
    return (
        select(AssetShare.asset_income_id.label("income_id"), func.sum(AssetShare.amount_fen).label("fen"))
        .join(AssetIncome, AssetIncome.id == AssetShare.asset_income_id)
        .join(Asset, Asset.id == AssetIncome.asset_id)
        .where(scope.on(Asset))
        .group_by(AssetShare.asset_income_id)
    )


def _last_moved() -> Any:
    """Newest day of a step, a payment or the start of a project; None where nothing has a day."""
    step = (
        select(func.max(ProjectStep.on_day))
        .where(ProjectStep.project_id == Project.id, ProjectStep.state == "done")
        .correlate(Project)
        .scalar_subquery()
    )
    flow = (
        select(func.max(FundFlow.on_day))
        .where(FundFlow.project_id == Project.id)
        .correlate(Project)
        .scalar_subquery()
    )
    first = Project.started_on
    newer = case((step > func.coalesce(flow, step), step), else_=func.coalesce(flow, step))
    return case(
        (func.coalesce(first, newer) > func.coalesce(newer, first), first), else_=func.coalesce(newer, first)
    )
