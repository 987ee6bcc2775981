"""Judging with what was known after an event: earlier versions, earlier members, deliveries not yet made."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.models import Event, Household, Person
from app.queries.rule_statements import answers_as_known, rule_statements
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.scope import Scope, unscoped
from app.services.catalogue import ship_catalogue
from app.services.specimens import load
from app.unit_of_work import unit_of_work, watch_session
from tests.support.random_conditions import Maker

DAY = date(2026, 11, 22)
PUPIL: dict[str, Any] = {
    "kind": "poor",
    "members": [{"born_on": "2012-05-01", "school": "grade_8", "is_boarder": True}],
}


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session, unscoped("tests"):
        watch_session(session)
        yield session


def _register(session: Session, *households: dict[str, Any]) -> RulesInForce:
    load(session.connection(execution_options={"write": True}), households)
    session.commit()
    with unit_of_work(session, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)
    return rules_in_force(session, DAY)


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(Event.id))) or 0


def test_answer_is_that_of_the_version_known_then(db: Session) -> None:
    rules = _register(db, PUPIL)
    before = _newest(db)
    with unit_of_work(db, SYSTEM, "person.edit") as work:
        work.session.get_one(Person, 1).is_boarder = False
    between = work.event_id
    with unit_of_work(db, SYSTEM, "household.edit") as work:
        work.session.get_one(Household, 1).kind = "ordinary"

    told = [
        answers_as_known(db, Scope.everything(), rules, 1, DAY, e)["person"][0]
        for e in (before, between, _newest(db))
    ]

    assert [row["M21_should"] for row in told] == [True, False, False]
    assert [row["M33_should"] for row in told] == [None, None, False]


def test_member_who_left_still_counts_before(db: Session) -> None:
    rules = _register(db, PUPIL, {"kind": "ordinary"})
    before = _newest(db)
    with unit_of_work(db, SYSTEM, "person.move") as work:
        work.session.get_one(Person, 1).household_id = 2

    assert len(answers_as_known(db, Scope.everything(), rules, 1, DAY, before)["person"]) == 1
    assert answers_as_known(db, Scope.everything(), rules, 1, DAY, _newest(db))["person"] == []
    assert len(answers_as_known(db, Scope.everything(), rules, 2, DAY, _newest(db))["person"]) == 1


def test_known_now_is_the_present(db: Session) -> None:
    """Both worlds are read by one compiler: at the newest event they agree on every rule of every household."""
    rules = _register(db, *Maker(11).households(12))
    statements = rule_statements(rules, "key", DAY)

    for number in range(1, 13):
        then = answers_as_known(db, Scope.everything(), rules, number, DAY, _newest(db))
        for part in statements.parts:
            if part.name.endswith("rules"):
                rows = db.execute(part.statement, part.params(DAY, household_key=number)).mappings()
                present = [{"id": row["id"], **part.answers(dict(row))} for row in rows]
                assert sorted(then[part.subject], key=str) == sorted(present, key=str)
