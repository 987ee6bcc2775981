"""表样和导出 in the browser: templates with text-typed numbers and drop-downs, the register's lists for a purpose."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db as database
from app.models import Event
from app.queries.scope import unscoped
from tests.integration.importing.conftest import HOME_ROWS, MEMBER_ROWS
from tests.integration.importing.office import Office, homes, members
from tests.support.people import COUNTY, World
from tests.support.visitor import Visitor
from tests.workbooks.people import number_of

Told = dict[str, str]
WANTED: Told = {
    "profile": "N02", "area": COUNTY, "period": "2026-12", "purpose": "check", "reason": "导到国家系统里核对",
}  # fmt: skip


@pytest.fixture
def visit(sqlite_app: Flask, tmp_path: object) -> Callable[[str], Visitor]:
    """Visitors of a small loaded village; pages do not differ between engines."""
    with unscoped("tests"):
        session: Session = database.session()
        world = World(session)
        office = Office(session, world.account("office", "county_office", COUNTY), tmp_path)  # type: ignore[arg-type]
        world.account("bureau", "bureau_staff", COUNTY, bureau="MZ")
        world.account("leader", "leader", COUNTY)
        office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
        office.applies(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
        session.close()
    return lambda login: Visitor(sqlite_app, login)


def test_a_template_types_numbers_as_text_and_offers_words(visit: Callable[[str], Visitor]) -> None:
    office = visit("office")
    assert "B04" in office.get("/imports/lists").text
    answer = office.get("/imports/template?code=B04")
    page = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    titles = [c.value for c in page[2]]
    letter = page.cell(2, titles.index("身份证号") + 1).column_letter
    assert page.column_dimensions[letter].number_format == "@"
    assert any(rule.type == "list" for rule in page.data_validations.dataValidation)
    assert office.get("/imports/template?code=X99").status_code == 404


def test_bureau_staff_get_their_own_templates_only(visit: Callable[[str], Visitor]) -> None:
    bureau = visit("bureau")
    assert bureau.get("/imports/template?code=B04").status_code == 200
    assert bureau.get("/imports/template?code=B17").status_code == 404
    assert bureau.post("/imports/lists", WANTED).status_code == 403  # no clear numbers for a bureau


def test_a_list_of_the_register_goes_out_when_agreed_and_the_trail_says_for_what(
    visit: Callable[[str], Visitor],
) -> None:
    office, leader = visit("office"), visit("leader")
    answer = office.post("/imports/lists", WANTED)
    assert answer.status_code == 302 and "/exports/" in answer.headers["Location"]
    place = answer.headers["Location"]
    assert leader.post(f"{place}/agree").status_code == 302
    answer = office.post(f"{place}/take")
    page = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    assert number_of(10_001) in {c.value for row in page.iter_rows() for c in row}
    with unscoped("tests"):
        event = database.session.scalars(select(Event).where(Event.act == "export.clear")).one()
        told = {key: event.payload[key] for key in ("list", "rows", "purpose")}
        assert told == {"list": "register", "rows": 3, "purpose": "check"}
        database.session.remove()


def test_what_is_not_offered_is_refused_without_a_row(visit: Callable[[str], Visitor]) -> None:
    office = visit("office")
    wrong = {"area": "520299000000", "purpose": "neugier", "profile": "B04"}
    for field, value in [("period", "去年"), ("period", ""), *wrong.items()]:
        assert office.post("/imports/lists", {**WANTED, field: value}).status_code == 422, field
    with unscoped("tests"):
        assert not database.session.scalars(select(Event).where(Event.act == "export.ask")).all()
        database.session.remove()
