"""Acts on one project: a step taken back, a notice, money beyond what arrived, an asset's income, a clerk's walk."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import ExifTags, Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.permissions import SYSTEM, Actor
from app.models import (
    BudgetLine,
    Event,
    Project,
)  # fmt: skip
from app.queries.worlds import history_of
from app.services.assets import AssetInput, divide_income, note_income, register_asset
from app.services.project_goals import GoalInput, fill_goals, propose_goals
from app.services.project_notices import NoticeInput, close_notice, put_up
from app.services.project_steps import undo_step
from app.services.projects import drop_fund
from app.unit_of_work import Work, perform, unit_of_work
from app.web.projects import blueprint
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.project_life import ALL, add_money, add_rows, do_step, in_act, open_project
from tests.support.visitor import Visitor


def picture() -> bytes:
    """A small photo into which the camera wrote whose it is."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "520199195001010019"
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What may be done does not depend on the engine; the whole way runs on both."""
    return sqlite_app


@pytest.fixture
def project(app: Flask, world: World, db: Session) -> Project:
    return open_project(app, db)


def test_a_step_taken_back_leaves_the_project_as_it_was(project: Project, db: Session) -> None:
    with unit_of_work(db, SYSTEM, "test.state"):
        project.state = "under_way"
    finish = do_step(db, project, "finish")
    accept = do_step(db, project, "accept", "合格")
    with pytest.raises(InvalidInputError, match="后面又办了"):
        in_act(db, lambda work: undo_step(work, ALL, project.public_id, finish.public_id, reason="日期错了"))
    db.rollback()
    in_act(db, lambda work: undo_step(work, ALL, project.public_id, accept.public_id, reason="日期错了"))
    db.refresh(project)
    assert (project.state, project.accepted_on, project.acceptance) == ("finished", None, None)
    again = do_step(db, project, "accept", "基本合格")
    with unit_of_work(db, SYSTEM, "test.edit"):
        project.acceptance = "合格，已复验"
    with pytest.raises(InvalidInputError, match="后来又改过"):
        in_act(db, lambda work: undo_step(work, ALL, project.public_id, again.public_id, reason="日期错了"))
    db.rollback()
    kept = history_of("project")
    assert (db.scalar(select(func.count()).select_from(kept).where(kept.c.id == project.id)) or 0) >= 4


def test_a_notice_hangs_its_days(project: Project, db: Session) -> None:
    first = today() - timedelta(days=12)

    def told(days: int) -> NoticeInput:
        return NoticeInput("bank", "village", "村公示栏", first, first + timedelta(days=days - 1))

    with pytest.raises(InvalidInputError, match="不少于 10 天"):
        in_act(db, lambda work: put_up(work, ALL, project.public_id, told(9)))
    db.rollback()
    notice = in_act(db, lambda work: put_up(work, ALL, project.public_id, told(10)))
    key, over = notice.public_id, notice.until_on

    def close(on: date) -> Any:
        return in_act(
            db, lambda work: close_notice(work, ALL, project.public_id, key, on=on, objections=None)
        )

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
    add_rows(db, line)
    key = line.public_id
    add_money(db, project, "arrived", 50_000, budget_line=key)
    with pytest.raises(InvalidInputError, match=r"超出 1.00 元"):
        add_money(db, project, "arrived", 1, budget_line=key)
    db.rollback()
    with pytest.raises(InvalidInputError, match=r"多 10,000.00 元"):
        add_money(db, project, "paid", 60_000, budget_line=key)
    db.rollback()
    over = add_money(db, project, "paid", 60_000, budget_line=key, reason="镇里先垫付，12 月补拨")
    assert [row.rest for row in _ledger(db, project)] == [-10_000_00]
    in_act(db, lambda work: drop_fund(work, ALL, project.public_id, over.public_id, reason="记错了项目"))
    assert [row.rest for row in _ledger(db, project)] == [50_000_00]
    kept = history_of("fund_flow")
    assert "撤掉：记错了项目" in db.scalars(select(kept.c.reason)).all()


def _ledger(db: Session, project: Project) -> list[Any]:
    from app.domain.fund_ledger import ledger_of
    from app.queries.project_life import list_flows

    return ledger_of(list_flows(db, ALL, project.id))


def test_what_an_asset_brings_is_divided_to_the_fen(project: Project, world: World, db: Session) -> None:
    asset = in_act(
        db, lambda work: register_asset(work, ALL, project.public_id, AssetInput("茶厂", "operating"))
    )
    key = asset.public_id
    assert (asset.owner, asset.state) == ("collective", "in_use")
    told: dict[str, Any] = {
        "year": today().year,
        "amount_fen": 1000_00,
        "on_day": today(),
        "document_no": None,
    }
    income = in_act(db, lambda work: note_income(work, ALL, key, **told)).public_id
    home = world.household(VILLAGE).id

    def divide(fen: int, **more: Any) -> Any:
        values = {"purpose": "household", "household_id": home, "on_day": today(), **more}
        return in_act(db, lambda work: divide_income(work, ALL, key, income, amount_fen=fen, **values))

    divide(600_00)
    with pytest.raises(InvalidInputError, match=r"还剩 400.00 元"):
        divide(400_01)
    db.rollback()
    divide(400_00, purpose="village_good", household_id=None, words="修水管")
    with pytest.raises(InvalidInputError, match="到户类资产归农户"):
        in_act(
            db,
            lambda work: register_asset(
                work, ALL, project.public_id, AssetInput("黄牛", "household", owner="collective")
            ),
        )
    db.rollback()


def _done_twice(session: Session, actor: Actor, name: str, do: Callable[[Work], Any], **told: Any) -> Any:
    """As where two acts were committed in the wrong order: the first try is taken back, the second one stands."""
    with suppress(InterruptedError), unit_of_work(session, actor, name) as work:
        do(work)
        raise InterruptedError
    return perform(session, actor, name, do, **told)


def test_a_clerk_does_a_step_with_preview_and_puts_up_a_notice(
    app: Flask, project: Project, world: World, db: Session, monkeypatch: pytest.MonkeyPatch
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
    for body in (b"<svg>", b"\x89PNG\r\n\x1a\n" + b"<script>"):
        sent = {"which": "first", "photo": (BytesIO(body), "x.png")}
        wrong = clerk.post(f"{place}/photos", sent, content_type="multipart/form-data")
        assert wrong.status_code == 422 and "不是照片" in wrong.text
    monkeypatch.setattr(blueprint, "perform", _done_twice)
    for which in ("first", "last"):
        sent = {"which": which, "photo": (BytesIO(picture()), "520199195001010019.jpg")}
        assert clerk.post(f"{place}/photos", sent, content_type="multipart/form-data").status_code == 302
    monkeypatch.undo()
    kept = clerk.get(f"{place}/photos/last")
    assert kept.data.startswith(b"\xff\xd8\xff") and b"5201991950" not in kept.data
    assert "5201991950" not in str(kept.headers)
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


def test_a_missed_goal_wants_its_reason(project: Project, db: Session) -> None:
    goals = in_act(db, lambda work: propose_goals(work, ALL, project.public_id))
    quality = next(goal for goal in goals if goal.part == "quality")
    key = quality.public_id

    def fill(done: float, reason: str | None) -> None:
        told = GoalInput("quality", "验收合格率", "%", 100, done, 150, reason=reason)
        in_act(db, lambda work: fill_goals(work, ALL, project.public_id, {key: told}))

    with pytest.raises(InvalidInputError, match="没有达到目标"):
        fill(90, None)
    db.rollback()
    fill(90, "两处返工，已复验")
    db.refresh(quality)
    assert (quality.done, quality.reason) == (90, "两处返工，已复验")
