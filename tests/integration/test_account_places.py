"""Where an account's role holds is chosen by name, not typed as twelve digits."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import RoleGrant, User
from tests.support.people import COUNTY, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor


@pytest.fixture
def guard(app: Flask, world: World) -> Visitor:
    world.account("anquan", "security_admin", COUNTY)
    return Visitor(app, "anquan")


def given(db: Session, login: str) -> list[str]:
    db.rollback()
    wanted = select(RoleGrant.area_code).join(User, User.id == RoleGrant.user_id).where(User.login == login)
    return list(db.scalars(wanted))


def test_places_are_offered_by_a_few_letters_on_every_level(guard: Visitor) -> None:
    options = guard.get("/accounts/areas?area-words=试").text
    assert all(f'data-code="{code}"' in options for code in (VILLAGE, TOWNSHIP, COUNTY))
    assert 'name="area-words"' in guard.get("/accounts").text


def test_the_chosen_place_is_where_the_role_holds(guard: Visitor, db: Session) -> None:
    sent = {"login": "xin", "display_name": "新来的", "role": "township_clerk", "area": TOWNSHIP}
    assert guard.post("/accounts", sent).status_code == 200
    assert given(db, "xin") == [TOWNSHIP]


def test_without_script_the_one_place_that_fits_is_taken(guard: Visitor, db: Session) -> None:
    sent = {
        "login": "xin",
        "display_name": "新来的",
        "role": "township_clerk",
        "area": "",
        "area-words": TOWNSHIP,
    }
    assert guard.post("/accounts", sent).status_code == 200
    assert given(db, "xin") == [TOWNSHIP]


@pytest.mark.parametrize("typed", ["", "试", "没有这个地方"])
def test_a_place_that_is_not_plain_is_asked_for_again(guard: Visitor, db: Session, typed: str) -> None:
    sent = {
        "login": "xin",
        "display_name": "新来的",
        "role": "township_clerk",
        "area": "",
        "area-words": typed,
    }
    answer = guard.post("/accounts", sent)
    assert answer.status_code == 422
    assert "从名单里选" in answer.text and (not typed or f'value="{typed}"' in answer.text)
    assert given(db, "xin") == []


def test_nobody_else_is_offered_places_there(app: Flask, world: World) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    assert Visitor(app, "cadre").get("/accounts/areas?area-words=试").status_code == 403
