from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id
from app.domain.errors import NotFoundError
from app.domain.permissions import SYSTEM
from app.models import (
    Finding,
    FundFlow,
    Household,
    IncomeEntry,
    LivingCondition,
    Project,
    ProjectBeneficiary,
    RuleResult,
    RuleRun,
    Visit,
)
from app.queries import scope as scope_room
from app.queries.indicators import find_indicator, get_figures, list_indicators
from app.queries.scope import Scope, unscoped
from app.queries.tally_basis import Period
from app.queries.tally_people import incomes
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PERIOD = Period(DAY, 2026, 8500_00)
OTHER_TOWNSHIP = "520199102000"
ALL = Scope.everything()
TOWN_SCOPE = Scope(((TOWNSHIP, OTHER_TOWNSHIP),))


@pytest.fixture(autouse=True)
def guard_on(db: Session) -> Iterator[None]:
    """Reads are watched here as they are outside of tests; builders lift the watch by themselves."""
    token = scope_room._reason.set(None)
    yield
    scope_room._reason.reset(token)


def _add(db: Session, *rows: Any) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


def _home(
    world: World, area: str = VILLAGE, members: int = 2, yuan: int | None = None, **values: Any
) -> Household:
    home = world.household(area, **values)
    for _ in range(members):
        world.person(home)
    if yuan is not None:
        _add(
            world.session,
            IncomeEntry(household_id=home.id, year=2026, kind="wage_work", amount_fen=yuan * 100),
        )
    return home


def _value(db: Session, code: str, area: str | None = None, scope: Scope = ALL) -> tuple[str, float | None]:
    indicator = find_indicator(code)
    assert indicator is not None
    given = get_figures(db, scope, COUNTY, PERIOD).of(indicator, area)
    return given.state, given.value


def test_households_and_persons_are_counted_by_township_and_together(world: World, db: Session) -> None:
    _home(world, members=3)
    _home(world, OTHER_VILLAGE, members=1)
    _home(world, status="gone")
    away = _home(world)
    world.person(away, status="gone")
    assert [_value(db, "I01", a)[1] for a in (TOWNSHIP, OTHER_TOWNSHIP, None)] == [2, 1, 3]
    assert [_value(db, "I02", a)[1] for a in (TOWNSHIP, OTHER_TOWNSHIP, None)] == [5, 1, 6]


def test_an_area_without_households_is_zero_households_but_no_rate(world: World, db: Session) -> None:
    _home(world)
    assert _value(db, "I01", OTHER_TOWNSHIP) == ("zero", 0)
    assert _value(db, "I12", OTHER_TOWNSHIP) == ("no_data", None)


def test_mean_income_is_of_people_with_a_ledger_and_costs_are_taken_off(world: World, db: Session) -> None:
    for _ in range(5):
        home = _home(world, members=2, yuan=20_000)
        _add(db, IncomeEntry(household_id=home.id, year=2026, kind="business_cost", amount_fen=4_000_00))
        _add(db, IncomeEntry(household_id=home.id, year=2025, kind="wage_work", amount_fen=99_999_00))
    _home(world, members=5)  # no ledger: neither zero nor counted
    assert _value(db, "I05", TOWNSHIP) == ("value", 8000)


def test_few_households_are_suppressed_and_none_are_no_data(world: World, db: Session) -> None:
    _home(world, yuan=9000)
    assert _value(db, "I05", TOWNSHIP) == ("suppressed", None)
    assert _value(db, "I05", OTHER_TOWNSHIP) == ("no_data", None)


def test_who_is_exactly_on_the_line_is_not_below_it(world: World, db: Session) -> None:
    for yuan in (17_000, 16_999, 30_000, 40_000, 50_000):  # two members each; the line is 8,500 a head
        _home(world, yuan=yuan)
    assert _value(db, "I06", TOWNSHIP) == ("value", 20)


def test_without_a_line_nobody_is_below_it_and_it_is_said(world: World, db: Session) -> None:
    for _ in range(5):
        _home(world, yuan=1)
    indicator = find_indicator("I06")
    assert indicator is not None
    assert get_figures(db, ALL, COUNTY, Period(DAY, 2026, None)).of(indicator).state == "no_data"


def test_missing_measures_are_known_only_where_rules_have_run(world: World, db: Session) -> None:
    homes = [_home(world) for _ in range(6)]
    _home(world, OTHER_VILLAGE)
    rows = [
        ("M30.verdict.missing", 1),
        ("M33.verdict.missing", 1),
        ("M24.verdict.missing", 2),
        ("M21.verdict.having", 1),
    ]
    results = [
        RuleResult(
            rule=rule, subject=home.id, household_id=home.id, area_code=VILLAGE, state=state, since_at=NOW
        )
        for home in homes[:1]
        for rule, state in rows
    ]
    past = RuleResult(
        rule="M26.verdict.missing",
        subject=1,
        household_id=homes[0].id,
        area_code=VILLAGE,
        state=1,
        since_at=NOW,
        until_at=NOW,
    )
    run = RuleRun(as_of=DAY, area_low=TOWNSHIP, area_high=OTHER_TOWNSHIP, started_at=NOW, finished_at=NOW)
    _add(db, *results, past, run)
    assert _value(db, "I08", TOWNSHIP) == ("value", 2)
    assert _value(db, "I08", OTHER_TOWNSHIP) == ("no_data", None)
    assert _value(db, "I09", TOWNSHIP)[1] == pytest.approx(100 / 3)


def test_findings_visits_houses_and_water(world: World, db: Session) -> None:
    homes = [_home(world) for _ in range(5)]
    run = RuleRun(as_of=DAY, area_low=TOWNSHIP, area_high=OTHER_TOWNSHIP, started_at=NOW, finished_at=NOW)
    _add(
        db,
        run,
        *[_finding(homes[0], n, state) for n, state in enumerate(("new", "answered", "closed", "exempted"))],
        Visit(household_id=homes[0].id, area_code=VILLAGE, on_day=date(2026, 3, 1)),
        Visit(household_id=homes[0].id, area_code=VILLAGE, on_day=date(2026, 4, 1)),
        Visit(household_id=homes[1].id, area_code=VILLAGE, on_day=date(2025, 4, 1)),
        *[LivingCondition(household_id=h.id, house_level="A", water_is_safe=True) for h in homes[:4]],
        LivingCondition(household_id=homes[4].id, house_level="D"),
    )
    found = {code: _value(db, code, TOWNSHIP) for code in ("I10", "I11", "I12", "I13", "I14")}
    assert [value for _, value in found.values()] == [2, 50, 20, 80, None]
    assert found["I14"][0] == "suppressed"


def _finding(home: Household, number: int, state: str) -> Finding:
    return Finding(
        check_code="R03",
        household_id=home.id,
        area_code=home.area_code,
        severity="doubt",
        fact_key=f"k{number}",
        state=state,
        found_on=DAY,
        last_seen_on=DAY,
    )


def test_a_countys_own_project_counts_for_the_county_only(world: World, db: Session) -> None:
    homes = [_home(world) for _ in range(5)]
    mine, whole = _project(TOWNSHIP, "P1"), _project(COUNTY, "P2", state="closed")
    gone = _project(TOWNSHIP, "P3", state="withdrawn")
    _add(db, mine, whole, gone)
    flows = [
        (mine, "arrived", 100),
        (mine, "paid", 50),
        (whole, "arrived", 100),
        (whole, "paid", 100),
        (gone, "paid", 7),
    ]
    _add(
        db,
        *[FundFlow(project_id=p.id, kind=kind, source="central", amount_fen=fen) for p, kind, fen in flows],
        ProjectBeneficiary(project_id=mine.id, household_id=homes[0].id),
        ProjectBeneficiary(project_id=whole.id, household_id=homes[0].id),
    )
    assert [_value(db, "I16", a)[1] for a in (TOWNSHIP, OTHER_TOWNSHIP, None)] == [1, 0, 2]
    assert [_value(db, "I17", a)[1] for a in (TOWNSHIP, None)] == [50, 75]
    assert _value(db, "I18")[1] == 50
    assert _value(db, "I19", TOWNSHIP)[1] == 20
    assert get_figures(db, ALL, COUNTY, PERIOD).outside_parts()["projects"] == 1


def _project(area: str, number: str, state: str = "under_way") -> Project:
    return Project(
        public_id=new_public_id(),
        project_no=number,
        name="产业路",
        area_code=area,
        year=2026,
        category="industry",
        state=state,
    )


def test_a_reader_of_one_township_sees_its_sums_only(world: World, db: Session) -> None:
    _home(world)
    _home(world, OTHER_VILLAGE)
    indicator = find_indicator("I01")
    assert indicator is not None
    assert get_figures(db, TOWN_SCOPE, COUNTY, PERIOD).of(indicator).value == 1
    with pytest.raises(NotFoundError):
        get_figures(db, TOWN_SCOPE, OTHER_TOWNSHIP, PERIOD)


def test_a_village_can_be_asked_for_too(world: World, db: Session) -> None:
    _home(world)
    indicator = find_indicator("I01")
    assert indicator is not None
    figures = get_figures(db, ALL, VILLAGE, PERIOD)
    assert (figures.parts, figures.of(indicator).value) == ((), 1)


def test_incomes_of_people_are_given_per_head(world: World, db: Session) -> None:
    _home(world, members=4, yuan=10_000)
    _home(world, members=1, yuan=12_000)
    _home(world, members=0, yuan=5)
    assert incomes(db, ALL, COUNTY, 2026) == [(2500_00, 4), (12_000_00, 1)]


def test_every_tally_that_a_definition_names_is_made_somewhere(world: World, db: Session) -> None:
    home = _home(world, yuan=1)
    project = _project(TOWNSHIP, "P1")
    _add(db, project)
    _add(
        db,
        _finding(home, 1, "new"),
        RuleResult(
            rule="M1.verdict.missing",
            subject=1,
            household_id=home.id,
            area_code=VILLAGE,
            state=1,
            since_at=NOW,
        ),
        Visit(household_id=home.id, area_code=VILLAGE, on_day=DAY),
        LivingCondition(household_id=home.id),
        FundFlow(project_id=project.id, kind="paid", source="central", amount_fen=1),
        ProjectBeneficiary(project_id=project.id, household_id=home.id),
    )
    total = get_figures(db, ALL, COUNTY, PERIOD).total
    for indicator in list_indicators():
        for name in (indicator.numerator, indicator.denominator, indicator.basis, indicator.cases):
            assert not name or name in total, f"{indicator.code}: {name}"
