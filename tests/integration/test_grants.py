"""Measures on their way: who proposes does not approve, alone or in bulk, whatever roles one person holds."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id
from app.domain.permissions import SYSTEM
from app.models import MeasureGrant
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor


@pytest.fixture
def clerk(app: Flask, world: World, db: Session) -> Visitor:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    world.account("clerk", "township_clerk", TOWNSHIP)
    return Visitor(app, "clerk")


@pytest.fixture
def county(app: Flask, world: World) -> Visitor:
    world.account("county", "county_office", COUNTY)
    return Visitor(app, "county")


def propose(who: Visitor, world: World) -> str:
    address = f"/grants/new/{world.household(VILLAGE).public_id}"
    public_id = new_public_id()
    sent = who.fields(address) | {"measure": "M35", "who": "h", "public_id": public_id}
    answer = who.post(address, sent)
    assert answer.status_code == 302, answer.text
    return public_id


def state(db: Session, public_id: str) -> tuple[str, int]:
    db.rollback()
    row = db.scalars(select(MeasureGrant).where(MeasureGrant.public_id == public_id)).one()
    return row.state, row.version


def test_who_proposed_a_measure_does_not_approve_it(clerk: Visitor, world: World, db: Session) -> None:
    public_id = propose(clerk, world)
    page = clerk.get(f"/grants/{public_id}").text
    assert "要由另一个人批准" in page
    assert 'value="approve"' not in page
    answer = clerk.post(f"/grants/{public_id}/step", {"act": "approve", "version": state(db, public_id)[1]})
    assert answer.status_code == 422
    assert "不能自己批准" in answer.text and "另一位经办" in answer.text
    assert state(db, public_id)[0] == "proposed"


def test_another_role_approves_where_one_person_does_all(
    clerk: Visitor, county: Visitor, world: World, db: Session
) -> None:
    public_id = propose(clerk, world)
    sent = {"act": "approve", "version": state(db, public_id)[1]}
    assert county.post(f"/grants/{public_id}/step", sent).status_code == 302
    assert state(db, public_id)[0] == "approved"


def test_in_bulk_the_own_ones_are_left_and_said(
    clerk: Visitor, county: Visitor, world: World, db: Session
) -> None:
    own, others = propose(clerk, world), propose(county, world)
    answer = clerk.post("/grants", {"chosen": [own, others]}, follow_redirects=True)
    assert "已批准 1 项" in answer.text and "1 项没有批" in answer.text
    assert (state(db, own)[0], state(db, others)[0]) == ("proposed", "approved")


def test_who_proposed_may_still_withdraw_it(clerk: Visitor, world: World, db: Session) -> None:
    public_id = propose(clerk, world)
    sent = {"act": "refuse", "version": state(db, public_id)[1], "refusal": "unwilling", "reason": "本人放弃"}
    assert clerk.post(f"/grants/{public_id}/step", sent).status_code == 302
    assert state(db, public_id)[0] == "refused"
