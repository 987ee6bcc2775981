"""Filling the record of a village for a year (domain 5.3)."""

from collections.abc import Mapping
from typing import Any

from app.domain.areas import level_of
from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.fields.villages import VILLAGE
from app.models import Area, VillageRecord
from app.queries.scope import Scope
from app.queries.villages import get_record
from app.services.rules import run_village
from app.unit_of_work import Work

EDITABLE = frozenset(VILLAGE) - {"year", "origin"}
FIRST_YEAR = 2013


def fill_village(
    work: Work, scope: Scope, area_code: str, year: int, *, version: int, changes: Mapping[str, Any]
) -> VillageRecord:
    """Write what was told; `version` 0 where the year had no record. E-AREA, E-YEAR, E-SUM, E-FIELD."""
    _check_place(work, scope, area_code, year)
    row = get_record(work.session, scope, area_code, year)
    if (row.version if row else 0) != version:
        raise ConflictError(current=row)
    if row is None:
        row = VillageRecord(area_code=area_code, year=year)
        work.session.add(row)
    for key, value in changes.items():
        if key not in EDITABLE:
            raise InvalidInputError("E-FIELD", f"“{key}”不能这样改。", way_out="请在对应的页面上改。")
        setattr(row, key, value)
    check_sums(vars(row))
    row.origin = "visit"
    work.session.flush()
    run_village(work, area_code)
    return row


def check_sums(told: Mapping[str, Any]) -> None:
    """Households without safe water and with a dangerous house are not more than there are (rule 1_03)."""
    whole = told.get("households")
    parts = [told.get(key) for key in ("unsafe_water_households", "dangerous_house_households")]
    if whole is None or any(part is None for part in parts):
        return
    if sum(part or 0 for part in parts) > whole:
        sentence = "未实现饮水安全户数加危房户数超过了总户数，请对一下。"
        raise InvalidInputError("E-SUM", sentence, fields={"households": sentence}, way_out=sentence)


def _check_place(work: Work, scope: Scope, area_code: str, year: int) -> None:
    if (
        work.session.get(Area, area_code) is None
        or level_of(area_code) != "village"
        or not scope.covers(area_code)
    ):
        raise InvalidInputError("E-AREA", "这个村不在您管的范围里。", way_out="请从名单里选一个您管的村。")
    if not FIRST_YEAR <= year <= today().year:
        raise InvalidInputError(
            "E-YEAR", f"年度应在 {FIRST_YEAR} 到 {today().year} 之间。", way_out="请改年度。"
        )
