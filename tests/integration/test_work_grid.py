"""The grid of monthly work on a household: pasted, corrected in the cell, saved, and never over somebody else's."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Event, WorkPlan, WorkRecord
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World
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


def test_a_village_writes_one_month_in_one_table(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), unscoped("tests"):
        db = database.session()
        world = World(db)
        world.account("cadre", "village_cadre", VILLAGE)
        homes = [world.household(VILLAGE, head_name=name) for name in ("石维", "罗春")]
        people = [
            world.person(home, name=name, relation=relation).public_id
            for home in homes
            for name, relation in ((home.head_name, "head"), ("石小妹", "daughter"))
        ]
        other = world.person(world.household(OTHER_VILLAGE), name="外村人").public_id
        db.commit()
        month = f"{today():%Y-%m}"
        cell = {n: f"w-{one}-{month}" for n, one in enumerate(people)}
        address, cadre = f"/villages/{VILLAGE}/work", Visitor(sqlite_app, "cadre")
        rows = "姓名\t户主\t本月\n石维\t\t3500\n石小妹\t罗春\t三千\n石小妹\t\t1\n外村人\t\t9"
        pasted = cadre.post(address, cadre.fields(address) | {"do": "paste", "rows": rows})
        assert pasted.status_code == 422
        assert "没有填：石小妹、外村人" in pasted.text and "“三千”看不懂" in pasted.text
        grid = form_fields(pasted.text) | {"do": "save"}
        assert (grid[cell[0]], grid[cell[3]], cell[1] in grid) == ("3500", "三千", False)
        refused = cadre.post(address, grid)
        assert (refused.status_code, "标红的格子要改" in refused.text) == (422, True)
        foreign = {f"w-{other}-{month}": "9000", f"seen-w-{other}-{month}": ""}
        assert cadre.post(address, grid | foreign | {cell[3]: "务工"}).status_code == 302
        stored = {r.person_id: (r.month, r.is_working, r.wage_fen) for r in db.scalars(select(WorkRecord))}
        assert sorted(stored.values(), key=str) == [(month, True, 350_000), (month, True, None)]
        event = db.scalars(select(Event).where(Event.act == "work.record")).one()
        assert event.payload == {"month": month, "months": 2}
        page = cadre.fields(address)
        assert (page[cell[0]], page[cell[1]], page[cell[3]]) == ("3500", "", "务工")
        with unit_of_work(db, SYSTEM, "test.meanwhile"):
            db.scalars(select(WorkRecord).where(WorkRecord.wage_fen == 350_000)).one().wage_fen = 360_000
        disputed = cadre.post(address, page | {"do": "save", cell[0]: "4000"})
        assert (disputed.status_code, "别人刚改成“3600”" in disputed.text) == (409, True)
        assert cadre.post(address, form_fields(disputed.text) | {"do": "save"}).status_code == 302
        assert cadre.fields(address)[cell[0]] == "4000"
        assert cadre.get(f"/villages/{OTHER_VILLAGE}/work").status_code == 404
