"""A newer product: unchanged rules take its text from the day it came, an office's own stay and the office is told."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM, Actor, Grant, make_actor
from app.extensions import db as database
from app.jobs.rules import run_rules_of_the_day
from app.models import RuleResult, RuleVersion
from app.queries.rule_drafts import list_offered
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import unscoped
from app.services import catalogue_renewal
from app.services.catalogue import ship_catalogue, shipped
from app.services.catalogue_renewal import Renewal, is_behind, renew_catalogue
from app.services.rule_versions import draft_version, publish_version
from app.services.specimens import load, temporary
from app.unit_of_work import unit_of_work, watch_session

DAY = date(2026, 11, 23)
COUNTY = (Grant("county_office", "520199000000"),)
AUTHOR, OTHER = (make_actor(n, name, COUNTY, DAY) for n, name in ((1, "杨松"), (2, "韦兰")))


@pytest.fixture
def db() -> Iterator[Session]:
    with Session(temporary()) as session, unscoped("tests"):
        watch_session(session)
        with unit_of_work(session, SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
        yield session


def _newer(monkeypatch: pytest.MonkeyPatch, *changed: tuple[str, dict[str, Any]]) -> None:
    """The product ships these entries instead of its own."""
    own: Mapping[str, list[dict[str, Any]]] = shipped()
    entries = {kind: list(of) for kind, of in own.items()}
    for kind, entry in changed:
        entries[kind] = [entry if e["code"] == entry["code"] else e for e in entries[kind]]
    monkeypatch.setattr(catalogue_renewal, "shipped", lambda: entries)


def _entry(kind: str, code: str, **changes: Any) -> dict[str, Any]:
    return deepcopy(next(e for e in shipped()[kind] if e["code"] == code)) | changes


def _renew(db: Session, day: date = DAY) -> Renewal:
    with unit_of_work(db, SYSTEM, "rule.ship") as work:
        return renew_catalogue(work, day)


def _period(db: Session, day: date) -> str:
    return rules_in_force(db, day).catalogue.measures["M42"].period


def test_an_unchanged_rule_takes_the_new_text_from_that_day_on(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_behind(db) and _renew(db) == Renewal()
    before = _period(db, DAY)
    _newer(monkeypatch, ("measure", _entry("measure", "M42", period="按季")))
    assert is_behind(db)
    assert _renew(db).renewed == ["M42"]
    assert (_period(db, DAY - timedelta(days=1)), _period(db, DAY)) == (before, "按季")
    assert not is_behind(db) and _renew(db) == Renewal()


def test_a_standard_gets_its_new_line(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    standard = _entry("standard", "recheck_days")
    former = standard["lines"][0] | {"last_day": "2030-12-31"}
    coming = standard["lines"][0] | {"first_day": "2031-01-01", "value": 15}
    _newer(monkeypatch, ("standard", standard | {"lines": [former, coming]}))
    assert _renew(db).renewed == ["recheck_days"]
    days = rules_in_force(db, DAY).catalogue.standards["recheck_days"]
    assert [days.value_on(date(year, 1, 1), "520199000000") for year in (2030, 2031)] == [10, 15]


def _of_the_office(db: Session, author: Actor, approver: Actor) -> None:
    own = _entry("measure", "M42", period="按月发", first_day=DAY.isoformat())
    with unit_of_work(db, author, "rule.draft") as work:
        number = draft_version(work, "measure", own).id
    with unit_of_work(db, approver, "rule.publish") as work:
        publish_version(work, number)


def test_an_office_that_changed_the_rule_keeps_its_own_and_is_told(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _of_the_office(db, AUTHOR, OTHER)
    _newer(monkeypatch, ("measure", _entry("measure", "M42", period="按季")))
    assert _renew(db).kept == ["M42"]
    assert _period(db, DAY) == "按月发" and list_offered(db) == {"M42": "高龄津贴"}
    assert _renew(db) == Renewal(), "told once"
    with unit_of_work(db, AUTHOR, "rule.draft") as work:
        number = draft_version(
            work, "measure", _entry("measure", "M42", period="按季", first_day=DAY.isoformat())
        ).id
    with unit_of_work(db, OTHER, "rule.publish") as work:
        publish_version(work, number)
    assert _period(db, DAY) == "按季" and not list_offered(db)


def test_a_text_whose_examples_disagree_is_held_back(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = _entry("measure", "M42", condition={"all": [{"fact": "person.age", "ge": 120}]})
    _newer(monkeypatch, ("measure", wrong))
    assert _renew(db).held == ["M42"]
    assert list_offered(db) == {"M42": "高龄津贴"}


def test_a_programme_that_ended_ends_with_its_day(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    _newer(monkeypatch, ("measure", _entry("measure", "M42", last_day="2026-06-30")))
    assert _renew(db) == Renewal() and not is_behind(db)
    assert "M42" not in rules_in_force(db, DAY).catalogue.measures
    assert "M42" in rules_in_force(db, date(2026, 6, 30)).catalogue.measures
    assert len(db.scalars(select(RuleVersion).where(RuleVersion.code == "M42")).all()) == 1


def test_what_the_office_wrote_itself_outlives_a_programme_that_ended(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _of_the_office(db, AUTHOR, OTHER)
    for last_day in ("2026-06-30", "2026-09-30"):  # a later end is no news of what has ended
        _newer(monkeypatch, ("measure", _entry("measure", "M42", last_day=last_day)))
        assert _renew(db) == Renewal() and not is_behind(db)
    assert _period(db, DAY) == "按月发"


def test_every_night_the_new_text_comes_and_the_day_decides(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_app.app_context(), unscoped("tests"):
        session, engine = database.session(), database.engine
        born = date(today().year - 80, today().month, 1)
        load(
            session.connection(execution_options={"write": True}),
            [{"members": [{"born_on": born.isoformat()}]}],
        )
        session.commit()
        with unit_of_work(session, SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
        _newer(monkeypatch, ("measure", _entry("measure", "M42", period="按季")))
        night: Any = SimpleNamespace(engine=engine, args={})
        run_rules_of_the_day(night)
        assert _period(session, today()) == "按季"
        found = select(RuleResult.state).where(RuleResult.rule == "M42.should", RuleResult.until_at.is_(None))
        assert session.scalars(found).all() == [1]
