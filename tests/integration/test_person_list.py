"""成员名单: search, filters, conditions, columns, pages that meet, and an export of exactly what is listed."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Assignment, Event, NameGram, Person, SavedList, User
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.support.visitor import Visitor

NAMES = re.compile(r'<a href="/households/[^"]*#members">(\w+)</a>')
OLD = json.dumps({"all": [{"all": [{"fact": "person.age", "ge": 60}]}]})


def _register(world: World) -> None:
    """A watched family of 118 grown-ups and three old people, one of them disabled; an ordinary one elsewhere."""
    home = world.household(VILLAGE, head_name="石阿妹", monitoring_kind="marginal", risk_cleared=False)
    far = world.household(OTHER_VILLAGE, head_name="罗小山", kind="ordinary")
    told = [
        (home, f"人{n:03d}", date(today().year - 30 - n % 25, 1, 1), {"sex": "female"}) for n in range(118)
    ]
    told += [
        (
            home,
            f"老{n}",
            date(1950 + n, 3, 4),
            {"health_disabled": n == 1, "work_months": n or None, "sex": "male"},
        )
        for n in range(3)
    ]
    told.append((far, "远方人", date(1950, 1, 1), {}))
    with unit_of_work(world.session, SYSTEM, "test.people") as work:
        for n, (house, name, born, more) in enumerate(told):
            row = Person(
                person_no=f"P{n:04d}", household_id=house.id, area_code=house.area_code, name=name, name_key=name,
                name_initials="wqb" if name == "老1" else "zzz", born_on=born, **more,
            )  # fmt: skip
            work.session.add(row)
            if name == "老1":
                work.session.flush()
                work.session.add(NameGram(gram="wqb", area_code=row.area_code, person_id=row.id))


@pytest.fixture
def clerk(app: Flask, world: World) -> Visitor:
    world.account("clerk", "township_clerk", COUNTY)
    _register(world)
    return Visitor(app, "clerk")


@pytest.fixture
def here(sqlite_app: Flask) -> Iterator[tuple[Flask, World]]:
    with unscoped("tests"):
        world = World(database.session())
        world.account("clerk", "township_clerk", COUNTY)
        _register(world)
        yield sqlite_app, world
        world.session.close()


def _walk(visitor: Visitor, address: str) -> list[list[str]]:
    pages = []
    while address:
        text = visitor.get(address).text
        pages.append(NAMES.findall(text))
        found = re.search(r'href="([^"]*)" rel="next"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    return pages


def test_pages_meet_and_each_filter_leaves_whom_it_says(clerk: Visitor) -> None:
    pages = _walk(clerk, "/people")
    seen = [name for page in pages for name in page]
    assert ([len(page) for page in pages], len(set(seen)), seen[-1]) == ([50, 50, 22], 122, "远方人")
    asked = {
        "age_from=60": {"老0", "老1", "老2", "远方人"}, "age_from=60&home=monitored": {"老0", "老1", "老2"},
        "health=disabled": {"老1"}, "works=yes": {"老1", "老2"}, f"area={OTHER_VILLAGE}": {"远方人"},
        "q=wqb": {"老1"}, f"where={OLD}": {"老0", "老1", "老2", "远方人"}, "status=gone": set(),
        f"where={OLD}&sex=male&age_to=74": {"老2"} if today() < date(2027, 3, 4) else set(),
    }  # fmt: skip
    for address, names in asked.items():
        assert set(NAMES.findall(clerk.get(f"/people?{address}").text)) == names, address


def test_the_export_holds_what_is_listed_with_the_chosen_columns(here: tuple[Flask, World]) -> None:
    clerk, db = Visitor(here[0], "clerk"), here[1].session
    columns = {"columns": ["age", "person.is_male", "person.age", "household.net_income_per_head"]}
    assert clerk.post("/filters/columns/people", columns).status_code == 302
    page = clerk.get("/people?age_from=60").text
    assert "导出这 4 人" in page and ">年龄<" in page
    sent = clerk.post("/people/export", {"age_from": "60", "home": "helped"})
    sheet = load_workbook(BytesIO(sent.data)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    names = [row[1] for row in cells if row[0] and str(row[0]).startswith("P0")]
    assert names == ["老0", "老1", "老2"]
    db.rollback()
    event = db.scalars(select(Event).where(Event.act == "person.export")).one()
    assert (event.payload["rows"], event.payload["asked"]) == (3, {"age_from": 60, "home": "helped"})


def test_nobody_sees_persons_of_others(here: tuple[Flask, World]) -> None:
    app, world = here
    world.account("cadre", "village_cadre", OTHER_VILLAGE)
    world.account("officer", "officer", COUNTY)
    with unit_of_work(world.session, SYSTEM, "test.charge") as work:
        user = work.session.scalars(select(User).where(User.login == "officer")).one()
        house = work.session.scalars(select(Person).where(Person.name == "远方人")).one().household_id
        work.session.add(Assignment(user_id=user.id, household_id=house, from_on=date(2020, 1, 1)))
    for login in ("cadre", "officer"):
        visitor = Visitor(app, login)
        assert NAMES.findall(visitor.get("/people").text) == ["远方人"], login
        assert visitor.post("/people/export").status_code == 403


def test_odd_addresses_and_whole_numbers_are_answered_with_a_sentence(here: tuple[Flask, World]) -> None:
    clerk = Visitor(here[0], "clerk")
    for odd in ("sex=x", "age_from=-1", "age_to=abc", "area=1x", "where={", "status=x", "health=y"):
        answer = clerk.get(f"/people?{odd}")
        assert answer.status_code in (400, 404, 422), odd
    assert clerk.get("/people?q=520199195001010019").status_code == 302
    found = clerk.post("/people", {"q": "520199195001010019"})
    assert (found.status_code, "q=5201" in found.text) == (200, False)
    assert clerk.get("/people?after=nobody").status_code == 200


def test_conditions_are_built_kept_and_opened_again(here: tuple[Flask, World]) -> None:
    app, world = here
    clerk = Visitor(app, "clerk")
    assert "这个人" in clerk.get("/filters/people").text
    line = {
        "join": "all",
        "b0-how": "self",
        "b0-l0-fact": "person.age",
        "b0-l0-way": "range",
        "b0-l0-low": "60",
    }
    listed = clerk.post("/filters/people", {**line, "do": "use"}).headers["Location"]
    assert listed.startswith("/people?") and len(NAMES.findall(clerk.get(listed).text)) == 4
    kept = clerk.post("/filters", {"subject": "person", "title": "老人", "where": OLD, "home": "monitored"})
    opened = clerk.get(kept.headers["Location"]).headers["Location"]
    assert opened.startswith("/people?") and len(NAMES.findall(clerk.get(opened).text)) == 3
    world.session.rollback()
    assert world.session.scalars(select(SavedList.subject)).all() == ["person"]
    assert "老人（人）" in clerk.get("/filters").text
