"""On the invented county the kernel's answers and the work orders equal the truth exactly, whatever the bureaus have
delivered. A seeded sample of `./run prove truth`."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.answers import answers, answers_of_the_past
from app.demo.county import County, generate
from app.demo.orders import orders
from app.domain.exclusions import double_condition
from app.models import Person
from app.queries.days import Days
from app.queries.rules_in_force import rules_in_force
from app.queries.wide import Wide
from app.services.rule_runs import run_area
from tests.support.demo_county import (
    differences,
    kernel_answers,
    load_county,
    order_differences,
    orders_found,
    wanted_orders,
)

#: A Sunday, and the working day after it.
AS_OF, DUE = date(2026, 11, 22), date(2026, 11, 23)


@pytest.fixture(scope="module")
def county() -> County:
    return generate(500, 4, AS_OF)


@pytest.mark.parametrize("state", ["all", "some", "none"])
def test_kernel_and_truth_agree_on_everybody(db: Session, county: County, state: str) -> None:
    load_county(db, county, state)
    run = run_area(db, as_of=AS_OF)
    told = answers(county, state)
    assert differences(kernel_answers(db), told) == {}
    assert _open_pair(db) == set(told["double"]["M24xM25"]["unknown"])
    wanted = orders(county, told["checks"])
    assert order_differences(orders_found(db), wanted_orders(wanted, AS_OF, DUE)) == {}
    assert run.findings["new"] == sum(map(len, wanted.values()))


def test_rules_of_ended_programmes_agree_on_their_last_day(db: Session, county: County) -> None:
    load_county(db, county)
    past = answers_of_the_past(county)
    run_area(db, as_of=date.fromisoformat(past["M18"]["as_of"]))
    told = {"measures": {"M18": past["M18"]}, "checks": {}, "criteria": {"E03": past["E03"]}, "double": {}}
    assert differences(kernel_answers(db), told) == {}


def _open_pair(db: Session) -> set[str]:
    """Of whom it is open whether they receive M25 together with M24, its only exclusion: a run does not store that."""
    catalogue = rules_in_force(db, AS_OF).catalogue
    double = double_condition(catalogue.measures["M25"], catalogue)
    assert double is not None
    wide = Wide("person", {"double": double}, catalogue.standards, days=Days(AS_OF))
    people = dict(iter(db.execute(select(Person.id, Person.person_no))))
    rows = db.execute(wide.statement, wide.days.params(AS_OF)).mappings()
    return {people[row["id"]] for row in rows if row["double"] is None}
