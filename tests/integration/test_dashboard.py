"""领导看板: numbers of the frozen month, ranking with intervals, every number with its definition, date and rows."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import SYSTEM
from app.models import LivingCondition
from app.queries.dashboard import get_dashboard, overlapping
from app.queries.scope import Scope, unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

ALL = Scope.everything()
ClientOf = Callable[[str], FlaskClient]


def _homes(world: World, good: int, bad: int, village: str) -> None:
    for number in range(good + bad):
        home = world.household(village)
        world.person(home)
        with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.home") as work:
            work.session.add(LivingCondition(household_id=home.id, house_level="A" if number < good else "D"))


@pytest.fixture
def county(app: Flask, world: World, db: Session) -> World:
    _homes(world, 9, 1, VILLAGE)
    _homes(world, 6, 4, OTHER_VILLAGE)
    return world


def _freeze(app: Flask, db: Session, period: str) -> None:
    assert app.test_cli_runner().invoke(args=["indicators", "freeze", "--period", period]).exit_code == 0
    db.expire_all()


def test_the_frozen_month_is_shown_with_the_step_from_the_month_before(
    county: World, app: Flask, db: Session
) -> None:
    _freeze(app, db, "2026-10")
    county.household(VILLAGE)
    _freeze(app, db, "2026-11")
    county.household(VILLAGE)
    page = get_dashboard(db, ALL, area=COUNTY, period=None, indicator="I01", as_of=today())
    assert page.snapshot is not None
    assert (page.snapshot.period, page.of("I01").value) == ("2026-11", 21)
    assert page.change("I01") == "比2026年10月多 1"
    assert page.points == (("2026-10", 20.0), ("2026-11", 21.0))
    assert page.change("I05") == ""


def test_without_a_frozen_month_the_numbers_are_of_the_day(county: World, db: Session) -> None:
    page = get_dashboard(db, ALL, area=COUNTY, period=None, indicator=None, as_of=today())
    assert (page.snapshot, page.of("I01").value, page.points, page.index) == (None, 20, (), None)


def test_townships_are_ranked_best_first_with_wilson_intervals(
    county: World, app: Flask, db: Session
) -> None:
    _freeze(app, db, "2026-11")
    page = get_dashboard(db, ALL, area=COUNTY, period=None, indicator="I13", as_of=today())
    assert [one.area.code for one in page.ranking] == [TOWNSHIP, "520199102000"]
    assert [one.answer.value for one in page.ranking] == [90, 60]
    low, high = page.ranking[0].interval or (0, 0)
    assert (round(low, 1), round(high, 1)) == (59.6, 98.2)
    assert overlapping(page.ranking) == 1


def test_money_has_no_interval_and_few_households_no_value(county: World, app: Flask, db: Session) -> None:
    county.areas("520199103201")
    _freeze(app, db, "2026-11")
    page = get_dashboard(db, ALL, area=COUNTY, period=None, indicator="I05", as_of=today())
    assert all(one.interval is None and one.answer.value is None for one in page.ranking)
    assert overlapping(page.ranking) == 0


@pytest.mark.parametrize(("period", "indicator"), [("2020-01", None), (None, "I99"), (None, "I43")])
def test_unknown_periods_and_indicators_are_refused(
    county: World, db: Session, period: str | None, indicator: str | None
) -> None:
    with pytest.raises(InvalidInputError):
        get_dashboard(db, ALL, area=COUNTY, period=period, indicator=indicator, as_of=today())


def test_a_reader_of_a_part_gets_no_page_of_the_whole(county: World, db: Session) -> None:
    with pytest.raises(NotFoundError):
        get_dashboard(
            db, Scope(((TOWNSHIP, "520199102000"),)), area=COUNTY, period=None, indicator=None, as_of=today()
        )


def test_every_number_of_the_page_has_its_definition_date_and_rows(
    county: World, app: Flask, db: Session, client_of: ClientOf
) -> None:
    _freeze(app, db, "2026-11")
    county.account("leader", "leader", COUNTY)
    client = client_of("leader")
    answer = client.get("/dashboard?indicator=I13")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert today().isoformat() in html
    for code in ("I01", "I02", "I03", "I05", "I06", "I08", "I13"):
        assert f"{code} " in html, code
    figures = re.findall(r'<a class="bf-fig" href="([^"]+)"', html)
    assert len(figures) >= 3
    for link in figures:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    town = client.get(f"/dashboard?area={TOWNSHIP}&period=2026-11&indicator=I13").get_data(as_text=True)
    assert f"/households?area={VILLAGE}" in town.replace("&amp;", "&")


@pytest.mark.parametrize(
    "address", ["?area=999999000000", "?area=x", "?period=1999-01", "?indicator=I43", "?period=%00"]
)
def test_odd_addresses_are_answered_in_words(county: World, client_of: ClientOf, address: str) -> None:
    county.account("leader", "leader", COUNTY)
    assert client_of("leader").get(f"/dashboard{address}").status_code in (400, 404, 422)


def test_who_may_not_read_indicators_is_turned_away(county: World, client_of: ClientOf) -> None:
    county.account("cadre", "village_cadre", VILLAGE)
    assert client_of("cadre").get("/dashboard").status_code == 403


def test_the_steps_from_month_to_month_are_shown_with_their_households(
    county: World, app: Flask, db: Session, client_of: ClientOf
) -> None:
    _freeze(app, db, "2026-10")
    added = county.household(VILLAGE)
    _freeze(app, db, "2026-11")
    county.account("leader", "leader", COUNTY)
    client = client_of("leader")
    assert "/dashboard/changes?" in client.get("/dashboard").get_data(as_text=True)
    answer = client.get("/dashboard/changes?from=2026-10&to=2026-11")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "+1" in html
    assert added.household_no in html
    assert client.get("/dashboard/changes?from=2026-10&to=2020-01").status_code == 422
    assert client.get("/dashboard/changes?from=2026-10&to=2026-11&area=999999000000").status_code == 404
    told = app.test_cli_runner().invoke(
        args=["indicators", "changes", "--from", "2026-10", "--to", "2026-11", "--area", COUNTY]
    )
    assert "在册户数（户）：20 → 21（新进 +1，离开 +0，改正 +0，口径 +0）" in told.output
