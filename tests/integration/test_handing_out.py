"""Handing suspicions out across pages: all that a filter finds, with the count seen before and no other."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.models import Event, Finding, FindingStep
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor, form_fields

MANY = 60


@pytest.fixture
def clerk(app: Flask, world: World, db: Session) -> Visitor:
    """Sixty of one check in the clerk's township, five of another, seven in a township that is not the clerk's."""
    plan = [("R01", VILLAGE, MANY), ("R02", VILLAGE, 5), ("R01", OTHER_VILLAGE, 7)]
    homes = {village: world.household(village) for village in (VILLAGE, OTHER_VILLAGE)}
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.findings") as work:
        for check, village, count in plan:
            for number in range(count):
                work.session.add(
                    Finding(
                        check_code=check, household_id=homes[village].id, area_code=village, severity="doubt",
                        fact_key=f"{check}:{village}:{number}", state="new", found_on=today(), last_seen_on=today(),
                    )
                )  # fmt: skip
    world.account("clerk", "township_clerk", TOWNSHIP)
    return Visitor(app, "clerk")


def states(db: Session) -> dict[tuple[str, str], set[str]]:
    db.rollback()
    found: dict[tuple[str, str], set[str]] = {}
    for row in db.scalars(select(Finding)):
        found.setdefault((row.check_code, row.area_code), set()).add(row.state)
    return found


def test_all_that_the_filter_finds_is_handed_out_after_a_preview(clerk: Visitor, db: Session) -> None:
    page = clerk.get("/findings?group=new&check=R01").text
    assert f"选中全部 {MANY}" in page
    preview = clerk.post("/findings", form_fields(page) | {"chosen": ["all"]})
    assert preview.status_code == 200
    assert f"下发这 {MANY} 条" in preview.text and "到 1 个村" in preview.text
    assert states(db)["R01", VILLAGE] == {"new"}  # a preview hands nothing out

    answer = clerk.post("/findings/hand-out", form_fields(preview.text), follow_redirects=True)
    assert f"已下发 {MANY} 条" in answer.text
    assert states(db) == {
        ("R01", VILLAGE): {"handed_out"},
        ("R02", VILLAGE): {"new"},
        ("R01", OTHER_VILLAGE): {"new"},
    }
    steps = db.scalars(select(FindingStep)).all()
    assert len(steps) == MANY
    assert {(s.from_state, s.to_state) for s in steps} == {("new", "handed_out")}
    assert {f.due_on for f in db.scalars(select(Finding)) if f.state == "handed_out"} != {None}


def test_a_list_that_changed_since_the_preview_is_not_handed_out(clerk: Visitor, db: Session) -> None:
    preview = form_fields(clerk.post("/findings", {"chosen": ["all"], "check": "R02"}).text)
    one = db.scalars(select(Finding).where(Finding.check_code == "R02").limit(1)).one()
    clerk.post("/findings", {"chosen": [one.public_id]})
    answer = clerk.post("/findings/hand-out", preview)
    assert answer.status_code == 422
    assert "刚才是 5 条，现在是 4 条" in answer.text
    assert states(db)["R02", VILLAGE] == {"new", "handed_out"}
    assert len(db.scalars(select(FindingStep)).all()) == 1


def test_the_same_form_sent_twice_hands_out_once(clerk: Visitor, db: Session) -> None:
    preview = form_fields(clerk.post("/findings", {"chosen": ["all"], "check": "R02"}).text)
    assert clerk.post("/findings/hand-out", preview).status_code == 302
    assert clerk.post("/findings/hand-out", preview).status_code == 302
    db.rollback()
    assert len(db.scalars(select(Event).where(Event.act == "finding.hand_out")).all()) == 1


def test_somebody_without_the_permission_hands_out_nothing(
    clerk: Visitor, app: Flask, world: World, db: Session
) -> None:
    world.account("cadre", "village_cadre", VILLAGE)
    world.account("leader", "leader", COUNTY)
    for login in ("cadre", "leader"):
        assert Visitor(app, login).post("/findings/hand-out", {"expected": "65"}).status_code == 403
    assert states(db)["R01", VILLAGE] == {"new"}
