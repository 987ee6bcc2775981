"""Finding people and households by what somebody remembers, and nobody outside the own scope."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.identifiers import check_digit
from app.domain.names import name_keys
from app.domain.permissions import SYSTEM
from app.domain.search_words import read_words
from app.models import Assignment, Household, NameGram, Person
from app.queries.area_search import search_areas
from app.queries.blind_index import last4_blind
from app.queries.scope import Scope, unscoped
from app.queries.search import Found, search
from app.services.secrets import seal_value
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World
from tests.support.visitor import Visitor

BODY = "52019919480225002"
ID = BODY + check_digit(BODY)
MINE = Scope(((VILLAGE, OTHER_VILLAGE),))


def settle(
    world: World, name: str, area: str = VILLAGE, former: str | None = None, id_no: str | None = None
) -> Household:
    """A household whose head carries the name, with all keys that entering writes."""
    home = world.household(area, head_name=name, phone_ref=None)
    keys = name_keys(name, former)
    person = world.person(
        home, id_no, name=name, former_name=former, relation="head", born_on=date(1970, 1, 1), name_key=keys.key,
        name_pinyin=keys.pinyin, name_initials=keys.initials,
        id_last4_blind=last4_blind(area, id_no) if id_no else None,
    )  # fmt: skip
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.grams") as work:
        work.session.add_all(NameGram(person_id=person.id, gram=g, area_code=area) for g in keys.grams)
    return home


def names(found: Found) -> set[str]:
    return {hit.name for hit in found.people}


@pytest.fixture
def register(world: World, db: Session) -> Session:
    settle(world, "杨明福", id_no=ID)
    settle(world, "覃明花", former="李明花")
    settle(world, "阿依古丽·买买提")
    settle(world, "杨小梅", OTHER_VILLAGE)
    return db


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("杨", {"杨明福"}),
        ("明", {"杨明福", "覃明花"}),
        ("明福", {"杨明福"}),
        ("杨明福", {"杨明福"}),
        ("杨明", {"杨明福"}),
        ("杨福", set()),
        ("李明花", {"覃明花"}),
        ("阿依古丽•买买提", {"阿依古丽·买买提"}),
        ("yangmingfu", {"杨明福"}),
        ("yang ming", {"杨明福"}),
        ("ymf", {"杨明福"}),
        ("tanminghua", {"覃明花"}),
        ("qinminghua", {"覃明花"}),
        (ID, {"杨明福"}),
        (ID[-4:], {"杨明福"}),
        (ID[-4:].lower(), {"杨明福"}),
        ("0000", set()),
        ("%", set()),
        ("_明_", set()),
        ("", set()),
    ],
)
def test_people_are_found_inside_the_scope_only(register: Session, words: str, expected: set[str]) -> None:
    register.rollback()
    assert names(search(register, MINE, read_words(words))) == expected


def test_an_officer_finds_the_households_in_charge(register: Session, world: World) -> None:
    officer = world.account("officer", "officer")
    home = settle(world, "杨老三", OTHER_VILLAGE)
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.assign") as work:
        work.session.add(Assignment(user_id=officer.id, household_id=home.id))
    found = search(register, Scope(assigned_to=officer.id), read_words("杨"))
    assert names(found) == {"杨老三"}


def test_a_phone_finds_the_household_and_the_person(register: Session, world: World) -> None:
    home = settle(world, "罗大海")
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.phone") as work:
        secret = seal_value("phone", "13800000017")
        work.session.add(secret)
        work.session.flush()
        known = work.session.get(Household, home.id)
        assert known is not None
        known.phone_ref = secret.id
    found = search(register, MINE, read_words("138 0000 0017"))
    assert [h.head_name for h in found.households] == ["罗大海"]


def test_a_household_number_finds_it_by_its_beginning(register: Session, world: World) -> None:
    world.household(household_no="5201990001003027", head_name="石阿妹")
    found = search(register, MINE, read_words("520199000100"))
    assert [h.head_name for h in found.households] == ["石阿妹"]


def test_villages_are_found_by_name_initials_and_code(world: World, db: Session) -> None:
    everything = Scope.everything()
    assert [a.code for a in search_areas(db, everything, read_words("试101"))] == ["520199101000"]
    assert VILLAGE in {a.code for a in search_areas(db, everything, read_words("520199101"))}
    assert search_areas(db, Scope(), read_words("试")) == []


def test_a_person_who_left_is_marked(register: Session, world: World) -> None:
    home = settle(world, "石老大")
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.leave") as work:
        person = work.session.query(Person).filter_by(household_id=home.id).one()
        person.status, person.gone_on = "gone", date(2026, 1, 1)
    hits = search(register, MINE, read_words("石老大")).people
    assert [hit.is_present for hit in hits] == [False]


def test_the_page_groups_results_and_shows_masks_only(app: Flask, register: Session, world: World) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    page = Visitor(app, "cadre").get("/search?q=明").text
    assert "杨明福" in page and ID not in page and ID[-4:] in page
    nothing = Visitor(app, "cadre").get("/search?q=小梅")
    assert nothing.status_code == 200 and "没有找到" in nothing.text


def test_options_of_an_area_field_stay_inside_the_scope(app: Flask, world: World) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    options = (
        Visitor(app, "cadre").get("/areas/options?field=area_code&area_code-words=试&level=village").text
    )
    assert VILLAGE in options and OTHER_VILLAGE not in options


def test_a_list_is_searched_by_the_same_words(app: Flask, register: Session, world: World) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    page = Visitor(app, "cadre").get("/households?q=ymf").text
    assert ">杨明福<" in page and ">覃明花<" not in page
