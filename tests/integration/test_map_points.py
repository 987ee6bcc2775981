"""Spots of households: by number within the scope, shown by cells, the exact one for a purpose and with a trace."""

import re
from collections.abc import Callable
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.map_points import Spot
from app.domain.permissions import SYSTEM
from app.models import Event, MapPoint
from app.queries.map_points import list_marks
from app.queries.scope import Scope
from app.services.map_points import place_points
from app.unit_of_work import unit_of_work
from tests.integration.test_maps import _outline
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

ClientOf = Callable[[str], FlaskClient]


def _place(client: FlaskClient, text: str) -> str:
    answer = client.post("/maps/points", data={"spots": text}, follow_redirects=True)
    return unescape(answer.text)


def test_a_spot_is_kept_exact_in_the_vault_and_shown_by_its_cell(world: World, client_of: ClientOf) -> None:
    home = world.household()
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    assert "新记 1 处" in _place(client, f"{home.household_no} 106.712345 26.509999")
    assert "未变 1 处" in _place(client, f"{home.household_no} 106.712345 26.509999")
    assert "移动 1 处" in _place(client, f"{home.household_no} 106.712346 26.509999")
    point = world.session.scalars(select(MapPoint)).one()
    assert (round(point.lon, 6), round(point.lat, 6)) == (106.715, 26.505) and point.place_ref
    address = f"/households/{home.public_id}/reveal/household/spot"
    assert "26.509999" not in client.get(address).text
    told = client.post(address, data={"purpose": "visit"}).text
    assert "26.509999,106.712346" in told
    acts = world.session.scalars(
        select(Event.act).where(Event.subject == f"map_point:{point.public_id}")
    ).all()
    assert "secret.reveal" in acts


def test_cells_count_only_households_within_reach(world: World) -> None:
    homes = [world.household(VILLAGE), world.household(VILLAGE), world.household(OTHER_VILLAGE)]
    spots = [Spot(n, home.household_no, 106.05 + n / 1000, 26.05) for n, home in enumerate(homes)]
    with unit_of_work(world.session, SYSTEM, "point.place") as work:
        done = place_points(work, Scope.everything(), spots, source_crs="EPSG:4490")
    assert (done.new, done.problems) == (3, [])
    both = list_marks(world.session, Scope.everything(), COUNTY)
    assert [mark.words for mark in both] == ["3 户"]
    mine = Scope.everything().within(TOWNSHIP)
    assert [mark.words for mark in list_marks(world.session, mine, COUNTY)] == ["2 户"]
    with unit_of_work(world.session, SYSTEM, "point.place") as work:
        outside = place_points(work, mine, spots[2:], source_crs="EPSG:4490")
    assert outside.new == 0 and "不在您管的" in outside.problems[0]


def test_marks_stand_on_the_map_only_where_asked_for(world: World, client_of: ClientOf) -> None:
    home = world.household()
    world.person(home)
    _outline(world, TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    _place(client, f"{home.household_no} 106.05 26.05")
    assert "m-home" not in client.get("/maps?indicator=I01").text
    shown = client.get("/maps?indicator=I01&points=y").text
    assert re.findall(r'class="m-home"[^>]*><title>([^<]+)</title>', shown) == ["1 户"]
    assert "26.05" not in shown


def test_lines_that_say_no_place_write_nothing(world: World, client_of: ClientOf) -> None:
    home = world.household()
    world.account("office", "county_office", COUNTY)
    assert "颠倒" in _place(client_of("office"), f"{home.household_no} 26.5 106.7")
    assert world.session.scalars(select(MapPoint)).all() == []
    world.account("leader", "leader", COUNTY)
    assert client_of("leader").get("/maps/points").status_code == 403
