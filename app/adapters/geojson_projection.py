"""What a GeoJSON says of its own projection: the reader library takes what it does not know for WGS 84, silently."""

import json
import re
from pathlib import Path
from typing import Any

_KEY = re.compile(r'"crs"\s*:\s*')


def unknown_projection(path: Path) -> str:
    """A sentence where the file names a projection that nobody knows, or says that it has none; else empty.

    Without the member `crs` a GeoJSON is in WGS 84 (RFC 7946); with it, it means what it names (GeoJSON 2008).
    """
    if path.suffix.lower() not in (".geojson", ".json"):
        return ""
    try:
        named = _named(path.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return ""  # how the text is to be read is the reader's question
    if named is None:
        return ""
    return f"文件写的坐标系“{named[:60]}”不认识，不能当成经纬度。" if not _is_known(named) else ""


def _named(text: str) -> str | None:
    """The name in the member `crs` beside the features, never one inside of them; None where there is none."""
    head, tail = text.find('"features"'), text.rfind("]")
    parts = (text,) if head < 0 else (text[:head], text[max(tail, head) :])
    for part in parts:
        found = _KEY.search(part)
        if found:
            said: Any = json.JSONDecoder().raw_decode(part, found.end())[0]
            if said is not None and not isinstance(said, dict):
                return None  # a property of that name
            name = ((said or {}).get("properties") or {}).get("name")
            return str(name or "没有写名称")
    return None


def _is_known(name: str) -> bool:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_user_input(name)
    except CRSError:
        return False
    return True
