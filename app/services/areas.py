"""Loading of divisions. Codes are never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from app.adapters.area_list import ListedArea
from app.domain.area_names import area_grams
from app.models import Area, AreaGram
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class LoadedAreas:
    """How many codes were new, changed their name, or stayed."""

    new: int
    renamed: int
    unchanged: int


def load_areas(
    work: Work, rows: Iterable[ListedArea], *, source: str, valid_from: date | None = None
) -> LoadedAreas:
    """Add codes that are new and take over changed names. Codes missing from the list stay as they are."""
    known = {area.code: area for area in work.session.scalars(select(Area))}
    fresh, renamed, unchanged = [], [], 0
    for row in rows:
        area = known.get(row.code)
        if area is None:
            fresh.append(_as_row(row, source, valid_from))
        elif (area.name, area.full_name) != (row.name, row.full_name):
            area.name, area.full_name, area.source = row.name, row.full_name, source
            renamed.append({"code": area.code, "name": area.name, "level": area.level})
        else:
            unchanged += 1
    if fresh:
        work.session.execute(insert(Area), fresh)
    _name(work, renamed, fresh)
    return LoadedAreas(len(fresh), len(renamed), unchanged)


def _name(work: Work, renamed: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> None:
    """Let them be found by what they are called now."""
    for area in renamed:
        work.session.execute(delete(AreaGram).where(AreaGram.area_code == area["code"]))
    rows = [
        {"gram": gram, "rank": rank, "level": area["level"], "area_code": area["code"]}
        for area in (*renamed, *fresh)
        for gram, rank in area_grams(area["name"])
    ]
    if rows:
        work.session.execute(insert(AreaGram), rows)


def _as_row(row: ListedArea, source: str, valid_from: date | None) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "parent_code": row.parent_code,
        "full_name": row.full_name,
        "valid_from": valid_from,
        "source": source,
    }
