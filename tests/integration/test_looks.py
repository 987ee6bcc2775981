"""四看法 through the page: what the register knows is not asked, several scorers, versions, scope, odd input."""

import re
from datetime import date
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.models import Household, LivingCondition, LookSheet, RuleVersion
from app.queries.look_tables import version_in_force
from app.queries.looks import get_looks, list_sheets
from app.queries.scope import Scope
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.support.visitor import Visitor


class Home(NamedTuple):
    """Numbers of the household: rows of a fixture do not outlive the visitor's requests."""

    id: int
    public_id: str


@pytest.fixture
def home(db: Session, world: World) -> Home:
    """One healthy worker alone in 90 square metres of brick: much is known, farming and debts are not."""
    with unit_of_work(db, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)
    made = world.household()
    world.person(
        made, name="石朝瑛", labor="ordinary", education="junior", school="not_in_school", work_months=9,
        health_chronic=False, health_serious=False, health_disabled=False, relation="head",
    )  # fmt: skip
    with unit_of_work(db, SYSTEM, "test.living") as work:
        work.session.add(
            LivingCondition(
                household_id=made.id, surveyed_on=today(), house_area_m2=90, house_structure="brick_concrete",
                house_level="A", road_kind="cement", has_power=True, has_production_power=False, toilet="usable",
            )
        )  # fmt: skip
    return Home(made.id, made.public_id)


@pytest.fixture
def cadre(app: Flask, home: Home, world: World) -> Visitor:
    world.account("cadre", "village_cadre", VILLAGE)
    return Visitor(app, "cadre")


def sheet(visitor: Visitor, home: Home, scorer: str, option: str = "0", **more: str) -> dict[str, str]:
    """The form with the same option chosen wherever somebody is asked."""
    address = f"/households/{home.public_id}/looks"
    page = visitor.get(address).text
    asked = set(re.findall(r'type="radio" name="([A-Z]\d)"', page))
    return visitor.fields(address) | dict.fromkeys(asked, option) | {"scorer": scorer} | more


def test_register_answers_what_it_knows(db: Session, home: Home) -> None:
    found = get_looks(db, Scope.everything(), db.get_one(Household, home.id), today())

    assert found is not None
    titles = {i.key: i.options[n].title for i in found.table.items if (n := found.answers[i.key]) is not None}
    assert titles["H1"] == "30 以上" and titles["H2"] == "砖混" and titles["H5"] == "仅生活用电"
    assert titles["L1"] == "超过四分之三" and titles["L2"] == "初中" and titles["L3"] == "都健康"
    assert titles["L4"] == "9 个月以上一人" and titles["S1"] == "没有在校生"
    assert {item.key for item in found.asked} == {"H6", "G1", "G2", "G3", "G4", "S2", "S3"}


def test_two_scorers_each_keep_a_sheet_and_the_mean_is_shown(db: Session, home: Home, cadre: Visitor) -> None:
    address = f"/households/{home.public_id}/looks"
    for scorer, option in (("王组长", "0"), ("李代表", "1")):
        assert cadre.post(address, sheet(cadre, home, scorer, option)).status_code == 302

    rows = list_sheets(db, Scope.everything(), home.id)
    totals = [row.score.tenths for row in rows]
    found = get_looks(db, Scope.everything(), db.get_one(Household, home.id), today())
    assert {row.row.scorer for row in rows} == {"王组长", "李代表"}
    assert found is not None and found.together == (sum(totals) + 1) // 2
    assert all(row.score.band for row in rows)
    assert "2 人评分" in cadre.get(address).text


def test_a_scorer_who_scores_again_replaces_his_sheet_of_the_day(
    db: Session, home: Home, cadre: Visitor
) -> None:
    address = f"/households/{home.public_id}/looks"
    cadre.post(address, sheet(cadre, home, "王组长", "0"))
    cadre.post(address, sheet(cadre, home, "王组长", "1"))

    db.rollback()
    rows = list(db.scalars(select(LookSheet)))
    assert len(rows) == 1 and rows[0].version == 2 and "G2=1" in rows[0].chosen


def test_an_open_item_is_named_and_nothing_is_kept(db: Session, home: Home, cadre: Visitor) -> None:
    sent = sheet(cadre, home, "王组长")
    del sent["G2"]

    answer = cadre.post(f"/households/{home.public_id}/looks", sent)

    db.rollback()
    assert answer.status_code == 422 and "种植结构" in answer.text
    assert db.scalar(select(LookSheet)) is None


@pytest.mark.parametrize(
    "odd", [{"scorer": ""}, {"scorer": "王" * 41}, {"G2": "99"}, {"G2": "-1"}, {"G2": "𠮷"}]
)
def test_odd_input_gets_a_sentence(db: Session, home: Home, cadre: Visitor, odd: dict[str, str]) -> None:
    answer = cadre.post(f"/households/{home.public_id}/looks", sheet(cadre, home, "王组长") | odd)

    db.rollback()
    assert answer.status_code == 422 and db.scalar(select(LookSheet)) is None


def test_what_the_register_knows_cannot_be_chosen_otherwise(db: Session, home: Home, cadre: Visitor) -> None:
    cadre.post(f"/households/{home.public_id}/looks", sheet(cadre, home, "王组长", H1="0"))

    db.rollback()
    row = db.scalars(select(LookSheet)).one()
    assert "H1=4" in row.chosen and "H1" in row.by_register.split()


def test_a_sheet_keeps_the_version_it_was_counted_by(db: Session, home: Home, cadre: Visitor) -> None:
    cadre.post(f"/households/{home.public_id}/looks", sheet(cadre, home, "王组长"))
    before = list_sheets(db, Scope.everything(), home.id)[0].score.tenths
    first = db.scalars(select(RuleVersion).where(RuleVersion.kind == "looks")).one()
    entry = {**first.entry, "bands": [{"title": "都一样"}]}
    with unit_of_work(db, SYSTEM, "test.version") as work:
        work.session.add(
            RuleVersion(
                kind="looks", code=first.code, version=2, title=first.title, entry=entry, state="live",
                first_on=date(2020, 1, 1), created_at=first.created_at,
            )
        )  # fmt: skip

    found = get_looks(db, Scope.everything(), db.get_one(Household, home.id), today())
    assert found is not None and found.version == 2 and found.together is None
    assert found.sheets[0].row.table_version == 1 and found.sheets[0].score.tenths == before
    assert found.sheets[0].score.band != "都一样"


def test_household_page_shows_the_parts(home: Home, cadre: Visitor) -> None:
    page = cadre.get(f"/households/{home.public_id}").text

    assert "看劳动力" in page and re.search(r"[0-9.]+／30", page)


def test_another_village_sees_nothing(app: Flask, home: Home, world: World) -> None:
    world.account("elsewhere", "village_cadre", OTHER_VILLAGE)
    stranger = Visitor(app, "elsewhere")

    assert stranger.get(f"/households/{home.public_id}/looks").status_code == 404
    assert stranger.post(f"/households/{home.public_id}/looks", {"scorer": "某"}).status_code == 404


def test_the_direction_is_turned_by_one_person_and_put_in_force_by_another(
    app: Flask, db: Session, home: Home, cadre: Visitor, world: World
) -> None:
    cadre.post(f"/households/{home.public_id}/looks", sheet(cadre, home, "王组长"))
    before = list_sheets(db, Scope.everything(), home.id)[0].score
    for login in ("office", "deputy"):
        world.account(login, "county_office", COUNTY)
    office, deputy = Visitor(app, "office"), Visitor(app, "deputy")
    told = {
        "direction": "high_is_poorer",
        "combine": "median",
        "first_on": today().isoformat(),
        "document": "县办 7 号",
    }
    same = {"direction": "high_is_better", "combine": "mean"}
    for wrong in ({"direction": "up"}, {"first_on": "2020-01-01"}, {"document": ""}, same):
        answer = office.post("/rules/looks", office.fields("/rules/looks") | told | wrong)
        assert answer.status_code == 422, wrong
    assert office.post("/rules/looks", office.fields("/rules/looks") | told).status_code == 302
    assert "第 1 版" in office.get("/rules/looks").text  # nothing is in force yet
    assert office.post("/rules/looks/2/publish").status_code == 403
    assert cadre.post("/rules/looks/2/publish").status_code == 403
    assert deputy.post("/rules/looks/2/publish").status_code == 302
    assert deputy.post("/rules/looks/2/publish").status_code == 404
    db.rollback()
    found = get_looks(db, Scope.everything(), db.get_one(Household, home.id), today())
    assert found is not None and (found.version, found.table.direction) == (2, "high_is_poorer")
    assert found.sheets[0].score == before  # what was scored stays
    assert "分越高，越困难" in cadre.get(f"/households/{home.public_id}/looks").text
    assert (
        office.post("/rules/looks", office.fields("/rules/looks") | told | {"combine": "mean"}).status_code
        == 302
    )
    assert office.post("/rules/looks/3/drop").status_code == 302


def test_the_draft_that_is_put_in_force_last_holds(app: Flask, db: Session, home: Home, world: World) -> None:
    for login in ("office", "deputy"):
        world.account(login, "county_office", COUNTY)
    office, deputy = Visitor(app, "office"), Visitor(app, "deputy")
    told = {"direction": "high_is_better", "first_on": today().isoformat(), "document": "县办 7 号"}
    for who, change in (
        (office, {"combine": "median"}),
        (deputy, {"combine": "median", "direction": "high_is_poorer"}),
    ):
        assert who.post("/rules/looks", who.fields("/rules/looks") | told | change).status_code == 302
    assert office.post("/rules/looks/3/publish").status_code == 302
    assert deputy.post("/rules/looks/2/publish").status_code == 302
    db.rollback()
    found = version_in_force(db, today())
    assert found is not None and (found.version, found.entry["direction"]) == (4, "high_is_better")
