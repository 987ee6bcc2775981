"""The grid of monthly work on a household: pasted, corrected in the cell, saved, and never over somebody else's."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.models import Event, WorkPlan, WorkRecord
from app.unit_of_work import unit_of_work
from tests.support.people import VILLAGE, World
from tests.support.visitor import Visitor, form_fields


def test_months_are_pasted_mended_saved_and_guarded(app: Flask, world: World, db: Session) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    home = world.household(VILLAGE, head_name="石维")
    person = world.person(home, name="石维", relation="head").public_id
    address, year = f"/households/{home.public_id}/work", today().year
    cadre = Visitor(app, "cadre")
    cell = f"w-{person}-{year}-"
    rows = "姓名\t1月\t2月\t3月\n石维\t3500\t三千\t没有\n别人\t1\t1\t1"
    pasted = cadre.post(address, cadre.fields(address) | {"do": "paste", "rows": rows})
    assert pasted.status_code == 422
    assert "“别人”对不上这一户的人" in pasted.text and "“三千”看不懂" in pasted.text
    grid = form_fields(pasted.text) | {"do": "save"}
    assert (grid[f"{cell}01"], grid[f"{cell}02"], grid[f"{cell}03"]) == ("3500", "三千", "没有")
    refused = cadre.post(address, grid)
    assert (refused.status_code, "标红的格子要改" in refused.text) == (422, True)
    plan = {
        f"p-{person}-is_planned": "yes",
        f"p-{person}-place": "广东省 东莞市",
        f"p-{person}-need": "training",
    }
    assert (
        cadre.post(
            address, form_fields(refused.text) | {"do": "save", f"{cell}02": "务工"} | plan
        ).status_code
        == 302
    )
    db.rollback()
    stored = {r.month[-2:]: (r.is_working, r.wage_fen, r.version) for r in db.scalars(select(WorkRecord))}
    assert stored == {"01": (True, 350_000, 1), "02": (True, None, 1), "03": (False, None, 1)}
    told = db.scalars(select(WorkPlan)).one()
    assert (told.year, told.is_planned, told.place, told.service_need) == (
        year,
        True,
        "广东省 东莞市",
        "training",
    )
    event = db.scalars(select(Event).where(Event.act == "work.record")).one()
    assert event.payload == {"year": year, "months": 3, "plans": 1} and told.event_id == event.id
    mine = cadre.fields(address) | {"do": "save", f"{cell}01": "4000", f"{cell}03": ""}
    with unit_of_work(db, SYSTEM, "test.meanwhile"):
        record = db.scalars(select(WorkRecord).where(WorkRecord.month == f"{year}-01")).one()
        record.wage_fen = 360_000
    disputed = cadre.post(address, mine)
    assert (disputed.status_code, "别人刚改成“3600”" in disputed.text) == (409, True)
    again = form_fields(disputed.text) | {"do": "save"}
    assert again[f"{cell}01"] == "4000" and cadre.post(address, again).status_code == 302
    db.rollback()
    db.expire_all()
    assert {r.month[-2:]: r.wage_fen for r in db.scalars(select(WorkRecord))} == {"01": 400_000, "02": None}
