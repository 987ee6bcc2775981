"""Numbers of the home pages: each opens a list with exactly as many rows (house rule: a number opens its rows)."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.datasets import BY_KEY
from app.models import DatasetCoverage, MeasureGrant, Visit
from app.queries.scope import unscoped
from app.services.rule_runs import run_area
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, VILLAGE, World

FIGURE = re.compile(
    r'<a class="bf-fig[^"]*" href="([^"]+)">\s*<span>([^<]+)</span>\s*<b>([\d,]+)<small>(\S+)</small></b>(.*?)</a>',
    re.S,
)


@pytest.fixture
def county(world: World, db: Session) -> Iterator[World]:
    """Two families that are owed something, one of them twice; one that receives too much; three monitored ones."""
    old = date(1930, 1, 1)
    twice, once, wrong = (world.household(VILLAGE) for _ in range(3))
    for _ in range(2):
        world.person(twice, born_on=old)
    world.person(twice, born_on=date(2013, 5, 1), school="grade_8", is_boarder=True)
    world.person(once, born_on=old)
    young = world.person(wrong, born_on=date(1990, 1, 1))
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.grant") as work:
        work.session.add(
            MeasureGrant(
                measure="M42", bureau="MZ", household_id=wrong.id, person_id=young.id, area_code=VILLAGE,
                state="delivering", starts_on=date(2020, 1, 1),
            )
        )  # fmt: skip
        for key in ("old_age", "education_aid"):  # only where lists came is it known who lacks what
            work.session.add(
                DatasetCoverage(
                    dataset=BY_KEY[key].number, area_low=COUNTY, area_high="520200000000", period="2026-01"
                )
            )
    with unscoped("tests"):
        run_area(db)
    seen, *_ = (world.household(VILLAGE, monitoring_kind="unstable", risk_cleared=False) for _ in range(3))
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.visit") as work:
        work.session.add(
            Visit(
                household_id=seen.id,
                area_code=VILLAGE,
                on_day=today(),
                visitors="石维",
            )
        )
    world.account("xb", "county_office", COUNTY)
    world.account("mz", "bureau_staff", COUNTY, "MZ")
    world.account("jy", "bureau_staff", COUNTY, "JY")
    world.account("cg", "village_cadre", VILLAGE)
    yield world


def _rows(page: str) -> int:
    heading = re.search(r"<h1>(.*?)</h1>", page, re.S)
    assert heading is not None
    found = re.search(r"\d[\d,]*", re.sub(r"<[^>]+>", "", heading[1]))
    return int(found[0].replace(",", "")) if found else 0


@pytest.mark.parametrize("login", ["xb", "mz", "jy", "cg"])
def test_each_number_of_a_home_opens_its_rows(
    county: World, client_of: Callable[[str], FlaskClient], login: str
) -> None:
    client = client_of(login)

    figures = FIGURE.findall(client.get("/").get_data(as_text=True))

    assert len(figures) >= 3
    for address, label, value, unit, rest in figures:
        families = re.search(r"(\d+) 户", rest)
        told = int(families[1]) if unit == "项" and families else int(value.replace(",", ""))
        page = client.get(address.replace("&amp;", "&")).get_data(as_text=True)
        assert _rows(page) == told, (login, label, address)


def test_a_bureau_is_owed_only_its_own_measures(
    county: World, client_of: Callable[[str], FlaskClient]
) -> None:
    assert _rows(client_of("mz").get("/households?owed=yes").get_data(as_text=True)) == 2
    assert _rows(client_of("jy").get("/households?owed=yes").get_data(as_text=True)) == 1


def test_families_without_a_visit_are_the_unvisited_ones(
    county: World, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("cg")

    assert _rows(client.get("/households?monitored=yes").get_data(as_text=True)) == 3
    assert _rows(client.get("/households?monitored=unvisited").get_data(as_text=True)) == 2
