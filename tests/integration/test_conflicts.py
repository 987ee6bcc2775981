"""Two people at one record: both texts side by side for every record that is edited, and nothing typed is lost."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id, today
from app.domain.permissions import SYSTEM
from app.models import (
    Finding,
    FindingStep,
    Household,
    IncomeEntry,
    MeasureGrant,
    Project,
)
from app.queries.scope import unscoped
from app.queries.worlds import history_of
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor, form_fields


@pytest.fixture
def clerk(app: Flask, world: World) -> Visitor:
    world.account("clerk", "township_clerk", TOWNSHIP)
    return Visitor(app, "clerk")


@pytest.fixture
def county(app: Flask, world: World) -> Visitor:
    world.account("county", "county_office", COUNTY)
    return Visitor(app, "county")


def put(db: Session, row: Any) -> str:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.row") as work:
        work.session.add(row)
    return str(row.public_id)


def one(db: Session, model: type[Any]) -> Any:
    db.rollback()
    db.expire_all()
    return db.scalars(select(model).order_by(model.id.desc())).first()


def project(db: Session, **more: Any) -> str:
    values: dict[str, Any] = {"project_no": new_public_id()[:12], "name": "北岭灌溉渠", "area_code": VILLAGE}
    values |= {"year": 2026, "category": "industry", "state": "approved", "target": "带动 40 户增收"}
    return put(db, Project(**values | more))


def finding(db: Session, home: Household, **more: Any) -> str:
    values: dict[str, Any] = {"check_code": "C01", "household_id": home.id, "area_code": home.area_code}
    values |= {"severity": "doubt", "fact_key": f"C01:{home.id}", "state": "handed_out"}
    return put(db, Finding(**values | {"found_on": today(), "last_seen_on": today()} | more))


def grant(db: Session, home: Household, **more: Any) -> str:
    values: dict[str, Any] = {"household_id": home.id, "area_code": home.area_code, "measure": "M35"}
    return put(db, MeasureGrant(**values | {"bureau": "MZ", "state": "approved"} | more))


def test_both_texts_of_a_project_are_shown_and_chosen_field_by_field(
    clerk: Visitor, county: Visitor, db: Session
) -> None:
    address = f"/projects/{project(db)}/edit"
    mine, theirs = clerk.fields(address), county.fields(address)
    county.post(address, theirs | {"name": "北岭提灌站", "builder": "县水务局", "content": "泵房一座"})
    answer = clerk.post(address, mine | {"name": "北岭水渠", "content": "渠 3 公里", "budget": "12.5"})
    assert answer.status_code == 409
    texts = ("北岭提灌站", "北岭水渠", "北岭灌溉渠", "县水务局", "泵房一座", "渠 3 公里", "12.5", "county")
    assert [text for text in texts if text not in answer.text] == []
    assert one(db, Project).name == "北岭提灌站"

    sent = form_fields(answer.text) | {"pick-name": "theirs", "pick-content": "both"}
    assert clerk.post(address, sent).status_code == 302
    row = one(db, Project)
    assert (row.name, row.builder, row.budget_fen) == ("北岭提灌站", "县水务局", 12_500_000)
    assert row.content == "泵房一座\n渠 3 公里"
    kept = history_of("project")
    assert "北岭水渠" in db.scalars(select(kept.c.name).where(kept.c.id == row.id)).all()


def test_a_third_saver_is_asked_again_and_the_form_is_still_whole(
    clerk: Visitor, county: Visitor, db: Session
) -> None:
    address = f"/projects/{project(db)}/edit"
    mine, theirs = clerk.fields(address), county.fields(address)
    county.post(address, theirs | {"name": "甲"})
    first = clerk.post(address, mine | {"name": "乙"})
    county.post(address, county.fields(address) | {"name": "丙"})
    second = clerk.post(address, form_fields(first.text) | {"pick-name": "mine"})
    assert second.status_code == 409 and "丙" in second.text
    assert clerk.post(address, form_fields(second.text) | {"pick-name": "mine"}).status_code == 302
    assert one(db, Project).name == "乙"


def test_two_acceptances_of_a_project_stand_side_by_side(
    county: Visitor, db: Session, world: World, app: Flask
) -> None:
    world.account("second", "county_office", TOWNSHIP)
    second = Visitor(app, "second")
    address = f"/projects/{project(db, state='finished')}/steps/accept"
    sent = {"version": one(db, Project).version, "on_day": today().isoformat(), "stage": "do"}
    done = county.post(address, sent | {"evidence": "验收单 2026-11-01", "words": "合格"})
    assert done.status_code == 302
    answer = second.post(address, sent | {"evidence": "验收单 2026-11-02", "words": "基本合格，补验路沿"})
    assert answer.status_code == 409
    assert "基本合格，补验路沿" in answer.text and "合格" in answer.text
    assert one(db, Project).acceptance == "合格"


def answer_of(text: str, conclusion: str = "keep") -> dict[str, Any]:
    return {"conclusion": conclusion, "keep_reason": "other", "explanation": text, "checkers": "石维"}


def test_two_answers_to_a_suspicion_can_be_put_together(
    clerk: Visitor, county: Visitor, world: World, db: Session, app: Flask
) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    world.account("second", "village_cadre", VILLAGE)
    cadre, second = Visitor(app, "cadre"), Visitor(app, "second")
    address = f"/findings/{finding(db, world.household())}/answer"
    version = {"version": one(db, Finding).version}
    cadre.post(address, version | answer_of("车是跑客运养家用的，价值八千元"))
    answer = second.post(address, version | answer_of("去看了，车已经卖掉三个月了", "remove"))
    assert answer.status_code == 409
    assert "跑客运养家" in answer.text and "卖掉三个月" in answer.text
    sent = form_fields(answer.text) | {"pick-conclusion": "theirs", "pick-explanation": "both"}
    assert second.post(address, sent).status_code == 302
    row = one(db, Finding)
    assert (row.state, row.conclusion) == ("answered", "keep")
    assert row.explanation == "车是跑客运养家用的，价值八千元\n去看了，车已经卖掉三个月了"


def test_an_answer_that_comes_after_the_review_is_kept_in_the_story(
    clerk: Visitor, world: World, db: Session, app: Flask
) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    cadre = Visitor(app, "cadre")
    public_id = finding(db, world.household())
    opened = {"version": one(db, Finding).version}
    cadre.post(f"/findings/{public_id}/answer", opened | answer_of("车是跑客运养家用的，价值八千元"))
    clerk.post(f"/findings/{public_id}/step", {"version": one(db, Finding).version, "act": "review"})
    late = cadre.post(f"/findings/{public_id}/answer", opened | answer_of("补一句：车上月已经过户给别人"))
    assert late.status_code == 409
    assert "不能反馈核查结果" in late.text and "过户给别人" in late.text
    assert one(db, Finding).state == "township_reviewed"
    noted = cadre.post(f"/findings/{public_id}/note", form_fields(late.text))
    assert noted.status_code == 302, (form_fields(late.text), noted.text)
    db.rollback()
    steps = db.scalars(select(FindingStep.words).order_by(FindingStep.id)).all()
    assert "过户给别人" in (steps[-1] or "")
    assert "过户给别人" in cadre.get(f"/findings/{public_id}").text


def test_a_suspicion_that_was_only_met_again_is_no_conflict(world: World, db: Session, app: Flask) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    cadre = Visitor(app, "cadre")
    public_id = finding(db, world.household(), last_seen_on=date(2026, 1, 1))
    opened = {"version": one(db, Finding).version}
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.seen") as work:
        work.session.scalars(select(Finding)).one().last_seen_on = today()
    sent = opened | answer_of("车是跑客运养家用的，价值八千元")
    assert cadre.post(f"/findings/{public_id}/answer", sent).status_code == 302
    assert one(db, Finding).state == "answered"


def test_a_proof_that_comes_second_is_not_lost(
    county: Visitor, world: World, db: Session, app: Flask
) -> None:
    world.account("bureau", "bureau_staff", COUNTY, "MZ")
    bureau = Visitor(app, "bureau")
    public_id = grant(db, world.household())
    sent = {"version": one(db, MeasureGrant).version, "act": "deliver", "on_day": today().isoformat()}
    county.post(f"/grants/{public_id}/step", sent | {"reason": "县级发放表第 12 号"})
    answer = bureau.post(f"/grants/{public_id}/step", sent | {"reason": "民政发放表第 7 号"})
    assert answer.status_code == 409
    assert "县级发放表第 12 号" in answer.text and "民政发放表第 7 号" in answer.text
    bureau.post(f"/grants/{public_id}/note", form_fields(answer.text))
    reason = one(db, MeasureGrant).reason
    assert "县级发放表第 12 号" in reason and "民政发放表第 7 号" in reason


def test_a_step_that_may_still_follow_is_taken_over_the_newer_version(
    county: Visitor, world: World, db: Session, app: Flask
) -> None:
    world.account("bureau", "bureau_staff", COUNTY, "MZ")
    bureau = Visitor(app, "bureau")
    public_id = grant(db, world.household())
    opened = {"version": one(db, MeasureGrant).version}
    county.post(f"/grants/{public_id}/step", opened | {"act": "start"})
    sent = opened | {"act": "deliver", "reason": "民政发放表第 7 号", "on_day": today().isoformat()}
    answer = bureau.post(f"/grants/{public_id}/step", sent)
    assert answer.status_code == 409 and "落实中" in answer.text
    assert bureau.post(f"/grants/{public_id}/step", form_fields(answer.text)).status_code == 302
    row = one(db, MeasureGrant)
    assert (row.state, row.reason) == ("delivered", "民政发放表第 7 号")


def ledger(clerk: Visitor, county: Visitor, world: World) -> tuple[str, dict[str, Any], dict[str, Any]]:
    home = world.household(head_name="石阿妹")
    address = f"/households/{home.public_id}/income"
    clerk.post(address, clerk.fields(address) | {"lines-0-kind": "wage_work", "lines-0-amount": "100"})
    return address, clerk.fields(address), county.fields(address)


def test_a_line_of_the_account_is_chosen_from_both(
    clerk: Visitor, county: Visitor, world: World, db: Session
) -> None:
    address, mine, theirs = ledger(clerk, county, world)
    county.post(address, theirs | {"lines-0-amount": "200"})
    answer = clerk.post(
        address, mine | {"lines-0-amount": "300", "lines-1-kind": "wage_work", "lines-1-amount": "7"}
    )
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("共 100 元", "共 200 元", "共 300 元"))
    assert clerk.post(address, form_fields(answer.text) | {"pick-lines-0": "theirs"}).status_code == 302
    db.rollback()
    assert db.scalars(select(IncomeEntry.amount_fen).order_by(IncomeEntry.id)).all() == [20_000, 700]


def test_my_line_of_the_account_can_be_put_over_theirs(
    clerk: Visitor, county: Visitor, world: World, db: Session
) -> None:
    address, mine, theirs = ledger(clerk, county, world)
    county.post(address, theirs | {"lines-0-amount": "200"})
    answer = clerk.post(address, mine | {"lines-0-amount": "300"})
    assert clerk.post(address, form_fields(answer.text) | {"pick-lines-0": "mine"}).status_code == 302
    assert one(db, IncomeEntry).amount_fen == 30_000


def test_a_line_taken_away_by_the_other_can_be_entered_again(
    clerk: Visitor, county: Visitor, world: World, db: Session
) -> None:
    address, mine, theirs = ledger(clerk, county, world)
    county.post(address, theirs | {"lines-0-remove": "y"})
    answer = clerk.post(address, mine | {"lines-0-amount": "300"})
    assert answer.status_code == 409 and "已去掉" in answer.text
    assert clerk.post(address, form_fields(answer.text) | {"pick-lines-0": "mine"}).status_code == 302
    assert one(db, IncomeEntry).amount_fen == 30_000
