"""Sums of the day: kept by the worker, exact while nothing changes, and the same for dashboard, map and list."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.clock import now, today
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.jobs import COUNT_DAY
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import DayCount, Project
from app.queries.dashboard import get_dashboard
from app.queries.day_sums import contents, count_day, newest_count, sums_of_day
from app.queries.map_values import TODAY, get_period
from app.queries.scope import Scope, unscoped
from app.unit_of_work import unit_of_work
from tests.support.jobs import put
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

ALL = Scope.everything()


def _count(app: Flask, db: Session) -> None:
    db.rollback()
    put(db.get_bind(), COUNT_DAY)  # type: ignore[arg-type]
    Worker(db.get_bind(), app.extensions["bangfu"], load_tasks()).run_due()  # type: ignore[arg-type]
    db.expire_all()


@pytest.fixture
def county(world: World) -> World:
    for village in (VILLAGE, VILLAGE, OTHER_VILLAGE):
        world.person(world.household(village))
    return world


def _slow(db: Session) -> None:
    """As if the register were one that takes long to count."""
    db.execute(update(DayCount).values(seconds=9.0))
    db.commit()


def test_the_kept_sums_are_those_of_counting(county: World, app: Flask, db: Session) -> None:
    counted = {area: sums_of_day(db, ALL, area, 4, today()) for area in (COUNTY, "520000000000")}
    _count(app, db)
    for area, live in counted.items():
        kept = sums_of_day(db, ALL, area, 4, today())
        assert (kept.total, kept.until, kept.words) == (live.total, None, "今天")
        assert kept.parts[TOWNSHIP] == live.parts[TOWNSHIP]
    assert sums_of_day(db, ALL, VILLAGE, 5, today()).total["households"] == 2


def test_dashboard_and_map_read_the_kept_sums_and_say_of_when_they_are(
    county: World, app: Flask, db: Session
) -> None:
    _count(app, db)
    _slow(db)
    county.household(VILLAGE)
    page = get_dashboard(db, ALL, area=COUNTY, period="today", indicator="I01", as_of=today())
    drawn = get_period(db, ALL, COUNTY, 4, TODAY, today())
    assert page.of("I01").value == drawn.total["households"] == 3
    assert page.until == drawn.words != "今天"


def test_a_register_that_is_counted_quickly_shows_a_change_at_once(
    county: World, app: Flask, db: Session
) -> None:
    _count(app, db)
    county.household(VILLAGE)
    assert sums_of_day(db, ALL, COUNTY, 4, today()).total["households"] == 4


def test_the_worker_counts_again_only_after_a_change_and_not_too_often(
    county: World, app: Flask, db: Session
) -> None:
    _count(app, db)
    first = newest_count(db, ALL, today())
    assert first is not None
    number = first.counted_at
    _count(app, db)
    same = newest_count(db, ALL, today())
    assert same is not None and same.counted_at == number
    county.household(VILLAGE)
    _slow(db)
    _count(app, db)
    soon = newest_count(db, ALL, today())
    assert soon is not None and soon.counted_at == number
    db.rollback()
    db.execute(update(DayCount).values(counted_at=now() - timedelta(seconds=91)))
    db.commit()
    _count(app, db)
    assert sums_of_day(db, ALL, COUNTY, 4, today()).total["households"] == 4


def test_a_citys_own_rows_are_counted_with_the_city_and_once(county: World, db: Session) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.project") as work:
        own = {
            "budget_fen": 100,
            "state": "planned",
            "bureau": "agriculture",
            "year": today().year,
            "event_id": work.event_id,
        }
        work.session.add(
            Project(area_code="520100000000", project_no="P-1", name="试点", category="industry", **own)
        )
    found = count_day(db, ALL, today())
    assert (found["520100000000"]["projects"], found[COUNTY]["projects"]) == (1, 0)
    assert found["520000000000"]["projects"] == 1


def test_yesterdays_count_serves_the_first_minutes_and_an_older_one_does_not(
    county: World, app: Flask, db: Session
) -> None:
    _count(app, db)
    _slow(db)
    kept = sums_of_day(db, ALL, COUNTY, 4, today() + timedelta(days=1))
    assert (kept.as_of, kept.until is None) == (today(), False)
    assert newest_count(db, ALL, today() + timedelta(days=2)) is None


def test_who_holds_a_part_of_an_area_sees_that_parts_sums(county: World, app: Flask, db: Session) -> None:
    _count(app, db)
    one = Scope((("520199101201", "520199101202"),))
    assert sums_of_day(db, one, COUNTY, 4, today()).total["households"] == 2


def test_a_kept_dashboard_follows_every_change(
    county: World, client_of: Callable[[str], FlaskClient], db: Session
) -> None:
    county.account("leader", "leader", COUNTY)
    client = client_of("leader")

    def shown() -> str:
        return re.sub(r"[\w.-]{40,}", "", client.get("/dashboard").get_data(as_text=True))

    first, before = shown(), contents(db, ALL, today())
    assert (shown(), contents(db, ALL, today())) == (first, before)
    db.rollback()
    county.household(VILLAGE)
    assert shown() != first and contents(db, ALL, today()) != before


def test_a_page_of_sums_is_another_once_the_count_has_followed_a_change(
    county: World, app: Flask, db: Session
) -> None:
    _count(app, db)
    db.execute(update(DayCount).values(seconds=9.0, counted_at=now() - timedelta(minutes=5)))
    db.commit()
    county.household(VILLAGE)
    before = contents(db, ALL, today())
    _count(app, db)
    assert contents(db, ALL, today()) != before
