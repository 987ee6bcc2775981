"""Data quality: boards, the list with its fix, explanations with an end, the problem workbook, checks while typing."""

from datetime import date, timedelta
from io import BytesIO
from typing import NamedTuple

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import now, today
from app.domain.names import masked_name
from app.domain.permissions import SYSTEM
from app.models import Event, Exemption, Finding, Person, RuleResult
from app.queries.quality import Wanted, count_by_place, count_by_rule, list_problems
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.services.catalogue import ship_catalogue
from app.services.quality_export import COLUMNS
from app.services.rule_runs import run_area
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

ALL = Scope.everything()
LABOR, RELATION = "Q2_01_011", "Q3_01_001"


class Home(NamedTuple):
    """Numbers of the household: rows of a fixture do not outlive the visitor's requests."""

    id: int
    public_id: str


@pytest.fixture
def home(db: Session, world: World) -> Home:
    """A household out of poverty with a child that is entered as a worker, and one member without a relation."""
    with unit_of_work(db, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)
    made = world.household(head_name="杨明福")
    world.person(made, name="杨明福", relation="head")
    world.person(made, name="杨小妹", sex="female", born_on=date(2016, 5, 1), labor="ordinary", relation=None)
    world.household(OTHER_VILLAGE)
    found = Home(made.id, made.public_id)
    run_area(db, None)
    return found


@pytest.fixture
def cadre(app: Flask, home: Home, world: World) -> Visitor:
    world.account("cadre", "village_cadre", VILLAGE)
    return Visitor(app, "cadre")


@pytest.fixture
def county(app: Flask, home: Home, world: World) -> Visitor:
    world.account("county", "county_office", COUNTY)
    return Visitor(app, "county")


def child(db: Session) -> Person:
    db.rollback()
    return db.scalars(select(Person).where(Person.name == "杨小妹")).one()


def wanted(db: Session, area: str | None = None) -> Wanted:
    rules = rules_in_force(db, today()).catalogue.quality
    persons = tuple(code for code, rule in rules.items() if rule.unit == "person")
    return Wanted(tuple(rules), today(), area, persons)


def codes(db: Session, scope: Scope = ALL) -> set[str]:
    db.rollback()
    return {row.result.rule for row in list_problems(db, scope, wanted(db), limit=500).rows}


def test_nightly_run_finds_what_is_wrong(db: Session, home: Home) -> None:
    assert {LABOR, RELATION} <= codes(db)


def test_only_what_is_so_is_kept_not_what_is_unknown(db: Session, home: Home) -> None:
    kept = db.scalars(select(RuleResult.state).where(RuleResult.rule.like("Q%"))).all()

    assert set(kept) == {1}


def test_quality_makes_no_work_orders(db: Session, home: Home) -> None:
    assert db.scalars(select(Finding.check_code).where(Finding.check_code.like("Q%"))).all() == []


def test_board_counts_by_rule_and_remembers_last_week(db: Session, home: Home) -> None:
    week_ago = now() - timedelta(days=7)
    counts = count_by_rule(db, ALL, wanted(db), week_ago)
    assert (counts[LABOR].problems, counts[LABOR].households, counts[LABOR].before) == (1, 1, 0)

    then = count_by_rule(db, ALL, wanted(db), now() + timedelta(minutes=1))
    assert then[LABOR].before == 1 and then[LABOR].trend == 0


def test_board_by_place_adds_up_to_the_board_by_rule(db: Session, home: Home) -> None:
    rules = rules_in_force(db, today()).catalogue.quality
    levels = {code: rule.level for code, rule in rules.items()}
    places = count_by_place(db, ALL, wanted(db), 12, levels, now() - timedelta(days=7))
    counts = count_by_rule(db, ALL, wanted(db), now())

    assert {tally.code for tally in places} == {VILLAGE, OTHER_VILLAGE}
    assert sum(tally.problems for tally in places) == sum(tally.problems for tally in counts.values())
    assert all(sum(tally.by_level.values()) == tally.problems for tally in places)


def test_pages_show_only_the_own_village(db: Session, cadre: Visitor, county: Visitor) -> None:
    mine, all_of_them = codes(db, Scope.everything().within(VILLAGE)), codes(db)

    assert mine <= all_of_them
    page = cadre.get("/quality/places").text
    assert "试102201"[-3:] not in page.split("<main")[1] or OTHER_VILLAGE not in page
    assert cadre.get(f"/quality/problems?area={OTHER_VILLAGE}").text.count("bf-table") == 0
    for address in ("/quality", "/quality/places", "/quality/problems", f"/quality/problems?rule={LABOR}",
                    "/quality/explained", "/quality?level=1", f"/quality/places?area={TOWNSHIP}"):  # fmt: skip
        assert county.get(address).status_code == 200, address


def test_unknown_rule_is_not_found(cadre: Visitor) -> None:
    for rule in ("Q9_99_999", "x" * 5000):
        assert cadre.get(f"/quality/problems?rule={rule}").status_code == 404


def test_odd_addresses_are_told(cadre: Visitor) -> None:
    for odd in ("level=9", "level=a", "area=%00", "after=-1", "after=9" + "9" * 30, "area=5201"):
        assert cadre.get(f"/quality?{odd}").status_code in (200, 400, 404, 422), odd


def test_list_leads_to_the_field(db: Session, home: Home, cadre: Visitor) -> None:
    page = cadre.get(f"/quality/problems?rule={LABOR}").text

    assert f"/households/{home.public_id}/members/{child(db).public_id}#labor" in page


def test_list_is_paged_by_key(db: Session, home: Home) -> None:
    first = list_problems(db, ALL, wanted(db), limit=3)
    assert first.next_key is not None
    second = list_problems(db, ALL, wanted(db), after=first.next_key, limit=3)

    assert not {row.result.id for row in first.rows} & {row.result.id for row in second.rows}


def explain(visitor: Visitor, home: Home, who: Person, **more: str) -> int:
    address = f"/quality/{home.public_id}/explain?rule={LABOR}&person={who.public_id}"
    sent = visitor.fields(address) | {"words": "孩子在外地体校训练，户口簿如此登记。", "days": "30", **more}
    return visitor.post(f"/quality/{home.public_id}/explain", sent).status_code


def test_explained_problem_is_quiet_until_its_day_then_shown_again(
    db: Session, home: Home, cadre: Visitor
) -> None:
    assert explain(cadre, home, child(db)) == 302

    assert LABOR not in codes(db)
    row = db.scalars(select(Exemption)).one()
    assert row.until_on == today() + timedelta(days=30) and "体校" in (row.explanation or "")
    later = Wanted(wanted(db).codes, row.until_on + timedelta(days=1), None, wanted(db).of_persons)
    assert LABOR in {r.result.rule for r in list_problems(db, ALL, later, limit=500).rows}
    assert db.scalar(select(Event).where(Event.act == "quality.explain")) is not None
    assert "体校" in cadre.get("/quality/explained").text


def test_explanation_can_be_taken_back(db: Session, home: Home, cadre: Visitor) -> None:
    explain(cadre, home, child(db))
    db.rollback()
    row = db.scalars(select(Exemption)).one()

    assert cadre.post(f"/quality/{home.public_id}/explain/{row.public_id}/end").status_code == 302
    assert LABOR in codes(db)


def test_explaining_twice_replaces_the_first(db: Session, home: Home, cadre: Visitor) -> None:
    explain(cadre, home, child(db))
    explain(cadre, home, child(db), days="90", words="再次核实，仍在体校训练，附训练证明。")

    db.rollback()
    assert db.scalars(select(Exemption)).one().until_on == today() + timedelta(days=90)


def test_explanation_needs_words_and_an_end(db: Session, home: Home, cadre: Visitor) -> None:
    refused: list[dict[str, str]] = [
        {"words": "短"}, {"words": "长" * 201}, {"days": "9999"}, {"days": "x"}, {"words": "   "},
    ]  # fmt: skip
    for odd in refused:
        assert explain(cadre, home, child(db), **odd) == 422, odd
        db.rollback()
        assert db.scalar(select(Exemption)) is None


def test_nobody_explains_for_another_village(app: Flask, db: Session, home: Home, world: World) -> None:
    world.account("elsewhere", "village_cadre", OTHER_VILLAGE)
    stranger = Visitor(app, "elsewhere")
    address = f"/quality/{home.public_id}/explain"

    assert stranger.get(f"{address}?rule={LABOR}").status_code == 404
    assert (
        stranger.post(address, {"rule": LABOR, "words": "这一户不归我管。", "days": "30"}).status_code == 404
    )


def test_workbook_has_the_offices_columns_masked_names_and_every_row(
    db: Session, home: Home, county: Visitor
) -> None:
    answer = county.post("/quality/export", {"level": "", "rule": "", "area": ""})

    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    body = [row for row in rows[1:] if row[0] and str(row[0]).isdigit()]
    assert len(body) == len(list_problems(db, ALL, wanted(db), limit=5000).rows)
    assert "杨明福" not in str(body) and "杨**" in str(body)
    labor = next(row for row in body if row[1] == "2_01_011")
    assert labor[9] == "杨**" and "二级" in str(labor[2]) and "无劳动力" in str(labor[11])


def test_workbook_of_one_rule(county: Visitor) -> None:
    answer = county.post("/quality/export", {"level": "", "rule": LABOR, "area": VILLAGE})
    sheet = load_workbook(BytesIO(answer.data)).active

    assert sheet is not None
    assert {row[1] for row in sheet.iter_rows(min_row=2, max_row=2, values_only=True)} == {"2_01_011"}


def test_an_export_keeps_no_sent_text_and_is_never_wider_than_asked(db: Session, county: Visitor) -> None:
    assert county.post("/quality/export", {"rule": "520199195001010019", "area": ""}).status_code == 200
    told = db.scalars(select(Event.payload).where(Event.act == "quality.export")).all()
    assert [one["rule"] for one in told] == [None]
    assert county.post("/quality/export", {"area": "not a place"}).status_code in (400, 422)


def test_cadre_may_not_export(cadre: Visitor) -> None:
    assert cadre.post("/quality/export", {}).status_code == 403


def test_typing_runs_the_same_rules_as_the_night(db: Session, home: Home, cadre: Visitor) -> None:
    """A dry save tells the rule at its field and keeps nothing; mended, the rule is silent."""
    address = f"/households/{home.public_id}/members/{child(db).public_id}"
    sent = cadre.fields(address) | {"relation": "daughter"}
    json = {"Accept": "application/json"}

    said = cadre.post(f"{address}/check", sent, headers=json).json
    assert said is not None
    assert ("2_01_011", "labor") in {(r["code"], r["field"]) for r in said["remarks"]}
    mended = cadre.post(f"{address}/check", sent | {"labor": "none"}, headers=json).json
    assert mended is not None
    assert "2_01_011" not in {r["code"] for r in mended["remarks"]}
    assert LABOR in codes(db)


def test_saving_settles_the_problem_at_once(db: Session, home: Home, cadre: Visitor) -> None:
    address = f"/households/{home.public_id}/members/{child(db).public_id}"
    assert (
        cadre.post(address, cadre.fields(address) | {"relation": "daughter", "labor": "none"}).status_code
        == 302
    )

    assert not {LABOR, RELATION} & codes(db)


def test_household_page_shows_its_problems(home: Home, cadre: Visitor) -> None:
    page = cadre.get(f"/households/{home.public_id}").text

    assert "不满 16 周岁" in page and "属实，说明原因" in page


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("欧阳明华", "欧阳**"), ("阿依·古丽", "阿依·**"), ("", ""), (None, ""), ("𠮷", "𠮷")],
)
def test_names_are_masked_alike(name: str | None, masked: str) -> None:
    assert masked_name(name) == masked
