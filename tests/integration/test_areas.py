import json
from datetime import date
from pathlib import Path

import pytest
import shapely
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.area_list import read_area_list
from app.adapters.catalogue_files import CATALOGUE
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import SYSTEM
from app.models import Area, Boundary
from app.queries.areas import get_area, home_area, list_ancestors, list_children, outlines
from app.queries.scope import Scope
from app.services.areas import load_areas
from app.services.boundaries import load_boundaries
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, TOWNSHIP, VILLAGE, World

DAY = date(2026, 11, 20)
TOWN_SCOPE = Scope((("520199101000", "520199102000"),))
OTHER_TOWNSHIP = "520199102000"


def _outline_file(folder: Path, shapes: dict[str, list[list[float]]]) -> Path:
    features = [
        {"type": "Feature", "properties": {"code": c}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for c, ring in shapes.items()
    ]
    path = folder / "outlines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _square(x: float, y: float, width: float = 0.1) -> list[list[float]]:
    return [[x, y], [x + width, y], [x + width, y + 0.1], [x, y + 0.1], [x, y]]


def test_the_shipped_list_loads_and_loads_again_without_change(db: Session) -> None:
    rows = read_area_list(CATALOGUE / "divisions" / "guiyang.csv")
    with unit_of_work(db, SYSTEM, "area.load") as work:
        first = load_areas(work, rows, source="国家统计局")
    with unit_of_work(db, SYSTEM, "area.load") as work:
        second = load_areas(work, rows, source="国家统计局")
    assert (first.new, second.new, second.unchanged) == (len(rows), 0, len(rows))
    assert [db.scalar(select(func.count()).where(Area.level == n)) for n in (3, 4, 5)] == [10, 146, 1629]
    village = db.get(Area, "520102200200")
    assert village is None or village.parent_code == "520102200000"


def test_a_changed_name_is_taken_over(db: Session, tmp_path: Path) -> None:
    for name in ("岚溪乡", "岚溪镇"):
        (tmp_path / "a.csv").write_bytes(f"code,name\n520199101,{name}\n".encode("gb18030"))
        with unit_of_work(db, SYSTEM, "area.load") as work:
            done = load_areas(work, read_area_list(tmp_path / "a.csv"), source="x")
    assert done.renamed == 1
    assert db.get(Area, "520199101000").name == "岚溪镇"  # type: ignore[union-attr]


@pytest.mark.parametrize("line", ["52019910,岚溪镇", "520199101,", "x,岚溪镇"])
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.csv").write_text(f"code,name\n520199102,好的镇\n{line}\n", "utf-8")
    with pytest.raises(InvalidInputError) as refused:
        read_area_list(tmp_path / "a.csv")
    assert refused.value.place == "a.csv 第 3 行"


def test_children_are_those_in_force_and_within_reach(world: World, db: Session) -> None:
    everything = Scope.everything()
    assert [a.code for a in list_children(db, everything, COUNTY, DAY)] == [TOWNSHIP, OTHER_TOWNSHIP]
    assert [a.code for a in list_children(db, TOWN_SCOPE, COUNTY, DAY)] == [TOWNSHIP]
    with unit_of_work(db, SYSTEM, "test") as work:
        work.session.get(Area, OTHER_TOWNSHIP).valid_to = date(2026, 1, 1)  # type: ignore[union-attr]
    assert [a.code for a in list_children(db, everything, COUNTY, DAY)] == [TOWNSHIP]


def test_an_area_outside_the_scope_does_not_exist(world: World, db: Session) -> None:
    with pytest.raises(NotFoundError):
        get_area(db, TOWN_SCOPE, OTHER_TOWNSHIP)
    assert [a.code for a in list_ancestors(db, TOWN_SCOPE, VILLAGE)] == [TOWNSHIP, VILLAGE]


def test_home_is_the_own_area_or_the_county_where_households_are(world: World, db: Session) -> None:
    assert home_area(db, TOWN_SCOPE).code == TOWNSHIP  # type: ignore[union-attr]
    world.household()
    world.household(OTHER_TOWNSHIP)
    assert home_area(db, Scope.everything()).code == COUNTY  # type: ignore[union-attr]
    assert home_area(db, Scope()) is None


def test_outlines_are_kept_by_level_and_given_within_reach(world: World, db: Session, tmp_path: Path) -> None:
    path = _outline_file(
        tmp_path,
        {COUNTY: _square(106, 26, 0.2), "520199101": _square(106, 26), "520199102": _square(106.1, 26)},
    )
    with unit_of_work(db, SYSTEM, "boundary.load") as work:
        done = load_boundaries(work, path, source="测绘")
    assert (done.matched, done.by, done.flaws, done.unmatched) == (3, "code", [], [])
    both = [TOWNSHIP, OTHER_TOWNSHIP]
    assert set(outlines(db, Scope.everything(), both, DAY)) == set(both)
    mine = outlines(db, TOWN_SCOPE, both, DAY)
    assert list(mine) == [TOWNSHIP]
    assert shapely.from_wkb(mine[TOWNSHIP]).bounds == pytest.approx((106, 26, 106.1, 26.1))


def test_the_newest_outline_in_force_is_shown(world: World, db: Session, tmp_path: Path) -> None:
    for x, day in ((106.0, None), (106.5, date(2026, 1, 1)), (107.0, date(2030, 1, 1))):
        with unit_of_work(db, SYSTEM, "boundary.load") as work:
            path = _outline_file(tmp_path, {"520199101": _square(x, 26)})
            load_boundaries(work, path, source="测绘", valid_from=day)
    assert shapely.from_wkb(outlines(db, TOWN_SCOPE, [TOWNSHIP], DAY)[TOWNSHIP]).bounds[0] == pytest.approx(
        106.5
    )


def test_loading_again_replaces_the_outlines_of_the_same_day(
    world: World, db: Session, tmp_path: Path
) -> None:
    path = _outline_file(tmp_path, {"520199101": _square(106, 26)})
    for _ in range(2):
        with unit_of_work(db, SYSTEM, "boundary.load") as work:
            load_boundaries(work, path, source="测绘")
    assert db.scalar(select(func.count()).select_from(Boundary)) == 1


def test_flaws_between_neighbours_and_strangers_are_reported(
    world: World, db: Session, tmp_path: Path
) -> None:
    shapes = {
        "520199101": _square(106, 26, 0.15),
        "520199102": _square(106.1, 26),
        "999999999": _square(107, 26),
    }
    with unit_of_work(db, SYSTEM, "boundary.load") as work:
        done = load_boundaries(work, _outline_file(tmp_path, shapes), source="测绘")
    assert done.flaws == ["试101和试102重叠 5554.1 公顷"]
    assert done.unmatched == ["999999999"]


def test_invalid_outlines_are_refused_until_repair_is_asked_for(
    world: World, db: Session, tmp_path: Path
) -> None:
    bow = [[106, 26], [106.1, 26.1], [106.1, 26], [106, 26.1], [106, 26]]
    path = _outline_file(tmp_path, {"520199101": bow})
    with pytest.raises(InvalidInputError) as refused, unit_of_work(db, SYSTEM, "boundary.load") as work:
        load_boundaries(work, path, source="测绘")
    assert refused.value.code == "E-MAP-6"
    with unit_of_work(db, SYSTEM, "boundary.load") as work:
        done = load_boundaries(work, path, source="测绘", repair=True)
    assert (done.matched, len(done.flaws)) == (1, 1)


def test_the_commands_speak_plainly(app: Flask, world: World, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    (tmp_path / "a.csv").write_text("code,name\n520199103,青杠林镇\n", "utf-8")
    assert "新增 1 个" in runner.invoke(args=["areas", "load", str(tmp_path / "a.csv")]).output
    path = _outline_file(tmp_path, {"520199103": _square(106, 26)})
    said = runner.invoke(args=["boundaries", "load", str(path), "--json"])
    assert json.loads(said.output)["matched"] == 1
    (tmp_path / "bad.zip").write_bytes(b"x")
    refused = runner.invoke(args=["boundaries", "load", str(tmp_path / "bad.zip")])
    assert refused.exit_code == 1
    assert "E-MAP-1" in refused.output
