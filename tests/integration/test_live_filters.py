"""Conditions as filters: composed with a scope, let through by the guard, equal to the run."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.condition_parser import parse
from app.models import Household, Person
from app.queries.days import Days
from app.queries.live import live, live_person
from app.queries.row_kinds import Subjects
from app.queries.scope import Scope
from app.queries.scope_guard import refusal, watch
from app.queries.worlds import TABLES, World
from app.services.specimens import load

DAY = date(2026, 11, 22)
HERE, THERE = "520199101201", "520199102201"
CAR: dict[str, Any] = {"dataset": "vehicle", "kind": "car", "yuan": 50000}
OWNER = {"any": "bureau.vehicle", "window": "live", "where": {"fact": "row.kind", "is": "car"}}
SCOPE = Scope((("520199101000", "520199102000"),))


@pytest.fixture
def guarded(engine: Engine) -> Iterator[Session]:
    """A session whose statements the guard looks at, with two car owners in two townships."""
    houses = [
        {
            "area": area,
            "kind": "poor",
            "delivered": ["vehicle"],
            "members": [{"records": [CAR]}, {"sex": "male"}],
        }
        for area in (HERE, THERE)
    ]
    with engine.connect() as connection:
        load(connection.execution_options(write=True), houses)
        connection.commit()
    with Session(engine) as session:
        watch(engine, session)
        yield session


def test_household_filter_stays_inside_the_scope(guarded: Session) -> None:
    tree = parse(
        {"all": [{"any": "members", "where": OWNER}, {"fact": "household.size", "ge": 2}]}, "household"
    )
    at = Subjects(World(), Days(DAY), TABLES["household"])
    query = select(Household.id).where(SCOPE.on(Household), live(tree, at, {})).order_by(Household.id)

    assert refusal(query) is None
    assert guarded.scalars(query).all() == [1]


def test_person_filter_finds_the_household_by_its_key(guarded: Session) -> None:
    tree = parse({"all": [OWNER, {"fact": "household.kind", "is": "poor"}]}, "person")
    world = World()
    at = Subjects(world, Days(DAY), world.table("household"))
    predicate = live_person(tree, TABLES["person"], at, {})
    query = select(Person.id).where(SCOPE.on(Person), predicate).order_by(Person.id)

    assert refusal(query) is None
    assert guarded.scalars(query).all() == [1]


def test_filter_without_scope_is_refused(guarded: Session) -> None:
    tree = parse({"fact": "household.size", "ge": 2}, "household")
    at = Subjects(World(), Days(DAY), TABLES["household"])

    assert refusal(select(Household.id).where(live(tree, at, {}))) == "household"
