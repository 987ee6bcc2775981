"""The map page as somebody sees it: same numbers in picture and table, a way down, and nothing outside the scope."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.permissions import SYSTEM
from app.models import Area, AreaGram, Boundary, IndicatorSnapshot, SnapshotArea
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


def _frozen(world: World, period: str, sums: dict[str, dict[str, int]], measures: dict[str, Any]) -> None:
    """A period as freezing leaves it: sums by area, of the county and its parts."""
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.freeze") as work:
        kept = IndicatorSnapshot(
            period=period, revision=1, year=int(period[:4]), as_of=date(int(period[:4]), int(period[5:] or 12), 28),
            households=0, file_name="f", file_digest="d", file_bytes=0, definitions="x", rules="y",
            details={"lines": {}, "titles": {}, "index": [], "judged": {}}, frozen_at=now(), act_id=work.event.id,
        )  # fmt: skip
        work.session.add(kept)
        work.session.flush()
        work.session.add_all(
            SnapshotArea(
                snapshot_id=kept.id, area_code=code, sums=one, measures=measures.get(code, {}), projects=[]
            )
            for code, one in sums.items()
        )


def _months(world: World) -> None:
    """Two frozen months in which the first township grows and the second shrinks."""
    for month, (first, second) in {"2026-09": (10, 30), "2026-10": (14, 20)}.items():
        sums = {TOWNSHIP: {"households": first}, OTHER_TOWNSHIP: {"households": second}}
        _frozen(world, month, {COUNTY: {"households": first + second}, **sums}, {
            TOWNSHIP: {"income_households": 9, "gini": 0.3125}, OTHER_TOWNSHIP: {"income_households": 3, "gini": 0.9},
        })  # fmt: skip


def _areas(page: str) -> list[tuple[str, str]]:
    """Look and code of every area drawn."""
    return re.findall(r'class="t (c-[a-z0-9]+)"[^>]*data-area="(\d+)"', page)


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
    assert client.get(f"/maps/picture?area={OTHER_TOWNSHIP}").status_code == 404


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
        work.session.execute(delete(AreaGram))
        work.session.execute(delete(Area))
    assert "还没有可以画的区划" in _text(client_of("lost"), "/maps")


ODD = (
    "indicator=XX", "year=1900", "area=12x", "area=520199101000&classes=%00", "level=abc", "level=9", "base=%00",
    "classes=manual&limits=%00", "classes=jenks&base=1999-01", "period=%F0%9F%98%80", f"area={VILLAGE}",
    "before=today", "before=2026-13", "points=y", "indicator=I36", "kind=pdf&paper=%00", "since=x",
)  # fmt: skip


def test_odd_addresses_and_an_empty_register_are_answered_plainly(world: World, client_of: ClientOf) -> None:
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    for query in ODD:
        for room in ("?", "/values?", "/table?", "/compare?", "/picture?kind=svg&"):
            found = client.get(f"/maps{room}{query}")
            assert found.status_code in (200, 400, 404, 422), f"{room} {query}"


def test_places_without_outline_are_named_and_overlapping_ones_still_drawn(
    world: World, client_of: ClientOf
) -> None:
    _register(world)
    _outline(world, TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    assert "没有边界、只列在表里的：试102" in _text(client, "/maps?indicator=I01")
    _outline(world, OTHER_TOWNSHIP)  # the same square once more
    page = _text(client, "/maps?indicator=I01")
    assert page.count("<path class") == 2 and "只列在表里的" not in page


def test_the_picture_is_a_file_with_a_name(world: World, client_of: ClientOf) -> None:
    _register(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    answer = client_of("office").get("/maps/picture?indicator=I01")
    assert answer.data.startswith(b"\x89PNG")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    drawing = client_of("office").get("/maps/picture?indicator=I01&kind=svg&paper=A3")
    assert "云岭县" not in drawing.text and "在册户数" in drawing.text and "审图号" in drawing.text
    assert client_of("office").get("/maps/picture?kind=exe").status_code == 422
    assert client_of("office").get("/maps/picture?paper=A0").status_code == 422


def test_a_frozen_month_gives_its_own_numbers(world: World, client_of: ClientOf) -> None:
    _register(world)
    _months(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    page = _text(client, "/maps?indicator=I01&period=2026-09")
    assert dict(re.findall(r'aria-label="(\S+) (\d+)"><path', page)) == {"试101": "10", "试102": "30"}
    assert "2026年9月" in page and "2026-09-28" in page and ">40<" in page
    assert client.get("/maps?period=2020-01").status_code == 422


def test_a_month_before_a_boundary_moved_is_drawn_with_the_old_one(world: World, client_of: ClientOf) -> None:
    _register(world)
    _months(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    moved = {"type": "Polygon", "coordinates": [[[9, 26], [10, 26], [10, 29], [9, 29], [9, 26]]]}
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.outline") as work:
        work.session.add(
            Boundary(
                area_code=TOWNSHIP, wkb=b"", outline=json.dumps(moved), source="测绘院", source_crs="EPSG:4490",
                valid_from=date(2026, 10, 10),
            )
        )  # fmt: skip
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    drawn, areas = {}, {}
    for month in ("2026-09", "2026-10"):
        page = _text(client, f"/maps?indicator=I01&period={month}")
        drawn[month] = re.search(rf'data-area="{TOWNSHIP}" d="([^"]+)"', page)[1]  # type: ignore[index]
        areas[month] = client.get(f"/maps/values?indicator=I01&period={month}").get_json()["areas"]
    assert drawn["2026-09"] != drawn["2026-10"]
    assert areas["2026-09"] != areas["2026-10"]  # a step between them draws the map anew


def test_stepping_keeps_the_classes_and_sends_no_outline(world: World, client_of: ClientOf) -> None:
    _register(world)
    _months(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    asked = "indicator=I01&classes=equal&period="
    october, september = (_text(client, f"/maps?{asked}{month}") for month in ("2026-10", "2026-09"))
    legends = [re.search(r'<ul class="bf-legend.*?</ul>', page, re.S)[0] for page in (october, september)]  # type: ignore[index]
    assert legends[0] == legends[1]
    assert "按2026年10月的数划，换期不变" in september
    told = client.get(f"/maps/values?{asked}2026-09").get_json()
    assert told["total"] == "40" and told["period"] == "2026-09"
    by_code = {code: look[-1] for look, code in _areas(september)}
    assert told["looks"] == by_code[TOWNSHIP] + by_code[OTHER_TOWNSHIP]
    assert f'data-areas="{told["areas"]}"' in october
    same = client.get(f"/maps/values?{asked}2026-09&since=2026-10").get_json()["looks"]
    then = {code: look[-1] for look, code in _areas(october)}
    assert [sign == "." for sign in same] == [then[c] == by_code[c] for c in (TOWNSHIP, OTHER_TOWNSHIP)]
    assert "<path" not in client.get(told["table"]).text and "试102" in client.get(told["table"]).text


def test_a_map_of_one_colour_takes_classes_that_tell_places_apart(world: World, client_of: ClientOf) -> None:
    sums = {TOWNSHIP: {"missing": 180, "judged": 100}, OTHER_TOWNSHIP: {"missing": 200, "judged": 100}}
    _frozen(world, "2026-10", {COUNTY: {"missing": 380, "judged": 200}, **sums}, {})
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    page, fixed = (
        _text(client_of("office"), f"/maps?indicator=I42&period=2026-10{more}")
        for more in ("", "&classes=fixed")
    )
    assert len({look for look, _ in _areas(page)}) == 2 and "几乎一色，改用分位数级距" in page
    assert {look for look, _ in _areas(fixed)} == {"c-5"} and "级距固定，各期可比" in fixed


def test_a_measure_of_frozen_periods_is_mapped_and_small_numbers_are_not(
    world: World, client_of: ClientOf
) -> None:
    _register(world)
    _months(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    page = _text(client, "/maps?indicator=I36&period=2026-10")
    assert 'aria-label="试101 0.3125"' in page and 'aria-label="试102 少于5"' in page
    assert "0.9000" not in page
    assert "只在冻结的期次里有数" in _text(client, "/maps?indicator=I36")


def test_two_periods_side_by_side_and_what_changed(world: World, client_of: ClientOf) -> None:
    _register(world)
    _months(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    page = _text(client, "/maps/compare?indicator=I01&period=2026-10")
    assert "1 个乡镇少了，1 个多了" in page
    assert dict(re.findall(r'aria-label="(\S+) ([↑↓]\d+)"><path', page)) == {"试101": "↑4", "试102": "↓10"}
    assert re.findall(r'<td class="num"[^>]*>([^<]+)</td>', page) == ["30", "20", "↓10", "10", "14", "↑4"]
    drawing = client.get("/maps/picture?indicator=I01&period=2026-10&before=2026-09&kind=svg").text
    assert "↑4" in drawing and "2026年9月" in drawing
    assert client.get("/maps/compare?indicator=I01&period=2026-10&before=1999").status_code == 422


def test_without_a_second_period_comparing_says_what_is_missing(world: World, client_of: ClientOf) -> None:
    _register(world)
    world.account("office", "county_office", COUNTY)
    assert "还没有另一期可以比" in _text(client_of("office"), "/maps/compare")


def test_villages_of_a_county_stand_with_their_township(world: World, client_of: ClientOf) -> None:
    _register(world)
    _outline(world, VILLAGE, OTHER_VILLAGE)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    page = _text(client, "/maps?indicator=I01&level=5")
    assert page.count("<path class") == 2 and "试101 试201" in page
    assert client.get("/maps?level=3").status_code == 422


def test_classes_of_ones_own_are_drawn_and_nonsense_is_told_beside_the_field(
    world: World, client_of: ClientOf
) -> None:
    _register(world)
    _outline(world, TOWNSHIP, OTHER_TOWNSHIP)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    page = _text(client, "/maps?indicator=I01&classes=manual&limits=2、3")
    assert sorted(_areas(page)) == [("c-1", OTHER_TOWNSHIP), ("c-3", TOWNSHIP)]
    assert "2" in page and "级距由使用人自定" in page
    assert "级距没有看懂" in _text(client, "/maps?indicator=I01&classes=manual&limits=3,2")


def test_map_table_and_list_count_the_same_households(world: World, client_of: ClientOf) -> None:
    """Map -> township -> village -> list -> household: four clicks, one number all the way."""
    _register(world)
    _outline(world, TOWNSHIP, VILLAGE)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    page, clicks = _text(client, "/maps?indicator=I01"), 0
    for place, count in ((TOWNSHIP, 3), (VILLAGE, 3)):
        link = re.search(rf'<a href="([^"]+)" aria-label="\S+ {count}"><path[^>]*data-area="{place}"', page)
        assert link is not None
        page, clicks = _text(client, link[1]), clicks + 1
    homes = sorted(set(re.findall(r'href="(/households/[0-9a-f-]{36})"', page)))
    assert (len(homes), clicks) == (3, 2)
    assert client.get(homes[0]).status_code == 200


def test_an_officer_without_an_area_has_no_map(world: World, client_of: ClientOf, db: Session) -> None:
    world.account("officer", "officer", VILLAGE)
    assert client_of("officer").get("/maps").status_code == 403
