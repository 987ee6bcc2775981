"""Exports: masked by default; clear numbers only after another's yes, once, within a day, with what was agreed."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.permissions import SYSTEM
from app.models import Event, ExportRequest, Household
from app.services.secrets import seal_value
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

ID, SON, PHONE, ACCOUNT = "520199195001010019", "520199198001010013", "13800000017", "6217000000000001"
ASK = {"list": "persons", "numbers": ["id_no"], "purpose": "payment", "reason": "给县农商行代发十一月补贴"}


@pytest.fixture
def office(app: Flask, world: World, db: Session) -> World:
    """A family with numbers in one township, another family in another; two of the county office and a leader."""
    world.areas("520299101201")
    home = world.household(VILLAGE, head_name="石阿妹")
    world.person(home, ID, name="石阿妹", relation="head", status="present")
    world.person(home, SON, name="石小山", relation="child", status="present")
    world.person(world.household(OTHER_VILLAGE, head_name="罗春"), None, name="罗春", relation="head")
    with unit_of_work(db, SYSTEM, "test.numbers") as work:
        row = work.session.get(Household, home.id)
        phone, bank = seal_value("phone", PHONE), seal_value("bank", ACCOUNT)
        work.session.add_all([phone, bank])
        work.session.flush()
        assert row is not None
        row.phone_ref, row.bank_ref = phone.id, bank.id
    for login, role, area in (
        ("asker", "township_clerk", TOWNSHIP), ("first", "county_office", COUNTY), ("leader", "leader", COUNTY),
        ("far", "county_office", "520299000000"), ("bureau", "bureau_staff", COUNTY),
    ):  # fmt: skip
        world.account(login, role, area, "MZ" if role == "bureau_staff" else None)
    return world


def asked(app: Flask, login: str = "asker", **more: Any) -> str:
    """The address of a new request."""
    answer = Visitor(app, login).post("/exports/new", {**ASK, **more})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def cells(body: bytes) -> list[tuple[Any, ...]]:
    sheet = load_workbook(BytesIO(body)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_clear_numbers_go_out_once_after_another_persons_yes(app: Flask, office: World, db: Session) -> None:
    place = asked(app)
    asker, leader = Visitor(app, "asker"), Visitor(app, "leader")
    assert asker.post(f"{place}/take").status_code == 410
    assert "份带完整号码的导出等您批" in leader.get("/").text
    assert "给县农商行代发" in leader.get(place).text
    assert leader.post(f"{place}/agree").status_code == 302
    assert leader.post(f"{place}/agree").status_code == 410  # somebody was faster
    assert leader.post(f"{place}/take").status_code == 403
    assert "完整号码批下来了" in asker.get("/").text

    rows = cells(asker.post(f"{place}/take").data)

    assert [row[-3] for row in rows[1:3]] == [ID, SON]
    assert {row[-2:] for row in rows[1:3]} == {("138****0017", "尾号 0001")}
    row = db.scalars(select(ExportRequest)).one()
    event = db.scalars(select(Event).where(Event.act == "export.clear")).one()
    mark = str(rows[-1][0])
    assert row.state == "taken" and row.serial == event.id and f"D{event.id:08d}" in mark
    assert all(part in mark for part in ("asker", "leader", "共 2 行", "发放补贴", "证件号码"))
    assert event.payload["rows"] == 2 and ID not in str(event.payload)
    assert asker.post(f"{place}/take").status_code == 410


def test_nobody_agrees_to_the_own_request_and_nobody_from_elsewhere_sees_it(
    app: Flask, office: World, db: Session
) -> None:
    place = asked(app, "first")
    first = Visitor(app, "first")
    assert first.post(f"{place}/agree").status_code == 422
    assert "您批不批" not in first.get(place).text and "您批不批" in Visitor(app, "leader").get(place).text
    for stranger in ("far", "asker"):  # another county; somebody who may not agree
        visitor = Visitor(app, stranger)
        assert visitor.get(place).status_code == 404
        assert visitor.post(f"{place}/agree").status_code in (403, 404)
    leader = Visitor(app, "leader")
    assert leader.post(f"{place}/refuse", {"words": ""}).status_code == 422
    assert leader.post(f"{place}/refuse", {"words": "遮盖的就够用"}).status_code == 302
    assert "遮盖的就够用" in first.get(place).text
    assert first.post(f"{place}/take").status_code == 410


def test_other_rows_or_a_day_later_and_nothing_is_handed_out(app: Flask, office: World, db: Session) -> None:
    place, late = asked(app), asked(app)
    leader = Visitor(app, "leader")
    assert [leader.post(f"{one}/agree").status_code for one in (place, late)] == [302, 302]
    with time_machine.travel(now() + timedelta(hours=25)):
        answer = Visitor(app, "asker").post(f"{late}/take")
        assert answer.status_code == 410 and "过了下载期限" in answer.text
    office.household(VILLAGE, head_name="新来的")
    office.person(db.scalars(select(Household).order_by(Household.id.desc())).first(), None, relation="head")
    answer = Visitor(app, "asker").post(f"{place}/take")
    assert answer.status_code == 422 and "批准的是 2 行，现在名单有 3 行" in answer.text
    assert {row.state for row in db.scalars(select(ExportRequest))} == {"approved"}


def test_what_may_not_be_asked_for_gets_a_sentence(app: Flask, office: World, db: Session) -> None:
    asker = Visitor(app, "asker")
    for wrong in (
        {"numbers": []}, {"numbers": ["name"]}, {"purpose": "neugier"}, {"reason": "要用"}, {"reason": "x" * 201},
        {"list": "households", "monitored": "yes"},
    ):  # fmt: skip
        answer = asker.post("/exports/new", {**ASK, **wrong})
        assert answer.status_code == 422, wrong
    assert asker.post("/exports/new", {**ASK, "list": "secrets"}).status_code == 404
    assert Visitor(app, "bureau").post("/exports/new", ASK).status_code == 403
    assert Visitor(app, "leader").get("/exports/new?list=persons").status_code == 403
    assert db.scalars(select(ExportRequest)).all() == []


def test_a_list_is_masked_unless_somebody_agreed(app: Flask, office: World, db: Session) -> None:
    page = Visitor(app, "bureau").get("/exports/new?list=persons").text
    assert "下载这些户的人员名单" in page and "您的岗位不能看完整号码" in page
    asker = Visitor(app, "asker")
    for kind in ("persons", "households"):
        rows = cells(asker.post("/exports/masked", {"list": kind}).data)
        text = str(rows)
        assert not any(number in text for number in (ID, SON, PHONE, ACCOUNT))
        assert rows[1][-3:] == ("520199********0019", "138****0017", "尾号 0001")
        assert "已遮盖" in str(rows[-1][0]) and "罗春" not in text and "石阿妹" in str(rows[1][:6])
    acts = db.scalars(select(Event).where(Event.act == "export.masked").order_by(Event.id)).all()
    assert [event.payload for event in acts] == [
        {"list": "persons", "rows": 2},
        {"list": "households", "rows": 1},
    ]
    for kind in ("register", "problems", "grants"):  # clear by its nature, a workbook of its own, empty
        assert asker.post("/exports/masked", {"list": kind}).status_code in (404, 422)
