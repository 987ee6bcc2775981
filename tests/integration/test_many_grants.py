"""The list of grants goes along one index however many there are: order, neighbours, and counts with an end."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id, now, today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Assignment, MeasureGrant, RuleResult, RuleVersion
from app.queries.grants import GROUPS, LIVE, PAGE, _keys, count_grants, each_grant, list_grants
from app.queries.missing_measures import COUNT_LIMIT, Missing, count_missing
from app.queries.scope import Scope, unscoped
from app.services.catalogue import ship_catalogue
from app.unit_of_work import Work, unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

STATES = ("owed", "waiting", "proposed", "approved", "delivering", "delivered", "ended", "refused")


def _granted(work: Work, homes: dict[str, int], count: int, state: str | None = None) -> None:
    """So many grants by turns in each place and, unless one is named, each state, of two measures."""
    places = list(homes)
    rows: list[dict[str, Any]] = [
        {
            "public_id": new_public_id(), "version": 1, "event_id": work.event.id, "household_id": homes[place],
            "area_code": place, "measure": ("M01", "M35")[n % 2], "bureau": "QT", "state": state or STATES[n // 3 % 8],
            "starts_on": date(2020, 1, 1), "ends_on": date(2020, 2, 1) if n % 5 == 0 else None,
        }
        for n in range(count)
        for place in [places[n % len(places)]]
    ]  # fmt: skip
    work.session.execute(insert(MeasureGrant), rows)


@pytest.fixture
def homes(world: World, db: Session) -> Iterator[dict[str, int]]:
    yield {place: world.household(place).id for place in (OTHER_VILLAGE, VILLAGE)}
    db.rollback()


def _runs(grant: MeasureGrant) -> bool:
    return grant.ends_on is None or grant.ends_on >= today()


def test_pages_bring_what_a_plain_look_finds_in_the_order_of_place(
    homes: dict[str, int], world: World, db: Session
) -> None:
    officer = world.account("ann", "officer")
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.grants") as work:
        _granted(work, homes, 330)
        work.session.add(
            Assignment(household_id=homes[VILLAGE], user_id=officer.id, from_on=date(2026, 1, 1))
        )
    scopes = {
        Scope.everything(): "",
        Scope(((VILLAGE, VILLAGE[:-1] + "9"), (OTHER_VILLAGE, OTHER_VILLAGE[:-1] + "9"))): "",
        Scope(assigned_to=officer.id): VILLAGE,
        Scope(): "nowhere",
    }
    asked: list[dict[str, Any]] = [{}, {"measure": "M35"}, {"area": TOWNSHIP}]
    with unscoped("tests"):
        everything = list(db.scalars(select(MeasureGrant).order_by(MeasureGrant.area_code, MeasureGrant.id)))
    for scope, begin in scopes.items():
        for narrowed in asked:
            low = narrowed.get("area", "")[:9]
            inside = [
                g for g in everything
                if g.area_code.startswith(begin) and g.area_code.startswith(low)
                and g.measure == narrowed.get("measure", g.measure)
            ]  # fmt: skip
            counts = count_grants(db, scope, **narrowed)
            for group, states in GROUPS.items():
                fit = [g.id for g in inside if g.state in states and (group != LIVE or _runs(g))]
                found, after = [], None
                while True:
                    page = list_grants(db, scope, group=group, after=after, **narrowed)
                    assert page.after is None or len(page.rows) == PAGE
                    found += [row.grant.id for row in page.rows]
                    if not (after := page.after):
                        break
                assert found == fit, (scope, narrowed, group)
                assert counts[group] == len(fit), (scope, narrowed, group)
                wanted: dict[str, Any] = {"area": None, "measure": None} | narrowed
                rows = each_grant(db, scope, group=group, most=999, **wanted)
                assert [row.grant.id for row in rows] == fit


def test_counts_end_at_their_limit(homes: dict[str, int], db: Session) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.grants") as work:
        _granted(work, homes, 48)
    counts = count_grants(db, Scope.everything(), most=5)
    assert (counts["open"], counts["owed"], count_grants(db, Scope.everything(), most=6)["owed"]) == (6, 6, 6)
    assert count_grants(db, Scope.everything(), most=7)["owed"] == 6


def test_a_thousand_and_more_are_said_so(
    app: Flask, homes: dict[str, int], world: World, db: Session
) -> None:
    world.account("county", "county_office", COUNTY)
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.grants") as work:
        ship_catalogue(work)
        _granted(work, homes, 1001, "owed")
        code = work.session.scalars(select(RuleVersion.code).where(RuleVersion.kind == "measure")).first()
        found = {
            "rule": f"{code}.verdict.missing",
            "area_code": VILLAGE,
            "household_id": homes[VILLAGE],
            "state": 1,
        }
        rows = [found | {"subject": n, "since_at": now()} for n in range(1001)]
        work.session.execute(insert(RuleResult), rows)
    assert count_missing(db, Scope.everything()) == Missing(COUNT_LIMIT + 1, 0, 0)
    db.rollback()
    page = Visitor(app, "county").get("/grants").text
    assert "1,000 多 项" in page and "规则找出的应享未享超过 1,000 项" in page
    assert "1,001" not in page and "待受理，" not in page


@pytest.mark.parametrize("behind", [False, True])
def test_a_page_is_one_range_of_the_index_of_states(behind: bool, sqlite_app: Flask) -> None:
    (part,) = Scope.everything().parts()
    with unscoped("tests"):
        wanted = _keys._build(part, "owed", None, None, behind)
        text = wanted.compile(dialect=database.engine.dialect, compile_kwargs={"render_postcompile": True})
        values = tuple("0" for _ in text.positiontup or ())
        plan = [
            row[-1]
            for row in database.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
        database.session.rollback()
    assert any("USING COVERING INDEX ix_measure_grant_state (state=? AND " in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
