"""A form that is sent twice is one act, also where nothing but its key could tell: a list kept, a file sent."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Event, ImportBatch
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _field(page: str, action: str) -> str:
    """The key that the form of that address carries."""
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', page, re.S)
    assert form is not None, action
    key = re.search(r'name="request_key" value="([^"]+)"', form[0])
    assert key is not None, action
    return key[1]


Sent = Callable[[], dict[str, Any]]
FORMS: dict[str, tuple[str, str, str, Sent]] = {
    "list.keep": (f"/households?area={VILLAGE}", "/filters", "/filters", lambda: {"title": "我的名单"}),
    "import.receive": (
        "/imports",
        "/imports",
        "/imports/",
        lambda: {"area": COUNTY, "file": (BytesIO(b"a,b\n1,2\n"), "x.csv")},
    ),
    "report.request": (
        "/reports",
        "/reports",
        "/reports",
        lambda: {"kind": "effectiveness", "area": COUNTY, "year": "2026", "formats": "docx"},
    ),
}


@on_sqlite
@pytest.mark.parametrize("act", FORMS)
def test_a_form_sent_twice_is_one_act(app: Flask, world: World, db: Session, act: str) -> None:
    world.household()
    world.account("office", "county_office", COUNTY)
    office = Visitor(app, "office")
    page, action, leads, sent = FORMS[act]
    key = _field(office.get(page).text, action)
    assert key != _field(office.get(page).text, action)
    for _again in range(2):
        answer = office.post(action, sent() | {"request_key": key}, content_type="multipart/form-data")
        assert answer.status_code == 302, answer.text
    assert answer.location.startswith(leads.rstrip("/"))
    assert "只办了一遍" in office.get(answer.location, follow_redirects=True).text
    assert db.scalar(select(func.count()).where(Event.act == act)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_workbook_from_several_at_once_is_recognised(app: Flask, world: World, db: Session) -> None:
    for number in range(4):
        world.account(f"office-{number}", "county_office", COUNTY)
    visitors = [Visitor(app, f"office-{number}") for number in range(4)]
    db.commit()

    def send(office: Visitor) -> int:
        sent = {"area": COUNTY, "file": (BytesIO(b"a,b\n1,2\n"), "x.csv")}
        return office.client.post("/imports", data=sent, content_type="multipart/form-data").status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(send, visitors)) == {302}
    seen = db.scalars(select(ImportBatch.read)).all()
    assert sorted(len(read["seen"]) for read in seen) == [0, 1, 2, 3]
