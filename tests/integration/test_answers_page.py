"""The sheet of answers for a family: inside the scope only, for any day, in words without codes."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cli.web_process import warm
from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.models import Household, Person
from app.queries import explain_statements
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue, shipped_catalogue
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World

BORN_EARLY = date(1940, 1, 1)


@pytest.fixture
def old_woman(world: World, db: Session) -> Household:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)
    home = world.household(VILLAGE, head_name="陈奶奶", kind="out_of_poverty")
    person = world.person(home)
    with unscoped("tests"), unit_of_work(db, SYSTEM, "person.edit") as work:
        work.session.get_one(Person, person.id).born_on = BORN_EARLY
    world.account("cadre", "village_cadre")
    world.account("stranger", "village_cadre", OTHER_VILLAGE)
    return home


def _text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_web_process_writes_the_statements_before_the_first_reader_comes(
    app: Flask, old_woman: Household, client_of: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/households/{old_woman.public_id}"
    monkeypatch.setattr(explain_statements, "_kept", {})
    assert warm(app)
    kept = set(explain_statements._kept)
    assert client_of("cadre").get(address).status_code == 200
    assert set(explain_statements._kept) == kept


def test_sheet_tells_what_is_due_in_plain_words(
    old_woman: Household, client_of: Callable[[str], FlaskClient]
) -> None:
    page = _text(client_of("cadre"), f"/households/{old_woman.public_id}/answers")

    assert "高龄津贴" in page
    assert "应该有、还没有办的" in page
    codes = shipped_catalogue().measures
    assert not any(f">{code}<" in page or f" {code} " in page for code in codes)


def test_sheet_of_another_village_is_not_found(
    old_woman: Household, client_of: Callable[[str], FlaskClient]
) -> None:
    assert client_of("stranger").get(f"/households/{old_woman.public_id}/answers").status_code == 404


def test_past_day_before_the_family_was_known_says_so(
    old_woman: Household, client_of: Callable[[str], FlaskClient]
) -> None:
    day = (today() - timedelta(days=400)).isoformat()

    page = _text(client_of("cadre"), f"/households/{old_woman.public_id}/answers?on={day}")

    assert "那一天没有可以说的" in page


def test_past_day_by_what_is_known_today_uses_the_rules_of_that_day(
    old_woman: Household, client_of: Callable[[str], FlaskClient]
) -> None:
    """In 2019 relocation was still to be had; today it is not."""
    base = f"/households/{old_woman.public_id}/answers"
    client = client_of("cadre")
    now = today().isoformat()

    assert "易地扶贫搬迁" in _text(client, f"{base}?on=2019-06-01&known={now}")
    assert "易地扶贫搬迁" not in _text(client, base)


@pytest.mark.parametrize(
    "query", ["on=昨天", "on=9999-12-31", "on=0001-01-01&known=x", "known=1900-01-01", "on="]
)
def test_any_day_gets_an_answer(
    old_woman: Household, client_of: Callable[[str], FlaskClient], query: str
) -> None:
    assert client_of("cadre").get(f"/households/{old_woman.public_id}/answers?{query}").status_code == 200
