import time
from xml.etree import ElementTree

import pytest
import shapely
from shapely.geometry import Polygon, box

from app.adapters.map_drawing import draw_svg, path_of
from app.adapters.map_picture import MapWords, draw_png
from app.domain.choropleth import AreaValue, fixed_scale

SCALE = fixed_scale([1, 2, 3, 4.5], 1)
SPACE = "{http://www.w3.org/2000/svg}"


def _grid(count: int) -> tuple[dict[str, bytes], list[AreaValue]]:
    shapes, items = {}, []
    for n in range(count):
        x, y = 106 + n % 12 * 0.1, 26 + n // 12 * 0.1
        edge = [(x + 0.1 * i / 40, y) for i in range(40)]
        ring = Polygon([*edge, (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1)])
        code = f"520199{n:03d}000"
        shapes[code] = shapely.to_wkb(ring)
        items.append(
            AreaValue(code, f"第{n}镇", "value", n % 6 + 0.5, f"{n % 6 + 0.5}", f"/maps?area={code}")
        )
    return shapes, items


def _tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_every_area_is_a_link_that_says_its_name_and_value() -> None:
    shapes, items = _grid(3)
    links = _tree(draw_svg(shapes, items, SCALE, title="各镇")).findall(f"{SPACE}a")
    assert [(a.get("href"), a.get("aria-label")) for a in links][1] == (
        "/maps?area=520199001000",
        "第1镇 1.5",
    )


def test_the_four_kinds_of_answer_look_different() -> None:
    shapes, items = _grid(4)
    states = ["value", "zero", "no_data", "suppressed"]
    items = [
        AreaValue(i.code, i.name, s, v, "x")
        for i, s, v in zip(items, states, [5, 0, None, None], strict=True)
    ]
    paths = _tree(draw_svg(shapes, items, SCALE, title="t", prefix="m")).findall(f"{SPACE}path")
    assert [p.get("class") for p in paths] == ["t c-5", "t c-zero", "t c-nodata", "t c-supp"]
    assert [p.get("fill") for p in paths] == [None, None, "url(#m-h)", "url(#m-d)"]


def test_names_are_escaped_and_nothing_needs_a_style_or_script() -> None:
    shapes, items = _grid(1)
    rogue = [AreaValue(items[0].code, '<script>"x"</script>', "value", 1.0, "1", '/m?"><script>')]
    svg = draw_svg(shapes, rogue, SCALE, title="<i>t</i>")
    assert "<script" not in svg and "<i>" not in svg and "style=" not in svg
    _tree(svg)


def test_the_chosen_area_is_drawn_last_so_that_its_edge_is_whole() -> None:
    shapes, items = _grid(5)
    links = _tree(draw_svg(shapes, items, SCALE, title="t", chosen=items[1].code)).findall(f"{SPACE}a")
    assert "chosen" in (links[-1].find(f"{SPACE}path").get("class") or "")  # type: ignore[union-attr]


def test_areas_without_shape_are_left_to_the_table() -> None:
    shapes, items = _grid(2)
    del shapes[items[0].code]
    assert draw_svg(shapes, items, SCALE, title="t").count("<path") == 1
    assert draw_svg({}, items, SCALE, title="t") == ""


def test_a_hole_is_a_ring_of_its_own() -> None:
    outer = Polygon(box(0, 0, 100, 100).exterior.coords, [list(box(40, 40, 60, 60).exterior.coords)])
    assert path_of(outer).count("M") == 2


def test_north_is_up() -> None:
    south, north = box(106, 26, 107, 27), box(106, 27, 107, 28)
    shapes = {"1": shapely.to_wkb(south), "2": shapely.to_wkb(north)}
    items = [AreaValue(code, code, "value", 1.0, "1") for code in ("1", "2")]
    labels = _tree(draw_svg(shapes, items, SCALE, title="t")).findall(f"{SPACE}text[@class='v']")
    assert float(labels[0].get("y") or 0) > float(labels[1].get("y") or 0)


def test_150_areas_are_drawn_in_less_than_300_ms() -> None:
    shapes, items = _grid(150)
    draw_svg(shapes, items, SCALE, title="warm")
    began = time.perf_counter()
    draw_svg(shapes, items, SCALE, title="t")
    assert time.perf_counter() - began < 0.3


@pytest.mark.parametrize("count", [0, 1, 16])
def test_the_picture_for_papers_is_a_png_even_without_areas(count: int) -> None:
    shapes, items = _grid(count)
    png = draw_png(shapes, items, SCALE, MapWords("各镇", "户", "2026-11-20", "住户登记"))
    assert png.startswith(b"\x89PNG") and len(png) > 5000
