"""What if? A changed rule or line tried over the register; everything is undone again, nothing is left behind."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.catalogue_parser import read_catalogue
from app.domain.catalogue_reading import CatalogueError
from app.queries.rule_preview import NAMED, Preview, preview
from app.services.catalogue import storable
from app.services.rule_versions import entries_on, with_draft

EVERYTHING = ("000000000000", "999999999999")


def preview_change(
    session: Session,
    area_code: str | None,
    as_of: date,
    *,
    kind: str = "measure",
    entry: Mapping[str, Any] | None = None,
    lines: Mapping[str, str] | None = None,
    place: tuple[str, str] | None = None,
    grouped: bool = False,
    named: int = NAMED,
) -> Preview:
    """Who gains and who loses when `entry` replaces the one of its code, or when standards take other values.

    `lines`: new value by code of the standard, in its own unit, for every region and from `as_of`'s year on. The area
    (None = everything; or a range of codes, `place`) must lie in the asker's scope: the caller checks. CatalogueError
    for what cannot be read.
    """
    now = entries_on(session, as_of)
    changed: dict[str, list[Mapping[str, Any]]] = {k: list(v) for k, v in now.items()}
    for code, value in (lines or {}).items():
        changed["standard"] = [
            _with_value(e, value) if e["code"] == code else e for e in changed.get("standard", [])
        ]
        if all(e["code"] != code for e in changed["standard"]):
            raise CatalogueError("E-K03", f"没有叫“{code[:40]}”的标准。", "line")
    new = read_catalogue(changed, complete=False)
    if entry is not None:
        new = with_draft(changed, kind, storable(dict(entry)))
    low, high = place or (EVERYTHING if area_code is None else range_of(area_code))
    connection = session.connection()
    try:
        old = read_catalogue(now, complete=False)
        return preview(connection, old, new, as_of, low, high, grouped=grouped, named=named)
    finally:
        session.rollback()


def _with_value(entry: Mapping[str, Any], value: str) -> dict[str, Any]:
    return {**entry, "lines": [{**line, "value": value} for line in entry["lines"]]}
