"""Looking for people: whole numbers stand in no address, and asking one by one has its measure and its trace."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.models import Event, Household, Person
from app.services import lookups
from tests.support.people import OTHER_VILLAGE, VILLAGE, World
from tests.support.visitor import Visitor

ID, PHONE = "520199195001010019", "13800000017"
STRANGER_ID = "52019919871231002X"


@pytest.fixture
def home(world: World) -> Household:
    home = world.household(VILLAGE, head_name="石阿妹")
    world.person(home, ID, name="石阿妹", relation="head", status="present")
    world.person(
        world.household(OTHER_VILLAGE), STRANGER_ID, name="罗小山", relation="head", status="present"
    )
    return home


@pytest.fixture
def cadre(app: Flask, world: World, home: Household) -> Visitor:
    world.account("cadre", "village_cadre", VILLAGE)
    return Visitor(app, "cadre")


def acts(db: Session, act: str) -> list[dict[str, object]]:
    db.rollback()
    return [e.payload for e in db.scalars(select(Event).where(Event.act == act).order_by(Event.id))]


@pytest.mark.parametrize("room", ["/search", "/households"])
@pytest.mark.parametrize("number", [ID, "520199500101001", PHONE, "5201991950010100"])
def test_a_whole_number_in_an_address_is_not_answered(cadre: Visitor, room: str, number: str) -> None:
    answer = cadre.get(f"{room}?q={number}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == room
    assert number not in answer.text
    assert "不写在网址里" in cadre.get(room).text


@pytest.mark.parametrize("room", ["/search", "/households"])
def test_a_whole_number_is_found_on_the_page_it_was_written_into(cadre: Visitor, room: str) -> None:
    answer = cadre.post(room, {"q": ID})
    assert answer.status_code == 200
    assert "石阿妹" in answer.text
    heading = answer.text.split("<title>")[1].split("</title>")[0]
    assert ID not in heading and f"q={ID}" not in answer.text


@pytest.mark.parametrize("room", ["/search", "/households"])
def test_other_words_keep_an_address_to_come_back_to(cadre: Visitor, room: str) -> None:
    answer = cadre.post(room, {"q": "石阿妹"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{room}?q=")
    assert "石阿妹" in cadre.get(answer.headers["Location"]).text


def test_every_search_box_is_posted(cadre: Visitor) -> None:
    for page in ("/", "/households", "/search"):
        forms = [
            part.split(">")[0] for part in cadre.get(page).text.split("<form")[1:] if 'role="search"' in part
        ]
        assert forms and all('method="post"' in form for form in forms), page


def test_asking_for_a_number_leaves_a_trace_without_the_number(cadre: Visitor, db: Session) -> None:
    assert "已登记在别处" in cadre.post("/households/identity", {"number": STRANGER_ID}).text
    assert "罗小山" not in cadre.post("/households/identity", {"number": STRANGER_ID}).text
    told = acts(db, "person.look_up")
    assert len(told) == 2 and told[0] == told[1]
    assert STRANGER_ID not in str(told)


def test_after_so_many_numbers_an_hour_nothing_is_told_any_more(
    cadre: Visitor, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "LOOKUPS_AN_HOUR", 3)
    answers = [cadre.post("/households/identity", {"number": STRANGER_ID}).text for _ in range(4)]
    assert ["登记在别处" in text for text in answers] == [True, True, True, False]
    assert "照常可以存" in answers[3]
    with time_machine.travel(now() + timedelta(minutes=20)):
        assert "登记在别处" not in cadre.post("/households/identity", {"number": STRANGER_ID}).text
    assert len(acts(db, "person.look_up")) == 3


def test_clear_numbers_have_an_hourly_measure_with_a_way_out(
    cadre: Visitor, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "REVEALS_AN_HOUR", 2)
    person = db.scalars(select(Person).where(Person.name == "石阿妹")).one()
    public_id = db.get_one(Household, person.household_id).public_id
    address = f"/households/{public_id}/reveal/{person.public_id}/id_no"
    answers = [cadre.post(address, {"purpose": "check"}) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert [ID in a.text for a in answers] == [True, True, False]
    assert "请过一小时再看" in answers[2].text
    assert (len(acts(db, "secret.reveal")), len(acts(db, "secret.reveal_refused"))) == (2, 1)
