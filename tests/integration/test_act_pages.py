"""Pages of acts: nothing is written before the preview is confirmed; undo, past days, the national list."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.models import Event, Household, HouseholdAct, Person
from tests.integration.test_household_acts import family, home, people
from tests.support.people import TOWNSHIP, VILLAGE, World

DAY = (today() - timedelta(days=2)).isoformat()


def sign_in(world: World, client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    world.account("cadre", "village_cadre")
    return client_of("cadre")


def text_of(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined,no-any-return]


def death(house: Household, person: Person, stage: str, **more: str) -> dict[str, str]:
    told = {"person": person.public_id, "on": DAY, "evidence": "死亡证明 2026-11", "stage": stage}
    return {**told, "version": str(house.version), **more}


def test_a_death_is_shown_first_and_done_then_and_taken_back(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse", "son")
    spouse = people(db, house)[1]
    client = sign_in(world, client_of)
    page = f"/households/{house.public_id}/acts"
    assert "死亡" in text_of(client.get(page))
    assert client.get(f"{page}/death").status_code == 200
    seen = client.post(f"{page}/death", data=death(house, spouse, "look"))
    assert "到现在一条都没写" in text_of(seen) and "（2 人）" in text_of(seen)
    db.rollback()
    assert len(people(db, house)) == 3
    assert db.scalar(select(func.count()).select_from(HouseholdAct)) == 0
    done = client.post(f"{page}/death", data=death(house, spouse, "do", request_key="k1"))
    assert done.status_code == 302
    db.rollback()
    assert len(people(db, house)) == 2
    act = db.scalars(select(HouseholdAct)).one()
    back = client.post(f"{page}/{act.public_id}/undo", data={"reason": "登错了人"})
    assert back.status_code == 302
    db.rollback()
    assert len(people(db, house)) == 3
    acts = list(db.scalars(select(Event.act).order_by(Event.id.desc()).limit(2)))
    assert acts == ["household.undo_act", "household.act_death"]


def test_a_refused_act_keeps_what_was_typed(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse")
    head = people(db, house)[0]
    client = sign_in(world, client_of)
    answer = client.post(f"/households/{house.public_id}/acts/death", data=death(house, head, "look"))
    assert answer.status_code == 422
    assert "请选一位留下的成员做户主" in text_of(answer) and "死亡证明 2026-11" in text_of(answer)


def test_a_split_goes_through_the_page(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse", "son")
    son = people(db, house)[2]
    client = sign_in(world, client_of)
    told = {"people": [son.public_id], "head": son.public_id, "on": DAY, "evidence": "户口簿"}
    told["version"] = str(house.version)
    address = f"/households/{house.public_id}/acts/split"
    assert "另一户" in text_of(client.post(address, data={**told, "stage": "look"}))
    assert client.post(address, data={**told, "stage": "do"}).status_code == 302
    db.rollback()
    assert len(people(db, house)) == 2
    assert db.scalar(select(func.count()).select_from(Household)) == 2


def test_past_days_and_monitoring_and_the_national_list_open(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse", "son")
    spouse = people(db, house)[1]
    client = sign_in(world, client_of)
    base = f"/households/{house.public_id}"
    client.post(f"{base}/acts/death", data=death(house, spouse, "do"))
    assert "那天 2 人" in text_of(client.get(f"{base}/then?on={today().isoformat()}"))
    early = text_of(client.get(f"{base}/then?on=1999-01-01"))
    assert "那一天这一户还没有登记" in early
    assert client.get(f"{base}/then?on=昨天&known=x").status_code == 200
    assert client.get(f"{base}/monitoring").status_code == 200
    step = {"step": "clue", "on_day": DAY, "evidence": "排查记录"}
    assert client.post(f"{base}/monitoring", data=step).status_code == 302
    assert "线索登记" in text_of(client.get(f"{base}/monitoring"))
    listed = text_of(client.get("/households/national"))
    assert "人员自然减少" in listed
    act = db.scalars(select(HouseholdAct)).one()
    client.post("/households/national", data={"chosen": act.public_id})
    assert "已录" in text_of(client.get("/households/national?state=entered"))


def test_an_act_that_does_not_fit_is_refused_and_an_unknown_one_is_not_found(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db)
    client = sign_in(world, client_of)
    base = f"/households/{house.public_id}/acts"
    told = {"on": DAY, "evidence": "公告", "version": str(house.version), "cause": "illness"}
    assert client.post(f"{base}/recognise", data=told).status_code == 403
    assert "由乡镇或县里认定后办理" in text_of(client.get(base))
    world.account("clerk", "township_clerk", TOWNSHIP)
    assert client_of("clerk").post(f"{base}/recognise", data=told).status_code == 422
    assert client.get(f"{base}/lottery").status_code == 404
    assert client.get(f"{base}/newborn").status_code == 302
    house = home(db, house.public_id)
    assert house.kind == "out_of_poverty"


def test_a_move_to_another_village_is_shown_first_and_done_then_and_taken_back(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    there = "520199101202"
    world.areas(there)
    world.account("clerk", "township_clerk", TOWNSHIP)
    house, client = family(db, "spouse"), client_of("clerk")
    page = f"/households/{house.public_id}/acts"
    assert "迁到哪个村" in text_of(client.get(f"{page}/moved_home"))
    told = {
        "area_code": there,
        "group_name": "四组",
        "on": DAY,
        "evidence": "户口迁移证明 1 号",
        "version": str(house.version),
    }
    here = client.post(f"{page}/moved_home", data={**told, "area_code": VILLAGE, "stage": "look"})
    assert here.status_code == 422 and "已经住在这个村" in text_of(here)
    seen = text_of(client.post(f"{page}/moved_home", data={**told, "stage": "look"}))
    db.rollback()
    assert "住在哪里" in seen and "四组" in seen and "到现在一条都没写" in seen
    assert home(db, house.public_id).area_code == VILLAGE
    assert db.scalar(select(func.count()).select_from(HouseholdAct)) == 0
    assert client.post(f"{page}/moved_home", data={**told, "stage": "do"}).status_code == 302
    db.rollback()
    moved = home(db, house.public_id)
    assert (moved.area_code, moved.group_name) == (there, "四组")
    assert {p.area_code for p in people(db, house)} == {there}
    act = db.scalars(select(HouseholdAct)).one()
    assert (act.act, act.happened_on.isoformat(), act.evidence) == ("moved_home", DAY, "户口迁移证明 1 号")
    assert client.post(f"{page}/{act.public_id}/undo", data={"reason": "没有迁成"}).status_code == 302
    db.rollback()
    assert {home(db, house.public_id).area_code, *(p.area_code for p in people(db, house))} == {VILLAGE}
