"""One visit clears what waits for a family: answers for the register, needs, suspicions, papers, photos."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Attachment, Event, FamilyNeed, Finding, LivingCondition, MeasureGrant, Visit
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.integration.test_attachments import photo
from tests.support.people import VILLAGE, World
from tests.support.visitor import Visitor, form_fields

WORDS = "车是给村里拉水用的，已经看过行驶证。"


@dataclass
class Place:
    """A watched family with one suspicion and one paper to bring, and the cadre at its door."""

    cadre: Visitor
    home: str
    finding: str
    grant: str

    @property
    def address(self) -> str:
        return f"/households/{self.home}/visits/new"


@pytest.fixture
def place(app: Flask, world: World) -> Place:
    return _plant(app, world)


@pytest.fixture
def page(sqlite_app: Flask) -> Iterator[tuple[Place, Session]]:
    """The same on one engine, for what only the form decides."""
    with unscoped("tests"):
        session = database.session()
        yield _plant(sqlite_app, World(session)), session
        session.close()


def _plant(app: Flask, world: World) -> Place:
    world.account("cadre", "village_cadre", VILLAGE)
    home = world.household(VILLAGE, head_name="石阿妹", monitoring_kind="marginal", risk_cleared=False)
    day = today() - timedelta(days=3)
    with unit_of_work(world.session, SYSTEM, "test.wait") as work:
        finding = Finding(
            check_code="R05", household_id=home.id, area_code=VILLAGE, severity="doubt", fact_key="R05:1",
            state="handed_out", found_on=day, last_seen_on=day, due_on=today(),
        )  # fmt: skip
        grant = MeasureGrant(
            household_id=home.id, area_code=VILLAGE, measure="M35", bureau="MZ", state="waiting", wanted="住院发票",
            returns_to="owed",
        )  # fmt: skip
        living = LivingCondition(household_id=home.id, water_is_safe=False, toilet="none")
        work.session.add_all([finding, grant, living])
        work.session.flush()
        waiting = (home.public_id, finding.public_id, grant.public_id)
    return Place(Visitor(app, "cadre"), *waiting)


def test_one_visit_clears_everything_and_says_so(place: Place, db: Session) -> None:
    cadre, form = place.cadre, place.cadre.get(place.address).text
    for waits in ("监测，30 天", "住院发票", "一年没有看过", "今年还没有问", "今年还没有人打分"):
        assert waits in form
    page = cadre.get(f"/households/{place.home}").text
    assert "这户这次要办的事" in page and "住院发票" in page
    sent = form_fields(form) | {
        "second_visitor": "石维", "mode": "in_person", "place": "field", "topics": ["water", "school"],
        "q_water_is_safe": "yes", "all_seen": "y", "need_1": "water", "need_1_words": "想接自来水", "told_by": "石阿妹",
        f"{place.finding}-done": "y", f"{place.finding}-conclusion": "keep",
        f"{place.finding}-keep_reason": "vehicle_for_living", f"{place.finding}-explanation": WORDS,
        f"{place.grant}-done": "y", f"{place.grant}-words": "发票两张",
        "photos": [(BytesIO(photo()), "a.jpg"), (BytesIO(b"no photo"), "b.jpg")],
    }  # fmt: skip
    answer = cadre.post(place.address, sent, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    shown = cadre.get(answer.headers["Location"]).text
    for said in ("田间地头", "饮水安全、", "cadre、石维", WORDS, "发票两张", "b.jpg", "一趟办了 2 件事"):
        assert said in shown
    db.expire_all()
    visit = db.scalars(select(Visit)).one()
    living, need = db.scalars(select(LivingCondition)).one(), db.scalars(select(FamilyNeed)).one()
    assert (visit.second_visitor, visit.place, visit.topics) == ("石维", "field", "water,school")
    assert (living.water_is_safe, living.toilet, living.surveyed_on) == (True, "none", today())
    assert (need.need, need.words, need.told_by, need.place) == ("water", "想接自来水", "石阿妹", 1)
    finding, grant = db.scalars(select(Finding)).one(), db.scalars(select(MeasureGrant)).one()
    assert (finding.state, finding.conclusion, finding.checkers) == ("answered", "keep", "cadre、石维")
    assert (grant.state, db.scalars(select(Attachment.visit_id)).all()) == ("owed", [visit.id])
    event = db.scalars(select(Event).where(Event.act == "visit.record")).one()
    assert {visit.event_id, need.event_id, finding.event_id, living.event_id} == {event.id}
    assert event.payload == {"findings": 1, "documents": 1, "explained": 0, "needs": True}
    after = cadre.get(place.address).text
    assert "住院发票" not in after and "今年还没有问" not in after and place.finding not in after


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"F-done": "y", "F-conclusion": "keep", "F-explanation": "看过了"}, "至少 10 个字"),
    ({"F-done": "y"}, "请选核查结论"),
    ({"second_visitor": "cadre"}, "另一个人"),
    ({"topics": "exit", "topics-asked": "1"}, ""),
    ({"need_1": "water", "need_2": "water"}, "不要重复"),
    ({"q_phone_ref": "12"}, "手机号应是 11 位"),
    ({"on_day": "2019-05-01", "topics": "relapse", "topics-asked": "1"}, "那天还没有"),
]


def test_nothing_is_closed_without_its_reason(page: tuple[Place, Session]) -> None:
    place, db = page
    fresh = place.cadre.fields(place.address)
    for more, sentence in REFUSED:
        named = {name.replace("F-", f"{place.finding}-"): text for name, text in more.items()}
        sent = fresh | named | {"note": "写了很多话", "q_water_is_safe": "yes"}
        answer = place.cadre.post(place.address, sent)
        assert (answer.status_code, sentence in answer.text, "写了很多话" in answer.text) == (
            422,
            True,
            True,
        ), more
    db.expire_all()
    assert db.scalar(select(func.count()).select_from(Visit)) == 0
    assert db.scalars(select(Finding.state)).all() == ["handed_out"]
    assert db.scalars(select(LivingCondition.water_is_safe)).one() is False


def test_an_answer_that_moved_meanwhile_is_asked_again_and_others_survive(
    page: tuple[Place, Session],
) -> None:
    place, db = page
    sent = place.cadre.fields(place.address) | {"q_toilet": "usable", "note": "我写的"}
    with unit_of_work(db, SYSTEM, "test.meanwhile"):
        living = db.scalars(select(LivingCondition)).one()
        living.toilet, living.has_power = "broken", True
    disputed = place.cadre.post(place.address, sent)
    assert (disputed.status_code, "我写的" in disputed.text, "别人把这一项改成了" in disputed.text) == (
        409,
        True,
        True,
    )
    assert 'data-fill="q_toilet" data-value="broken"' in disputed.text  # theirs, by a button
    again: dict[str, Any] = form_fields(disputed.text)
    assert (again["q_toilet"], again["seen_toilet"]) == ("usable", "broken")
    assert place.cadre.post(place.address, again).status_code == 302
    db.expire_all()
    living = db.scalars(select(LivingCondition)).one()
    assert (living.toilet, living.has_power) == ("usable", True)  # what I did not touch stays theirs


def test_a_suspicion_that_moved_meanwhile_is_not_overwritten(page: tuple[Place, Session]) -> None:
    place, db = page
    done = {"done": "y", "conclusion": "namesake", "explanation": WORDS}
    sent = place.cadre.fields(place.address) | {f"{place.finding}-{k}": v for k, v in done.items()}
    with unit_of_work(db, SYSTEM, "test.meanwhile"):
        db.scalars(select(Finding)).one().severity = "hard"
    answer = place.cadre.post(place.address, sent)
    assert (answer.status_code, "刚才被别人办过一步" in answer.text) == (422, True)
    assert place.cadre.post(place.address, form_fields(answer.text)).status_code == 302
    db.expire_all()
    assert db.scalars(select(Finding.conclusion)).one() == "namesake"


def test_needs_written_by_two_are_not_lost(page: tuple[Place, Session]) -> None:
    place, db = page
    sent = place.cadre.fields(place.address) | {"need_1": "health"}
    assert place.cadre.post(place.address, sent).status_code == 302
    late = sent | {"need_1": "loan", "public_id": "", "request_key": ""}
    refused = place.cadre.post(place.address, late)
    assert (refused.status_code, "重新记过" in refused.text) == (409, True)
    assert place.cadre.post(place.address, form_fields(refused.text)).status_code == 302
    db.expire_all()
    assert db.scalars(select(FamilyNeed.need)).all() == ["loan"]
    history = place.cadre.get(f"/households/{place.home}").text
    assert "看病、吃药" in history and "缺本钱、贷款" in history
