"""The office's own way of a report in the browser: drafted, tried, agreed to by another, taken back."""

from io import BytesIO
from typing import Any

import docx
from flask import Flask
from sqlalchemy import func, select

from app.domain.reporting.templates import SECTIONS
from app.extensions import db as database
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import ReportRequest, ReportTemplate
from app.queries.scope import unscoped
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor

PAGE = "/reports/templates/month"


def _heads(app: Flask, visitor: Visitor, address: str, **sent: Any) -> tuple[str, list[str]]:
    """Title and first headings of a paper that is asked for and built."""
    public_id = visitor.post(address, sent).headers["Location"].rpartition("/")[2]
    database.session.remove()
    Worker(database.engine, app.extensions["bangfu"], load_tasks()).run_due()
    database.session.remove()
    word = docx.Document(BytesIO(visitor.get(f"/reports/{public_id}/files/docx").data))
    with unscoped("tests"):
        wanted = select(ReportRequest).where(ReportRequest.public_id == public_id)
        title = (database.session.scalars(wanted).one().document or {})["title"]
    return title, [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"]


def test_a_way_is_tried_agreed_to_by_another_and_taken_back(sqlite_app: Flask) -> None:
    with unscoped("tests"):
        world = World(database.session())
        world.household(VILLAGE)
        for login in ("first", "second"):
            world.account(login, "county_office", COUNTY)
    first, second = Visitor(sqlite_app, "first"), Visitor(sqlite_app, "second")
    way = {"revision": "0", "opening": "{地方}的月报。"}
    for number, _section in enumerate(SECTIONS["month"]):
        way |= {f"place-{number}": str(9 - number), f"shown-{number}": "y"}
    assert "没有“{姓名}”这个空" in first.post(PAGE, {**way, "closing": "{姓名}"}).text
    assert first.post(PAGE, {**way, "shown-0": "", "heading-4": "下个月做什么"}).status_code == 302
    assert first.post(PAGE, way).status_code == 409  # written over nothing that it has not seen

    title, heads = _heads(sqlite_app, first, f"{PAGE}/try")
    assert title.endswith("（试印）") and heads[0] == "一、下个月做什么" and "监测对象情况" not in str(heads)
    asked = {"kind": "month", "area": COUNTY, "year": title[title.index("20") :][:4], "formats": ["docx"]}
    _title, untouched = _heads(sqlite_app, second, "/reports", **asked)
    assert untouched[0] == "一、监测对象情况"

    seen = {"revision": "1"}
    assert first.post(f"{PAGE}/propose", seen).status_code == 302
    assert "自己写的不能自己批" in first.post(f"{PAGE}/approve", seen).text
    assert second.post(f"{PAGE}/approve", seen).status_code == 302
    assert _heads(sqlite_app, second, "/reports", **asked)[1] == heads
    assert second.post(f"{PAGE}/original").status_code == 302
    assert _heads(sqlite_app, second, "/reports", **asked)[1] == untouched


def test_nobody_agrees_to_own_words_or_to_a_revision_not_read(sqlite_app: Flask) -> None:
    with unscoped("tests"):
        world = World(database.session())
        for login in ("first", "second", "third"):
            world.account(login, "county_office", COUNTY)
    first, second, third = (Visitor(sqlite_app, login) for login in ("first", "second", "third"))
    way = {f"place-{n}": str(n + 1) for n in range(len(SECTIONS["month"]))}
    way |= {f"shown-{n}": "y" for n in range(len(SECTIONS["month"]))}
    read, later = {"revision": "1"}, {"revision": "2"}
    assert first.post(PAGE, {**way, "revision": "0", "opening": "甲写的。"}).status_code == 302
    assert first.post(f"{PAGE}/propose", read).status_code == 302
    assert third.post(f"{PAGE}/return", {**read, "words": "再改改"}).status_code == 302
    assert second.post(PAGE, {**way, "revision": "1", "opening": "甲写的，乙加的。"}).status_code == 302
    assert second.post(f"{PAGE}/propose", read).status_code == 409
    assert second.post(f"{PAGE}/propose", later).status_code == 302

    assert third.post(f"{PAGE}/approve", read).status_code == 409  # the page in the other window
    for writer in (first, second):
        assert "自己写的不能自己批" in writer.post(f"{PAGE}/approve", later).text
    assert third.fields(PAGE, 0) and 'value="2"' in third.get(PAGE).text
    assert third.post(f"{PAGE}/approve", later).status_code == 302
    assert third.post(f"{PAGE}/approve", later).status_code == 422  # sent twice


def test_a_way_saved_twice_is_one_version(sqlite_app: Flask) -> None:
    with unscoped("tests"):
        World(database.session()).account("first", "county_office", COUNTY)
    first = Visitor(sqlite_app, "first")
    way = first.fields(PAGE) | {"opening": "{地方}的月报。"}
    for _again in range(2):
        assert first.post(PAGE, way).status_code == 302  # and not the conflict with oneself
    tried = {"request_key": "tried"}
    assert {first.post(f"{PAGE}/try", tried).status_code for _again in range(2)} == {302}
    with unscoped("tests"):
        session = database.session()
        assert session.scalar(select(func.count()).select_from(ReportTemplate)) == 1
        assert session.scalar(select(func.count()).select_from(ReportRequest)) == 1
