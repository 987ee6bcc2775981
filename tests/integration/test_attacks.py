"""What an attack found once and must not find again: sessions, roles, odd values, downloads."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.adapters.reading.marking import SUMMARY_TITLE, mark
from app.domain.clock import now
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import KEPT_APART, SYSTEM
from app.models import Event, MeasureGrant
from app.queries.accounts import actor_of
from app.queries.scope import Scope
from app.services.accounts import create_user, grant_role
from app.services.grants import propose_grant
from app.unit_of_work import unit_of_work
from app.web.addresses import own_address
from app.web.shell import ASKED_BY_PAGES
from app.web.typed_fields import FiniteDecimalField
from tests.support.people import COUNTY, OTHER_VILLAGE, VILLAGE, World

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def quiet(app: Flask) -> None:
    """Unexpected errors become the page that people get, so that a test sees the 500."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)


@pytest.fixture
def quiet_sqlite(sqlite_app: Flask) -> None:
    """The same without a second engine."""
    sqlite_app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)


@pytest.mark.parametrize("role", sorted(KEPT_APART))
def test_administrators_and_auditors_find_nobody(world: World, client_of: SignIn, role: str) -> None:
    world.person(world.household(), name="石光英", name_key="石光英")
    world.account("somebody", role, COUNTY)
    client = client_of("somebody")
    assert client.get("/").status_code == 200
    for address in ("/search?q=石", "/areas/options?q=村", "/households?q=石"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "石光英" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", sorted(KEPT_APART))
def test_administrators_and_auditors_have_no_scope(db: Session, world: World, role: str) -> None:
    user = world.account("somebody", role, COUNTY)
    assert Scope.of(actor_of(db, user)) == Scope()


def test_a_copied_cookie_opens_nothing_after_sign_out(world: World, client_of: SignIn, app: Flask) -> None:
    world.account("cungan", "village_cadre")
    client = client_of("cungan")
    cookie = client.get_cookie("bangfu")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("bangfu", cookie.value)
    assert thief.get("/").status_code == 200
    assert client.post("/sign-out").status_code == 302
    assert thief.get("/").status_code == 302


def test_a_busy_session_ends_after_twelve_hours(world: World, client_of: SignIn) -> None:
    world.account("cungan", "village_cadre")
    client, start = client_of("cungan"), now()
    for quarter in range(1, 48):
        with time_machine.travel(start + timedelta(minutes=15 * quarter), tick=False):
            assert client.get("/me").status_code == 200, quarter
    with time_machine.travel(start + timedelta(hours=12, minutes=2), tick=False):
        assert client.get("/me").status_code == 302


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(
    world: World, client_of: SignIn, app: Flask
) -> None:
    world.account("leader", "leader", COUNTY)
    client, start = client_of("leader"), now()

    def opened(minutes: int, address: str) -> int:
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            return client.get(address).status_code

    assert [opened(m, "/dashboard/screen") for m in (10, 20, 40, 11 * 60)] == [200] * 4
    assert opened(11 * 60 + 1, "/me") == 302
    assert opened(11 * 60 + 2, "/dashboard/screen") == 302
    client = client_of("leader")
    assert opened(12 * 60 + 2, "/dashboard/screen") == 302
    assert set(app.view_functions) >= ASKED_BY_PAGES


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: b=c",
        "/\x00",
        "//[",
        "https:x",
    ],
)
def test_addresses_that_lead_elsewhere_or_break_a_header(address: str) -> None:
    assert own_address(address) is None


def test_a_line_break_in_the_next_address_is_no_500(world: World, app: Flask, quiet: None) -> None:
    world.account("cungan", "village_cadre")
    sent = {"login": "cungan", "password": World.PASSWORD, "next": "/ok\r\nSet-Cookie: a=b"}
    answer = app.test_client().post("/sign-in", data=sent)
    assert answer.status_code == 302
    assert answer.location == "/"


@pytest.mark.parametrize(
    "address",
    [
        "/projects?year=99999999999999999999",
        "/projects?year=2147483648",
        "/projects?q=%00",
        "/households/a%00b",
        "/households?before=%00",
        "/findings?check=%00",
        "/grants?after=999999999999999999",
        "/grants/%00",
        "/imports/%00/read",
        "/reports/%00",
        "/search?q=%00",
        "/rules/%00",
    ],
)
def test_odd_addresses_are_told_and_not_a_500(
    world: World, client_of: SignIn, quiet: None, address: str
) -> None:
    world.account("office", "county_office", COUNTY)
    assert client_of("office").get(address).status_code < 500


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "%00", "10000-01-01"])
def test_days_at_the_end_of_the_calendar(world: World, client_of: SignIn, quiet: None, day: str) -> None:
    world.account("audit", "auditor", COUNTY)
    assert client_of("audit").get(f"/audit?on={day}").status_code < 500


def test_too_long_a_request_key_is_no_500(world: World, client_of: SignIn, quiet: None) -> None:
    household = world.household()
    world.account("cungan", "village_cadre")
    sent = {"version": "1", "group_name": "一组", "request_key": "k" * 5000}
    answer = client_of("cungan").post(f"/households/{household.public_id}/edit", data=sent)
    assert answer.status_code < 500


@pytest.mark.parametrize("text", ["sNaN", "NaN", "Infinity", "-Infinity"])
def test_amounts_that_are_no_numbers(text: str) -> None:
    class One(Form):  # type: ignore[misc]
        amount = FiniteDecimalField()

    form = One(MultiDict({"amount": text}))
    assert not form.validate()
    assert form.errors["amount"]


@pytest.mark.parametrize("offered", ["taken", "new", "a/b"])
def test_ids_that_a_form_brings(db: Session, world: World, offered: str) -> None:
    household = world.household()
    with unit_of_work(db, SYSTEM, "test.grant") as work:
        taken = MeasureGrant(
            household_id=household.id, area_code=VILLAGE, measure="M30", bureau="RS", state="ended"
        )
        work.session.add(taken)
    key, number = (taken.public_id if offered == "taken" else offered), household.id
    wanted = (ConflictError, InvalidInputError)
    with pytest.raises(wanted, match=r"E-(409|PUBLIC-ID)"), unit_of_work(db, SYSTEM, "test.grant") as work:
        propose_grant(
            work, Scope.everything(), household_id=number, measure="M09", bureau="MZ", public_id=key
        )
    assert len(db.scalars(select(MeasureGrant.id)).all()) == 1


def test_an_account_without_a_role_reaches_only_itself(db: Session, world: World, app: Flask) -> None:
    with unit_of_work(db, SYSTEM, "test.account") as work:
        create_user(work, "nobody", "新来的", password=World.PASSWORD)
    world.household()
    client = app.test_client()
    client.post("/sign-in", data={"login": "nobody", "password": World.PASSWORD})
    new = {"current": World.PASSWORD, "new": "a-much-better-1", "again": "a-much-better-1"}
    assert client.post("/me/password", data=new).status_code == 302
    assert client.get("/").status_code == 200
    for address in ("/households", "/search?q=a", "/accounts", "/audit", "/jobs", "/maps"):
        assert client.get(address).status_code == 403, address
    assert client.post("/sign-out").status_code == 302


def test_roles_in_two_places_are_not_joined(db: Session, world: World) -> None:
    user = world.account("both", "village_cadre", VILLAGE)
    for role, area, bureau in (
        ("county_office", COUNTY, None),
        ("leader", OTHER_VILLAGE, None),
        ("bureau_staff", VILLAGE, "MZ"),
    ):
        with (
            pytest.raises(InvalidInputError, match="E-MIXED"),
            unit_of_work(db, SYSTEM, "test.grant") as work,
        ):
            grant_role(work, user, role, area, bureau=bureau)
    with unit_of_work(db, SYSTEM, "test.grant") as work:
        grant_role(work, user, "village_cadre", OTHER_VILLAGE)
    officer = world.account("one", "officer", VILLAGE)
    with unit_of_work(db, SYSTEM, "test.grant") as work:
        grant_role(work, officer, "village_cadre", VILLAGE)


def test_downloads_stay_in_no_cache(world: World, client_of: SignIn) -> None:
    world.household()
    world.account("office", "county_office", COUNTY)
    answer = client_of("office").post("/households/export", data={})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_log_says_where_it_broke_and_not_whom_it_was_about(
    app: Flask, db: Session, quiet: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = "520199195001010019"

    def breaks() -> None:
        db.execute(text("SELECT :number FROM nowhere"), {"number": number})

    def breaks_otherwise() -> None:
        raise ValueError(number)

    for view in (breaks, breaks_otherwise):
        monkeypatch.setitem(app.view_functions, "signin.show", view)
        page = app.test_client().get("/sign-in").get_data(as_text=True)
        assert number not in page + caplog.text
    assert "in breaks_otherwise" in caplog.text
    with pytest.raises(DBAPIError) as broken:
        breaks()
    assert number not in str(broken.value)


def test_static_files_carry_the_policy(app: Flask) -> None:
    client = app.test_client()
    sheet = re.search(r"/static/[^\"]+\.css", client.get("/sign-in").get_data(as_text=True))
    assert sheet is not None
    answer = client.get(sheet[0], buffered=True)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["a" * 64, "a..b"])
def test_a_host_that_is_none_is_told_plainly(sqlite_app: Flask, quiet_sqlite: None, host: str) -> None:
    answer = sqlite_app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "主机名" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("room", ["households", "people"])
def test_too_long_words_make_no_address_that_servers_cut(world: World, client_of: SignIn, room: str) -> None:
    world.account("cungan", "village_cadre")
    client = client_of("cungan")
    answer = client.post(f"/{room}", data={"q": "长" * 10_000})
    assert answer.status_code == 302 and len(answer.location) < 4000
    assert client.get(answer.location).status_code == 422


def test_no_title_of_a_sheet_becomes_a_formula() -> None:
    book, before, after = openpyxl.Workbook(), BytesIO(), BytesIO()
    book.save(before)
    mark(
        before,
        after,
        {"sheets": [], "causes": [["要退回", "少了", '=HYPERLINK("http://x")', 3, "A1", "改好"]]},
    )
    summary = openpyxl.load_workbook(after)[SUMMARY_TITLE]
    assert {cell.data_type for row in summary.iter_rows() for cell in row} <= {"s", "n"}


def test_the_marked_workbook_is_only_posted_for(db: Session, world: World, client_of: SignIn) -> None:
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    assert client.get("/imports/x/returned.xlsx").status_code == 405
    assert client.post("/imports/x/returned.xlsx").status_code == 404
    assert db.scalar(select(Event.id).where(Event.act == "import.return")) is None
