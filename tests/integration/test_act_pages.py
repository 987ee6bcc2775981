"""Pages of acts: nothing is written before the preview is confirmed; undo, past days, the national list."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id, today
from app.domain.permissions import SYSTEM
from app.models import Assignment, Event, Household, HouseholdAct, Person, User
from app.unit_of_work import unit_of_work
from tests.integration.test_household_acts import family, home, people
from tests.support.people import TOWNSHIP, VILLAGE, World
from tests.support.visitor import form_fields

FIRST_DAY = today() - timedelta(days=90)
DAY = (today() - timedelta(days=2)).isoformat()


def sign_in(world: World, client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    world.account("cadre", "village_cadre")
    return client_of("cadre")


def text_of(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined,no-any-return]


def seen(db: Session, house: Household) -> str:
    """What the page of an act would carry: the newest event that wrote the family."""
    db.rollback()
    of_people = select(func.max(Person.event_id)).where(Person.household_id == house.id)
    return str(max(home(db, house.public_id).event_id, db.scalar(of_people) or 0))


def death(db: Session, house: Household, person: Person, stage: str, **more: str) -> dict[str, str]:
    told = {"person": person.public_id, "on": DAY, "evidence": "死亡证明 2026-11", "stage": stage}
    return {**told, "seen": seen(db, house), **more}


def test_a_death_is_shown_first_and_done_then_and_taken_back(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse", "son")
    spouse = people(db, house)[1]
    client = sign_in(world, client_of)
    page = f"/households/{house.public_id}/acts"
    assert "死亡" in text_of(client.get(page))
    assert client.get(f"{page}/death").status_code == 200
    shown = client.post(f"{page}/death", data=death(db, house, spouse, "look"))
    assert "到现在一条都没写" in text_of(shown) and "（2 人）" in text_of(shown)
    db.rollback()
    assert len(people(db, house)) == 3
    assert db.scalar(select(func.count()).select_from(HouseholdAct)) == 0
    done = client.post(f"{page}/death", data=death(db, house, spouse, "do", request_key="k1"))
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
    answer = client.post(f"/households/{house.public_id}/acts/death", data=death(db, house, head, "look"))
    assert answer.status_code == 422
    assert "请选一位留下的成员做户主" in text_of(answer) and "死亡证明 2026-11" in text_of(answer)


def test_a_split_goes_through_the_page(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse", "son")
    son = people(db, house)[2]
    client = sign_in(world, client_of)
    told = {"people": [son.public_id], "head": son.public_id, "on": DAY, "evidence": "户口簿"}
    told["seen"] = seen(db, house)
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
    client.post(f"{base}/acts/death", data=death(db, house, spouse, "do"))
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
    told = {"on": DAY, "evidence": "公告", "seen": seen(db, house), "cause": "illness"}
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
        "seen": seen(db, house),
    }
    here = client.post(f"{page}/moved_home", data={**told, "area_code": VILLAGE, "stage": "look"})
    assert here.status_code == 422 and "已经住在这个村" in text_of(here)
    shown = text_of(client.post(f"{page}/moved_home", data={**told, "stage": "look"}))
    db.rollback()
    assert "住在哪里" in shown and "四组" in shown and "到现在一条都没写" in shown
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


def test_a_birth_is_shown_first_and_done_then_and_taken_back(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse")
    client = sign_in(world, client_of)
    address = f"/households/{house.public_id}/members/new"
    opened = text_of(client.get(f"{address}?joined_reason=newborn"))
    assert today().isoformat() in opened  # the day stands there already
    told = {
        "name": "石小禾", "relation": "son", "sex": "male", "born_on": "2026-11-02", "no_id_reason": "newborn",
        "joined_reason": "newborn", "joined_on": DAY, "evidence": "出生医学证明 2026-11", "public_id": new_public_id(),
    }  # fmt: skip
    for wrong in ({"joined_on": ""}, {"joined_on": "2999-01-01"}, {"evidence": ""}, {"relation": "head"}):
        refused = client.post(address, data={**told, **wrong})
        assert refused.status_code == 422 and "石小禾" in text_of(refused), wrong
    shown = text_of(client.post(address, data=told))
    assert "到现在一条都没写" in shown and "（3 人）" in shown and "办理出生" in shown
    db.rollback()
    assert len(people(db, house)) == 2
    assert client.post(address, data={**told, "stage": "do", "request_key": "k"}).status_code == 302
    db.rollback()
    assert len(people(db, house)) == 3
    act = db.scalars(select(HouseholdAct)).one()
    assert (act.act, act.happened_on.isoformat(), act.evidence) == ("newborn", DAY, "出生医学证明 2026-11")
    back = client.post(
        f"/households/{house.public_id}/acts/{act.public_id}/undo", data={"reason": "登错了户"}
    )
    assert back.status_code == 302
    db.rollback()
    assert len(people(db, house)) == 2


def test_nothing_is_done_on_a_family_that_changed_after_the_preview(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse", "son")
    spouse = people(db, house)[1]
    client = sign_in(world, client_of)
    address = f"/households/{house.public_id}/acts/death"
    told = death(db, house, spouse, "do", evidence="火化登记 12 行")
    with unit_of_work(db, SYSTEM, "member.edit") as work:
        work.session.get_one(Person, spouse.id).former_name = "石改名"
    late = client.post(address, data=told)
    page = text_of(late)
    assert late.status_code == 409
    assert all(words in page for words in ("刚才被别人改过", "石改名", "火化登记 12 行", "您填的都在"))
    db.rollback()
    assert len(people(db, house)) == 3
    again = form_fields(page) | {"stage": "do"}
    assert client.post(address, data=again).status_code == 302
    db.rollback()
    assert len(people(db, house)) == 2
    twice = client.post(address, data={**death(db, house, spouse, "do"), "evidence": "医院证明"})
    assert (twice.status_code, "已经减少了" in text_of(twice), "医院证明" in text_of(twice)) == (
        422,
        True,
        True,
    )


def test_the_list_of_members_leads_to_what_may_happen_to_one_of_them(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse")
    spouse = people(db, house)[1]
    client = sign_in(world, client_of)
    base = f"/households/{house.public_id}"
    members = text_of(client.get(f"{base}/members"))
    assert f"{base}/acts?person={spouse.public_id}" in members
    chosen = text_of(client.get(f"{base}/acts?person={spouse.public_id}"))
    assert f"{base}/acts/death?person={spouse.public_id}" in chosen and "/acts/moved_home" not in chosen
    form = text_of(client.get(f"{base}/acts/death?person={spouse.public_id}"))
    assert form_fields(form)["person"] == spouse.public_id


def test_an_officer_splits_and_closes_no_household(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    house = family(db, "spouse")
    world.account("officer", "officer")
    client = client_of("officer")
    with unit_of_work(db, SYSTEM, "test.assign") as work:
        officer = work.session.scalars(select(User).where(User.login == "officer")).one()
        work.session.add(Assignment(household_id=house.id, user_id=officer.id, from_on=FIRST_DAY))
    base = f"/households/{house.public_id}/acts"
    assert client.get(f"{base}/death").status_code == 200
    assert "由村里或乡镇办理" in text_of(client.get(base))
    for act in ("split", "merged", "closed"):
        assert client.get(f"{base}/{act}").status_code == 403
