"""Standards and exclusions in the workshop: written line by line, tried, agreed to by another person, taken back."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.clock import new_public_id, now, today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import MeasureGrant, RuleDraft, RuleTrial, RuleVersion
from app.queries.rules_in_force import line_on, rules_in_force
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.services.rule_trials import try_piece
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor

PLACE = ("520199000000", "520200000000")


@pytest.fixture
def office(sqlite_app: Flask) -> Visitor:
    with unscoped("tests"):
        world = World(database.session())
        for login in ("office", "colleague"):
            world.account(login, "county_office", COUNTY)
        with unit_of_work(database.session(), SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
    return Visitor(sqlite_app, "office")


def _sent(office: Visitor, address: str) -> dict[str, Any]:
    """The desk's fields as they stand: the form that carries the version and the lines."""
    page = office.get(address).text
    forms = [n for n, form in enumerate(re.findall(r"<form.*?</form>", page, re.S)) if 'id="desk"' in form]
    return dict(office.fields(address, forms[0]))


def _save(office: Visitor, address: str, **more: str) -> None:
    answer = office.post(address, _sent(office, address) | {"do": "save"} | more)
    assert answer.status_code == 302, answer.text


def _put_in_force(office: Visitor, colleague: Visitor, address: str) -> None:
    def version() -> dict[str, Any]:
        with unscoped("tests"):
            database.session().rollback()
            row = database.session().scalar(
                select(RuleDraft).where(RuleDraft.public_id == address.rpartition("/")[2])
            )
            assert row is not None
            return {"version": row.version}

    assert office.post(f"{address}/propose", version()).status_code == 302
    assert office.post(f"{address}/approve", version()).status_code == 403
    assert colleague.post(f"{address}/approve", version()).status_code == 302


def _places() -> int | None:
    with unscoped("tests"):
        database.session().rollback()
        return line_on(database.session(), "ranger_places", today(), VILLAGE)


def test_a_standard_is_written_agreed_to_and_taken_back(sqlite_app: Flask, office: Visitor) -> None:
    address = office.post("/rules/ranger_places/draft").location
    _save(office, address, **{"value-0": "75"})
    page = office.get(f"{address}/review").text
    assert re.search(r"<s[^>]*>[^<]*60 个[^<]*</s> → <b>[^<]*75 个", page)
    assert _places() == 60
    colleague = Visitor(sqlite_app, "colleague")
    _put_in_force(office, colleague, address)
    assert _places() == 75
    back = colleague.post("/rules/ranger_places/draft", {"number": 1}).location
    _put_in_force(colleague, office, back)
    assert _places() == 60


def test_lines_are_added_and_taken_away_and_an_unreadable_one_is_told(office: Visitor) -> None:
    address = office.post("/rules/ranger_places/draft").location
    fields = _sent(office, address) | {"do": "look", "value-1": "9", "region-1": "520199001"}
    assert "要写日期" in office.post(address, fields).text
    _save(
        office,
        address,
        **{"value-1": "9", "region-1": "520199001", "first_day-1": "2026-01-01", "document-1": "县里的计划"},
    )
    page = office.get(address).text
    assert "加了" in page and "9 个" in page
    page = office.post(address, _sent(office, address) | {"do": "drop:1"}).text
    assert "没有不同" in page


def test_a_new_standard_begins_empty_and_says_what_is_missing(office: Visitor) -> None:
    address = office.post("/rules/new", {"kind": "standard"}).location
    assert "还没写完" in office.get(address).text
    line = {"value-0": "5", "region-0": "520199", "first_day-0": "2026-01-01", "document-0": "县里的计划"}
    _save(office, address, title="新岗位名额", unit="个", kind="number", clock="day", **line)
    assert "写完整了" in office.get(address).text


def test_a_measure_that_is_no_longer_in_force_stays_in_its_exclusion(office: Visitor) -> None:
    address = office.post("/rules/X02/draft").location
    _save(office, address, clause="搬迁户不再改造")
    with unscoped("tests"):
        assert database.session().scalars(select(RuleDraft)).one().entry["measures"] == ["M18", "M19"]


def test_an_exclusion_shows_who_would_be_double_and_goes_live(sqlite_app: Flask, office: Visitor) -> None:
    with unscoped("tests"):
        world = World(database.session())
        home = world.household(VILLAGE)
        with unit_of_work(database.session(), SYSTEM, "test.grants") as work:
            for code in ("M01", "M04"):
                work.session.add(
                    MeasureGrant(
                        household_id=home.id, area_code=VILLAGE, measure=code, bureau="NY", state="delivered",
                        starts_on=today(),
                    )
                )  # fmt: skip
    address = office.post("/rules/new", {"kind": "exclusion"}).location
    written = {"measure-0": "M01", "measure-1": "M04", "title": "种植和庭院不同享", "document": "某县办法"}
    _save(office, address, within="household", first_day=today().isoformat(), **written)
    with unscoped("tests"):
        draft = database.session().scalars(select(RuleDraft)).one()
        found = try_piece(database.session(), {"kind": "exclusion", "entry": draft.entry}, today(), PLACE)
    assert {code: (told["before"], told["gain"]) for code, told in found.items()} == {
        "M01_double": (0, 1),
        "M04_double": (0, 1),
    }
    with unscoped("tests"):
        trial = RuleTrial(
            public_id=new_public_id(), title="种植和庭院", wanted={"kind": "exclusion", "entry": draft.entry},
            area_code=COUNTY, as_of=today(), state="ready", found=found, created_by=draft.author_id, created_at=now(),
        )  # fmt: skip
        with unit_of_work(database.session(), SYSTEM, "test.trial") as work:
            work.session.add(trial)
        page = office.get(f"/rules/trials/{trial.public_id}").text
    assert "新算重复享受的" in page and "现在算重复的" in page
    assert "多得的" not in page and "一年多花" not in page, "nobody gains by what counts as double"
    _put_in_force(office, Visitor(sqlite_app, "colleague"), address)
    with unscoped("tests"):
        database.session().rollback()
        entry = (
            database.session().scalars(select(RuleVersion).where(RuleVersion.kind == "exclusion")).all()[-1]
        )
        assert rules_in_force(database.session(), today()).catalogue.exclusions[entry.code].measures == (
            "M01",
            "M04",
        )
