"""入户抽查 through the pages: drawn and drawn again, asked, proved, judged by another, closed by a second person."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.documents import Number, Table
from app.domain.permissions import SYSTEM, Grant, make_actor
from app.domain.reporting.results import results
from app.extensions import db as database
from app.models import Assignment, Attachment, Finding, Household, Survey, SurveyCase, VillageRecord
from app.queries.effectiveness import gather
from app.queries.scope import Scope, unscoped
from app.queries.surveys import last_closed
from app.services.catalogue import ship_catalogue
from app.services.survey_cases import record_answers
from app.services.surveys import Wanted, draw_survey, drawn_again
from app.unit_of_work import unit_of_work
from tests.integration.test_attachments import photo
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

QUESTIONS = ("food", "clothing", "schooling", "medical", "house", "water", "income", "helper", "approval")


HERE = Scope.of(make_actor(None, "", (Grant("county_office", COUNTY),), today()))


@pytest.fixture
def db(sqlite_app: Flask) -> Iterator[Session]:
    """One engine, but for the whole way."""
    with unscoped("tests"):
        made = database.session()
        yield made
        made.close()


@pytest.fixture
def county(db: Session) -> World:
    return planted(World(db))


def planted(world: World) -> World:
    """Twelve families that left poverty in two townships, one ordinary, and a village of five with two registered."""
    db = world.session
    with unit_of_work(db, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)
    for _ in range(8):
        world.household()
    for _ in range(4):
        world.household(OTHER_VILLAGE)
    world.household(OTHER_VILLAGE, kind="ordinary")
    with unit_of_work(db, SYSTEM, "test.village") as work:
        work.session.add(VillageRecord(area_code=OTHER_VILLAGE, year=today().year - 1, households=8))
    for login, role in (("office", "county_office"), ("second", "county_office"), ("head", "leader")):
        world.account(login, role, COUNTY)
    return world


class SimpleCase(NamedTuple):
    """A row that outlives the visitor's requests."""

    public_id: str
    version: int
    area_code: str


def drawn(db: Session, **sizes: int) -> Survey:
    with unit_of_work(db, SYSTEM, "test.draw") as work:
        return draw_survey(work, HERE, Wanted("冬季自查", COUNTY, sizes, today(), "公开种子"))


def sent(visitor: Visitor, address: str, **changed: str) -> dict[str, str]:
    return visitor.fields(address) | {f"ask_{key}": "yes" for key in QUESTIONS} | {"persons": "4"} | changed


def cases(db: Session) -> list[SurveyCase]:
    db.rollback()
    return list(db.scalars(select(SurveyCase).order_by(SurveyCase.number)))


def test_a_check_from_the_draw_to_the_closing(app: Flask) -> None:
    with unscoped("tests"), closing(database.session()) as db:
        planted(World(db))
        _go_the_whole_way(app, db)


def _go_the_whole_way(app: Flask, db: Session) -> None:
    office, second = Visitor(app, "office"), Visitor(app, "second")
    form = office.fields("/surveys/new") | {"title": "冬季自查", "area": COUNTY, "size_out_of_poverty": "6"}
    address = office.post("/surveys/new", form).headers["Location"]
    rows = [SimpleCase(c.public_id, c.version, c.area_code) for c in cases(db)]
    assert [c.area_code for c in rows].count(VILLAGE) == 4 and len(rows) == 6

    for number, case in enumerate(rows):
        page = f"{address}/{case.public_id}"
        if number == 5:
            assert office.post(f"{page}/absent", {"version": case.version}).status_code == 302
        else:
            worse = {"ask_water": "no"} if number < 2 else {}
            assert office.post(page, sent(office, page, **worse)).status_code == 302
    assert "还有 0 户没有入户、2 条疑似" in office.post(f"{address}/closing").text

    first, other = (f"{address}/{case.public_id}" for case in rows[:2])
    words = {"words": "水管上周已经修好，村里有照片。"}
    version = {"version": cases(db)[0].version}
    files = {"files": (BytesIO(photo(400, 300)), "water.jpg")}
    assert office.post(f"{first}/proof", words | version | files).status_code == 302
    _shown_with_the_check_alone(db, office, first)
    for page, upheld in ((first, "no"), (other, "yes")):
        version = {"version": next(c.version for c in cases(db) if c.public_id == page.rpartition("/")[2])}
        assert "换一个人" in office.post(f"{page}/judge", words | version | {"upheld": upheld}).text
        assert second.post(f"{page}/judge", words | version | {"upheld": upheld}).status_code == 302
    db.rollback()
    order = db.scalars(select(Finding)).one()
    assert (order.check_code, order.state) == ("SV-EXIT", "new")
    assert "抽查发现疑似错退" in office.get(f"/findings/{order.public_id}").text

    assert office.post(f"{address}/closing").status_code == 302
    assert "另一个人" in office.post(f"{address}/close", {"agreed": "yes"}).text
    assert second.post(f"{address}/close", {"agreed": "yes"}).status_code == 302
    db.rollback()
    survey = db.scalars(select(Survey)).one()
    assert survey.state == "closed" and survey.result is not None
    wrong = survey.result["wrong_exit"]
    assert (wrong["hits"], wrong["cases"]) == (1, 5) and survey.result["missed"] is None
    page = office.get(address).text
    assert f"{wrong['rate'] * 100:.2f}" in page and re.search(r"5 户中 1 户", page)
    _told_to_leaders(db, office, f"{wrong['rate'] * 100:.2f}")


def _shown_with_the_check_alone(db: Session, office: Visitor, page: str) -> None:
    """A proof is seen on the page of the check and not in the household's gallery."""
    db.rollback()
    kept, household = db.execute(
        select(Attachment, Household.public_id).join(Household, Household.id == Attachment.household_id)
    ).one()
    proof = f"/households/{household}/files/{kept.public_id}"
    assert kept.topic == "proof" and proof in office.get(page).text and office.get(proof).status_code == 200
    for place in (f"/households/{household}/files", f"/households/{household}"):
        assert kept.public_id not in office.get(place).text


def _told_to_leaders(db: Session, office: Visitor, rate: str) -> None:
    """Dashboard and report take the closed check of the whole area; a part of it has no rates of its own."""
    page = office.get(f"/dashboard?area={COUNTY}").text
    assert "冬季自查" in page and rate in page
    assert "还没有办结的抽样核查" in office.get(f"/dashboard?area={VILLAGE}").text
    year, day = today().year, today()
    of_county, of_village = (gather(db, HERE, code, year, day) for code in (COUNTY, VILLAGE))
    table = next(one for one in results(of_county) if isinstance(one, Table) and "抽样" in one.title)
    assert table.rows[0][1:3] == ("—", "没有问到这类户")
    assert isinstance(table.rows[1][1], Number) and table.rows[1][1].text == rate
    assert not [one for one in results(of_village) if isinstance(one, Table) and "抽样" in one.title]
    assert last_closed(db, HERE, COUNTY, year, day - timedelta(days=1)) is None


def test_the_list_can_be_drawn_again_after_the_register_moved(db: Session, county: World) -> None:
    survey = drawn(db, out_of_poverty=5, ordinary=1, unlisted=2)
    with unit_of_work(db, SYSTEM, "test.leave") as work:
        home = db.scalars(select(Household).order_by(Household.id)).first()
        assert home is not None
        home.status = "gone"
    county.household()

    with unit_of_work(db, SYSTEM, "survey.again") as work:
        assert drawn_again(work, HERE, survey.public_id)
        survey.seed = "另一个种子"
        assert not drawn_again(work, HERE, survey.public_id)


def test_families_that_nobody_registered_are_drawn_from_the_roster(db: Session, county: World) -> None:
    """The village has 8 households, 5 of them registered: numbers 1 to 3 of the others' roster."""
    drawn(db, unlisted=9)

    assert sorted((c.area_code, c.roster_no, c.household_id) for c in cases(db)) == [
        (OTHER_VILLAGE, number, None) for number in (1, 2, 3)
    ]


def test_a_frame_of_the_past_knows_only_who_was_registered_then(db: Session, county: World) -> None:
    yesterday = today() - timedelta(days=1)
    wanted = Wanted("补查", COUNTY, {"out_of_poverty": 3}, yesterday, "s")
    with pytest.raises(Exception, match="E-SURVEY-EMPTY"), unit_of_work(db, SYSTEM, "test.draw") as work:
        draw_survey(work, HERE, wanted)


def test_only_the_households_of_the_own_township_are_seen(
    sqlite_app: Flask, db: Session, county: World
) -> None:
    survey = drawn(db, out_of_poverty=12)
    address = f"/surveys/{survey.public_id}"
    inside, outside = (
        next(c.public_id for c in cases(db) if c.area_code == code) for code in (VILLAGE, OTHER_VILLAGE)
    )
    county.account("clerk", "township_clerk", TOWNSHIP)
    county.account("cadre", "village_cadre", VILLAGE)
    clerk, cadre = Visitor(sqlite_app, "clerk"), Visitor(sqlite_app, "cadre")

    assert "冬季自查" in clerk.get("/surveys").text
    assert clerk.get(f"{address}/{inside}").status_code == 200
    assert clerk.get(f"{address}/{outside}").status_code == 404
    assert "公开种子" not in clerk.get(address).text and "三项比率" not in clerk.get(address).text
    assert cadre.get(address).status_code == cadre.get(f"{address}/{inside}").status_code == 403


def test_an_open_question_comes_back_with_its_sentence(sqlite_app: Flask, db: Session, county: World) -> None:
    address = f"/surveys/{drawn(db, ordinary=1).public_id}/{cases(db)[0].public_id}"
    office = Visitor(sqlite_app, "office")

    answer = office.post(address, sent(office, address, ask_house="", persons=""))

    assert answer.status_code == 422 and "没问到的选" in answer.text
    assert cases(db)[0].state == "drawn"


def test_who_helps_a_household_does_not_ask_it(db: Session, county: World) -> None:

    survey = drawn(db, ordinary=1)
    case = cases(db)[0]
    helper = county.account("helper", "county_office", COUNTY)
    with unit_of_work(db, SYSTEM, "test.charge") as work:
        work.session.add(Assignment(user_id=helper.id, household_id=case.household_id))
    actor = make_actor(helper.id, "helper", (Grant("county_office", COUNTY),), today())

    with pytest.raises(Exception, match="E-SURVEY-OWN"), unit_of_work(db, actor, "survey.answer") as work:
        record_answers(
            work, Scope.of(actor), survey.public_id, case.public_id, version=case.version, persons=3,
            given=dict.fromkeys(QUESTIONS, "yes"),
        )  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{"title": ""}, {"size_out_of_poverty": "-3"}, {"size_out_of_poverty": "999999"}, {"frame_on": "2999-01-01"},
     {"size_out_of_poverty": ""}, {"area": "110101001001"}, {"size_poor": "10", "size_out_of_poverty": "0"}],
)  # fmt: skip
def test_odd_requests_are_refused_on_the_page(
    sqlite_app: Flask, db: Session, county: World, changed: dict[str, str]
) -> None:
    office = Visitor(sqlite_app, "office")
    form = office.fields("/surveys/new") | {"title": "查", "area": COUNTY, "size_out_of_poverty": "2"}

    answer = office.post("/surveys/new", form | changed)

    assert answer.status_code == 422 and "bf-field err" in answer.text
    assert not cases(db)
