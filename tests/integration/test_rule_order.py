"""Places and order of a measure are written in the browser like its condition, and tried before they are in force."""

import pytest
from flask import Flask

from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import RuleDraft
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.integration.test_rule_desk import sent
from tests.support.people import COUNTY, World
from tests.support.visitor import Visitor


@pytest.fixture
def office(sqlite_app: Flask) -> Visitor:
    with unscoped("tests"):
        world = World(database.session())
        world.account("office", "county_office", COUNTY)
        with unit_of_work(database.session(), SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
    return Visitor(sqlite_app, "office")


def _draft(office: Visitor, code: str = "M14") -> str:
    return office.post(f"/rules/{code}/draft", {}).location


def _press(office: Visitor, address: str, do: str, **more: str) -> str:
    fields = sent(office.get(address).text)
    for name, value in {**more, "do": do}.items():
        fields[name] = value
    answer = office.post(address, fields)
    assert answer.status_code in (200, 302), answer.text
    return answer.text


def _limit() -> dict[str, object]:
    database.session().expire_all()
    draft = database.session().query(RuleDraft).one()
    return dict(draft.entry["limit"])


def test_keys_are_moved_added_and_kept(office: Visitor) -> None:
    address = _draft(office)
    before = _limit()
    assert _press(office, address, "save") and _limit() == before, "looking and saving changes nothing"

    moved = sent(_press(office, address, "down-order:0"))
    moved["do"] = "save"
    office.post(address, moved)
    first, second = _limit()["order"]
    assert first["fact"] == "household.net_income_per_head"
    assert second["when"] == {"fact": "person.labor", "is": "weak"}
    assert second["source"]["reference"] == "S82 S83", "what the page does not show stays with its line"

    added = sent(_press(office, address, "add-order", **{"order.new": "is:person.health_chronic"}))
    added["order.2.words"], added["order.2.document"], added["do"] = "有慢病的先", "县里的办法", "save"
    office.post(address, added)
    assert _limit()["order"][2]["when"] == {"fact": "person.health_chronic", "is": True}
    assert "有慢病的先" in office.get(address).text, "the difference in words"

    assert _press(office, address, "drop-order:0")
    assert len(_limit()["order"]) == 3, "a step that was not saved keeps nothing"


def test_odd_sendings_never_fail(office: Visitor) -> None:
    address = _draft(office)
    for more in (
        {"order.k": "99"}, {"order.k": "x"}, {"order.0.about": "fact:os.system"}, {"order.0.about": "kept:nothing"},
        {"order.1.first": "sideways"}, {"limit.quota": "no_such", "order.1.confidence": "sure"},
        {"order.0.words": "长" * 5000, "limit.ties": "<script>"},
    ):  # fmt: skip
        for do in ("save", "up-order:99", "add-order"):
            fields = sent(office.get(address).text)
            for name, value in {**more, "do": do, "order.new": "is:"}.items():
                fields[name] = value
            assert office.post(address, fields).status_code in (200, 302), (more, do)
            assert office.get(f"{address}/order").status_code == 200


def test_unfinished_order_is_told(office: Visitor) -> None:
    address = _draft(office)
    fields = sent(office.get(address).text)
    fields["limit.ties"], fields["do"] = "", "save"
    office.post(address, fields)

    assert "还没写完整" in office.get(f"{address}/order").text
