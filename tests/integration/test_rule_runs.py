"""A mass run, a run after one save, and what both leave behind, on both engines."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.models import Event, Finding, Household, Person, RuleResult, RuleRun
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import unscoped
from app.services.rule_runs import run_area
from app.services.rules import answers_of_household, run_household
from app.services.specimens import load
from app.unit_of_work import unit_of_work, watch_session

DAY = date(2026, 11, 22)
PUPIL: dict[str, Any] = {
    "kind": "out_of_poverty",
    "delivered": ["education_aid"],
    "members": [{"born_on": "2012-05-01", "school": "grade_8", "is_boarder": True}],
}
CAR = {"dataset": "vehicle", "kind": "car", "yuan": 50000}
CAR_OWNER: dict[str, Any] = {
    "area": "520199102202", "kind": "poor", "delivered": ["vehicle"], "members": [{"records": [CAR]}],
}  # fmt: skip
OLD: dict[str, Any] = {
    "area": "520301101202",
    "members": [{"born_on": "1930-01-01", "grants": [{"measure": "M42", "starts_on": "2020-01-01"}]}],
}


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session as commands have it, without the web around it."""
    with Session(engine) as session, unscoped("tests"):
        watch_session(session)
        yield session


def _open(session: Session) -> set[tuple[str, int, int]]:
    """Answers about people and households; those about villages and projects stand under household 0."""
    r = RuleResult
    rows = session.execute(
        select(r.rule, r.subject, r.state).where(r.until_at.is_(None), r.household_id != 0)
    )
    return {(rule, subject, state) for rule, subject, state in rows}


def _register(session: Session, *households: dict[str, Any]) -> None:
    load(session.connection(execution_options={"write": True}), households)
    session.commit()


def test_run_tells_who_should_receive_and_who_does(db: Session) -> None:
    _register(db, PUPIL, OLD)

    summary = run_area(db, as_of=DAY)

    assert (summary.households, summary.persons) == (2, 2)
    assert summary.measure("M21")["yes"] == summary.measure("M21")["missing"] == 1
    assert summary.measure("M42")["having"] == 1
    assert {("M21.should", 1, 1), ("M21.verdict.missing", 1, 1), ("M42.verdict.having", 2, 1)} <= _open(db)


def test_second_run_changes_nothing(db: Session) -> None:
    _register(db, PUPIL, CAR_OWNER, OLD)
    first = run_area(db, as_of=DAY)
    before, written = _open(db), db.scalar(select(func.count()).select_from(RuleResult))

    second = run_area(db, as_of=DAY)

    assert first.came > 0
    assert (second.came, second.went) == (0, 0)
    assert _open(db) == before
    assert db.scalar(select(func.count()).select_from(RuleResult)) == written


def test_answers_are_kept_as_intervals(db: Session) -> None:
    _register(db, PUPIL)
    run_area(db, as_of=DAY)
    with unit_of_work(db, SYSTEM, "person.edit") as work:
        person = db.scalars(select(Person)).one()
        person.is_boarder = None
        work.session.flush()

    run_area(db, as_of=DAY)

    rows = db.scalars(select(RuleResult).where(RuleResult.rule == "M21.should").order_by(RuleResult.id)).all()
    assert [(r.state, r.until_at is None) for r in rows] == [(1, False), (2, True)]


def test_area_run_leaves_other_areas_alone(db: Session) -> None:
    _register(db, PUPIL, CAR_OWNER, OLD)

    summary = run_area(db, "520199102000", as_of=DAY)

    assert summary.households == 1
    assert {h for (h,) in db.execute(select(RuleResult.household_id).distinct())} - {0} == {2}
    assert db.scalar(select(RuleRun.area_low)) == "520199102000"


def test_suspicion_becomes_a_work_order_and_goes_with_its_fact(db: Session) -> None:
    _register(db, CAR_OWNER)

    opened = run_area(db, as_of=DAY)
    with unit_of_work(db, SYSTEM, "household.edit") as work:
        db.scalars(select(Household)).one().kind = "ordinary"
        changed = run_household(work, 1, as_of=DAY)

    assert opened.findings["new"] >= 1
    assert ("R03", 1, 1) in changed.went
    assert db.scalars(select(Finding).where(Finding.check_code == "R03")).one().state == "closed"


def test_work_orders_follow_in_short_acts_and_once(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.rule_runs.PIECE", 0)
    _register(db, CAR_OWNER, {**CAR_OWNER, "delivered": []})

    killed = run_area(db, as_of=DAY, followers=())
    repaired, again = run_area(db, as_of=DAY), run_area(db, as_of=DAY)

    acts = [
        acts.payload.get("checks", []) for acts in db.scalars(select(Event).where(Event.act == "rule.run"))
    ]
    assert killed.findings == {}
    assert (repaired.came, again.findings["new"]) == (0, 0)
    assert repaired.findings["new"] == db.scalar(select(func.count()).select_from(Finding)) >= 2
    assert max(len(one) for one in acts) < len(rules_in_force(db, DAY).catalogue.checks)
    assert [one for one in acts if "R03" in one]


def test_save_of_one_household_answers_like_the_mass_run(db: Session) -> None:
    _register(db, PUPIL, CAR_OWNER, OLD)
    run_area(db, as_of=DAY)
    by_run = _open(db)

    rules = rules_in_force(db, DAY)
    by_key = set().union(*(answers_of_household(db, rules, number, DAY) for number in (1, 2, 3)))

    assert by_key == by_run


def test_member_who_moves_takes_the_answers_along(db: Session) -> None:
    _register(db, {**PUPIL, "members": [{"school": "grade_8"}]}, OLD)
    run_area(db, as_of=DAY)
    with unit_of_work(db, SYSTEM, "person.move") as work:
        person = db.get(Person, 1)
        assert person is not None
        person.household_id, person.area_code = 2, "520301101202"
        run_household(work, 2, as_of=DAY)
        run_household(work, 1, as_of=DAY)

    homes = db.execute(
        select(RuleResult.household_id, RuleResult.rule).where(
            RuleResult.subject == 1, RuleResult.until_at.is_(None), RuleResult.rule.startswith("M42")
        )
    ).all()
    assert {h for h, _ in homes} == {2}
    assert run_area(db, as_of=DAY).came == 0


def test_rules_of_a_past_day_are_those_of_that_day(db: Session) -> None:
    _register(
        db, {"kind": "out_of_poverty", "living": {"relocation": "concentrated"}, "members": [{"sex": "male"}]}
    )
    run_area(db, as_of=DAY)

    assert "M18" not in rules_in_force(db, DAY).catalogue.measures
    assert "M18" in rules_in_force(db, date(2019, 11, 22)).catalogue.measures


def test_household_that_is_gone_loses_its_answers(db: Session) -> None:
    _register(db, PUPIL)
    run_area(db, as_of=DAY)
    with unit_of_work(db, SYSTEM, "household.close") as work:
        db.execute(update(Household).values(status="gone", version=2, event_id=work.event_id))

    summary = run_area(db, as_of=DAY)

    assert summary.households == 0
    assert _open(db) == set()
