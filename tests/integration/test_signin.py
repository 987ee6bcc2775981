"""Signing in: the right password, the lock, the idle end, the forced first change, roles kept apart."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.errors import InvalidInputError
from app.domain.permissions import SYSTEM
from app.queries.accounts import find_user
from app.services.accounts import change_password, create_user, grant_role
from app.services.signing_in import LOCK_AFTER, SOURCE_LIMIT
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, World


def _try(app: Flask, login: str, password: str) -> int:
    return app.test_client().post("/sign-in", data={"login": login, "password": password}).status_code


def test_right_password_opens_and_wrong_one_tells_nothing(world: World, app: Flask) -> None:
    world.account("cungan", "village_cadre")
    assert _try(app, "cungan", World.PASSWORD) == 302
    answers = {
        app.test_client().post("/sign-in", data={"login": login, "password": "wrong"}).get_data(as_text=True)
        for login in ("cungan", "nobody")
    }
    told = {re.sub(r'name="csrf_token"[^>]*|content="[^"]*"', "", a) for a in answers}
    assert len({a.replace("cungan", "").replace("nobody", "") for a in told}) == 1


def test_five_wrong_passwords_lock_for_a_while(world: World, app: Flask) -> None:
    world.account("cungan", "village_cadre")
    for _ in range(LOCK_AFTER):
        assert _try(app, "cungan", "wrong") == 422
    assert _try(app, "cungan", World.PASSWORD) == 422
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert _try(app, "cungan", World.PASSWORD) == 302


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_lock_set_with_the_clock_ahead_is_neither_lifted_nor_lasts_for_ever(
    world: World, app: Flask
) -> None:
    world.account("cungan", "village_cadre")
    with time_machine.travel(now() + timedelta(days=366)):
        for _ in range(SOURCE_LIMIT + 1):
            _try(app, "cungan", "wrong")
    assert _try(app, "cungan", World.PASSWORD) == 422
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert _try(app, "cungan", World.PASSWORD) == 302


def test_an_idle_session_ends(world: World, client_of: Callable[[str], FlaskClient]) -> None:
    world.account("cungan", "village_cadre")
    client = client_of("cungan")
    assert client.get("/").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert client.get("/").status_code == 302


def test_no_session_lives_on_when_the_clock_is_set_back(
    world: World, client_of: Callable[[str], FlaskClient]
) -> None:
    world.account("cungan", "village_cadre")
    client = client_of("cungan")
    with time_machine.travel(now() - timedelta(days=1)):
        assert client.get("/").status_code == 302


def test_guesses_at_once_are_all_counted(world: World, app: Flask, db: Session) -> None:
    world.account("cungan", "village_cadre")
    db.commit()
    with ThreadPoolExecutor(LOCK_AFTER) as threads:
        assert set(threads.map(lambda _one: _try(app, "cungan", "wrong"), range(LOCK_AFTER))) == {422}
    assert _try(app, "cungan", World.PASSWORD) == 422


def test_the_first_password_must_be_changed(world: World, app: Flask, db: Session) -> None:
    with unit_of_work(db, SYSTEM, "test.account") as work:
        user, first = create_user(work, "xin", "新来的")
        grant_role(work, user, "village_cadre", COUNTY)
    client = app.test_client()
    client.post("/sign-in", data={"login": "xin", "password": first})
    assert client.get("/").headers["Location"] == "/me/password"
    new = "a-much-better-1"
    answer = client.post("/me/password", data={"current": first, "new": new, "again": new})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert client.get("/").status_code == 200


def test_a_new_password_signs_out_elsewhere(
    world: World, client_of: Callable[[str], FlaskClient], db: Session
) -> None:
    world.account("cungan", "village_cadre")
    client = client_of("cungan")
    with unit_of_work(db, SYSTEM, "test.password") as work:
        user = find_user(work.session, "cungan")
        assert user is not None
        change_password(work, user, "a-much-better-1")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("password", ["short-1", "onlyletters", "12345678901", "cungan-2026-x"])
def test_a_weak_password_is_refused(world: World, db: Session, password: str) -> None:
    user = world.account("cungan", "village_cadre")
    with pytest.raises(InvalidInputError), unit_of_work(db, SYSTEM, "test.password") as work:
        change_password(work, user, password)


@pytest.mark.parametrize(
    "pair", [("auditor", "system_admin"), ("system_admin", "security_admin"), ("auditor", "village_cadre")]
)
def test_administrators_and_auditor_are_kept_apart(world: World, db: Session, pair: tuple[str, str]) -> None:
    user = world.account("one", pair[0], COUNTY)
    with pytest.raises(InvalidInputError), unit_of_work(db, SYSTEM, "test.grant") as work:
        grant_role(work, user, pair[1], COUNTY)


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_sign_in_never_leads_elsewhere(world: World, app: Flask, next_page: str) -> None:
    world.account("cungan", "village_cadre")
    answer = app.test_client().post(
        "/sign-in", data={"login": "cungan", "password": World.PASSWORD, "next": next_page}
    )
    assert answer.headers["Location"] == "/"


def test_every_page_carries_the_strict_policy(app: Flask) -> None:
    headers = app.test_client().get("/sign-in").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_token_is_refused(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    world.account("cungan", "village_cadre")
    answer = app.test_client().post("/sign-in", data={"login": "cungan", "password": World.PASSWORD})
    assert answer.status_code == 400


def test_an_account_switched_off_or_without_roles_is_out_at_once(
    world: World, client_of: Callable[[str], FlaskClient], app: Flask
) -> None:
    world.account("anquan", "security_admin", COUNTY)
    user = world.account("cungan", "village_cadre")
    public_id = user.public_id
    cadre, guard = client_of("cungan"), client_of("anquan")
    assert guard.post(f"/accounts/{public_id}/roles/end").status_code == 302
    assert cadre.get("/households").status_code == 302
    assert client_of("cungan").get("/households").status_code == 403
    assert guard.post(f"/accounts/{public_id}/off").status_code == 302
    assert _try(app, "cungan", World.PASSWORD) == 422
    assert guard.post(f"/accounts/{public_id}/on").status_code == 302
    assert _try(app, "cungan", World.PASSWORD) == 302


def test_no_administrator_opens_an_account_for_himself_alone(
    world: World, db: Session, client_of: Callable[[str], FlaskClient], app: Flask
) -> None:
    for login, role in (("anquan", "security_admin"), ("xitong", "system_admin")):
        world.account(login, role, COUNTY)
    guard, second = client_of("anquan"), client_of("xitong")
    sent = {"login": "wo", "display_name": "我", "role": "county_office", "area": COUNTY}
    password = _first_password(guard.post("/accounts", data=sent).text)
    user = find_user(db, "wo")
    assert user is not None
    public_id = user.public_id
    assert _try(app, "wo", password) == 422
    assert guard.post(f"/accounts/{public_id}/release").status_code == 422, "not by himself"
    assert _try(app, "wo", password) == 422
    assert second.post(f"/accounts/{public_id}/release").status_code == 302
    assert _try(app, "wo", password) == 302


def test_a_reset_of_who_reaches_far_waits_for_a_second_administrator(
    world: World, client_of: Callable[[str], FlaskClient], app: Flask
) -> None:
    for login, role in (("anquan", "security_admin"), ("xitong", "system_admin")):
        world.account(login, role, COUNTY)
    near, far = world.account("cungan", "village_cadre"), world.account("lingdao", "county_office", COUNTY)
    ids = [near.public_id, far.public_id]
    guard, second = client_of("anquan"), client_of("xitong")
    passwords = [_first_password(guard.post(f"/accounts/{one}/reset").text) for one in ids]

    assert _try(app, "cungan", passwords[0]) == 302, "a cadre's forgotten password is daily work"
    assert _try(app, "lingdao", passwords[1]) == 422
    assert second.post(f"/accounts/{ids[1]}/release").status_code == 302
    assert _try(app, "lingdao", passwords[1]) == 302


def _first_password(page: str) -> str:
    found = re.search(r"首次密码：([a-z0-9-]+)", page)
    assert found is not None
    return found[1]


def test_nobody_switches_himself_off(world: World, client_of: Callable[[str], FlaskClient]) -> None:
    public_id = world.account("anquan", "security_admin", COUNTY).public_id
    guard = client_of("anquan")
    assert guard.post(f"/accounts/{public_id}/off").status_code == 422
    assert guard.post(f"/accounts/{public_id}/roles/end").status_code == 422
    assert guard.get("/accounts").status_code == 200
