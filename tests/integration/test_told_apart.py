"""Somebody just ticked as insured whom the bureau's list does not hold: both sources are named, with two ways on."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.datasets import BY_KEY
from app.extensions import db
from app.models import DatasetCoverage, Finding, Person
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.support.people import VILLAGE, World
from tests.support.visitor import Visitor

MONTH = today().strftime("%Y-%m")
SAID = f"登记为已参保；医保局 {MONTH} 名单里没有他"


def lists_came(session: Session) -> None:
    """Insurance and custody were delivered for the county, without a word on anybody."""
    low, high = range_of("520199000000")
    with unscoped("tests"), unit_of_work(session, SYSTEM, "test.lists") as work:
        ship_catalogue(work)
        for key in ("medical_insurance", "custody"):
            work.session.add(
                DatasetCoverage(dataset=BY_KEY[key].number, area_low=low, area_high=high, period=MONTH)
            )


def test_who_is_ticked_as_insured_and_not_in_the_list_is_a_question_with_two_sources(
    sqlite_app: Flask,
) -> None:
    session: Session = db.session  # type: ignore[assignment]
    world = World(session)
    world.account("cadre", "village_cadre", VILLAGE)
    lists_came(session)
    house = world.household()
    person = world.person(house, sex="male", relation="head", born_on=today().replace(year=1980))
    home, address = (
        f"/households/{house.public_id}",
        f"/households/{house.public_id}/members/{person.public_id}",
    )
    cadre = Visitor(sqlite_app, "cadre")
    insured = cadre.fields(address) | {"resident_medical": "yes"}

    typed = cadre.post(f"{address}/check", insured).text
    assert f"{SAID}。" in typed and 'data-value="no"' in typed and "/findings/" not in typed
    assert "未参加基本医保" not in cadre.post(f"{address}/check", insured).text

    assert cadre.post(address, insured).status_code == 302
    members = cadre.get(f"{home}/members").text
    assert f"新的疑点：{person.name}{SAID}" in members and "未参加基本医保" not in members
    with unscoped("tests"):
        order = session.scalars(select(Finding).where(Finding.check_code == "R21")).one()
        assert (order.check_code, order.state, order.person_id) == (
            "R21",
            "new",
            session.scalar(select(Person.id)),
        )
    assert f"/findings/{order.public_id}" in cadre.get(address).text
    assert f"{person.name}：{SAID}" in cadre.get(home).text

    page = f"/findings/{order.public_id}"
    assert SAID in cadre.get(page).text
    assert cadre.post(f"{page}/note", {"words": "在外地参保，有证明"}).status_code == 302
    assert "在外地参保，有证明" in cadre.get(page).text

    cadre.post(address, cadre.fields(address) | {"resident_medical": "no"})
    assert SAID not in cadre.get(address).text and SAID not in cadre.get(page).text
