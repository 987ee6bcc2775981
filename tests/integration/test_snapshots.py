"""A frozen period: the same numbers as on the day, whatever is edited later."""

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.indicators.definition import answer
from app.domain.indicators.periods import period_bounds, words_of
from app.domain.permissions import SYSTEM
from app.jobs.snapshots import ended_periods
from app.models import IncomeEntry, IndicatorSnapshot, LivingCondition
from app.queries.indicators import get_figures, list_indicators
from app.queries.scope import Scope, unscoped
from app.queries.snapshots import find_snapshot, get_frozen, list_frozen_parts, list_snapshots, trend
from app.queries.tally_basis import Period
from app.queries.tally_lines import plain_names
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

OTHER_TOWNSHIP = "520199102000"
ALL = Scope.everything()
PERIOD = "2026-11"


def _add(db: Session, *rows: Any) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


def _homes(world: World, count: int = 6) -> None:
    for number in range(count):
        home = world.household(VILLAGE if number % 2 else OTHER_VILLAGE)
        for _ in range(1 + number % 3):
            world.person(home)
        net = (12_000 + 3_000 * number) * 100
        _add(
            world.session,
            IncomeEntry(household_id=home.id, year=2026, kind="wage_work", amount_fen=net),
            LivingCondition(household_id=home.id, house_level="A", water_is_safe=number > 0, toilet="usable"),
        )


def _freeze(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["indicators", "freeze", "--period", PERIOD, *words])


@pytest.fixture
def frozen(app: Flask, world: World, db: Session) -> IndicatorSnapshot:
    _homes(world)
    done = _freeze(app, "--json")
    assert done.exit_code == 0, done.output
    found = find_snapshot(db, ALL, PERIOD)
    assert found is not None
    return found


def test_frozen_sums_are_those_of_the_day_at_every_level(frozen: IndicatorSnapshot, db: Session) -> None:
    for area in (COUNTY, TOWNSHIP, VILLAGE):
        live = get_figures(db, ALL, area, Period(frozen.as_of, 2026, None))
        kept = plain_names(get_frozen(db, ALL, frozen, area).sums)
        for name in (
            "households",
            "persons",
            "income_households",
            "net_fen",
            "safe_houses",
            "safe_water",
            "water_told",
        ):
            assert kept[name] == live.total[name], (area, name)
    parts = list_frozen_parts(db, ALL, frozen, COUNTY)
    assert set(parts) == {TOWNSHIP, OTHER_TOWNSHIP}
    assert sum(part.sums["households"] for part in parts.values()) == 6


def test_a_frozen_period_stays_as_it_was_after_later_edits(frozen: IndicatorSnapshot, db: Session) -> None:
    before = get_frozen(db, ALL, frozen, COUNTY)
    shown = {one.code: answer(one, before.sums) for one in list_indicators() if not one.computed}
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.edit") as work:
        change = {"amount_fen": 5, "version": IncomeEntry.version + 1, "event_id": work.event_id}
        work.session.execute(update(IncomeEntry).values(change))
    after = get_frozen(db, ALL, frozen, COUNTY)
    assert after == before
    assert {one.code: answer(one, after.sums) for one in list_indicators() if not one.computed} == shown
    live = get_figures(db, ALL, COUNTY, Period(frozen.as_of, 2026, None))
    assert live.total["net_fen"] == 30


def test_a_period_is_frozen_once_and_corrected_by_a_revision(
    app: Flask, frozen: IndicatorSnapshot, db: Session
) -> None:
    refused = _freeze(app)
    assert "E-FROZEN" in refused.output
    assert refused.exit_code == 1
    again = json.loads(_freeze(app, "--again", "--json").stdout)
    assert again["revision"] == 2
    assert again["file_digest"] == frozen.file_digest
    db.expire_all()
    newest = find_snapshot(db, ALL, PERIOD)
    assert newest is not None
    assert newest.revision == 2
    assert [row.revision for row in list_snapshots(db, ALL)] == [2]


def test_a_reader_sees_frozen_numbers_of_his_own_place_only(frozen: IndicatorSnapshot, db: Session) -> None:
    mine = Scope(((TOWNSHIP, OTHER_TOWNSHIP),))
    assert get_frozen(db, mine, frozen, TOWNSHIP).sums["households"] == 3
    for area in (COUNTY, OTHER_TOWNSHIP):
        with pytest.raises(NotFoundError):
            get_frozen(db, mine, frozen, area)
    assert list_frozen_parts(db, mine, frozen, COUNTY).keys() == {TOWNSHIP}
    assert find_snapshot(db, Scope(), PERIOD) is None


def test_the_index_is_measured_from_the_dated_table(frozen: IndicatorSnapshot, db: Session) -> None:
    county = get_frozen(db, ALL, frozen, COUNTY)
    assert county.measures["mpi_households"] == 6
    assert county.measures["uncensored"]["L2"] == pytest.approx(
        1 / 12
    )  # one of twelve people has no safe water
    assert county.measures["uncensored"]["L3"] == 0
    assert [one["code"] for one in frozen.details["index"]][:2] == ["E1", "E2"]


def test_an_area_without_anybody_is_empty_and_not_an_error(
    frozen: IndicatorSnapshot, world: World, db: Session
) -> None:
    world.areas("520199103201")
    nothing = get_frozen(db, ALL, frozen, "520199103000")
    assert (nothing.sums, nothing.measures) == ({}, {})
    assert answer(list_indicators()[0], nothing.sums).state == "no_data"


def test_an_empty_register_freezes_too(app: Flask, world: World, db: Session) -> None:
    done = json.loads(_freeze(app, "--json").stdout)
    assert done["households"] == 0


def test_the_trend_runs_from_old_to_new(app: Flask, frozen: IndicatorSnapshot, db: Session) -> None:
    app.test_cli_runner().invoke(args=["indicators", "freeze", "--period", "2026"])
    db.expire_all()
    found = trend(db, ALL, list_snapshots(db, ALL), COUNTY)
    assert [row.period for row, _ in found] == ["2026", PERIOD]


def test_one_area_is_shown_by_command(app: Flask, frozen: IndicatorSnapshot) -> None:
    run = app.test_cli_runner().invoke
    told = json.loads(run(args=["indicators", "show", "--period", PERIOD, "--area", COUNTY, "--json"]).stdout)
    assert told["indicators"]["I01"] == {"state": "value", "value": 6}
    plain = run(args=["indicators", "show", "--period", PERIOD, "--area", COUNTY])
    assert "I01 在册户数：6户" in plain.output
    wrong = {
        "E-PERIOD": ["--period", "2026-10", "--area", COUNTY],
        "E-AREA": ["--period", PERIOD, "--area", "x"],
    }
    for code, words in wrong.items():
        assert code in run(args=["indicators", "show", *words]).output


def test_periods_end_with_their_last_day_and_not_before_they_begin() -> None:
    day = date(2026, 11, 22)
    assert period_bounds("2026-11", day) == (day, 2026)
    assert period_bounds("2026-02", day) == (date(2026, 2, 28), 2026)
    assert period_bounds("2025", day) == (date(2025, 12, 31), 2025)
    for wrong in ("2026-13", "2026-12", "2027", "26-1", "", "2026-11-01"):
        with pytest.raises(InvalidInputError, match="E-PERIOD"):
            period_bounds(wrong, day)
    assert (words_of("2026-03"), words_of("2026")) == ("2026年3月", "2026年")


def test_the_month_that_has_ended_is_frozen_and_in_january_the_year() -> None:
    assert ended_periods(date(2026, 11, 1)) == ["2026-10"]
    assert ended_periods(date(2027, 1, 1)) == ["2026-12", "2026"]
