"""Reads outlines of areas from what surveying offices send: GeoJSON, GeoPackage, zipped shapefile.

Nothing is guessed that could be wrong in silence: a file without projection is asked about, coordinates that do not
fit their projection are refused, and invalid outlines are shown first and repaired only on request. Everything leaves
here in CGCS2000 longitude and latitude (EPSG:4490).
"""

# mypy: allow-untyped-calls

import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.adapters.geojson_projection import unknown_projection
from app.domain.errors import InvalidInputError
from app.domain.gcj02 import from_gcj02

if TYPE_CHECKING:  # the engine takes half a second to load: only what reads a file pays for it
    from geopandas.geodataframe import GeoDataFrame

CGCS2000 = "EPSG:4490"
#: A shapefile of a whole province unpacks to less; more is refused before reading.
MOST_BYTES = 800_000_000
#: Formats that hold their outlines themselves, as the engine names them.
FORMATS = frozenset({"GeoJSON", "ESRIJSON", "TopoJSON", "JSONFG", "GPKG", "ESRI Shapefile"})
#: Longitude and latitude that contain China with a margin; swapped axes fall outside.
CHINA = (70.0, 3.0, 140.0, 56.0)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with one outline: position in the file, kind, and a sentence."""

    position: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """Outlines of one file with their attributes, in file order."""

    shapes: NDArray[np.object_]
    attributes: tuple[dict[str, str], ...]
    source_crs: str
    flaws: tuple[Flaw, ...]


def read_boundaries(
    path: Path, *, crs: str | None = None, repair: bool = False, shifted: bool = False
) -> BoundaryFile:
    """All polygons of the file's first layer. `crs` says the projection where the file does not, e.g. `EPSG:4545`.

    `shifted`: the coordinates are those of a map service (GCJ-02); the shift is taken back.

    Raises InvalidInputError E-MAP-1 unreadable, E-MAP-2 projection missing, E-MAP-3 projection unknown or not fitting
    the coordinates, E-MAP-4 no polygons.
    """
    frame = _read(path)
    frame = _with_projection(frame, path, crs)
    source_crs = frame.crs.to_string()
    shapes = np.asarray(frame.to_crs(CGCS2000).geometry.values)
    _refuse_wrong_place(path, shapes)
    if shifted:
        shapes = shapely.transform(shapes, from_gcj02)
        source_crs = f"GCJ-02（{source_crs}）"
    shapes, flaws = _validated(shapes, repair=repair)
    names = [column for column in frame.columns if column != frame.geometry.name]
    attributes = tuple(
        {name: _text(value) for name, value in zip(names, row, strict=True)}
        for row in frame[names].itertuples(index=False, name=None)
    )
    return BoundaryFile(shapes, attributes, source_crs, tuple(flaws))


def _read(path: Path) -> "GeoDataFrame":
    import pyogrio
    from geopandas.geodataframe import GeoDataFrame

    place = _address(path)
    try:
        encoding = _encoding(path)
        _refuse_other_formats(path, str(pyogrio.read_info(cast(Any, place))["driver"]))
        frame: Any = GeoDataFrame.from_file(
            cast(Any, place), engine="pyogrio", encoding=encoding, on_invalid="warn"
        )
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        ValueError,
        UnicodeDecodeError,
    ) as error:
        raise InvalidInputError(
            "E-MAP-1",
            "这个边界文件读不出来。",
            place=path.name,
            way_out="请给 GeoJSON、GeoPackage，或把 shp、shx、dbf、prj 打成一个 zip。",
        ) from error
    if not isinstance(frame, GeoDataFrame):
        raise InvalidInputError(
            "E-MAP-4", "文件里没有图形，只有表。", place=path.name, way_out="请导出带图形的图层。"
        )
    flat = set(frame.geom_type.dropna()) - {"Polygon", "MultiPolygon"}
    if frame.empty or flat or (frame.geometry.isna() | frame.geometry.is_empty).any():
        raise InvalidInputError(
            "E-MAP-4",
            "文件里不全是面，画不成边界。",
            place=path.name,
            way_out="请只导出面图层，去掉空图形、点和线。",
        )
    return frame


def _refuse_other_formats(path: Path, driver: str) -> None:
    """What opens a file is chosen by its content: a text that points elsewhere would bring in the server's files."""
    if driver not in FORMATS:
        raise InvalidInputError(
            "E-MAP-1",
            "这个文件的内容和它的名字不符，不收。",
            place=path.name,
            way_out="请给 GeoJSON、GeoPackage，或把 shp、shx、dbf、prj 打成一个 zip。",
        )


def _address(path: Path) -> str:
    """A zip is read in place, never unpacked to disk, and only when it is not a bomb."""
    if path.suffix.lower() != ".zip":
        return str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise InvalidInputError(
            "E-MAP-1", "这个 zip 打不开。", place=path.name, way_out="请重新打包再交。"
        ) from error
    inner = [member.filename for member in members if member.filename.lower().endswith(".shp")]
    if len(inner) != 1 or sum(member.file_size for member in members) > MOST_BYTES:
        raise InvalidInputError(
            "E-MAP-1",
            "zip 里要正好有一个 shp，解开不超过 800 MB。",
            place=path.name,
            way_out="请一个图层打一个 zip。",
        )
    return f"/vsizip/{path}/{inner[0]}"


def _encoding(path: Path) -> str | None:
    """Shapefiles name their encoding in a .cpg; without it UTF-8 is tried strictly, then GB18030 (superset of GBK)."""
    if path.suffix.lower() != ".zip":
        return None
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if any(name.lower().endswith(".cpg") for name in names):
            return None
        table = next((name for name in names if name.lower().endswith(".dbf")), None)
        if table is None:
            return None
        body = _member(archive, table, path)
    try:
        # The head holds binary counts; names and records are text.
        body[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """One file of a zip that may be locked, packed in an unknown way, or not what its list says."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        raise InvalidInputError(
            "E-MAP-1",
            "这个 zip 有密码，或者坏了。",
            place=path.name,
            way_out="请不设密码，用普通方式重新打包再交。",
        ) from error


def _with_projection(frame: "GeoDataFrame", path: Path, crs: str | None) -> "GeoDataFrame":
    if crs is not None:
        from pyproj import CRS
        from pyproj.exceptions import CRSError

        try:
            said = CRS.from_user_input(crs)
        except CRSError as error:
            raise InvalidInputError(
                "E-MAP-3", f"不认识坐标系 {crs}。", place=path.name, way_out="请写成 EPSG:4490 这样的编号。"
            ) from error
        placed: Any = frame.set_crs(said, allow_override=True)
        return cast("GeoDataFrame", placed)
    words = "文件没有写坐标系，不能猜。" if frame.crs is None else unknown_projection(path)
    if words:
        raise InvalidInputError("E-MAP-2", words, place=path.name, way_out=_hint(frame))
    return frame


def _hint(frame: "GeoDataFrame") -> str:
    """What the numbers look like; a person still has to say it."""
    west, east = frame.total_bounds[0], frame.total_bounds[2]
    ask = "请问出图单位后选定坐标系（命令里用 --crs 写，例如 EPSG:4490 经纬度、EPSG:4545 3 度带中央经线 108 度）。"
    if abs(west) <= 180 and abs(east) <= 180:
        return f"数值像经纬度，多半是 EPSG:4490。{ask}"
    zone = int(east // 1_000_000)
    if zone == int(west // 1_000_000) and 25 <= zone <= 45:
        return f"数值像 3 度带第 {zone} 带，多半是 EPSG:{4513 + zone - 25}。{ask}"
    if zone == int(west // 1_000_000) and 13 <= zone <= 23:
        return f"数值像 6 度带第 {zone} 带，多半是 EPSG:{4491 + zone - 13}。{ask}"
    return f"数值像高斯-克吕格平面坐标，带号没有写，贵州多用中央经线 105 或 108 度。{ask}"


def _refuse_wrong_place(path: Path, shapes: NDArray[np.object_]) -> None:
    west, south, east, north = shapely.total_bounds(shapes)
    if CHINA[0] <= west and CHINA[1] <= south and east <= CHINA[2] and north <= CHINA[3]:
        return
    swapped = CHINA[0] <= south and CHINA[1] <= west and north <= CHINA[2] and east <= CHINA[3]
    words = "经度和纬度像是颠倒了。" if swapped else "按这个坐标系算，图形不在中国境内，坐标系多半不对。"
    raise InvalidInputError("E-MAP-3", words, place=path.name, way_out="请核对坐标系，用 --crs 指定正确的。")


def _validated(shapes: NDArray[np.object_], *, repair: bool) -> tuple[NDArray[np.object_], list[Flaw]]:
    flaws = [
        Flaw(int(position), "invalid", f"第 {position + 1} 个图形不合规：{_reason(shapes[position])}")
        for position in np.flatnonzero(~shapely.is_valid(shapes))
    ]
    if repair and flaws:
        shapes = shapes.copy()
        for flaw in flaws:
            shapes[flaw.position] = _repaired(shapes[flaw.position])
        _refuse_unrepairable(shapes, flaws)
    return shapes, flaws


def _refuse_unrepairable(shapes: NDArray[np.object_], flaws: list[Flaw]) -> None:
    """A line or a point folded into a ring encloses nothing, however it is mended."""
    for flaw in flaws:
        if shapes[flaw.position].geom_type not in ("Polygon", "MultiPolygon"):
            raise InvalidInputError(
                "E-MAP-4",
                f"第 {flaw.position + 1} 个图形围不出面积，修补不了。",
                way_out="请出图单位改好，或者去掉这个图形再交。",
            )


def _reason(shape: BaseGeometry) -> str:
    words = {
        "Self-intersection": "边界自己交叉",
        "Ring Self-intersection": "边界自己碰到自己",
        "Hole lies outside shell": "洞在外面",
    }
    said = str(shapely.is_valid_reason(shape))
    kind, _, place = said.partition("[")
    return f"{words.get(kind, kind)}（{place.rstrip(']')}）" if place else words.get(said, said)


def _repaired(shape: BaseGeometry) -> BaseGeometry:
    """The area that the outline was meant to enclose; lines and points left over by the repair are dropped."""
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(mended) if part.geom_type in ("Polygon", "MultiPolygon")]
    whole: BaseGeometry = shapely.union_all(parts) if parts else mended
    return whole


def to_geojson(shape: BaseGeometry, decimals: int = 5) -> str:
    """GeoJSON geometry; five decimals of a degree are about one metre."""
    body: dict[str, Any] = json.loads(shapely.to_geojson(shape))

    def rounded(value: Any) -> Any:
        return [rounded(item) for item in value] if isinstance(value, list) else round(value, decimals)

    body["coordinates"] = rounded(body["coordinates"])
    return json.dumps(body, separators=(",", ":"))


def to_wkb(shape: BaseGeometry) -> bytes:
    """The outline in full as WKB."""
    body: bytes = shapely.to_wkb(shape)
    return body


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
