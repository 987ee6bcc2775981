"""The map page as somebody sees it: same numbers in picture and table, a way down, and nothing outside the scope."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.models import Area, Boundary
from app.queries import scope as scope_room
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

OTHER_TOWNSHIP = "520199102000"
ClientOf = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def guard_on(db: Session) -> Iterator[None]:
    """Reads are watched here as they are outside of tests; builders lift the watch by themselves."""
    token = scope_room._reason.set(None)
    yield
    scope_room._reason.reset(token)


def _outline(world: World, *codes: str) -> None:
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.outlines") as work:
        for number, code in enumerate(codes):
            x = 106 + number / 10
            ring = [[x, 26], [x + 0.1, 26], [x + 0.1, 26.1], [x, 26.1], [x, 26]]
            work.session.add(
                Boundary(
                    area_code=code, wkb=b"", outline=str({"type": "Polygon", "coordinates": [ring]}).replace("'", '"'),
                    source="测绘院", source_crs="EPSG:4490",
                )
            )  # fmt: skip


def _register(world: World) -> None:
    for _ in range(3):
        world.person(world.household())
    world.person(world.household(OTHER_VILLAGE))


def _text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    return unescape(answer.get_data(as_text=True))


def test_map_and_table_show_the_same_numbers(world: World, client_of: ClientOf) -> None:
    _register(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    page = _text(client_of("office"), "/maps?indicator=I01")
    drawn = dict(re.findall(r'aria-label="(\S+) (\d+)"><path', page))
    tabled = dict(
        re.findall(
            r'<th scope="row">\s*<a href="[^"]*">(\S+)</a></th>\s*<td class="num"[^>]*>(\d+)</td>', page
        )
    )
    assert drawn == tabled == {"试101": "3", "试102": "1"}
    assert "在册户数" in page and "测绘院" in page and "示意" in page


def test_the_way_goes_down_from_county_to_township_to_the_rows(world: World, client_of: ClientOf) -> None:
    _register(world)
    _outline(world, TOWNSHIP, VILLAGE)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    assert f"/maps?area={TOWNSHIP}&indicator=I01" in _text(client, "/maps?indicator=I01")
    assert f"/households?area={VILLAGE}" in _text(client, f"/maps?area={TOWNSHIP}&indicator=I01")


def test_a_township_clerk_begins_at_home_and_sees_no_neighbour(world: World, client_of: ClientOf) -> None:
    _register(world)
    world.account("clerk", "township_clerk", TOWNSHIP)
    client = client_of("clerk")
    assert "试201" in _text(client, "/maps?indicator=I01")
    assert client.get(f"/maps?area={OTHER_TOWNSHIP}").status_code == 404
    assert client.get(f"/maps/picture.png?area={OTHER_TOWNSHIP}").status_code == 404


def test_a_part_of_an_area_is_said_to_be_a_part(world: World, client_of: ClientOf) -> None:
    _register(world)
    world.account("clerk", "township_clerk", TOWNSHIP)
    page = _text(client_of("clerk"), f"/maps?area={COUNTY}&indicator=I01")
    assert "只含您管的部分" in page
    assert "试102" not in page


def test_without_outlines_the_table_still_stands(world: World, client_of: ClientOf) -> None:
    _register(world)
    world.account("leader", "leader", COUNTY)
    page = _text(client_of("leader"), "/maps?indicator=I01")
    assert "还没有边界" in page and "试101" in page and "<path class" not in page


def test_on_an_empty_system_it_says_how_to_begin(world: World, client_of: ClientOf) -> None:
    world.account("lost", "leader", COUNTY)
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.nothing") as work:
        work.session.execute(delete(Area))
    assert "还没有可以画的区划" in _text(client_of("lost"), "/maps")


@pytest.mark.parametrize("query", ["indicator=XX", "year=1900", "area=12x", "area=520199101000&classes=%00"])
def test_odd_addresses_are_answered_plainly(world: World, client_of: ClientOf, query: str) -> None:
    world.account("office", "county_office", COUNTY)
    assert client_of("office").get(f"/maps?{query}").status_code in (200, 400, 404, 422)


def test_the_picture_is_a_file_with_a_name(world: World, client_of: ClientOf) -> None:
    _register(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    answer = client_of("office").get("/maps/picture.png?indicator=I01")
    assert answer.data.startswith(b"\x89PNG")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


def test_an_officer_without_an_area_has_no_map(world: World, client_of: ClientOf, db: Session) -> None:
    world.account("officer", "officer", VILLAGE)
    assert client_of("officer").get("/maps").status_code == 403
