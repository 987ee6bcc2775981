"""A project from need survey to archive: steps, notices, money, assets, points, and money traced both ways."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

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
    Event,
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
from app.queries.scope import Scope, unscoped
from app.queries.worlds import history_of
from app.services.assets import AssetInput, divide_income, note_income, register_asset
from app.services.project_goals import propose_goals
from app.services.project_notices import NoticeInput, close_notice, put_up
from app.services.project_steps import take_step, undo_step
from app.services.projects import add_fund, drop_fund
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor

ALL = Scope.everything()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def _add(db: Session, *rows: Any) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


def _do(db: Session, do: Any) -> Any:
    with unit_of_work(db, SYSTEM, "test.do") as work:
        return do(work)


@pytest.fixture
def project(app: Flask, world: World, db: Session) -> Project:
    assert app.test_cli_runner().invoke(args=["rules", "ship"]).exit_code in (0, 2)
    row = Project(
        project_no="X1", name="北岭茶厂", area_code=VILLAGE, year=today().year, category="industry", nature="new",
        state="need", bureau="NY", builder="北岭镇政府", content="茶叶加工厂一座", quantity=1, unit="座",
        budget_fen=100_000_00, mechanism="shares", participation="村民代表会议讨论", planned_households=3,
        target="带动 3 户", planned_from=today() - timedelta(days=200), planned_to=today() + timedelta(days=9),
    )  # fmt: skip
    _add(db, row)
    return row


def _step(db: Session, project: Project, key: str, words: str = "", day: date | None = None) -> ProjectStep:
    db.refresh(project)
    version, public_id = project.version, project.public_id
    found: ProjectStep = _do(
        db,
        lambda work: take_step(
            work,
            ALL,
            public_id,
            key,
            version=version,
            on_day=day or today(),
            evidence="会议记录 2026-11-01",
            words=words,
        ),
    )
    return found


def _notice(db: Session, project: Project, kind: str) -> None:
    _add(
        db,
        ProjectNotice(
            project_id=project.id, kind=kind, level="village", place="村公示栏", from_on=today() - timedelta(days=20),
            until_on=today() - timedelta(days=9), closed_on=today() - timedelta(days=9),
        ),
    )  # fmt: skip


def _fund(db: Session, project: Project, kind: str, yuan: int, **more: Any) -> FundFlow:
    told = {"kind": kind, "source": "central", "amount_fen": yuan * 100, "on_day": today(), **more}
    flow: FundFlow = _do(db, lambda work: add_fund(work, ALL, project.public_id, **told))
    return flow


def test_a_project_goes_its_whole_way(project: Project, db: Session) -> None:
    with pytest.raises(InvalidInputError, match="村级申报公示"):
        _step(db, project, "apply")
    db.rollback()
    for kind in ("need", "bank", "plan", "start", "result"):
        _notice(db, project, kind)
    for key in ("apply", "check", "argue", "approve", "enter"):
        _step(db, project, key)
    with pytest.raises(InvalidInputError, match="资金来源"):
        _step(db, project, "plan")
    db.rollback()
    _fund(db, project, "planned", 100_000)
    for key in ("plan", "start", "finish"):
        _step(db, project, key)
    _step(db, project, "accept", "合格")
    _fund(db, project, "arrived", 100_000)
    _fund(db, project, "paid", 90_000)
    _step(db, project, "settle")
    _do(db, lambda work: register_asset(work, ALL, project.public_id, AssetInput("茶叶加工厂", "operating")))
    _step(db, project, "register")
    _do(db, lambda work: propose_goals(work, ALL, project.public_id))
    with pytest.raises(InvalidInputError, match="绩效指标"):
        _step(db, project, "evaluate")
    db.rollback()
    for goal in db.scalars(select(ProjectGoal)):
        with unit_of_work(db, SYSTEM, "test.goal"):
            goal.aim, goal.done = goal.aim or 5, goal.aim or 5
    points = points_of(db, ALL, project, today())
    assert (points.budget, points.total, points.grade) == (90, 990, "优")
    for key in ("evaluate", "archive"):
        _step(db, project, key)
    db.refresh(project)
    assert (project.state, project.acceptance, project.closed_on) == ("closed", "合格", today())
    assert db.scalar(select(func.count()).select_from(ProjectStep)) == 13


def test_a_step_taken_back_leaves_the_project_as_it_was(project: Project, db: Session) -> None:
    with unit_of_work(db, SYSTEM, "test.state"):
        project.state = "under_way"
    finish = _step(db, project, "finish")
    accept = _step(db, project, "accept", "合格")
    with pytest.raises(InvalidInputError, match="后面又办了"):
        _do(db, lambda work: undo_step(work, ALL, project.public_id, finish.public_id, reason="日期错了"))
    db.rollback()
    _do(db, lambda work: undo_step(work, ALL, project.public_id, accept.public_id, reason="日期错了"))
    db.refresh(project)
    assert (project.state, project.accepted_on, project.acceptance) == ("finished", None, None)
    again = _step(db, project, "accept", "基本合格")
    with unit_of_work(db, SYSTEM, "test.edit"):
        project.acceptance = "合格，已复验"
    with pytest.raises(InvalidInputError, match="后来又改过"):
        _do(db, lambda work: undo_step(work, ALL, project.public_id, again.public_id, reason="日期错了"))
    db.rollback()
    kept = history_of("project")
    assert db.scalar(select(func.count()).select_from(kept).where(kept.c.id == project.id)) >= 4


def test_a_notice_hangs_its_days(project: Project, db: Session) -> None:
    first = today() - timedelta(days=12)

    def told(days: int) -> NoticeInput:
        return NoticeInput("bank", "village", "村公示栏", first, first + timedelta(days=days - 1))

    with pytest.raises(InvalidInputError, match="不少于 10 天"):
        _do(db, lambda work: put_up(work, ALL, project.public_id, told(9)))
    db.rollback()
    notice = _do(db, lambda work: put_up(work, ALL, project.public_id, told(10)))
    key, over = notice.public_id, notice.until_on

    def close(on: date) -> Any:
        return _do(db, lambda work: close_notice(work, ALL, project.public_id, key, on=on, objections=None))

    with pytest.raises(InvalidInputError, match="不能提前结束"):
        close(over - timedelta(days=1))
    db.rollback()
    with pytest.raises(InvalidInputError, match="照片"):
        close(over)
    db.rollback()
    with unit_of_work(db, SYSTEM, "test.photos"):
        notice.first_photo_id = notice.last_photo_id = 1
    close(over)
    assert notice.closed_on == over


def test_more_is_not_paid_than_arrived_without_a_sentence(project: Project, db: Session) -> None:
    line = BudgetLine(
        area_code=COUNTY, year=today().year, document_no="黔财农〔2026〕1号", name="衔接资金", source="central",
        amount_fen=50_000_00,
    )  # fmt: skip
    _add(db, line)
    key = line.public_id
    _fund(db, project, "arrived", 50_000, budget_line=key)
    with pytest.raises(InvalidInputError, match=r"超出 1.00 元"):
        _fund(db, project, "arrived", 1, budget_line=key)
    db.rollback()
    with pytest.raises(InvalidInputError, match=r"多 10,000.00 元"):
        _fund(db, project, "paid", 60_000, budget_line=key)
    db.rollback()
    over = _fund(db, project, "paid", 60_000, budget_line=key, reason="镇里先垫付，12 月补拨")
    assert [row.rest for row in _ledger(db, project)] == [-10_000_00]
    _do(db, lambda work: drop_fund(work, ALL, project.public_id, over.public_id, reason="记错了项目"))
    assert [row.rest for row in _ledger(db, project)] == [50_000_00]
    kept = history_of("fund_flow")
    assert "撤掉：记错了项目" in db.scalars(select(kept.c.reason)).all()


def _ledger(db: Session, project: Project) -> list[Any]:
    from app.domain.fund_ledger import ledger_of
    from app.queries.project_life import list_flows

    return ledger_of(list_flows(db, ALL, project.id))


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
    _add(db, *lines, other)
    homes = [world.household(VILLAGE) for _ in range(3)]
    _add(
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


def test_what_an_asset_brings_is_divided_to_the_fen(project: Project, world: World, db: Session) -> None:
    asset = _do(
        db, lambda work: register_asset(work, ALL, project.public_id, AssetInput("茶厂", "operating"))
    )
    key = asset.public_id
    assert (asset.owner, asset.state) == ("collective", "in_use")
    told = {"year": today().year, "amount_fen": 1000_00, "on_day": today(), "document_no": None}
    income = _do(db, lambda work: note_income(work, ALL, key, **told)).public_id
    home = world.household(VILLAGE).id

    def divide(fen: int, **more: Any) -> Any:
        values = {"purpose": "household", "household_id": home, "on_day": today(), **more}
        return _do(db, lambda work: divide_income(work, ALL, key, income, amount_fen=fen, **values))

    divide(600_00)
    with pytest.raises(InvalidInputError, match=r"还剩 400.00 元"):
        divide(400_01)
    db.rollback()
    divide(400_00, purpose="village_good", household_id=None, words="修水管")
    with pytest.raises(InvalidInputError, match="到户类资产归农户"):
        _do(
            db,
            lambda work: register_asset(
                work, ALL, project.public_id, AssetInput("黄牛", "household", owner="collective")
            ),
        )
    db.rollback()


def test_what_stands_still_is_told_and_only_that(project: Project, db: Session) -> None:
    assert list_alarms(db, ALL, today()) == []
    old = today() - timedelta(days=100)
    with unit_of_work(db, SYSTEM, "test.state"):
        project.state, project.started_on, project.planned_to = "under_way", old, today() - timedelta(days=3)
    _add(
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
    _fund(db, project, "paid", 1, reason="镇里先垫付的钱")
    found = {one.kind: one.days for one in list_alarms(db, ALL, today())}
    assert found == {"late_finish": 3, "notice_over": 1, "idle": 0}


def test_a_clerk_does_a_step_with_preview_and_puts_up_a_notice(
    app: Flask, project: Project, world: World, db: Session
) -> None:
    world.account("clerk", "township_clerk", VILLAGE)
    world.account("county", "county_office", COUNTY)
    public_id, address = project.public_id, f"/projects/{project.public_id}"
    clerk, county = Visitor(app, "clerk"), Visitor(app, "county")
    first = today() - timedelta(days=12)
    form = {"kind": "need", "level": "village", "place": "村公示栏", "from_on": first.isoformat()}
    early = clerk.post(f"{address}/notices/new", form | {"until_on": (first + timedelta(days=5)).isoformat()})
    assert early.status_code == 422 and "公示不少于 10 天" in early.text
    made = clerk.post(f"{address}/notices/new", form | {"until_on": (first + timedelta(days=10)).isoformat()})
    place = made.headers["Location"]
    sent = {"which": "first", "photo": (BytesIO(b"<svg>"), "x.png")}
    wrong = clerk.post(f"{place}/photos", sent, content_type="multipart/form-data")
    assert wrong.status_code == 422 and "请传 JPG 或 PNG 照片" in wrong.text
    for which in ("first", "last"):
        sent = {"which": which, "photo": (BytesIO(PNG), "x.png")}
        assert clerk.post(f"{place}/photos", sent, content_type="multipart/form-data").status_code == 302
    assert clerk.get(f"{place}/photos/last").data == PNG
    assert clerk.post(f"{place}/close", {"on": today().isoformat()}).status_code == 302
    step = f"{address}/steps/apply"
    told = clerk.fields(step) | {"evidence": "村民代表会议记录 2026-11-02"}
    seen = clerk.post(step, told)
    assert seen.status_code == 200 and "需求调查" in seen.text and "到现在一条都没写" in seen.text
    db.rollback()
    assert db.scalar(select(Project.state)) == "need"
    db.rollback()
    assert clerk.post(step, told | {"stage": "do"}).status_code == 302
    late = county.post(step, told | {"stage": "do", "evidence": "另一份会议记录 2026-11-03"})
    assert late.status_code == 409 and "申报" in late.text and "另一份会议记录" in late.text
    assert clerk.get(f"{address}/steps/argue").status_code == 403
    page = clerk.get(address).text
    assert "村民代表会议记录 2026-11-02" in page and "乡镇审核" in page
    db.rollback()
    event = db.scalars(select(Event).where(Event.act == "project.step")).one()
    assert event.subject == f"project:{public_id}"
