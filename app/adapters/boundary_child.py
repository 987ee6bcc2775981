"""Reads a file of outlines in the guarded child process of workbooks: no network, bounded memory and time.

The readers of geodata are large native libraries; what a stranger sends meets them only there. Answers are attributes
as JSON and outlines as WKB, one after another in an anonymous file.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from app.adapters.reading import guard, limits, sandbox
from app.domain.errors import InvalidInputError

#: What somebody may send; a boundary file of a province is smaller.
MOST_PACKED = 100 * limits.MIB
SUFFIXES = (".geojson", ".json", ".gpkg", ".zip")


def read_guarded(
    body: bytes, name: str, *, crs: str | None = None, repair: bool = False, shifted: bool = False
) -> Any:
    """The same as `boundaries.read_boundaries`, in a child. Raises its errors, and E-MAP-1 where the child dies."""
    from app.adapters.boundaries import BoundaryFile, Flaw  # loads the engine, which only this room needs

    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES or not 0 < len(body) <= MOST_PACKED:
        raise InvalidInputError(
            "E-MAP-1",
            "这个文件不能当边界收：是空的、太大，或不是认得的格式。",
            place=name[:60],
            way_out="请给 GeoJSON、GeoPackage，或把 shp、shx、dbf、prj 打成一个 zip，不超过 100 MB。",
        )
    with tempfile.TemporaryDirectory(prefix="bangfu-boundary-") as folder, guard.anonymous("outlines") as out:
        path = Path(folder) / f"boundary{suffix}"
        path.write_bytes(body)
        wishes = {"path": str(path), "name": name, "crs": crs, "repair": repair, "shifted": shifted}
        answer = guard.ask("app.adapters.boundary_child", [out], json.dumps(wishes), name)
        if "error" in answer:
            raise InvalidInputError(**answer["error"])
        out.seek(0)
        shapes = [out.read(size) for size in answer["sizes"]]
    return BoundaryFile(
        np.asarray(shapely.from_wkb(shapes), dtype=object),
        tuple(answer["attributes"]),
        answer["source_crs"],
        tuple(Flaw(**flaw) for flaw in answer["flaws"]),
    )


def main() -> None:
    """argv: output file number, wishes as JSON."""
    target, wishes = int(sys.argv[-2]), json.loads(sys.argv[-1])
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", GDAL_NUM_THREADS="1")
    sandbox.shut_in(limits.MAX_MEMORY)
    sandbox.allow(limits.MAX_MEMORY, limits.cpu_limit(MOST_PACKED))
    path = Path(wishes.pop("path"))
    name = wishes.pop("name")
    with os.fdopen(target, "wb") as out:
        try:
            answer = _read(path, out, wishes)
        except InvalidInputError as refused:
            told = {"code": refused.code, "message": refused.message, "way_out": refused.way_out}
            answer = {"error": {**told, "place": name}}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    sys.stdout.flush()
    os._exit(0)  # native readers may not come back from their destructors under the memory limit


def _read(path: Path, out: Any, wishes: dict[str, Any]) -> dict[str, Any]:
    from app.adapters.boundaries import read_boundaries

    file = read_boundaries(path, **wishes)
    bodies = shapely.to_wkb(file.shapes)
    for body in bodies:
        out.write(body)
    return {
        "sizes": [len(body) for body in bodies],
        "attributes": file.attributes,
        "source_crs": file.source_crs,
        "flaws": [{"position": f.position, "kind": f.kind, "words": f.words} for f in file.flaws],
    }
