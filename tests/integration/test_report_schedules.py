"""Reports that come by themselves: once a period, caught up once, with the maker's rights of that day, told at home."""

from datetime import UTC, datetime

import time_machine
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.jobs.report_schedules import make_reports
from app.models import ReportRequest, ReportSchedule, RoleGrant
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor

WANTED = {"kind": "month", "area": COUNTY, "every": "month", "formats": ["docx"], "told": "office"}


def _night(moment: datetime) -> None:
    """The job as the worker runs it."""
    database.session.remove()
    with time_machine.travel(moment):
        make_reports(None)  # type: ignore[arg-type]
    database.session.remove()


def _requests(db: Session) -> list[ReportRequest]:
    db.rollback()
    return list(db.scalars(select(ReportRequest).order_by(ReportRequest.id)))


def _ready(db: Session, row: ReportRequest, title: str, text: str) -> None:
    with unit_of_work(db, SYSTEM, "test.ready") as work:
        number = {"place": "一、总体", "text": text, "code": "I05", "link": "/households"}
        made = work.session.get_one(ReportRequest, row.id)
        made.state, made.ready_at = "ready", now()
        made.document = {"title": title, "as_of": "2026-12-31", "remarks": [], "numbers": [number]}


def test_a_report_comes_once_a_period_and_says_what_moved(app: Flask, world: World, db: Session) -> None:
    world.account("office", "county_office", COUNTY)
    world.account("leader", "leader", COUNTY)
    with time_machine.travel(datetime(2026, 11, 10, 4, tzinfo=UTC), tick=False):
        office = Visitor(app, "office")
        assert office.post("/reports/schedules", WANTED).status_code == 302
        assert "已经定好了" in office.post("/reports/schedules", WANTED).text
        assert "只能每年出" in office.post("/reports/schedules", {**WANTED, "kind": "annual"}).text
    _night(datetime(2026, 11, 30, 17, 20, tzinfo=UTC))  # 1 December in China
    _night(datetime(2026, 12, 2, tzinfo=UTC))
    assert [r.document["period"] for r in _requests(db) if r.document] == ["2026-11"]
    _night(datetime(2027, 4, 15, tzinfo=UTC))  # four months asleep
    _night(datetime(2027, 4, 16, tzinfo=UTC))
    first, second = _requests(db)
    assert (second.document or {})["period"] == "2027-03"

    _ready(db, first, "十一月月报", "11,575元")
    _ready(db, second, "三月月报", "12,000元")

    leader = Visitor(app, "leader")
    assert "三月月报 出来了" in leader.get("/").text
    page = leader.get(f"/reports/{second.public_id}").text
    assert "11,575元" in page and "12,000元" in page and "变了的数" in page
    assert "和上一份比" not in leader.get(f"/reports/{first.public_id}").text


def test_who_lost_the_role_gets_no_more_reports(app: Flask, world: World, db: Session) -> None:
    maker = world.account("office", "county_office", COUNTY).id
    world.account("cadre", "village_cadre", VILLAGE)
    assert Visitor(app, "cadre").get("/reports/schedules").status_code == 403
    office = Visitor(app, "office")
    assert office.post("/reports/schedules", WANTED).status_code == 302
    with unit_of_work(db, SYSTEM, "test.take") as work:
        work.session.execute(delete(RoleGrant).where(RoleGrant.user_id == maker))
    _night(datetime(2099, 1, 5, tzinfo=UTC))
    row = db.scalars(select(ReportSchedule)).one()
    assert _requests(db) == [] and not row.is_on and "现在不能出它" in row.words
    world.account("other", "county_office", COUNTY)
    other = Visitor(app, "other")
    assert "现在不能出它" in other.get("/reports/schedules").text
    assert other.post(f"/reports/schedules/{row.public_id}/start").status_code == 302
    db.rollback()
    assert db.scalars(select(ReportSchedule)).one().is_on
