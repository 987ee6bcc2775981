"""Brings the shipped catalogue into the database as version 1, and keeps faulty versions from going live."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import select

from app.adapters.catalogue_files import read_entries
from app.domain.catalogue import Catalogue
from app.domain.catalogue_parser import day_of, expanded, read_catalogue
from app.domain.clock import now
from app.domain.working_days import WorkCalendar, read_calendar
from app.models import RuleVersion
from app.unit_of_work import Work

#: Folder of each kind of entry that the kernel runs on; other kinds lie in folders of their own.
FOLDERS = {
    "standard": "standards",
    "measure": "measures",
    "check": "checks",
    "criterion": "criteria",
    "quality": "quality",
    "exclusion": "exclusions",
    "looks": "looks",
}


@cache
def shipped() -> Mapping[str, list[dict[str, Any]]]:
    """The shipped entries by kind, terms written out, days as ISO text: ready to be stored as JSON."""
    return {kind: [storable(e) for e in read_entries(folder)] for kind, folder in FOLDERS.items()}


@cache
def shipped_catalogue() -> Catalogue:
    """The shipped entries, read and checked."""
    return read_catalogue(shipped())


@cache
def work_calendar() -> WorkCalendar:
    """Public holidays and worked weekends as announced."""
    return read_calendar(read_entries("calendar"))


def storable(entry: Any) -> dict[str, Any]:
    """An entry as it is stored: terms and sets written out, days as ISO text."""
    terms, sets = ({e["code"]: e for e in read_entries(f)} for f in ("terms", "sets"))
    return _as_json(expanded(entry, terms, sets))


@cache
def shipped_terms() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Terms that several rules share: code, title and the condition written out under that title."""
    return tuple((e["code"], e["title"], storable({"use": e["code"]})) for e in read_entries("terms"))


def _as_json(entry: Any) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(json.dumps(entry, default=lambda day: day.isoformat()))
    return stored


def ship_catalogue(work: Work) -> int:
    """Store as version 1 what is not yet in the database; versions edited in the app stay. Returns how many."""
    known = {(v.kind, v.code) for v in work.session.scalars(select(RuleVersion))}
    shipped_catalogue()  # a faulty catalogue stops here, before anything is stored
    fresh = [
        (kind, e) for kind, entries in shipped().items() for e in entries if (kind, e["code"]) not in known
    ]
    for kind, entry in fresh:
        first = entry.get("first_day") or min(line["first_day"] for line in entry["lines"])
        work.session.add(
            RuleVersion(
                kind=kind, code=entry["code"], version=1, title=entry["title"], entry=entry, state="live",
                first_on=day_of(first, entry["code"]), created_at=now(),
                last_on=None if entry.get("last_day") is None else day_of(entry["last_day"], entry["code"]),
            )
        )  # fmt: skip
    work.session.flush()
    return len(fresh)
