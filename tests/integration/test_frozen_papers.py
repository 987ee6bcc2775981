"""A paper of a frozen period: the same numbers as on the day, and the same again after any later edit."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import SYSTEM
from app.domain.reporting.measured import distribution_of, index_of
from app.models import FundFlow, IncomeEntry, LivingCondition, Project, ProjectBeneficiary
from app.queries.effectiveness import gather
from app.queries.scope import Scope, unscoped
from app.services.effectiveness import build_effectiveness, fingerprint_of
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

ALL = Scope.everything()
PERIOD = "2026-11"


def _add(db: Session, *rows: Any) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


@pytest.fixture
def register(app: Flask, world: World, db: Session) -> World:
    homes = []
    for number in range(14):
        home = world.household(VILLAGE if number % 2 else OTHER_VILLAGE)
        for _ in range(1 + number % 3):
            world.person(home)
        _add(
            db,
            *[
                IncomeEntry(
                    household_id=home.id,
                    year=year,
                    kind="wage_work",
                    amount_fen=(9_000 + 2_000 * number) * 100,
                )
                for year in (2025, 2026)
            ],
            LivingCondition(household_id=home.id, house_level="A", water_is_safe=True, toilet="usable"),
        )
        homes.append(home)
    project = Project(
        public_id=new_public_id(), project_no="P1", name="产业路", area_code=TOWNSHIP, year=2026, category="industry",
        state="under_way",
    )  # fmt: skip
    _add(db, project)
    _add(
        db,
        FundFlow(project_id=project.id, kind="arrived", source="central", amount_fen=100_00),
        ProjectBeneficiary(project_id=project.id, household_id=homes[1].id),
    )
    return world


def _freeze(app: Flask, db: Session, period: str = PERIOD) -> None:
    done = app.test_cli_runner().invoke(args=["indicators", "freeze", "--period", period])
    assert done.exit_code == 0, done.output
    db.expire_all()


@pytest.mark.parametrize("area", [COUNTY, TOWNSHIP])
def test_the_frozen_facts_are_those_of_the_day(register: World, app: Flask, db: Session, area: str) -> None:
    _freeze(app, db)
    live = gather(db, ALL, area, today().year, today())
    kept = gather(db, ALL, area, today().year, today(), PERIOD)
    assert kept.frozen == "2026-11 第 1 版"
    assert live.index is not None
    assert live.distribution is not None
    assert replace(kept, frozen="", sums=live.sums, sums_before=live.sums_before) == live
    assert {name: value for name, value in live.sums.items() if value} == {
        name: value for name, value in kept.sums.items() if value
    }


def test_a_frozen_paper_prints_the_same_numbers_after_everything_has_changed(
    register: World, app: Flask, db: Session
) -> None:
    _freeze(app, db)
    wishes = {"area": COUNTY, "year": today().year, "as_of": today(), "period": PERIOD}
    first = build_effectiveness(db, ALL, SYSTEM, **wishes)
    print_before = fingerprint_of(gather(db, ALL, COUNTY, today().year, today(), PERIOD))
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.edit") as work:
        for model, change in ((IncomeEntry, {"amount_fen": 7}), (FundFlow, {"amount_fen": 1})):
            moved = change | {"version": model.version + 1, "event_id": work.event_id}
            work.session.execute(update(model).values(moved))
    again = build_effectiveness(db, ALL, SYSTEM, **wishes)
    assert list(again.numbers()) == list(first.numbers())
    assert fingerprint_of(gather(db, ALL, COUNTY, today().year, today(), PERIOD)) == print_before
    live = build_effectiveness(db, ALL, SYSTEM, area=COUNTY, year=today().year, as_of=today())
    assert list(live.numbers()) != list(first.numbers())


def test_a_year_that_is_over_is_taken_from_its_frozen_numbers(
    register: World, app: Flask, db: Session
) -> None:
    assert gather(db, ALL, COUNTY, 2025, today()).frozen == ""
    _freeze(app, db, "2025")
    assert gather(db, ALL, COUNTY, 2025, today()).frozen == "2025 第 1 版"
    assert gather(db, ALL, COUNTY, today().year, today()).frozen == ""


def test_a_period_that_was_never_frozen_is_refused(register: World, db: Session) -> None:
    with pytest.raises(InvalidInputError, match="E-PERIOD"):
        gather(db, ALL, COUNTY, 2026, today(), "2026-10")


def test_a_part_of_the_scope_gets_no_paper_about_the_whole(register: World, app: Flask, db: Session) -> None:
    _freeze(app, db)
    with pytest.raises(NotFoundError):
        gather(db, Scope(((TOWNSHIP, "520199102000"),)), COUNTY, 2026, today(), PERIOD)


def test_the_paper_says_the_index_with_its_table(register: World, app: Flask, db: Session) -> None:
    document = build_effectiveness(db, ALL, SYSTEM, area=COUNTY, year=today().year, as_of=today())
    used = {number.provenance.definition for _, number in document.numbers() if number.provenance}
    assert {"I43", "I45", "I48", "I49"} <= used
    assert {"I43", "I45"} <= {definition.code for definition in document.definitions}


def test_few_households_are_not_measured() -> None:
    assert distribution_of({"income_households": 4, "median_fen": 5}) is None
    assert index_of({"mpi_households": 4}, [{"code": "E1"}]) is None
