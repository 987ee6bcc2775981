"""Loading the invented county: only into an empty place, encrypted, with keys, accounts and one event an act."""

import json
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo.county import generate
from app.domain.identifiers import parse_id
from app.domain.names import name_keys
from app.domain.vocabulary.datasets import BY_NUMBER
from app.extensions import vault
from app.models import (
    Area,
    Assignment,
    Boundary,
    DatasetCoverage,
    Event,
    Household,
    IndicatorSnapshot,
    Membership,
    NameGram,
    Person,
    RoleGrant,
    Secret,
)
from app.queries.blind_index import id_blind, last4_blind

AS_OF = "2026-11-22"


@pytest.fixture
def loaded(app: Flask, db: Session) -> Session:
    words = [
        "demo",
        "load",
        "--households",
        "80",
        "--seed",
        "9",
        "--as-of",
        AS_OF,
        "--bureau",
        "some",
        "--json",
    ]
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["rows"]["household"] == 80
    return db


def _count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_database_with_households_is_refused_and_left_as_it_was(app: Flask, loaded: Session) -> None:
    before = _count(loaded, Person)
    done = app.test_cli_runner().invoke(args=["demo", "load", "--households", "80"])
    assert done.exit_code == 1
    assert "E-DEMO-1" in done.output
    assert _count(loaded, Person) == before


def test_each_act_has_its_event_and_every_row_knows_it(loaded: Session) -> None:
    acts = list(loaded.scalars(select(Event.act).order_by(Event.id)))
    assert acts == ["demo.places", "demo.load", "demo.load", "demo.accounts"]
    townships = set(loaded.scalars(select(Event.id).where(Event.act == "demo.load")))
    assert set(loaded.scalars(select(Person.event_id))) == townships
    assert set(loaded.scalars(select(Household.version))) == {1}
    assert len(set(loaded.scalars(select(Person.public_id)))) == _count(loaded, Person)


def test_numbers_rest_in_the_vault_and_are_found_by_their_index(loaded: Session) -> None:
    told = generate(80, 9, date.fromisoformat(AS_OF))
    numbers = {
        no: number
        for part in told.parts
        for no, number in zip(
            part.tables["people"]["person_no"].tolist(),
            part.tables["people"]["id_number"].tolist(),
            strict=True,
        )
    }
    rows = loaded.execute(
        select(Person, Secret).join(Secret, Secret.id == Person.id_ref).order_by(Person.id).limit(50)
    )
    for person, secret in rows:
        clear = vault().open("id_no", secret.sealed, secret.blind)
        assert clear == numbers[person.person_no]
        assert secret.blind == id_blind(clear)
        assert clear.encode() not in secret.sealed
        assert clear not in secret.masked
        assert person.id_last4_blind == last4_blind(person.area_code, clear)
        assert (person.sex, person.born_on) == (parse_id(clear).sex, parse_id(clear).birth_on)


def test_names_can_be_searched(loaded: Session) -> None:
    person = loaded.scalars(select(Person).order_by(Person.id)).first()
    assert person is not None
    keys = name_keys(person.name)
    grams = set(loaded.scalars(select(NameGram.gram).where(NameGram.person_id == person.id)))
    assert (person.name_key, person.name_pinyin, person.name_initials) == (
        keys.key,
        keys.pinyin,
        keys.initials,
    )
    assert grams == set(keys.grams)


def test_heads_memberships_areas_and_outlines_fit(loaded: Session) -> None:
    heads = loaded.execute(
        select(Household.head_name, Person.name).join(Person, Person.id == Household.head_id)
    )
    assert all(one == other for one, other in heads)
    assert _count(loaded, Membership) == _count(loaded, Person)
    villages = set(loaded.scalars(select(Area.code).where(Area.level == 5)))
    assert set(loaded.scalars(select(Household.area_code))) <= villages
    assert _count(loaded, Boundary) == _count(loaded, Area) - 2  # province and city have none


def test_only_delivered_data_sets_are_covered(loaded: Session) -> None:
    delivered = {number for number, dataset in BY_NUMBER.items() if dataset.key != "vehicle"}
    assert set(loaded.scalars(select(DatasetCoverage.dataset))) == delivered


def test_officers_get_households_of_their_area(loaded: Session) -> None:
    officer = loaded.scalars(select(RoleGrant).where(RoleGrant.role == "officer")).one()
    homes = loaded.scalars(
        select(Household.area_code).join(Assignment, Assignment.household_id == Household.id)
    )
    assert set(homes) == {officer.area_code}


def test_full_months_are_frozen_once_so_that_there_is_a_trend(
    app: Flask, loaded: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.demo.today", lambda: date(2027, 1, 9))
    said = [app.test_cli_runner().invoke(args=["demo", "months", "--last", "2"]) for _ in range(2)]
    assert [done.exit_code for done in said] == [0, 0], said[0].output
    assert "2026-11、2026-12" in said[0].output
    kept = loaded.scalars(select(IndicatorSnapshot).order_by(IndicatorSnapshot.period)).all()
    assert [(row.period, row.as_of) for row in kept] == [
        ("2026-11", date(2026, 11, 30)),
        ("2026-12", date(2026, 12, 31)),
    ]
    assert all(row.households > 70 for row in kept)


def test_rows_can_be_added_after_the_load(loaded: Session) -> None:
    row = Secret(kind="note", key_no=1, sealed=b"x", blind=None, masked="")
    loaded.add(row)
    loaded.flush()
    assert row.id == _count(loaded, Secret)
    loaded.rollback()
