"""Pasting, putting an old value back, reading back: pages that write only what was shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import now, standing_at, today
from app.domain.income import income_year
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.datasets import BY_KEY
from app.models import BureauRecord, IncomeEntry, LivingCondition, Person
from app.queries.scope import Scope, unscoped
from app.services.households import edit_household
from app.unit_of_work import unit_of_work
from tests.integration.test_act_pages import sign_in, text_of
from tests.integration.test_household_acts import family, people
from tests.support.people import World
from tests.support.visitor import Visitor, form_fields


def test_pasted_members_are_shown_then_written_and_errors_stay_in_their_cell(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db)
    client = sign_in(world, client_of)
    page = f"/households/{house.public_id}/members/paste"
    assert client.get(page).status_code == 200
    bad = client.post(page, data={"rows": "姓名\t与户主关系\n石小妹\t之女女\n", "stage": "do"})
    assert bad.status_code == 422 and "之女女" in text_of(bad) and "第 1 行" in text_of(bad)
    good = "姓名\t与户主关系\t性别\t健康状况\n石小妹\t之女\t女\t健康\n杨小弟\t之子\t男\t\n"
    seen = client.post(page, data={"rows": good})
    assert "到现在一条都没写" in text_of(seen)
    assert len(people(db, house)) == 1
    assert client.post(page, data={"rows": good, "stage": "do"}).status_code == 302
    db.rollback()
    made = people(db, house)[1:]
    assert [(p.name, p.relation, p.health_serious) for p in made] == [
        ("石小妹", "daughter", False),
        ("杨小弟", "son", None),
    ]


def test_pasted_ledger_lines_multiply_and_a_second_head_is_refused_with_a_sentence(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db)
    client = sign_in(world, client_of)
    rows = "类别\t数量\t单价\t月数\n务工收入\t\t2,500\t8\n生产经营性收入\t3\t1200\t\n"
    page = f"/households/{house.public_id}/income/paste?year=2026"
    assert client.post(page, data={"rows": rows, "stage": "do"}).status_code == 302
    amounts = [e.amount_fen for e in db.scalars(select(IncomeEntry).order_by(IncomeEntry.id))]
    assert amounts == [2_000_000, 360_000]
    two = client.post(
        f"/households/{house.public_id}/members/paste",
        data={"rows": "姓名\t与户主关系\n杨二\t户主\n", "stage": "do"},
    )
    assert two.status_code == 422 and "户主" in text_of(two)
    db.rollback()
    assert len(people(db, house)) == 1


def test_a_saved_ledger_leads_on_to_more_lines_or_to_the_next_section(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db)
    client = sign_in(world, client_of)
    page = f"/households/{house.public_id}"
    line = {"lines-0-kind": "wage_work", "lines-0-amount": "2600"}
    for wanted, leads in (("income", "#more"), ("living", f"{page}/living"), ("", "#income")):
        answer = client.post(f"{page}/income", data={**line, "next": wanted})
        assert answer.status_code == 302 and answer.location.endswith(leads), wanted
    assert 'id="more"' in client.get(f"{page}/income").text
    assert "还没填：健康状况" in text_of(client.get(f"{page}/members"))


def test_an_old_value_comes_back_as_a_new_change(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db)
    client = sign_in(world, client_of)
    base = f"/households/{house.public_id}"
    for version, level in ((0, "A"), (1, "C")):
        client.post(f"{base}/living", data={"version": str(version), "house_level": level})
    row = db.scalars(select(LivingCondition)).one()
    asked = {"table": "living_condition", "row": str(row.id), "column": "house_level", "version": "1"}
    assert "恢复成" in text_of(client.get(base))
    assert "A级" in text_of(client.get(f"{base}/restore", query_string=asked))
    assert client.post(f"{base}/restore", data=asked).status_code == 302
    db.rollback()
    row = db.scalars(select(LivingCondition)).one()
    assert (row.house_level, row.version) == ("A", 3)
    for odd in ({**asked, "version": "99"}, {**asked, "row": "x"}, {**asked, "table": "user"}):
        assert client.get(f"{base}/restore", query_string=odd).status_code == 404
    closed = {**asked, "table": "household", "row": str(house.id), "column": "kind"}
    assert client.get(f"{base}/restore", query_string=closed).status_code == 422


def test_what_a_bureau_paid_is_offered_and_taken_by_a_button(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db)
    person = people(db, house)[0]
    with unit_of_work(db, SYSTEM, "test.record") as work:
        record = BureauRecord(
            dataset=BY_KEY["dibao"].number,
            person_id=person.id,
            period="2026-10",
            status="normal",
            amount_fen=30_000,
        )
        work.session.add(record)
    client = sign_in(world, client_of)
    year = income_year(today())
    page = f"/households/{house.public_id}/income"
    assert "部门发放的，账上还没有" in text_of(client.get(page))
    assert client.post(f"{page}/fill?year={year}").status_code == 302
    after = text_of(client.get(page))
    assert "部门发放的，账上还没有" not in after and "加出来的十一项" in after and "收入怎么算" in after
    assert client.get(f"/households/{house.public_id}/read-back").status_code == 200


def test_reading_the_record_back_ends_in_a_record_of_two(app: Flask, world: World, db: Session) -> None:
    base = f"/households/{family(db, 'spouse').public_id}"
    world.account("cadre", "village_cadre")
    visitor = Visitor(app, "cadre")
    page, address = f"{base}/read-back", f"{base}/visits/new"
    assert "还没有念过" in visitor.get(page).text
    opened = visitor.fields(f"{address}?read=back")
    assert opened["topics"] == ["papers"] or opened["topics"] == "papers"
    alone = visitor.post(address, opened | {"visitors": "石维"})
    assert (alone.status_code, "两个人都签" in alone.text, form_fields(alone.text)["read"]) == (
        422,
        True,
        "back",
    )
    assert visitor.post(address, opened | {"visitors": "石维", "second_visitor": "罗春"}).status_code == 302
    assert "石维、罗春" in visitor.get(page).text


def listed(db: Session, dataset: str, person: Person, **values: Any) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.record") as work:
        of = {"dataset": BY_KEY[dataset].number, "person_id": person.id, "period": "2026-10"}
        work.session.add(BureauRecord(**of, **values))


def test_last_years_answer_and_the_bureaus_stand_beside_the_households_own_fields(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    with standing_at(now() - timedelta(days=400)):
        house = family(db)
    client, page = sign_in(world, client_of), f"/households/{house.public_id}"
    with (
        standing_at(now() - timedelta(days=399)),
        unscoped("tests"),
        unit_of_work(db, SYSTEM, "test.edit") as work,
    ):
        changes = {"cause_main": "illness", "group_name": "四组"}
        edit_household(work, Scope.everything(), house.public_id, version=house.version, changes=changes)
    db.refresh(house)
    assert "去年这时" not in text_of(client.get(f"{page}/edit"))  # nothing has changed since
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.edit") as work:
        changes = {"cause_main": "disability"}
        edit_household(work, Scope.everything(), house.public_id, version=house.version, changes=changes)
    listed(db, "dibao", people(db, house)[0], kind="rural", row_no=402)
    shown = text_of(client.get(f"{page}/edit"))
    assert "去年这时：因病" in shown and "去年这时：四组" not in shown
    assert "县民政局花名册：农村低保" in shown and "2026-10 第 402 行" in shown
    assert "登记库里在户 1 人" in shown


def test_a_value_tells_all_it_has_been_who_said_so_and_what_others_say(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db)
    person = people(db, house)[0]
    client, page = sign_in(world, client_of), f"/households/{house.public_id}"
    for school in ("primary", "junior", "primary"):
        form = form_fields(client.get(f"{page}/members/{person.public_id}").text)
        client.post(f"{page}/members/{person.public_id}", data=form | {"education": school})
    listed(db, "disability", person, kind="limb", level="2", row_no=7)
    asked = {"table": "person", "row": str(person.id), "column": "education"}
    shown = text_of(client.get(f"{page}/value", query_string=asked))
    assert (shown.count("恢复成“小学”"), shown.count("恢复成“初中”")) == (1, 1)
    assert shown.count("cadre") >= 3  # who, each time
    said = text_of(client.get(f"{page}/value", query_string=asked | {"column": "disability_level"}))
    assert "县残联：二级" in said and "2026-10 第 7 行" in said
    secret = text_of(client.get(f"{page}/value", query_string=asked | {"column": "id_ref"}))
    assert "已登记" in secret and "恢复成" not in secret
    assert client.get(f"{page}/value").status_code == 200
    for odd in ({"row": "99999"}, {"row": "x"}, {"table": "user"}, {"column": "password"}):
        assert client.get(f"{page}/value", query_string=asked | odd).status_code == 404
    assert "column=education" in client.get(page).text
