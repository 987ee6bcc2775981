"""Registers that measures stumble over: dashboards, maps, the wall and papers answer each in plain words."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Area, IncomeEntry
from app.queries.dashboard import get_dashboard
from app.queries.indicators import list_indicators
from app.queries.maps import MapWish, get_map
from app.queries.scope import Scope, unscoped
from app.services.effectiveness import build_effectiveness
from app.services.reports import write_formats
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, TOWNSHIP, World
from tests.support.visitor import Visitor

ALL, YEAR = Scope.everything(), today().year
PERIOD = f"{today():%Y-%m}"
#: village -> incomes in yuan of its households of two; none where nobody has told.
VILLAGES: dict[str, list[int | None]] = {
    "520199101201": [9_000],
    "520199101202": [9_000] * 10,
    "520199101203": [-40_000, 0, 0, -1, 30_000, 0, 0, 0, 0, -9],
    "520199101204": [None] * 3,
    "520199101205": [],
}
#: Rare, from another plane, from no font at all, and marks of other languages.
ODD, ODD_NAME = "520199101203", "𱁬𪚥\U000e0100\ue000<b>村&"


@pytest.fixture
def db(sqlite_app: Flask) -> Iterator[Session]:
    with unscoped("tests"):
        made = database.session()
        yield made
        made.close()


@pytest.fixture
def register(sqlite_app: Flask, db: Session) -> World:
    world = World(db)
    world.areas(*VILLAGES)
    for village, incomes in VILLAGES.items():
        for yuan in incomes:
            home = world.household(village)
            world.person(home, name=ODD_NAME[:4])
            world.person(home)
            if yuan is not None:
                with unit_of_work(db, SYSTEM, "test.income") as work:
                    kind = "wage_work" if yuan >= 0 else "business_cost"
                    amount = abs(yuan) * 100
                    work.session.add(
                        IncomeEntry(household_id=home.id, year=YEAR, kind=kind, amount_fen=amount)
                    )
    db.execute(update(Area).where(Area.code == ODD).values(name=ODD_NAME))
    db.commit()
    freeze = ["indicators", "freeze", "--period", PERIOD]
    assert sqlite_app.test_cli_runner().invoke(args=freeze).exit_code == 0
    return world


def test_every_page_and_paper_of_an_odd_register_stands(register: World, db: Session) -> None:
    shown = {one.code for one in list_indicators() if one.on_map}
    for area in (COUNTY, TOWNSHIP, *VILLAGES):
        for period in (PERIOD, "today"):
            page = get_dashboard(db, ALL, area=area, period=period, indicator=None, as_of=today())
            assert (page.of("I01").value or 0) == sum(
                len(homes) for code, homes in VILLAGES.items() if area in (COUNTY, TOWNSHIP, code)
            )
        if area != COUNTY:
            paper = build_effectiveness(db, ALL, SYSTEM, area=area, year=YEAR, as_of=today(), period=PERIOD)
            said = [number.text for _, number in paper.numbers()]
            assert said and not any(re.search(r"nan|inf|None", text) for text in said)
            if area == ODD:
                assert all(write_formats(paper, ["docx", "pdf", "xlsx"]).values())
    for code in shown:
        drawn = get_map(db, ALL, MapWish(TOWNSHIP, indicator=code, period=PERIOD), today())
        assert all(item.text != "nan" for item in drawn.items)


def test_pages_show_an_odd_name_as_it_is(register: World, sqlite_app: Flask) -> None:
    register.account("leader", "leader", COUNTY)
    leader = Visitor(sqlite_app, "leader")
    for page in ("/dashboard", "/dashboard/screen", "/maps", "/maps/compare", "/dashboard?period=today"):
        answer = leader.get(f"{page}{'&' if '?' in page else '?'}area={TOWNSHIP}")
        assert answer.status_code == 200 and "<b>村" not in answer.text, page
    assert "&lt;b&gt;村&amp;" in leader.get(f"/maps?area={TOWNSHIP}").text
    assert leader.get("/dashboard?area=520198000000").status_code == 404
