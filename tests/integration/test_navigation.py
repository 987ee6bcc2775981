"""Whoever signs in finds every place that is open to them, at most eight of them side by side."""

import re

import pytest
from flask import Flask

from app.domain.permissions import ROLES
from app.extensions import db as database
from app.web.navigation import _BARS, _ITEMS, _MORE, ROOM
from tests.support.people import World

LINK = re.compile(r'<a href="([^"]+)"')


@pytest.mark.parametrize("role", [code.code for code in ROLES.codes])
def test_every_open_place_is_offered_once(sqlite_app: Flask, role: str) -> None:
    bureau = "MZ" if role == "bureau_staff" else None
    World(database.session()).account("somebody", role, bureau=bureau)
    client = sqlite_app.test_client()
    client.post("/sign-in", data={"login": "somebody", "password": World.PASSWORD})
    page = client.get("/").get_data(as_text=True)
    bar = page.split('<nav class="bf-nav"')[1].split("</nav>")[0]
    phone = page.split('<nav class="bf-tabs"')[1].split("</nav>")[0]
    offered = LINK.findall(bar)
    assert len(offered) == len(set(offered)), "offered twice"
    assert len(LINK.findall(bar.split("<details")[0])) + bar.count("<details") <= ROOM + 1
    assert set(offered) <= set(LINK.findall(phone)), "a phone leads less far"
    assert [client.get(address).status_code for address in offered] == [200] * len(offered)


def test_no_place_is_forgotten() -> None:
    """What stands in no bar and not behind 更多 could be reached by nobody."""
    named = {key for keys in _BARS.values() for key in keys} | set(_MORE)
    assert named == set(_ITEMS)
