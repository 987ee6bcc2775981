"""帮扶责任人: given by the many with a preview, handed over by days, nobody left without one unseen."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.extensions import db as database
from app.models import Assignment, Household, User
from app.queries.scope import unscoped
from tests.support.people import OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor, form_fields


@pytest.fixture
def clerk(app: Flask, world: World) -> Visitor:
    """Three helped households and an ordinary one in the township, one beyond it; two officers here, one there."""
    for name in ("甲户", "乙户", "丙户"):
        world.household(VILLAGE, head_name=name)
    world.household(VILLAGE, head_name="寻常户", kind="ordinary")
    world.household(OTHER_VILLAGE, head_name="外乡户")
    world.account("ann", "officer", TOWNSHIP)
    world.account("bob", "officer", VILLAGE)
    world.account("far", "officer", OTHER_VILLAGE)
    world.account("clerk", "township_clerk", TOWNSHIP)
    return Visitor(app, "clerk")


def person(db: Session, login: str) -> str:
    db.rollback()
    return db.scalars(select(User.public_id).where(User.login == login)).one()


def charges(db: Session) -> list[tuple[str, str, date | None, date | None]]:
    db.rollback()
    wanted = (
        select(Household.head_name, User.login, Assignment.from_on, Assignment.to_on)
        .join(Household, Household.id == Assignment.household_id)
        .join(User, User.id == Assignment.user_id)
        .order_by(Household.id, Assignment.id)
    )
    return [(name or "", login, begin, end) for name, login, begin, end in db.execute(wanted)]


def give(clerk: Visitor, to: str, on: date, **which: str) -> int:
    page = clerk.get(
        "/officers/assign", query_string={**which, "to": to, "on": on.isoformat(), "how": "alone"}
    )
    assert page.status_code == 200, page.text
    return clerk.post("/officers/assign", form_fields(page.text)).status_code


def test_those_without_anybody_are_given_to_one_after_a_preview(
    clerk: Visitor, app: Flask, db: Session
) -> None:
    assert "3 户没有责任人" in clerk.get("/officers").text
    ann = person(db, "ann")
    page = clerk.get("/officers/assign?officer=none").text
    assert "给 3 户安排责任人" in page and "far" not in page
    preview = clerk.get(f"/officers/assign?officer=none&to={ann}&on={today().isoformat()}&how=alone").text
    assert "没有人" in preview and charges(db) == []  # a preview writes nothing
    sent = form_fields(preview)
    assert clerk.post("/officers/assign", sent).status_code == 302
    assert [c[:2] for c in charges(db)] == [("甲户", "ann"), ("乙户", "ann"), ("丙户", "ann")]
    assert clerk.post("/officers/assign", sent).status_code == 302  # the same form again
    assert len(charges(db)) == 3
    assert "每一户都有责任人" in clerk.get("/officers").text
    assert "甲户" in Visitor(app, "ann").get("/households").text


def test_a_hand_over_ends_the_day_before_and_closes_the_list_to_the_former(
    clerk: Visitor, app: Flask, db: Session
) -> None:
    ann, bob, begin = person(db, "ann"), person(db, "bob"), today() - timedelta(days=30)
    assert give(clerk, ann, begin, officer="none") == 302
    assert give(clerk, bob, today(), officer=ann) == 302
    yesterday = today() - timedelta(days=1)
    assert set(charges(db)) == {
        (name, login, first, last)
        for name in ("甲户", "乙户", "丙户")
        for login, first, last in (("ann", begin, yesterday), ("bob", today(), None))
    }
    home = db.scalars(select(Household.public_id).where(Household.head_name == "甲户")).one()
    db.rollback()
    assert Visitor(app, "ann").get(f"/households/{home}").status_code == 404
    seen = Visitor(app, "bob").get(f"/households/{home}").text
    assert "以前：ann" in seen
    assert give(clerk, ann, today(), officer=bob) == 302  # and back, on the same day: bob never was
    assert {c[1] for c in charges(db) if c[3] is None} == {"ann"} and "bob" not in {c[1] for c in charges(db)}


def test_what_cannot_be_given_changes_nothing(clerk: Visitor, db: Session) -> None:
    ann, bob, far = person(db, "ann"), person(db, "bob"), person(db, "far")
    fine = {"officer": "none", "to": ann, "on": today().isoformat(), "how": "alone", "expected": "3"}
    wrong = [
        {"expected": "2"}, {"on": (today() + timedelta(days=1)).isoformat()}, {"on": "2019-01-01"},
        {"on": "2026-02-30"}, {"on": ""},
    ]  # fmt: skip
    for more in wrong:
        answer = clerk.post("/officers/assign", fine | more)
        assert answer.status_code == 422 and "请" in answer.text, more
    assert clerk.post("/officers/assign", fine | {"to": far}).status_code == 404
    assert clerk.post("/officers/assign", fine | {"to": ""}).status_code == 404
    assert charges(db) == []
    assert give(clerk, bob, today(), officer="none") == 302


def test_an_officer_gets_no_household_outside_of_his_area(clerk: Visitor, world: World, db: Session) -> None:
    world.household("520199101202", head_name="邻村户")
    db.commit()
    bob = person(db, "bob")
    sent = {"officer": "none", "to": bob, "on": today().isoformat(), "how": "alone", "expected": "4"}
    answer = clerk.post("/officers/assign", sent)
    assert answer.status_code == 422 and "不在这位责任人的工作范围" in answer.text
    assert charges(db) == []


def test_households_of_an_account_that_was_stopped_have_nobody(clerk: Visitor, db: Session) -> None:
    assert give(clerk, person(db, "ann"), today(), officer="none") == 302
    db.rollback()
    db.connection(execution_options={"write": True})
    db.execute(text("""UPDATE "user" SET is_active = false WHERE login = 'ann'"""))
    db.commit()
    assert "3 户没有责任人" in clerk.get("/officers").text
    assert "甲户" in clerk.get("/households?officer=none").text


def test_an_officer_who_is_alone_cannot_be_replaced_and_the_page_says_what_to_do(sqlite_app: Flask) -> None:
    with unscoped("tests"):
        world = World(database.session())
        world.household(VILLAGE, head_name="甲户")
        ann = world.account("ann", "officer", TOWNSHIP).public_id
        world.account("clerk", "township_clerk", TOWNSHIP)
    clerk = Visitor(sqlite_app, "clerk")
    assert "交给谁" in clerk.get("/officers/assign?officer=none").text
    page = clerk.get(f"/officers/assign?officer={ann}&kind=out_of_poverty").text
    assert "名单里没有户" in page
    assert (
        clerk.post(
            "/officers/assign", {"officer": "none", "to": ann, "on": str(today()), "expected": "1"}
        ).status_code
        == 302
    )
    page = clerk.get(f"/officers/assign?officer={ann}").text
    assert "只有ann一个责任人" in page and "请安全管理员" in page and "先看会怎样" not in page


def test_only_offices_give_households(clerk: Visitor, app: Flask, world: World) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    for login in ("cadre", "ann"):
        visitor = Visitor(app, login)
        assert visitor.get("/officers").status_code == 403
        assert visitor.post("/officers/assign", {"expected": "3"}).status_code == 403
