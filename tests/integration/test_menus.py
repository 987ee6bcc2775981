"""What menus are made of is kept as long as the database says that it is as it was, whoever changed it since."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.adapters.database import make_engine
from app.domain.clock import new_public_id
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.queries import prepared
from app.queries.menus import kept, remember_revision
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.support.visitor import Visitor

Change = Callable[[str], None]


@pytest.fixture
def elsewhere(app: Flask) -> Iterator[Change]:
    """Changes as another process makes them."""
    other: Engine = make_engine(database.engine.url.render_as_string(hide_password=False))

    def change(statement: str) -> None:
        with other.begin() as connection:
            assert connection.exec_driver_sql(statement).rowcount

    yield change
    other.dispose()


@pytest.fixture
def county(app: Flask, world: World) -> Visitor:
    with unit_of_work(world.session, SYSTEM, "test.rules") as work:
        ship_catalogue(work)
    world.account("helper", "officer", VILLAGE)
    world.account("office", "county_office", COUNTY)
    world.household(head_name="石一")
    world.household(OTHER_VILLAGE, head_name="石二")
    return Visitor(app, "office")


def test_what_another_process_changes_stands_on_the_next_page(county: Visitor, elsewhere: Change) -> None:
    for statement, said in (
        (f"UPDATE area SET name = '新村名' WHERE code = '{VILLAGE}'", "新村名"),
        ("UPDATE \"user\" SET display_name = '新名字' WHERE login = 'helper'", "新名字"),
        ("UPDATE rule_version SET title = '新措施名' WHERE code = 'M01' AND state = 'live'", "新措施名"),
        (
            "INSERT INTO saved_list (public_id, user_id, title, subject, asked, is_shared, created_at) "
            "SELECT 'p', id, '新名单', 'household', '{}', false, '2026-11-23' FROM \"user\" WHERE login = 'office'",
            "新名单",
        ),
    ):
        for _ in range(2):  # the second one is answered from what was kept
            assert said not in county.get("/households").text
        elsewhere(statement)
        assert said in county.get("/households").text
    elsewhere("DELETE FROM saved_list")
    elsewhere("UPDATE \"user\" SET is_active = false WHERE login = 'helper'")
    page = county.get("/households").text
    assert "新名单" not in page
    assert "新名字" not in page


def test_a_role_and_an_account_taken_away_elsewhere_are_gone_on_the_next_page(
    county: Visitor, elsewhere: Change
) -> None:
    for _ in range(2):
        page = county.get("/households").text
        assert "石一" in page
        assert "石二" in page
    of_office = "user_id = (SELECT id FROM \"user\" WHERE login = 'office')"
    elsewhere(f"UPDATE role_grant SET area_code = '{VILLAGE}' WHERE {of_office}")
    page = county.get("/households").text
    assert "石一" in page
    assert "石二" not in page
    elsewhere(f"DELETE FROM role_grant WHERE {of_office}")
    assert county.get("/households").status_code == 403
    elsewhere("UPDATE \"user\" SET is_active = false WHERE login = 'office'")
    assert county.get("/households").status_code == 302


def test_each_value_of_a_line_is_that_of_now(county: Visitor, world: World) -> None:
    row = world.household(head_name="石三")
    for name, value, said in (
        ("head_name", "石又三", "石又三"),
        ("group_name", "九组", "九组"),
        ("monitoring_kind", "sudden", "t-"),
    ):
        county.get("/households")
        with unit_of_work(world.session, SYSTEM, "test.change"):
            setattr(world.session.merge(row), name, value)
        assert said in county.get("/households").text


def test_a_page_asked_again_asks_for_no_menu(county: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    county.get("/households")
    asked: list[str] = []
    plain = prepared._asked

    def listening(connection: object, sql: str, sent: object) -> object:
        asked.append(sql)
        return plain(connection, sql, sent)  # type: ignore[arg-type]

    monkeypatch.setattr(prepared, "_asked", listening)
    county.get("/households")
    assert not [
        one for one in asked if "FROM rule_version" in one or "FROM saved_list" in one or "FROM area" in one
    ]


def test_without_a_token_of_the_present_transaction_everything_is_asked(engine: Engine) -> None:
    answers = iter(range(10))
    with Session(engine) as session:

        def ask() -> int:
            return kept(session, "number", lambda: next(answers))

        assert (ask(), ask()) == (0, 1)
        session.execute(text("SELECT 1"))
        remember_revision(session, new_public_id())
        assert (ask(), ask()) == (2, 2)
        session.info["event"] = "an act"
        assert ask() == 3
        del session.info["event"]
        session.commit()
        session.execute(text("SELECT 1"))
        assert ask() == 4
        remember_revision(session, None)
        assert ask() == 5
