import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from app.adapters.boundaries import read_boundaries, to_geojson
from app.adapters.coverages import dissolve, edge_flaws, is_coverage, simplify_coverage
from app.adapters.outline_shapes import wkb_of_geojson
from app.domain.errors import InvalidInputError

NAMES = ["岚溪镇", "洗马塘镇"]


def _frame(crs: str | None = "EPSG:4490") -> gpd.GeoDataFrame:
    shapes = [box(106.0, 26.0, 106.5, 26.5), box(106.5, 26.0, 107.0, 26.5)]
    return gpd.GeoDataFrame({"CODE": ["520199001", "520199002"], "NAME": NAMES}, geometry=shapes, crs=crs)


def _zipped_shapefile(folder: Path, frame: gpd.GeoDataFrame, encoding: str, leave_out: set[str]) -> Path:
    frame.to_file(folder / "towns.shp", encoding=encoding)
    target = folder / "towns.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(folder.glob("towns.*")):
            if part.suffix not in {".zip", *leave_out}:
                archive.write(part, part.name)
    return target


def test_a_gbk_shapefile_without_its_encoding_file_gives_right_names(tmp_path: Path) -> None:
    read = read_boundaries(_zipped_shapefile(tmp_path, _frame(), "GBK", {".cpg"}))
    assert [row["NAME"] for row in read.attributes] == NAMES


def test_a_utf8_shapefile_without_its_encoding_file_gives_right_names(tmp_path: Path) -> None:
    read = read_boundaries(_zipped_shapefile(tmp_path, _frame(), "UTF-8", {".cpg"}))
    assert [row["NAME"] for row in read.attributes] == NAMES


def test_a_missing_projection_is_asked_for(tmp_path: Path) -> None:
    path = _zipped_shapefile(tmp_path, _frame(), "UTF-8", {".prj"})
    with pytest.raises(InvalidInputError) as refused:
        read_boundaries(path)
    assert refused.value.code == "E-MAP-2"
    assert "--crs" in (refused.value.way_out or "")


@pytest.mark.parametrize("last", [False, True], ids=["before the features", "behind them"])
@pytest.mark.parametrize(
    ("crs", "is_asked"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}, True),
        ({"type": "name", "properties": {"name": "贵州独立坐标系"}}, True),
        ({"type": "link", "properties": {"href": "http://example.invalid/crs"}}, True),
        (None, True),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}, False),
        ("a property, not a projection", False),
    ],
)
def test_a_geojson_in_an_unknown_projection_is_asked_about(
    tmp_path: Path, crs: object, is_asked: bool, last: bool
) -> None:
    features = json.loads(_frame().to_json(drop_id=True))["features"]
    features[0]["properties"]["crs"] = "not this one"
    parts = {"features": features} | {"crs": crs} if last else {"crs": crs, "features": features}
    path = tmp_path / "towns.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **parts}), "utf-8")

    if not is_asked:
        assert len(read_boundaries(path).shapes) == 2
        return
    with pytest.raises(InvalidInputError) as refused:
        read_boundaries(path)
    assert refused.value.code == "E-MAP-2" and "EPSG:4490" in (refused.value.way_out or "")
    assert len(read_boundaries(path, crs="EPSG:4490").shapes) == 2


def test_a_named_projection_is_taken_to_longitude_and_latitude(tmp_path: Path) -> None:
    plane = _frame().to_crs("EPSG:4545")
    path = _zipped_shapefile(tmp_path, plane, "UTF-8", {".prj"})
    read = read_boundaries(path, crs="EPSG:4545")
    assert shapely.total_bounds(read.shapes) == pytest.approx([106.0, 26.0, 107.0, 26.5], abs=1e-6)


def test_a_wrong_projection_is_refused(tmp_path: Path) -> None:
    path = _zipped_shapefile(tmp_path, _frame().to_crs("EPSG:4545"), "UTF-8", {".prj"})
    with pytest.raises(InvalidInputError) as refused:
        read_boundaries(path, crs="EPSG:4490")
    assert refused.value.code == "E-MAP-3"


def test_swapped_axes_are_named(tmp_path: Path) -> None:
    frame = _frame()
    frame.geometry = shapely.transform(np.asarray(frame.geometry.values), lambda xy: xy[:, ::-1])
    frame.to_file(tmp_path / "t.geojson", driver="GeoJSON")
    with pytest.raises(InvalidInputError, match="颠倒"):
        read_boundaries(tmp_path / "t.geojson")


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_geojson_and_geopackage_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"towns.{suffix}"
    _frame("EPSG:4326").to_file(path)
    read = read_boundaries(path)
    assert [row["CODE"] for row in read.attributes] == ["520199001", "520199002"]
    assert read.flaws == ()


def test_a_self_crossing_outline_is_shown_and_repaired_only_on_request(tmp_path: Path) -> None:
    bow = Polygon([(106, 26), (106.5, 26.5), (106.5, 26), (106, 26.5)])
    frame = gpd.GeoDataFrame({"NAME": ["岚溪镇"]}, geometry=[bow], crs="EPSG:4490")
    frame.to_file(tmp_path / "bow.gpkg")
    shown = read_boundaries(tmp_path / "bow.gpkg")
    assert [flaw.kind for flaw in shown.flaws] == ["invalid"]
    assert not shapely.is_valid(shown.shapes[0])
    mended = read_boundaries(tmp_path / "bow.gpkg", repair=True)
    assert shapely.is_valid(mended.shapes).all()
    assert shapely.area(mended.shapes[0]) == pytest.approx(0.125)


def test_overlapping_neighbours_are_named(tmp_path: Path) -> None:
    frame = _frame()
    frame.geometry = [box(106.0, 26.0, 106.6, 26.5), box(106.5, 26.0, 107.0, 26.5)]
    frame.to_file(tmp_path / "over.gpkg")
    assert edge_flaws(read_boundaries(tmp_path / "over.gpkg").shapes) == [0, 1]
    assert edge_flaws(np.array(_frame().geometry.values)) == []


def test_points_are_refused(tmp_path: Path) -> None:
    gpd.GeoDataFrame(geometry=[shapely.Point(106, 26)], crs="EPSG:4490").to_file(tmp_path / "p.gpkg")
    with pytest.raises(InvalidInputError) as refused:
        read_boundaries(tmp_path / "p.gpkg")
    assert refused.value.code == "E-MAP-4"


@pytest.mark.parametrize("name", ["broken.zip", "broken.geojson", "broken.gpkg"])
def test_rubbish_is_refused_with_a_way_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not a map at all")
    with pytest.raises(InvalidInputError) as refused:
        read_boundaries(tmp_path / name)
    assert refused.value.code == "E-MAP-1"


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.zip", "alg.json"])
def test_a_file_that_points_to_another_one_is_refused(tmp_path: Path, name: str) -> None:
    """Engines choose by content: a list of virtual layers or a told command would read any file of the server."""
    secret = tmp_path / "secret.csv"
    secret.write_text('code,WKT\n1,"POLYGON((106 26,107 26,107 27,106 26))"\n', "utf-8")
    pointer = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource>'
        "<GeometryType>wkbPolygon</GeometryType><LayerSRS>EPSG:4326</LayerSRS>"
        '<GeometryField encoding="WKT" field="WKT"/></OGRVRTLayer></OGRVRTDataSource>'
    )
    if name == "alg.json":
        told = f"gdal vector reproject --dst-crs EPSG:4326 {secret} --output-format stream streamed_dataset"
        pointer = json.dumps({"type": "gdal_streamed_alg", "command_line": told})
    path = tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.shp", pointer)
    else:
        path.write_text(pointer, "utf-8")
    with pytest.raises(InvalidInputError, match="E-MAP-1"):
        read_boundaries(path)


def _wavy_pair() -> np.ndarray:
    ys = np.linspace(26, 27, 400)
    middle = [(106.5 + 0.002 * np.sin(i), y) for i, y in enumerate(ys)]
    return np.array([Polygon([(106, 26), *middle, (106, 27)]), Polygon([(107, 26), *middle, (107, 27)])])


def test_simplifying_keeps_neighbours_on_one_common_edge() -> None:
    shapes = _wavy_pair()
    thin = simplify_coverage(shapes, 0.01)
    assert shapely.get_num_coordinates(thin).sum() < 0.2 * shapely.get_num_coordinates(shapes).sum()
    assert is_coverage(thin)


def test_an_outline_survives_the_way_through_geojson() -> None:
    shape = box(106.123456, 26, 107, 27)
    assert json.loads(to_geojson(shape))["coordinates"][0][0][0] in (106.12346, 107.0)
    assert shapely.from_wkb(wkb_of_geojson(to_geojson(shape))).equals_exact(shape, 1e-4)


def test_villages_dissolve_into_townships() -> None:
    shapes = np.array([box(0, 0, 1, 1), box(1, 0, 2, 1), box(5, 5, 6, 6)])
    towns = dissolve(shapes, ["520199001000", "520199001000", "520199002000"])
    assert shapely.area(towns["520199001000"]) == 2


def test_outlines_without_area_are_refused(tmp_path: Path) -> None:
    """An empty shape among good ones, and one that no repair makes an area, would be kept as a place without land."""
    good, dot = [[105, 26], [105.1, 26], [105.1, 26.1], [105, 26]], [[105, 26]] * 4
    for name, coordinates, sentence in (("empty", [], "不全是面"), ("dot", [dot], "围不出面积")):
        shapes = [{"type": "Polygon", "coordinates": [good]}, {"type": "Polygon", "coordinates": coordinates}]
        features = [{"type": "Feature", "properties": {"name": "甲"}, "geometry": shape} for shape in shapes]
        path = tmp_path / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        with pytest.raises(InvalidInputError) as caught:
            read_boundaries(path, repair=True)
        assert caught.value.code == "E-MAP-4" and sentence in caught.value.message


def test_a_locked_zip_is_told_from_a_broken_reader(tmp_path: Path) -> None:
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for ending in ("shp", "dbf"):
            archive.writestr(f"a.{ending}", b"x" * 100)
    path.write_bytes(  # both heads say that a password is needed
        path.read_bytes()
        .replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
        .replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )
    with pytest.raises(InvalidInputError, match="密码"):
        read_boundaries(path)
