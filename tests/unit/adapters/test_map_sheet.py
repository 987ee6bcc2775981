"""The sheet that leaves the house: everything that must stand on it, on paper of the asked size, in real letters."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pypdf
import pytest
import shapely
from shapely.geometry import box

from app.adapters.map_picture import sheet_file
from app.adapters.map_sheet import METRES_OF_DEGREE, MapWords, Paper, draw_sheet, paper_for
from app.domain.choropleth import AreaValue, fixed_scale
from app.domain.map_difference import difference_scale

SPACE = "{http://www.w3.org/2000/svg}"
SCALE = fixed_scale([1, 2, 3, 4.5], 1)
WORDS = MapWords(
    "试县每百户应享未享",
    "项／百户",
    "2026年10月，数据日期 2026-10-31",
    "措施判定；边界：测绘院",
    "黔S(2026)001号",
)
SHAPES = {f"{n}": shapely.to_wkb(box(106 + n / 10, 26, 106.1 + n / 10, 26.2)) for n in range(6)}
ITEMS = [
    AreaValue(str(n), f"第{n}镇", state, value, "" if value is None else f"{value:.1f}")  # type: ignore[arg-type]
    for n, (state, value) in enumerate(
        [
            ("value", 0.5),
            ("zero", 0.0),
            ("no_data", None),
            ("suppressed", None),
            ("value", 3.2),
            ("value", 9.0),
        ]
    )
]


def _texts(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SPACE}text")]


def test_everything_that_must_stand_on_a_map_stands_on_it() -> None:
    texts = _texts(draw_sheet(SHAPES, ITEMS, SCALE, WORDS, paper_for("A4", SHAPES)))
    said = "\n".join(texts)
    for words in (
        "试县每百户应享未享（项／百户）", "数据日期 2026-10-31", "来源：措施判定；边界：测绘院",
        "审图号：黔S(2026)001号",        "千米", "北", "第0镇", "未上报，没有数", "少于 5 户，不公布", "4.5 及以上",
    ):  # fmt: skip
        assert words in said


def test_without_approval_its_place_stays_free() -> None:
    said = "".join(_texts(draw_sheet(SHAPES, ITEMS, SCALE, MapWords("t", "", "d", "s"))))
    assert "审图号：　" in said and "示意边界" in said


def test_states_and_rises_are_told_apart_without_colour() -> None:
    tree = ElementTree.fromstring(draw_sheet(SHAPES, ITEMS, SCALE, WORDS))
    fills = [path.get("fill") for path in tree.findall(f"{SPACE}path")][:6]
    assert fills[1:4] == ["#ffffff", "url(#h)", "url(#d)"]
    changes = [AreaValue("0", "a", "value", -5.0, "↓5"), AreaValue("1", "b", "value", 5.0, "↑5")]
    tree = ElementTree.fromstring(draw_sheet(SHAPES, changes, difference_scale(changes, 0), WORDS))
    fills = [path.get("fill") for path in tree.findall(f"{SPACE}path")][:2]
    assert fills[1] == "url(#u2)" and fills[0].startswith("#")  # type: ignore[union-attr]


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    svg = draw_sheet(SHAPES, ITEMS, SCALE, WORDS, Paper("A4", 297, 210))
    bar = re.search(r"v[\d.]+h(\d+)v", svg)
    kilometres = next(float(text.split()[0]) for text in _texts(svg) if text.endswith("千米"))
    assert bar is not None
    # The area is 0.2 degrees high; the outline of its first part gives the units of that height.
    rows = [int(y) for y in re.findall(r"[ML]\d+ (\d+)", re.search(r'<path d="([^"]+)"', svg)[1])]  # type: ignore[index]
    units_of_metre = (max(rows) - min(rows)) / (0.2 * METRES_OF_DEGREE)
    assert int(bar[1]) / units_of_metre / 1000 == pytest.approx(kilometres, rel=0.01)


@pytest.mark.parametrize(("name", "millimetres"), [("A4", (297, 210)), ("A3", (420, 297))])
def test_a_pdf_has_the_size_of_its_paper_and_its_letters_inside(
    name: str, millimetres: tuple[int, int]
) -> None:
    page = pypdf.PdfReader(
        BytesIO(sheet_file(draw_sheet(SHAPES, ITEMS, SCALE, WORDS, paper_for(name, SHAPES)), "pdf"))
    ).pages[0]
    points = [float(side) / 72 * 25.4 for side in (page.mediabox.width, page.mediabox.height)]
    assert points == pytest.approx(millimetres, abs=0.5)
    assert "试县每百户应享未享" in page.extract_text()


def test_a_tall_area_takes_the_paper_upright() -> None:
    tall = {"1": shapely.to_wkb(box(106, 26, 106.1, 26.5))}
    assert (paper_for("A4", tall).width, paper_for("A4", SHAPES).width) == (210, 297)
    assert paper_for("A4", {}).width == 297


def test_names_are_escaped() -> None:
    rogue = [AreaValue("0", '<script>"&', "value", 1.0, "1")]
    svg = draw_sheet(SHAPES, rogue, SCALE, MapWords("<b>", "&", '"', "<i>"))
    assert "<script" not in svg and "<b>" not in svg
    ElementTree.fromstring(svg)
