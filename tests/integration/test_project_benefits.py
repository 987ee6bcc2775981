"""项目效益: inputs and reach of a family of projects, and an honest answer beside households that were alike."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import SYSTEM
from app.models import FundFlow, IncomeEntry, LivingCondition, Project, ProjectBeneficiary
from app.queries.project_benefits import get_benefit
from app.queries.scope import Scope, unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

ALL = Scope.everything()
ClientOf = Callable[[str], FlaskClient]
YEAR = 2026


def _add(db: Session, rows: list[Any]) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


@pytest.fixture
def county(world: World, db: Session) -> World:
    """Twelve households, four of them served by the road; the road pays 3,000 yuan more a head."""
    random = np.random.default_rng(4)
    project = Project(
        public_id=new_public_id(), project_no="P1", name="茶园", area_code=TOWNSHIP, year=YEAR, category="industry",
        state="under_way",
    )  # fmt: skip
    _add(db, [project])
    rows: list[Any] = [FundFlow(project_id=project.id, kind="paid", source="central", amount_fen=800_000)]
    for number in range(12):
        home = world.household(
            VILLAGE if number % 2 else OTHER_VILLAGE, monitoring_kind="unstable" if number == 0 else None
        )
        world.person(home, relation="head", education="primary" if number % 3 else "junior", labor="ordinary")
        if number % 4 == 1:
            world.person(home, health_chronic=True)
        rows.append(LivingCondition(household_id=home.id, land_crop_mu=float(random.integers(1, 9))))
        rows += [
            IncomeEntry(
                household_id=home.id, year=year, kind="wage_work",
                amount_fen=int(1_000_000 + random.integers(0, 90_000) + 300_000 * (number < 4) * (year == YEAR)),
            )
            for year in (YEAR - 2, YEAR - 1, YEAR)
        ]  # fmt: skip
        if number < 4:
            rows.append(ProjectBeneficiary(project_id=project.id, household_id=home.id))
    _add(db, rows)
    return world


def test_inputs_and_reach_of_the_family_are_counted(county: World, db: Session) -> None:
    found = get_benefit(db, ALL, area=COUNTY, year=YEAR, category="industry")
    assert [line.name for line in found.projects] == ["茶园"]
    assert (found.paid_fen, found.served, found.monitored, found.cost_fen) == (800_000, 4, 1, 200_000)
    assert (found.matched, found.refusal) == (None, "")
    nothing = get_benefit(db, ALL, area=COUNTY, year=YEAR, category="employment")
    assert (nothing.projects, nothing.served, nothing.cost_fen) == ((), 0, None)


def test_few_households_are_compared_but_nothing_is_claimed(county: World, db: Session) -> None:
    found = get_benefit(db, ALL, area=COUNTY, year=YEAR, category="industry", compare=True)
    if found.matched is None:
        assert found.refusal.endswith("。")
    else:
        assert found.matched.verdict == "cannot_tell"
        assert found.matched.words[1].startswith("说不清")


def test_without_ledgers_or_beneficiaries_it_is_said(county: World, world: World, db: Session) -> None:
    for year, category in ((YEAR - 3, "industry"), (YEAR, "employment")):
        found = get_benefit(db, ALL, area=COUNTY, year=year, category=category, compare=True)
        assert found.matched is None
        assert found.refusal.endswith("。")


def test_other_areas_families_and_wide_areas_are_refused(county: World, db: Session) -> None:
    with pytest.raises(NotFoundError):
        get_benefit(db, Scope(((TOWNSHIP, "520199102000"),)), area=COUNTY, year=YEAR, category="industry")
    for area, category in ((COUNTY, "magic"), ("520000000000", "industry")):
        with pytest.raises(InvalidInputError, match="E-BENEFIT"):
            get_benefit(db, ALL, area=area, year=YEAR, category=category)


def test_the_page_compares_only_where_it_is_asked_to(county: World, client_of: ClientOf) -> None:
    county.account("leader", "leader", COUNTY)
    client = client_of("leader")
    plain = client.get(f"/dashboard/benefits?category=industry&year={today().year}")
    assert plain.status_code == 200
    assert "和相像的户比一比" in plain.get_data(as_text=True)
    compared = client.get("/dashboard/benefits?category=industry&compare=yes").get_data(as_text=True)
    assert "说不清" in compared or "比不了" in compared
    for address in ("?category=magic", "?year=1999", "?area=999999000000", "?area=520000"):
        assert client.get(f"/dashboard/benefits{address}").status_code in (404, 422), address
