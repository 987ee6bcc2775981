"""返贫风险名单: most triggers first, then the lowest income against the line; reasons; workbook; the own place."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, today
from app.domain.permissions import SYSTEM
from app.models import Household, IncomeEntry, RuleResult
from app.queries.days import income_year
from app.queries.relapse import Wanted, count_risks, list_risks
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

EVERYWHERE = Scope.everything()
WATCHED = {
    "monitoring_kind": "unstable",
    "risk_cleared": False,
    "risk_main": "illness",
    "risk_2": "other",
    "monitored_month": "2026-01",
}
#: Family, village, triggers, income of its one member in percent of the line (None = no ledger), more columns.
FAMILIES = (
    ("三条远", VILLAGE, ("C01", "C09", "C14"), 300, {}),
    ("一条近", VILLAGE, ("C01",), 105, {}),
    ("一条负", VILLAGE, ("C14",), -5, {}),
    ("一条没账", VILLAGE, ("C01",), None, {}),
    ("外村", OTHER_VILLAGE, ("C01", "C09"), 101, {}),
    ("在监测", VILLAGE, ("C01",), 90, WATCHED),
    ("消除了", VILLAGE, ("C01",), 130, {"monitoring_kind": "unstable", "risk_cleared": True}),
    ("销了户", VILLAGE, ("C01",), 100, {"status": "gone"}),
    ("没线索", VILLAGE, ("R03",), 50, {}),
)


@pytest.fixture
def families(db: Session, world: World) -> None:
    with unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    line = line_on(db, "monitoring_line", date(income_year(today()), 12, 31), VILLAGE)
    assert line is not None
    for name, village, rules, percent, more in FAMILIES:
        home = world.household(village, head_name=name, **more)
        world.person(home)
        with unit_of_work(db, SYSTEM, "test.results") as work:
            for number, rule in enumerate((*rules, rules[0])):  # a second member has the first trigger too
                work.session.add(
                    RuleResult(
                        rule=rule, subject=1000 * home.id + number, household_id=home.id, area_code=village, state=1,
                        since_at=datetime(2026, 1, 1, tzinfo=LOCAL),
                    )
                )  # fmt: skip
            if percent is not None:
                work.session.add(
                    IncomeEntry(
                        household_id=home.id, year=income_year(today()), amount_fen=line * abs(percent) // 100,
                        kind="wage_work" if percent > 0 else "business_cost", origin="visit",
                    )
                )  # fmt: skip


@pytest.mark.usefixtures("families")
def test_more_triggers_first_then_nearer_to_the_line_on_page_and_sheet(
    app: Flask, db: Session, world: World
) -> None:
    def names(wanted: Wanted, **page: int) -> list[str | None]:
        return [r.household.head_name for r in list_risks(db, EVERYWHERE, wanted, today(), **page)]

    assert names(Wanted()) == ["三条远", "外村", "一条负", "一条近", "消除了", "一条没账"]
    assert names(Wanted("watched")) == ["在监测"]
    assert names(Wanted(trigger="C09")) == ["三条远", "外村"]
    assert names(Wanted(area=TOWNSHIP))[:2] == ["三条远", "一条负"]
    assert count_risks(db, EVERYWHERE, Wanted(), today()) == 6

    first = list_risks(db, EVERYWHERE, Wanted(), today())
    assert [(r.triggers, r.percent) for r in first[:3]] == [
        (("C01", "C09", "C14"), 300), (("C01", "C09"), 101), (("C14",), -5)
    ]  # fmt: skip
    assert names(Wanted(), after=first[2].position) == ["一条近", "消除了", "一条没账"]
    assert len(names(Wanted(), limit=2)) == 3  # one more says that there is another page

    world.account("clerk", "township_clerk", TOWNSHIP)
    world.account("cadre", "village_cadre", VILLAGE)
    world.account("county", "county_office", COUNTY)
    page = Visitor(app, "clerk").get("/relapse").text
    assert "5 户有返贫风险线索" in page and "三条远" in page and "外村" not in page
    assert "帮扶对象医疗自付过线" in page and "105%" in page and "没有账" in page

    watched = db.scalars(select(Household.public_id).where(Household.head_name == "在监测")).one()
    plan = Visitor(app, "clerk").get(f"/households/{watched}/monitoring").text
    assert "按风险定的帮扶计划" in plan and "至少一项健康帮扶或社会帮扶" in plan
    assert "02-28 前落实第一项" in plan  # the month after the one in which it was recognised
    assert "家庭医生签约服务" in plan and "种植业到户补助" not in plan and "结对帮扶" not in plan

    near = db.scalars(select(Household.public_id).where(Household.head_name == "一条近")).one()
    steps, cadre = f"/households/{near}/monitoring", Visitor(app, "cadre")
    assert "没有等核查的线索" in cadre.get("/relapse/clues").text
    assert "为什么在返贫风险名单上" in cadre.get(steps).text and "预警：" in cadre.get(steps).text
    told = {"step": "clue", "on_day": "2026-11-02", "evidence": "王大爷上门说的", "source": "own"}
    assert cadre.post(steps, told).status_code == 302
    assert "农户自主申报" in cadre.get(steps).text and "11-09 前入户核查" in cadre.get(steps).text
    waiting = cadre.get("/relapse/clues").text
    assert "一条近" in waiting and "农户自主申报" in waiting and "逾期" in waiting
    assert cadre.post(steps, told | {"step": "check", "on_day": "2026-11-05"}).status_code == 302
    assert "一条近" not in cadre.get("/relapse/clues").text
    assert cadre.post(steps, told | {"step": "approval", "on_day": "2026-11-06"}).status_code == 403

    sent = Visitor(app, "county").post("/relapse/export", {"trigger": "C09"})
    rows = list(openpyxl.load_workbook(io.BytesIO(sent.data)).active.iter_rows(values_only=True))
    assert [row[5] for row in rows[1:3]] == ["三**", "外*"]
    assert cadre.post("/relapse/export").status_code == 403
    assert cadre.get("/relapse?trigger=R99&group=x").status_code == 200
    assert cadre.get("/relapse?after=1e9").status_code == 422
