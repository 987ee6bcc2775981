"""大屏: the same roll-ups as the dashboard, turning by itself, without a single person."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.extensions import db as database
from app.queries.scope import unscoped
from app.web.dashboard.screen import TURN
from tests.support.people import COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.support.visitor import Visitor

HEAD = "石阿妹"


@pytest.fixture
def leader(sqlite_app: Flask) -> Iterator[Visitor]:
    with unscoped("tests"):
        world = World(database.session())
        for village in (VILLAGE, OTHER_VILLAGE):
            for _ in range(3):
                world.person(world.household(village, head_name=HEAD, monitoring_kind="unstable"), name=HEAD)
        world.account("leader", "leader", COUNTY)
        world.account("cadre", "village_cadre", VILLAGE)
    yield Visitor(sqlite_app, "leader")


def test_the_screen_says_the_numbers_of_the_dashboard_and_no_names(leader: Visitor) -> None:
    board, wall = (leader.get(address).text for address in ("/dashboard", "/dashboard/screen"))

    numbers = re.findall(r'<a class="bf-fig[^>]*>\s*<span>([^<]+)</span>\s*<b>([^<]+)<', board)
    assert len(numbers) >= 3
    for label, value in numbers:
        assert f'<span>{label}</span><b class="num">{value}' in wall
    assert HEAD not in wall and "cadre" not in wall


def test_it_turns_through_its_indicators_and_back(leader: Visitor) -> None:
    address, seen = "/dashboard/screen", []
    for _ in TURN:
        answer = leader.get(address)
        assert answer.status_code == 200
        seconds, _sep, address = answer.headers["Refresh"].partition("; url=")
        assert seconds == "60"
        seen.append(re.search(r"indicator=(\w+)", address)[1])  # type: ignore[index]

    assert seen == [*TURN[1:], TURN[0]]


def test_held_it_renews_the_same_indicator_in_either_look(leader: Visitor) -> None:
    answer = leader.get("/dashboard/screen?indicator=I03&hold=y&look=light")

    assert "indicator=I03&hold=y" in answer.headers["Refresh"] and "look=light" in answer.headers["Refresh"]
    assert 'class="bf-wall"' in answer.text and 'class="bf-wall dark"' in leader.get("/dashboard/screen").text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?area=110000000000", 404),
        ("?indicator=I99", 422),
        ("?look=x&hold=x", 200),
        (f"?area={VILLAGE}", 200),
    ],
)
def test_odd_addresses(leader: Visitor, address: str, status: int) -> None:
    assert leader.get(f"/dashboard/screen{address}").status_code == status


def test_a_village_cadre_has_no_screen(leader: Visitor) -> None:
    assert Visitor(leader.app, "cadre").get("/dashboard/screen").status_code == 403
