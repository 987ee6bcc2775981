"""A project from need survey to archive: steps, notices, money, assets, points, and money traced both ways."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.permissions import SYSTEM
from app.models import (
    Asset,
    BudgetLine,
    FundFlow,
    Project,
    ProjectBeneficiary,
    ProjectGoal,
    ProjectNotice,
    ProjectStep,
)  # fmt: skip
from app.queries.budget_lines import list_lines, trace_household, trace_line
from app.queries.project_alarms import list_alarms
from app.queries.project_life import points_of
from app.services.assets import AssetInput, register_asset
from app.services.project_goals import propose_goals
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.project_life import ALL, add_money, add_rows, do_step, in_act, old_notice, open_project


@pytest.fixture
def project(app: Flask, world: World, db: Session) -> Project:
    return open_project(app, db)


def test_a_project_goes_its_whole_way(project: Project, db: Session) -> None:
    with pytest.raises(InvalidInputError, match="村级申报公示"):
        do_step(db, project, "apply")
    db.rollback()
    for kind in ("need", "bank", "plan", "start", "result"):
        old_notice(db, project, kind)
    for key in ("apply", "check", "argue", "approve", "enter"):
        do_step(db, project, key)
    with pytest.raises(InvalidInputError, match="资金来源"):
        do_step(db, project, "plan")
    db.rollback()
    add_money(db, project, "planned", 100_000)
    for key in ("plan", "start", "finish"):
        do_step(db, project, key)
    do_step(db, project, "accept", "合格")
    add_money(db, project, "arrived", 100_000)
    add_money(db, project, "paid", 90_000)
    do_step(db, project, "settle")
    in_act(
        db, lambda work: register_asset(work, ALL, project.public_id, AssetInput("茶叶加工厂", "operating"))
    )
    do_step(db, project, "register")
    in_act(db, lambda work: propose_goals(work, ALL, project.public_id))
    with pytest.raises(InvalidInputError, match="绩效指标"):
        do_step(db, project, "evaluate")
    db.rollback()
    for goal in db.scalars(select(ProjectGoal)):
        with unit_of_work(db, SYSTEM, "test.goal"):
            goal.aim, goal.done = goal.aim or 5, goal.aim or 5
    points = points_of(db, ALL, project, today())
    assert (points.budget, points.total, points.grade) == (90, 990, "优")
    for key in ("evaluate", "archive"):
        do_step(db, project, key)
    db.refresh(project)
    assert (project.state, project.acceptance, project.closed_on) == ("closed", "合格", today())
    assert db.scalar(select(func.count()).select_from(ProjectStep)) == 13


def test_money_traced_down_and_up_is_the_same_money(project: Project, world: World, db: Session) -> None:
    lines = [
        BudgetLine(
            area_code=COUNTY, year=today().year, document_no=f"黔财农〔2026〕{n}号", name="衔接资金", source=source,
            amount_fen=10**9,
        )
        for n, source in ((1, "central"), (2, "province"))
    ]  # fmt: skip
    other = Project(
        project_no="X2",
        name="产业路",
        area_code=COUNTY,
        year=today().year,
        category="industry",
        state="under_way",
    )
    add_rows(db, *lines, other)
    homes = [world.household(VILLAGE) for _ in range(3)]
    add_rows(
        db,
        *[
            FundFlow(project_id=p.id, kind=kind, source=line.source, amount_fen=fen, budget_line_id=line.id)
            for p, line, fen in ((project, lines[0], 333_33), (project, lines[1], 100_01), (other, lines[0], 77_77))
            for kind in ("arrived", "paid")
        ],
        FundFlow(project_id=other.id, kind="paid", source="county", amount_fen=10_00),
        *[
            ProjectBeneficiary(project_id=p.id, household_id=home.id, share_fen=fen)
            for p, home, fen in (
                (project, homes[0], 100_07), (project, homes[1], 33_33), (project, homes[2], None),
                (other, homes[0], 50_00), (other, homes[2], 60_00),
            )
        ],
    )  # fmt: skip
    down = [trace_line(db, ALL, line.public_id) for line in lines]
    up = [trace_household(db, ALL, home) for home in homes]
    for line, trace in zip(lines, down, strict=True):
        back = sum(row.fen for one in up for row in one.rows if row.line and row.line.id == line.id)
        assert trace.to_households == back == sum(row.fen for row in trace.households)
        assert trace.paid == sum(p.to_households + p.public for p in trace.projects)
        assert trace.paid == next(row.paid for row in list_lines(db, ALL) if row.line.id == line.id)
    without = sum(row.fen for one in up for row in one.rows if row.line is None)
    assert sum(one.total for one in up) == sum(t.to_households for t in down) + without
    named = 100_07 + 33_33 + 50_00 + 60_00
    assert sum(one.total for one in up) + sum(fen for one in up for _, fen in one.unfunded) == named
    assert sum(fen for one in up for _, fen in one.unfunded) == 110_00 - 87_77


def test_what_stands_still_is_told_and_only_that(project: Project, db: Session) -> None:
    assert list_alarms(db, ALL, today()) == []
    old = today() - timedelta(days=100)
    with unit_of_work(db, SYSTEM, "test.state"):
        project.state, project.started_on, project.planned_to = "under_way", old, today() - timedelta(days=3)
    add_rows(
        db,
        FundFlow(project_id=project.id, kind="arrived", source="central", amount_fen=5, on_day=old),
        Asset(project_id=project.id, area_code=VILLAGE, name="茶厂", kind="operating", state="idle"),
        ProjectNotice(
            project_id=project.id, kind="start", level="site", place="工地", from_on=old,
            until_on=today() - timedelta(days=1),
        ),
    )  # fmt: skip
    found = {one.kind: one.days for one in list_alarms(db, ALL, today())}
    assert found == {"stalled": 100, "unpaid": 100, "late_finish": 3, "notice_over": 1, "idle": 0}
    add_money(db, project, "paid", 1, reason="镇里先垫付的钱")
    found = {one.kind: one.days for one in list_alarms(db, ALL, today())}
    assert found == {"late_finish": 3, "notice_over": 1, "idle": 0}
