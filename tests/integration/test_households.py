"""The register as people use it: list, page, entry in sections, conflicts, coming and going, clear numbers."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id
from app.domain.errors import InvalidInputError
from app.domain.identifiers import check_digit
from app.domain.permissions import SYSTEM
from app.models import (
    Assignment,
    Event,
    Household,
    IncomeEntry,
    LivingCondition,
    Membership,
    NameGram,
    Person,
    Secret,
    Visit,
)
from app.queries.households import Wanted, count_households
from app.queries.scope import Scope, unscoped
from app.services.catalogue import ship_catalogue
from app.services.households import edit_household
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor, form_fields


def number(born: str, sequence: str) -> str:
    body = f"520199{born}{sequence}"
    return body + check_digit(body)


HEAD_ID = number("19680501", "001")
WIFE_ID = number("19710303", "002")


@pytest.fixture
def cadre(app: Flask, world: World) -> Visitor:
    world.account("cadre", "village_cadre", VILLAGE)
    return Visitor(app, "cadre")


@pytest.fixture
def county(app: Flask, world: World) -> Visitor:
    world.account("county", "county_office", "520199000000")
    return Visitor(app, "county")


def register(visitor: Visitor, **more: Any) -> str:
    """A household registered through the page; its public id."""
    public_id = new_public_id()
    sent = visitor.fields("/households/new") | {
        "public_id": public_id, "area_code": VILLAGE, "number": HEAD_ID, "name": "杨明福", "group_name": "3 组",
        "phone": "13800000017", **more,
    }  # fmt: skip
    answer = visitor.post("/households/new", sent)
    assert answer.status_code == 302, re.findall(r"bf-links.*?</ul>", answer.text, re.S)
    return public_id


def household(db: Session, public_id: str) -> Household:
    db.rollback()
    found = db.scalar(select(Household).where(Household.public_id == public_id))
    assert found is not None
    return found


def people(db: Session, public_id: str) -> list[Person]:
    mine = household(db, public_id).id
    return list(db.scalars(select(Person).where(Person.household_id == mine).order_by(Person.id)))


def test_a_household_is_registered_with_its_head(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    row, head = household(db, public_id), people(db, public_id)[0]
    assert (row.head_name, row.head_id, row.area_code) == ("杨明福", head.id, VILLAGE)
    assert (head.relation, head.sex, head.born_on) == ("head", "male", date(1968, 5, 1))
    assert (head.name_pinyin, head.name_initials) == ("yangmingfu", "ymf")
    assert db.scalar(select(func.count()).select_from(NameGram).where(NameGram.person_id == head.id)) == 18
    assert db.scalar(select(func.count()).select_from(Membership)) == 1
    masked = set(db.scalars(select(Secret.masked)))
    assert masked >= {f"520199********{HEAD_ID[-4:]}", "138****0017"}
    assert "杨明福" in cadre.get(f"/households/{public_id}").text


def test_a_double_click_registers_once(cadre: Visitor, db: Session) -> None:
    sent = cadre.fields("/households/new") | {"area_code": VILLAGE, "number": HEAD_ID, "name": "杨明福"}
    first, second = cadre.post("/households/new", sent), cadre.post("/households/new", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert db.scalar(select(func.count()).select_from(Household)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("number", HEAD_ID[:17] + ("1" if HEAD_ID[17] != "1" else "2"), "校验位不对"),
        ("number", "12345", "5 位"),
        ("name", "", "姓名"),
        ("name", "庄" * 10_000, "最多 60 个"),
        ("phone", "12345", "11 位"),
        ("born_on", "2026-02-30", "没有“2026-02-30”这一天"),
        ("area_code", OTHER_VILLAGE, "您管的村"),
        ("area_code", "", "您管的村"),
        ("area_code", "5201", "您管的村"),
        ("kind", "rich", ""),
    ],
)
def test_what_cannot_be_registered_gets_a_sentence(
    cadre: Visitor, db: Session, field: str, typed: str, sentence: str
) -> None:
    sent = cadre.fields("/households/new") | {
        "area_code": VILLAGE,
        "number": HEAD_ID,
        "name": "杨明福",
        field: typed,
    }
    answer = cadre.post("/households/new", sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.scalar(select(func.count()).select_from(Household)) == 0


def test_a_name_with_invisible_signs_is_kept_clean(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre, name="\u202e阿依古丽•𠮷㛃\u200f ")
    assert people(db, public_id)[0].name == "阿依古丽·𠮷㛃"


def test_an_untouched_form_changes_nothing(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    before = household(db, public_id).version
    for page in ("edit", f"members/{people(db, public_id)[0].public_id}"):
        address = f"/households/{public_id}/{page}"
        assert cadre.post(address, cadre.fields(address)).status_code == 302
    assert household(db, public_id).version == before
    assert people(db, public_id)[0].version == 1


def test_an_edit_is_kept_with_who_and_when(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/edit"
    assert cadre.post(address, cadre.fields(address) | {"cause_main": "illness"}).status_code == 302
    page = cadre.get(f"/households/{public_id}").text
    assert household(db, public_id).cause_main == "illness"
    assert "主要致贫原因" in page and "cadre" in page


def test_a_second_saver_sees_both_texts_and_loses_neither(
    cadre: Visitor, county: Visitor, db: Session
) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/edit"
    mine, theirs = cadre.fields(address), county.fields(address)
    county.post(address, theirs | {"group_name": "5 组", "cause_main": "land"})
    answer = cadre.post(address, mine | {"group_name": "4 组", "note": "路不好走"})
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("4 组", "5 组", "3 组", "缺土地", "路不好走", "county"))
    assert household(db, public_id).group_name == "5 组"

    saved = cadre.post(address, form_fields(answer.text) | {"pick-group_name": "mine"})
    assert saved.status_code == 302
    row = household(db, public_id)
    assert (row.group_name, row.cause_main, row.note) == ("4 组", "land", "路不好走")


def test_their_text_can_be_picked(cadre: Visitor, county: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/edit"
    mine, theirs = cadre.fields(address), county.fields(address)
    county.post(address, theirs | {"group_name": "5 组"})
    answer = cadre.post(address, mine | {"group_name": "4 组"})
    cadre.post(address, form_fields(answer.text) | {"pick-group_name": "theirs"})
    assert household(db, public_id).group_name == "5 组"
    assert "4 组" in cadre.get(f"/households/{public_id}").text.split('id="history"')[1]


def test_another_villages_cadre_finds_nothing_there(
    app: Flask, world: World, cadre: Visitor, db: Session
) -> None:
    public_id = register(cadre)
    person = people(db, public_id)[0].public_id
    world.account("stranger", "village_cadre", OTHER_VILLAGE)
    stranger = Visitor(app, "stranger")
    pages = [
        "", "/edit", "/members", "/members/new", f"/members/{person}", "/acts", "/acts/death", "/income",
        "/living", "/visits/new", f"/reveal/{person}/id_no", "/reveal/household/phone",
    ]  # fmt: skip
    for page in pages:
        assert stranger.get(f"/households/{public_id}{page}").status_code == 404, page
    posts = [
        "/edit", "/check", "/members/new", f"/members/{person}", f"/members/{person}/check",
        "/acts/death", "/acts/change_head", "/acts/closed", "/income", "/living", "/living/check", "/visits/new",
        f"/reveal/{person}/id_no",
    ]  # fmt: skip
    for page in posts:
        answer = stranger.post(f"/households/{public_id}{page}", {"version": "1", "purpose": "check"})
        assert answer.status_code == 404, page
    assert "杨明福" not in stranger.get("/households").text
    assert "杨明福" not in stranger.get("/search?q=杨明福").text.split("<main")[1].replace(
        "“杨明福”", ""
    ).replace('value="杨明福"', "")


def test_a_member_is_added_and_the_relation_must_fit_the_sex(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/members/new"
    sent = cadre.fields(address) | {"number": WIFE_ID, "name": "赵金秀", "relation": "wifes_father"}
    refused = cadre.post(address, sent)
    assert refused.status_code == 422
    assert "之岳父" in refused.text
    assert cadre.post(address, sent | {"relation": "spouse"}).status_code == 302
    wife = people(db, public_id)[1]
    assert (wife.sex, wife.relation, wife.area_code) == ("female", "spouse", VILLAGE)


def test_the_same_number_twice_in_one_household_is_refused(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/members/new"
    answer = cadre.post(
        address, cadre.fields(address) | {"number": HEAD_ID, "name": "杨二", "relation": "sibling"}
    )
    assert answer.status_code == 422
    assert "已经是杨明福的" in answer.text
    assert len(people(db, public_id)) == 1


def test_a_number_registered_elsewhere_does_not_say_whose(app: Flask, world: World, cadre: Visitor) -> None:
    register(cadre)
    world.account("stranger", "village_cadre", OTHER_VILLAGE)
    said = Visitor(app, "stranger").post("/households/identity", {"number": HEAD_ID}).text
    assert "已登记在别处" in said and "杨明福" not in said
    mine = cadre.post("/households/identity", {"number": HEAD_ID}).text
    assert "杨明福" in mine and "t-owed" in mine


@pytest.mark.parametrize(
    ("number", "state"), [(WIFE_ID, ""), (WIFE_ID[:-1], "t-danger"), ("520199200902290058", "t-danger")]
)
def test_a_wrong_number_does_not_look_right(cadre: Visitor, number: str, state: str) -> None:
    said = cadre.post("/households/identity", {"number": number}).text
    assert ("t-danger" in said, "circle-check" in said) == (bool(state), not state)


def test_a_disability_card_says_category_and_level(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre, number=HEAD_ID + "41")
    head = people(db, public_id)[0]
    assert (head.disability_category, head.disability_level, head.health_disabled) == ("limb", 1, True)
    assert head.id_ref and head.disability_ref


def test_the_head_leaves_only_with_a_new_head(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    add(cadre, public_id, number=WIFE_ID, name="赵金秀", relation="spouse")
    head, wife = people(db, public_id)
    address = f"/households/{public_id}/acts/death"
    gone = {"person": head.public_id, "on": "2026-09-14", "evidence": "火化登记 2026-09 第 12 行"}
    refused = cadre.post(address, cadre.fields(address) | gone | {"stage": "do"})
    assert refused.status_code == 422
    assert household(db, public_id).head_id == head.id
    shown = cadre.post(address, cadre.fields(address) | gone | {"new_head": wife.public_id})
    assert "到现在一条都没写" in shown.text and household(db, public_id).head_id == head.id
    assert cadre.post(address, form_fields(shown.text)).status_code == 302
    row = household(db, public_id)
    old, new = people(db, public_id)
    assert (row.head_id, row.head_name, new.relation) == (new.id, "赵金秀", "head")
    assert (old.status, old.gone_reason, old.gone_on) == ("gone", "death", date(2026, 9, 14))


def test_leaving_and_a_new_head_without_evidence_or_tomorrow_are_refused(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    add(cadre, public_id, number=WIFE_ID, name="赵金秀", relation="spouse")
    wife = people(db, public_id)[1]
    for act in ("married_out", "change_head"):
        address = f"/households/{public_id}/acts/{act}"
        for wrong in ({"evidence": ""}, {"on": "2099-01-01"}, {"on": ""}, {"person": ""}):
            sent = {
                "person": wife.public_id,
                "on": "2026-09-14",
                "evidence": "户口簿",
                "stage": "do",
                **wrong,
            }
            assert cadre.post(address, cadre.fields(address) | sent).status_code == 422, wrong
    assert people(db, public_id)[1].status == "present"
    assert household(db, public_id).head_name == "杨明福"


def test_two_heads_are_refused(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/members/new"
    answer = cadre.post(
        address, cadre.fields(address) | {"number": WIFE_ID, "name": "赵金秀", "relation": "head"}
    )
    assert answer.status_code == 422
    assert len(people(db, public_id)) == 1


def add(visitor: Visitor, public_id: str, **more: Any) -> None:
    address = f"/households/{public_id}/members/new"
    answer = visitor.post(address, visitor.fields(address) | more)
    assert answer.status_code == 302, answer.text


def test_the_ledger_is_summed_and_an_empty_line_is_no_line(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    add(cadre, public_id, number=WIFE_ID, name="赵金秀", relation="spouse")
    address = f"/households/{public_id}/income"
    sent = cadre.fields(address) | {
        "lines-0-kind": "wage_work", "lines-0-amount": "18,900",
        "lines-1-kind": "business_cost", "lines-1-amount": "2400.50",
        "lines-2-kind": "transfer_pension", "lines-2-unit_price": "143", "lines-2-months": "12",
    }  # fmt: skip
    assert cadre.post(address, sent).status_code == 302
    lines = {e.kind: e.amount_fen for e in db.scalars(select(IncomeEntry))}
    assert lines == {"wage_work": 1_890_000, "business_cost": 240_050, "transfer_pension": 171_600}
    page = cadre.get(f"/households/{public_id}").text
    assert "18,215.50 元" in page and "9,108" in page
    assert (
        "算法：工资性收入" in page and "借款和贷款" in page
    )  # the counting rule in force, not a fixed sentence


def test_a_line_without_an_amount_is_named(cadre: Visitor, db: Session) -> None:
    address = f"/households/{register(cadre)}/income"
    answer = cadre.post(
        address, cadre.fields(address) | {"lines-0-kind": "wage_work", "lines-0-label": "打工"}
    )
    assert answer.status_code == 422
    assert "第 1 笔：没有金额" in answer.text and "打工" in answer.text


def test_a_line_changed_by_two_is_a_conflict(cadre: Visitor, county: Visitor, db: Session) -> None:
    address = f"/households/{register(cadre)}/income"
    cadre.post(address, cadre.fields(address) | {"lines-0-kind": "wage_work", "lines-0-amount": "100"})
    mine, theirs = cadre.fields(address), county.fields(address)
    county.post(address, theirs | {"lines-0-amount": "200"})
    answer = cadre.post(address, mine | {"lines-0-amount": "300"})
    assert answer.status_code == 409
    assert 'value="300"' in answer.text
    db.rollback()
    assert db.scalar(select(IncomeEntry.amount_fen)) == 20_000


def test_living_conditions_keep_unknown_unknown(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/living"
    sent = cadre.fields(address) | {"house_level": "C", "water_is_safe": "yes", "land_crop_mu": "３．５"}
    assert cadre.post(address, sent).status_code == 302
    row = db.scalar(select(LivingCondition))
    assert row is not None
    assert (row.house_level, row.water_is_safe, row.land_crop_mu, row.has_power) == ("C", True, 3.5, None)


def test_a_check_while_typing_says_what_is_wrong_and_keeps_nothing(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/living"
    cadre.post(address, cadre.fields(address) | {"land_crop_mu": "3"})
    said = cadre.post(f"{address}/check", cadre.fields(address) | {"land_irrigated_mu": "4"}).text
    assert "有效灌溉面积大于耕地面积" in said
    db.rollback()
    assert db.scalar(select(LivingCondition.land_irrigated_mu)) is None
    assert db.scalar(select(func.count()).select_from(Event).where(Event.act == "household.check")) == 0


def test_a_check_offers_the_fix(cadre: Visitor, county: Visitor, db: Session) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    public_id = register(county, kind="out_of_poverty")
    address = f"/households/{public_id}/members/{people(db, public_id)[0].public_id}"
    said = cadre.post(
        f"{address}/check", cadre.fields(address) | {"labor": "ordinary", "school": "senior_1"}
    ).text
    assert "在校，劳动技能却不是“无劳动力”" in said and 'data-value="none"' in said


def test_a_device_gets_the_remarks_with_code_level_and_fix(
    cadre: Visitor, county: Visitor, db: Session
) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    public_id = register(county, kind="out_of_poverty")
    address = f"/households/{public_id}/members/{people(db, public_id)[0].public_id}"
    sent = cadre.fields(address) | {"labor": "ordinary", "school": "senior_1"}
    answer = cadre.post(f"{address}/check", sent, headers={"Accept": "application/json"})
    remark = next(r for r in answer.get_json()["remarks"] if r["code"] == "1111_07")
    assert (remark["field"], remark["level"]) == ("labor", "look")
    assert remark["fixes"] == [["改成“无劳动力”", "none"]]


def test_a_code_that_has_ended_stays_with_its_household_and_is_offered_to_no_other(
    cadre: Visitor, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/edit"
    assert "五保户" not in cadre.get(address).text  # ended with 2020
    with unscoped("test"), unit_of_work(db, SYSTEM, "household.load") as work:
        work.session.scalars(
            select(Household).where(Household.public_id == public_id)
        ).one().attribute = "wubao_only"
    opened = cadre.fields(address)
    assert (opened["attribute"], "五保户（已停用）" in cadre.get(address).text) == ("wubao_only", True)
    bad = cadre.post(address, opened | {"phone": "123", "note": "路不好走"})
    assert (bad.status_code, form_fields(bad.text)["attribute"]) == (422, "wubao_only")
    assert cadre.post(address, opened | {"note": "路不好走"}).status_code == 302
    assert (household(db, public_id).attribute, household(db, public_id).note) == ("wubao_only", "路不好走")
    monkeypatch.setattr("app.web.typed_fields.today", lambda: date(2019, 6, 1))
    other = cadre.get("/households/new").text  # the list of the day on which the page is asked for
    edited = cadre.get(f"/households/{register(cadre, number=WIFE_ID)}/edit").text
    assert other and "五保户" in edited and "一般贫困户" in edited


def test_a_village_registers_nobody_as_poor_or_monitored(
    cadre: Visitor, county: Visitor, db: Session
) -> None:
    assert (
        'name="kind"' not in cadre.get("/households/new").text
        and 'name="kind"' in county.get("/households/new").text
    )
    sent = cadre.fields("/households/new") | {"area_code": VILLAGE, "number": HEAD_ID, "name": "杨明福"}
    for more in ({"kind": "poor"}, {"monitoring_kind": "marginal", "monitored_month": "2026-10"}):
        refused = cadre.post("/households/new", sent | more)
        assert (refused.status_code, "由乡镇或县里认定" in refused.text, "杨明福" in refused.text) == (
            422,
            True,
            True,
        )
    assert db.scalar(select(func.count()).select_from(Household)) == 0
    assert household(db, register(cadre)).kind == "ordinary"


BY_ACT = {
    "area_code": OTHER_VILLAGE, "kind": "out_of_poverty", "monitoring_kind": "unstable", "monitored_month": "2026-10",
    "risk_cleared": "yes", "cleared_month": "2026-11", "clear_mode": "natural", "head_name": "石阿妹", "status": "gone",
    "exit_state": "long",
}  # fmt: skip


def test_what_an_act_changes_stands_on_the_form_as_a_link_and_is_not_taken_from_it(
    cadre: Visitor, county: Visitor, db: Session
) -> None:
    public_id = register(county, kind="poor")
    address = f"/households/{public_id}/edit"
    before = {key: getattr(household(db, public_id), key) for key in BY_ACT}
    assert not BY_ACT.keys() & county.fields(address).keys()
    page = county.get(address).text
    assert all(f"/acts/{act}" in page for act in ("moved_home", "change_head", "monitor"))
    assert "由乡镇或县里认定" in cadre.get(address).text and "/acts/monitor" not in cadre.get(address).text
    for visitor in (cadre, county):
        assert visitor.post(address, visitor.fields(address) | BY_ACT).status_code == 302
        assert {key: getattr(household(db, public_id), key) for key in BY_ACT} == before


@pytest.mark.parametrize("column", ["area_code", "kind", "exit_state", "monitoring_kind"])
def test_no_way_round_an_act(cadre: Visitor, db: Session, column: str) -> None:
    public_id = register(cadre)
    version = household(db, public_id).version
    with pytest.raises(InvalidInputError) as refused, unit_of_work(db, SYSTEM, "test.edit") as work:
        edit_household(work, Scope.everything(), public_id, version=version, changes={column: BY_ACT[column]})
    assert "办变动" in (refused.value.way_out or "")


def test_an_old_contradiction_keeps_nobody_from_writing_the_rest_and_is_set_right_by_its_act(
    cadre: Visitor, county: Visitor, db: Session
) -> None:
    public_id = register(county, kind="poor")
    with unscoped("test"), unit_of_work(db, SYSTEM, "household.load") as work:
        row = work.session.scalars(select(Household).where(Household.public_id == public_id)).one()
        row.monitoring_kind, row.risk_cleared = "marginal", True  # as a county's own workbook brought it
    address = f"/households/{public_id}/edit"
    for visitor, cause in ((cadre, "illness"), (county, "disability")):
        assert visitor.post(address, visitor.fields(address) | {"cause_main": cause}).status_code == 302
        assert household(db, public_id).cause_main == cause
    address = f"/households/{public_id}/acts/correct_monitoring"
    assert cadre.get(address).status_code == 403
    told = {"monitored_month": "2026-03", "on": "2026-11-02", "evidence": "县级认定 3 号", "stage": "do"}
    wrong = {"monitoring_kind": "unstable", "risk_cleared": "yes"}
    for lacking, sentence in (
        ({"cleared_month": ""}, "要写消除时间"),
        ({"cleared_month": "2026-01", "clear_mode": "natural"}, "早于识别的月份"),
        ({"monitored_month": "", "risk_cleared": "no"}, "哪个月识别"),
    ):
        refused = county.post(address, county.fields(address) | told | wrong | lacking)
        assert (refused.status_code, sentence in refused.text) == (422, True), sentence
    right = told | {"monitoring_kind": "unstable", "risk_cleared": "no"}
    assert county.post(address, county.fields(address) | right).status_code == 302
    row = household(db, public_id)
    assert (row.monitoring_kind, row.monitored_month, row.risk_cleared) == ("unstable", "2026-03", False)
    never = {"monitoring_kind": "", "on": "2026-11-02", "evidence": "县级复核", "stage": "do"}
    assert county.post(address, county.fields(address) | never).status_code == 302
    row = household(db, public_id)
    assert (row.monitoring_kind, row.monitored_month, row.risk_cleared) == (None, None, None)
    assert county.post(address, county.fields(address) | right).status_code == 422


def test_a_clear_number_needs_a_purpose_and_leaves_a_trace(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/reveal/{people(db, public_id)[0].public_id}/id_no"
    assert HEAD_ID not in cadre.get(address).text
    refused = cadre.post(address, {"purpose": ""})
    assert (refused.status_code, HEAD_ID in refused.text) == (422, False)
    assert HEAD_ID in cadre.post(address, {"purpose": "check"}).text
    db.rollback()
    seen = db.scalars(select(Event).where(Event.act == "secret.reveal")).all()
    assert [e.payload["purpose"] for e in seen] == ["check"]
    assert HEAD_ID not in cadre.get(f"/households/{public_id}").text


def test_a_visit_is_recorded_and_its_words_are_sealed(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/visits/new"
    sent = cadre.fields(address) | {"food_ok": "no", "note": "老人腿脚不便", "visitors": "罗秀英、石维"}
    assert cadre.post(address, sent).status_code == 302
    visit = db.scalar(select(Visit))
    assert visit is not None and (visit.food_ok, visit.clothing_ok) == (True, None)
    secret = db.get(Secret, visit.note_ref)
    assert secret is not None and secret.masked == "" and "老人".encode() not in secret.sealed
    assert "老人腿脚不便" not in cadre.get(f"/households/{public_id}").text
    assert cadre.post(address, cadre.fields(address) | {"on_day": "2099-01-01"}).status_code == 422


def test_pages_of_a_list_meet_without_gap_or_repeat(world: World, county: Visitor) -> None:
    for n in range(123):
        world.household(VILLAGE if n % 2 else OTHER_VILLAGE, head_name=f"户主{n:03d}")
    seen: list[str] = []
    address, pages = "/households", 0
    while address:
        page = county.get(address).text
        seen += re.findall(r">(户主\d{3})<", page)
        found = re.search(r'href="([^"]*)" rel="next"', page)
        address, pages = (found[1].replace("&amp;", "&") if found else ""), pages + 1
    assert (len(seen), len(set(seen)), pages) == (123, 123, 3)
    back = re.search(r'href="([^"]*)" rel="prev"', page)
    assert back is not None
    middle = county.get(back[1].replace("&amp;", "&")).text
    assert re.findall(r">(户主\d{3})<", middle) == seen[50:100]


def test_the_list_is_filtered_by_its_address(world: World, county: Visitor) -> None:
    world.household(head_name="监测甲", group_name="四组", monitoring_kind="unstable", risk_cleared=False)
    world.household(head_name="消除乙", monitoring_kind="unstable", risk_cleared=True)
    world.household(OTHER_VILLAGE, head_name="平常丙", group_name="大坪寨")
    world.household(head_name="销户丁", status="gone")

    def listed(query: str) -> set[str]:
        return set(re.findall(r">(监测甲|消除乙|平常丙|销户丁)<", county.get(f"/households?{query}").text))

    assert listed("") == {"监测甲", "消除乙", "平常丙"}
    assert listed("monitored=yes") == {"监测甲"}
    assert listed("monitored=cleared") == {"消除乙"}
    assert listed(f"area={TOWNSHIP}") == {"监测甲", "消除乙"}
    assert listed("area=520199102") == {"平常丙"}
    assert listed("status=gone") == {"销户丁"}
    assert (listed("group=4"), listed("group=大坪寨"), listed("group=14")) == ({"监测甲"}, {"平常丙"}, set())
    assert "group=%E5%A4%A7%E5%9D%AA%E5%AF%A8" in county.get("/search?q=大坪寨").text
    assert listed("measure=M26&verdict=missing") == set()


@pytest.mark.parametrize(
    "query", ["area=xyz", "verdict=perfect", "kind=rich", "status=lost", "after=no-such-id"]
)
def test_odd_addresses_get_a_sentence_or_the_first_page(county: Visitor, query: str) -> None:
    assert county.get(f"/households?{query}").status_code in (200, 400, 422)


def test_the_export_holds_exactly_what_is_listed(world: World, county: Visitor, db: Session) -> None:
    for n in range(7):
        world.household(head_name=f"户主{n}", monitoring_kind="sudden" if n < 3 else None)
    answer = county.post("/households/export", {"monitored": "yes"})
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[1] for row in rows[1:4]] == ["户主0", "户主1", "户主2"]
    assert not any(cell and "户主3" in str(cell) for row in rows for cell in row)
    event = db.scalar(select(Event).where(Event.act == "household.export"))
    assert event is not None and event.payload["rows"] == 3


def test_an_empty_register_says_how_to_begin(county: Visitor) -> None:
    page = county.get("/households").text
    assert "还没有一户资料" in page and "手工登记一户" in page


def test_a_leader_reads_and_cannot_change(app: Flask, world: World, cadre: Visitor) -> None:
    public_id = register(cadre)
    world.account("leader", "leader", "520199000000")
    leader = Visitor(app, "leader")
    page = leader.get(f"/households/{public_id}")
    assert page.status_code == 200 and "改资料" not in page.text and "看全号" not in page.text
    assert leader.get(f"/households/{public_id}/edit").status_code == 403
    assert leader.post("/households/export", {}).status_code == 403


def test_saving_says_which_measures_and_suspicions_follow(
    cadre: Visitor, county: Visitor, world: World, db: Session
) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    public_id = register(county, kind="poor", number=number("20090601", "001"))
    address = f"/households/{public_id}/members/{people(db, public_id)[0].public_id}"
    sent = cadre.fields(address) | {"school": "vocational_1", "resident_medical": "yes"}
    expected = cadre.post(f"{address}/check", sent).text
    assert "存好以后" in expected and "应享未享" in expected
    assert "存好以后" not in cadre.post(f"{address}/check", cadre.fields(address)).text

    cadre.post(address, sent)
    page = cadre.get(f"/households/{public_id}").text
    assert "因此有变化" in page and "应享未享" in page
    listed = cadre.get("/households?measure=M30&verdict=missing").text
    assert ">杨明福<" in listed
    living = f"/households/{public_id}/living"
    for level, expected in (("B", "已有保障：住房安全有保障"), ("D", "保障要再核实：住房安全有保障")):
        cadre.post(living, cadre.fields(living) | {"house_level": level})
        said = cadre.get(f"/households/{public_id}").text
        assert expected in said and "新的疑点：G05" not in said


def test_an_officer_works_on_the_households_in_charge_only(
    app: Flask, world: World, cadre: Visitor, db: Session
) -> None:
    mine, other = register(cadre), register(cadre, number=WIFE_ID, name="赵金秀")
    officer = world.account("officer", "officer", VILLAGE)
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.assign") as work:
        work.session.add(Assignment(user_id=officer.id, household_id=household(db, mine).id))
    visitor = Visitor(app, "officer")
    listed = visitor.get("/households").text
    assert ">杨明福<" in listed and ">赵金秀<" not in listed
    assert visitor.get(f"/households/{other}").status_code == 404
    address = f"/households/{mine}/members/{people(db, mine)[0].public_id}"
    assert (
        visitor.post(address, visitor.fields(address) | {"name": "杨明富", "labor": "weak"}).status_code
        == 302
    )
    assert household(db, mine).head_name == "杨明富"
    assert "杨明富" in visitor.get("/search?q=明富").text


def test_a_household_is_closed_with_its_paper_and_stays_readable(cadre: Visitor, db: Session) -> None:
    public_id = register(cadre)
    address = f"/households/{public_id}/acts/closed"
    sent = cadre.fields(address) | {"reason": "moved_away", "on": "2026-11-01", "stage": "do"}
    assert cadre.post(address, sent | {"evidence": ""}).status_code == 422
    assert cadre.post(address, sent | {"evidence": "迁移证 2026-11-01"}).status_code == 302
    row = household(db, public_id)
    assert (row.status, row.gone_reason, row.gone_on) == ("gone", "moved_away", date(2026, 11, 1))
    page = cadre.get(f"/households/{public_id}").text
    assert "已销户" in page and "改资料" not in page
    assert ">杨明福<" not in cadre.get("/households").text
    assert ">杨明福<" in cadre.get("/households?status=gone").text


def test_households_are_counted_up_to_a_limit(db: Session, world: World) -> None:
    for _ in range(4):
        world.household()
    everywhere = Scope((("520199000000", "520200000000"),))
    for most in (2, 3, 4, 1000):
        for wanted in (Wanted(), Wanted(area=VILLAGE), Wanted(kind="out_of_poverty")):
            assert count_households(db, everywhere, wanted, most) == min(4, most + 1)
    assert count_households(db, Scope(), Wanted()) == 0
