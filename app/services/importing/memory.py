"""How an office's sheet looked last time and what people taught: kept by area and list, used by the next sheet."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.importing.headers import plain
from app.domain.importing.layout import Memory, drift, with_memory
from app.domain.importing.outcome import Reading
from app.domain.importing.profile import Profile
from app.models import ImportBatch, SheetMemory
from app.services.importing.profiles import signature_of
from app.unit_of_work import Work


def memories(session: Session, area_code: str, codes: list[str]) -> dict[str, Memory]:
    """What is known of these lists in an area, by code."""
    keys = {signature_of(area_code, code): code for code in codes}
    rows = session.execute(
        select(SheetMemory.signature, SheetMemory.columns).where(SheetMemory.signature.in_(keys))
    )
    return {keys[signature]: Memory.of(data) for signature, data in rows}


def as_this_office_writes(
    session: Session, batch: ImportBatch, profiles: Mapping[str, Profile]
) -> dict[str, Profile]:
    """The lists as the area's offices write them; what was settled in this batch stands before what was before."""
    known = memories(session, batch.area_code, list(profiles))
    found = {code: with_memory(p, known[code]) if code in known else p for code, p in profiles.items()}
    if batch.profile in found:
        own = Memory(words=batch.read.get("words", {}), notations=batch.read.get("notations", {}))
        found[batch.profile] = with_memory(
            found[batch.profile], replace(own, layout=found[batch.profile].layout)
        )
    return found


def drift_of(session: Session, batch: ImportBatch, reading: Reading) -> list[dict[str, str]]:
    """What is different from the sheet applied last time."""
    code = reading.profile.code
    before = memories(session, batch.area_code, [code]).get(code, Memory()).layout
    titles = {c.key: c.title for c in reading.profile.columns}
    found = drift(before, layout_of(reading), titles)
    return [{"kind": d.kind, "title": d.title, "was": d.was, "now": d.now} for d in found]


def layout_of(reading: Reading) -> list[tuple[str, str | None]]:
    """Headers and keys of the first sheet that was read."""
    sheet = next((s for s in reading.sheets if s.skipped is None), None)
    return [] if sheet is None else [(m.header, m.key) for m in sheet.mapping]


def remember(work: Work, batch: ImportBatch, **more: Any) -> None:
    """Add to what is known of the batch's list in its area: `taught`, `words`, `notations` are added to, `layout` is
    replaced."""
    code = batch.profile or ""
    signature = signature_of(batch.area_code, code)
    row = work.session.scalar(select(SheetMemory).where(SheetMemory.signature == signature))
    if row is None:
        row = SheetMemory(signature=signature, profile=code, columns={}, event_id=work.event_id)
        work.session.add(row)
    was = Memory.of(row.columns)
    words = {k: dict(v) for k, v in was.words.items()}
    for key, told in more.get("words", {}).items():
        words[key] = {**words.get(key, {}), **told}
    now = Memory(
        tuple((h, k) for h, k in more["layout"]) if "layout" in more else was.layout,
        {**was.taught, **more.get("taught", {})},
        words,
        {**was.notations, **more.get("notations", {})},
    )
    row.columns, row.event_id = now.as_data(), work.event_id
    work.session.flush()


def remember_sheet(work: Work, batch: ImportBatch) -> None:
    """An applied sheet is the one that the next is compared with."""
    sheets = [s for s in batch.read.get("sheets", []) if s.get("columns") and not s.get("skipped")]
    if sheets and batch.profile:
        layout = [(c["header"], c["key"]) for c in sheets[0]["columns"]]
        more = {k: batch.read[k] for k in ("words", "notations") if batch.read.get(k)}
        remember(work, batch, layout=layout, **more)


def teach_columns(work: Work, batch: ImportBatch, takes: Mapping[str, str]) -> dict[str, str]:
    """A person's word on columns (letter -> key, "" = not used), remembered by header; gives the mapping key -> letter.

    A key that stood in another column before is taken away from it.
    """
    columns: list[dict[str, Any]] = next(
        (s["columns"] for s in batch.read.get("sheets", []) if s.get("columns")), []
    )
    now = {c["letter"]: c for c in columns}
    changed = {
        letter: key for letter, key in takes.items() if letter in now and key != (now[letter]["key"] or "")
    }
    mapping = {key: letter for letter, key in changed.items() if key}
    for letter in changed:
        was = now[letter]["key"]
        if was and was not in mapping:
            mapping[was] = ""
    taught = {
        plain(now[letter]["header"]): key for letter, key in changed.items() if plain(now[letter]["header"])
    }
    if taught:
        remember(work, batch, taught=taught)
    return mapping
