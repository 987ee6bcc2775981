"""A boundary file from upload to map: looked at first, told in sentences, loaded with its day."""

import json
from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from flask.testing import FlaskClient
from shapely import from_wkb
from shapely.geometry import box
from sqlalchemy import func, select

from app.domain.gcj02 import from_gcj02
from app.models import Boundary
from app.queries.areas import boundary_note, outlines
from app.queries.scope import Scope
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

SQUARES = {VILLAGE: box(106.0, 26.0, 106.1, 26.1), OTHER_VILLAGE: box(106.1, 26.0, 106.2, 26.1)}


@pytest.fixture
def admin(world: World, client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    world.account("admin", "system_admin", COUNTY)
    return client_of("admin")


def _geojson(shapes: dict[str, object]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"OBJ": n, "DM": code, "MC": "某地"},
            "geometry": shape.__geo_interface__,
        }  # type: ignore[attr-defined]
        for n, (code, shape) in enumerate(shapes.items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _sent(client: FlaskClient, body: bytes, name: str = "村界.geojson") -> str:
    answer = client.post("/boundaries", data={"file": (BytesIO(body), name)})
    assert answer.status_code == 302, answer.text[:1500]
    return str(answer.headers["Location"])


def _page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_a_file_is_looked_at_and_then_loaded_with_its_first_day(admin: FlaskClient, world: World) -> None:
    address = _sent(admin, _geojson({**SQUARES, "999999999999": box(106.2, 26, 106.3, 26.1)}))
    page = _page(admin, f"{address}?join=y")
    assert "到现在一条都没写" in page and "DM（代码）" in page and "999999999999" in page
    assert world.session.scalar(select(func.count()).select_from(Boundary)) == 0
    done = admin.post(
        f"{address}/load",
        data={"source": "试测绘院", "valid_from": "2026-10-01", "named": "code:DM", "join": "y"},
        follow_redirects=True,
    )
    assert "其中 3 个由下级合成" in done.text and "1 个对不上的没有装" in done.text
    before, since = date(2026, 9, 30), date(2026, 10, 1)
    everything, places = Scope.everything(), [VILLAGE, TOWNSHIP]
    assert outlines(world.session, everything, places, before) == {}
    assert set(outlines(world.session, everything, places, since)) == set(places)
    assert boundary_note(world.session, everything, places, since) == ("试测绘院", "")


def test_what_is_wrong_is_told_in_sentences(admin: FlaskClient) -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[106, 26], [106.1, 26.1], [106.1, 26], [106, 26.1], [106, 26]]],
    }
    body = json.loads(_geojson({OTHER_VILLAGE: box(106.04, 26, 106.2, 26.1)}))
    body["features"].append({"type": "Feature", "properties": {"DM": VILLAGE}, "geometry": bow})
    address = _sent(admin, json.dumps(body).encode())
    page = _page(admin, address)
    assert "边界自己交叉" in page and "先不装" in page and "装入 2 个边界" not in page
    assert admin.post(f"{address}/load", data={"source": "x"}).status_code == 422
    mended = _page(admin, f"{address}?repair=y")
    assert "重叠" in mended and "公顷" in mended and "装入 2 个边界" in mended


def test_a_plane_file_without_projection_is_asked_about(admin: FlaskClient, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"DM": list(SQUARES)}, geometry=list(SQUARES.values()), crs="EPSG:4490")
    with pytest.warns(UserWarning, match="crs"):
        frame.to_crs("EPSG:4523").set_crs(None, allow_override=True).to_file(tmp_path / "a.gpkg")
    address = _sent(admin, (tmp_path / "a.gpkg").read_bytes(), "a.gpkg")
    assert "多半是 EPSG:4523" in _page(admin, address)
    assert "装入 2 个边界" in _page(admin, f"{address}?crs=EPSG:4523")
    assert "坐标系多半不对" in _page(admin, f"{address}?crs=EPSG:4490")


def test_shifted_coordinates_are_taken_back(admin: FlaskClient, world: World) -> None:
    address = _sent(admin, _geojson(SQUARES))
    admin.post(f"{address}/load", data={"source": "某地图服务", "shifted": "y"})
    kept = world.session.scalars(select(Boundary).order_by(Boundary.area_code)).first()
    assert kept is not None and kept.source_crs == "GCJ-02（EPSG:4326）"
    true = from_gcj02(np.array([[106.0, 26.0], [106.1, 26.1]]))
    assert from_wkb(kept.wkb).bounds == pytest.approx(true.ravel(), abs=5e-4)
    assert abs(true[0, 0] - 106.0) > 0.002  # some three hundred metres


@pytest.mark.parametrize(
    ("body", "name"),
    [(b"", "a.geojson"), (b"no map", "a.geojson"), (b"x", "a.exe"), (b"PK\x03\x04", "a.zip")],
)
def test_rubbish_is_refused_in_a_sentence(admin: FlaskClient, body: bytes, name: str) -> None:
    page = _page(admin, _sent(admin, body, name))
    assert "请给 GeoJSON" in page or "重新打包" in page


def test_outlines_leave_as_a_geopackage(admin: FlaskClient, tmp_path: Path) -> None:
    assert admin.get("/boundaries/out.gpkg?level=5").status_code == 422
    admin.post(
        f"{_sent(admin, _geojson(SQUARES))}/load", data={"source": "试测绘院", "review_no": "黔S(2026)1号"}
    )
    (tmp_path / "b.gpkg").write_bytes(admin.get("/boundaries/out.gpkg?level=5").data)
    frame = gpd.read_file(tmp_path / "b.gpkg")
    assert list(frame["code"]) == [VILLAGE, OTHER_VILLAGE] and frame.crs.to_string() == "EPSG:4490"
    assert set(frame["review_no"]) == {"黔S(2026)1号"}
    assert frame.geometry.iloc[0].equals(SQUARES[VILLAGE])


def test_only_who_keeps_the_divisions_may(world: World, client_of: Callable[[str], FlaskClient]) -> None:
    world.account("office", "county_office", COUNTY)
    assert client_of("office").get("/boundaries").status_code == 403
    assert client_of("office").post("/boundaries").status_code == 403


def test_a_file_of_another_kind_is_no_boundary_file(admin: FlaskClient) -> None:
    assert admin.get("/boundaries/01900000-0000-7000-8000-000000000000").status_code == 404
