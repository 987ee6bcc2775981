"""A family declares its own difficulty: the number on the paper opens the page, and the way goes in and out again."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.monitoring import IN_STEPS, NOTICES, OUT_STEPS, PERMISSION_OF_STEP
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import MonitoringCase
from app.queries.households import find_by_number, get_household
from app.queries.scope import Scope, unscoped
from app.services.acts.households import Monitoring, begin_monitoring
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

ALL = Scope.everything()
OPENS = "/relapse/declared?number=H000001"


@pytest.fixture
def clerk(sqlite_app: Flask) -> Visitor:
    with unscoped("tests"):
        world = World(database.session())
        world.person(world.household(VILLAGE, household_no="H000001", kind="ordinary", head_name="石阿妹"))
        world.account("clerk", "township_clerk", TOWNSHIP)
        world.account("office", "county_office", COUNTY)
        with unit_of_work(database.session(), SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
    return Visitor(sqlite_app, "clerk")


@pytest.fixture
def office(clerk: Visitor, sqlite_app: Flask) -> Visitor:
    return Visitor(sqlite_app, "office")


def _record(clerk: Visitor, office: Visitor, page: str, step: str, day: date) -> None:
    """Each step by the office whose step it is."""
    visitor = office if PERMISSION_OF_STEP.get(step) == "household:approve" else clerk
    until = (day + timedelta(days=8)).isoformat() if step in NOTICES else ""
    sent = visitor.fields(page) | {
        "step": step,
        "on_day": day.isoformat(),
        "until_on": until,
        "evidence": "村里的材料",
    }
    answer = visitor.post(page.partition("?")[0], sent)
    assert answer.status_code == 302, answer.text


def test_the_number_opens_the_page_with_the_family_as_source(clerk: Visitor) -> None:
    page = clerk.get(clerk.get(OPENS).location).text
    assert '<option selected value="own">' in page and "自主申报表" in page


def test_an_unknown_number_is_told(clerk: Visitor) -> None:
    answer = clerk.get("/relapse/declared?number=H999999")
    assert "没有户编号“H999999”" in clerk.get(answer.location).text


def test_from_the_declaration_to_clearance_step_by_step(clerk: Visitor, office: Visitor) -> None:
    page = clerk.get(OPENS).location
    first = date(2026, 1, 5)
    for n, step in enumerate(IN_STEPS[:8]):
        _record(clerk, office, page, step, first + timedelta(days=9 * n))
    with unscoped("tests"):
        session = database.session()
        home = find_by_number(session, ALL, "H000001")
        given = Monitoring("marginal", ("illness",), source="own")
        with unit_of_work(session, SYSTEM, "monitor") as work:
            version = get_household(session, ALL, home).version
            begin_monitoring(
                work, ALL, home, given, version=version, on=date(2026, 4, 1), evidence="县级审批文件"
            )
    for n, step in enumerate(IN_STEPS[8:] + OUT_STEPS):
        _record(clerk, office, page, step, date(2026, 4, 1) + timedelta(days=9 * n))
    with unscoped("tests"):
        database.session().rollback()
        case = database.session().scalars(select(MonitoringCase)).one()
        assert (case.source, case.state) == ("own", "clearing")
    assert "要有：" not in clerk.get(page).text
