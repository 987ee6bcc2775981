"""The list of rules and one rule: sentences, sources, examples with their answers, versions with their difference."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue, shipped
from app.services.rule_versions import draft_version, publish_version
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, World
from tests.support.visitor import Visitor

Read = Callable[[str], str]


@pytest.fixture
def read(sqlite_app: Flask) -> Read:
    """Pages as the county office sees them, on a database with the shipped catalogue."""
    with unscoped("tests"):
        World(database.session()).account("office", "county_office", COUNTY)
        with unit_of_work(database.session(), SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
    visitor = Visitor(sqlite_app, "office")

    def page(address: str) -> str:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        return answer.text

    return page


def test_list_is_found_by_words_office_and_kind(read: Read) -> None:
    assert "高龄津贴" in read("/rules")
    assert "高龄津贴" not in read("/rules?q=低保")
    assert "农村低保" in read("/rules?q=低保&bureau=MZ")
    assert "有机动车" in read("/rules?kind=check&q=r03")
    assert "没有这样的规则" in read("/rules?q=没有这个")


def test_rule_tells_sentence_source_and_standards(read: Read) -> None:
    page = read("/rules/R03")

    assert "机动车登记" in page
    assert "通行做法" in page
    assert 'href="/rules/vehicle_worth"' in page or "机动车价值界限" in page


def test_example_is_shown_with_the_answer_that_the_rule_gives(read: Read) -> None:
    page = read("/rules/M42")
    row = page[page.index("出生日期没有填") :]

    assert row[: row.index("</tr>")].count("资料不全") == 2


def test_versions_say_what_is_different(read: Read) -> None:
    entry = deepcopy(next(e for e in shipped()["measure"] if e["code"] == "M42"))
    entry["first_day"] = (today() + timedelta(days=9)).isoformat()
    entry["period"] = "按季度"
    author, other = replace(SYSTEM, id=7), replace(SYSTEM, id=8)
    with unscoped("tests"):
        with unit_of_work(database.session(), author, "rule.draft") as work:
            number = draft_version(work, "measure", entry).id
        with unit_of_work(database.session(), other, "rule.publish") as work:
            publish_version(work, number)

    page = read("/rules/M42")

    assert "第 2 版" in page
    assert "<b>按季度</b>" in page


def test_unknown_code_is_not_found(sqlite_app: Flask) -> None:
    with unscoped("tests"):
        World(database.session()).account("office", "county_office", COUNTY)
    visitor = Visitor(sqlite_app, "office")

    for address in ("/rules/M99", "/rules/x' OR 1=1", "/rules/drafts/x", "/rules/trials/x"):
        assert visitor.get(address).status_code == 404
