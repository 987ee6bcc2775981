"""Which versions of which rules hold on a day: the newest version of each code whose days cover it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import ref

from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session, SessionTransaction

from app.domain.catalogue import Catalogue
from app.domain.catalogue_parser import read_catalogue
from app.models import RuleVersion

KINDS = ("standard", "measure", "check", "criterion", "quality", "exclusion")


#: Number and moment of each version: two databases in one process may number theirs alike.
VersionKey = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Version:
    """Which version of an entry was used: for the explanation's last line."""

    number: int
    first_on: date | None


@dataclass(frozen=True)
class RulesInForce:
    """The rules of one day. `key` is the digest of what they say: statements built from them are kept under it."""

    key: str
    catalogue: Catalogue
    versions: dict[str, Version]
    titles: dict[str, str]


_MEMORY = "rules_in_force"


@dataclass(frozen=True)
class _Memory:
    """What was looked up in one transaction of a session."""

    transaction: ref[SessionTransaction]
    days: dict[date, RulesInForce] = field(default_factory=dict)


def rules_in_force(session: Session, as_of: date) -> RulesInForce:
    """The versions in force on `as_of`. Drafts never count; past versions count for past days.

    Looked up once a transaction: each step of a work order asks for a deadline.
    """
    under_way = session.get_transaction()
    if under_way is None or session.in_nested_transaction():
        return _look_up(session, as_of)
    memory = session.info.get(_MEMORY)
    if not isinstance(memory, _Memory) or memory.transaction() is not under_way:
        memory = session.info[_MEMORY] = _Memory(ref(under_way))
    if as_of not in memory.days:
        memory.days[as_of] = _look_up(session, as_of)
    return memory.days[as_of]


@event.listens_for(Session, "after_flush")
def _forget(session: Session, _context: object) -> None:
    """A version that is written in this very transaction holds for what follows in it."""
    if any(isinstance(row, RuleVersion) for row in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop(_MEMORY, None)


def _look_up(session: Session, as_of: date) -> RulesInForce:
    rows = session.execute(
        select(RuleVersion.id, RuleVersion.kind, RuleVersion.code, RuleVersion.created_at)
        .where(
            RuleVersion.kind.in_(KINDS),
            RuleVersion.state.in_(("live", "past")),
            or_(RuleVersion.kind == "standard", RuleVersion.first_on <= as_of),
            or_(RuleVersion.kind == "standard", RuleVersion.last_on.is_(None), RuleVersion.last_on >= as_of),
        )
        .order_by(RuleVersion.version, RuleVersion.id)
    ).all()
    newest = {(kind, code): (number, made.isoformat()) for number, kind, code, made in rows}
    key = tuple(sorted(newest.values()))
    if key not in _kept:
        _kept[key] = _read(session, key)
        while len(_kept) > _KEPT_SETS:
            _kept.pop(next(iter(_kept)))
    return _kept[key]


#: Sets of versions whose trees are kept in memory; a handful of days is asked about at a time.
_KEPT_SETS = 16
_kept: dict[VersionKey, RulesInForce] = {}


def _read(session: Session, key: VersionKey) -> RulesInForce:
    numbers = [number for number, _ in key]
    found = session.scalars(
        select(RuleVersion).where(RuleVersion.id.in_(numbers)).order_by(RuleVersion.id)
    ).all()
    entries: dict[str, list[dict[str, Any]]] = {}
    for version in found:
        entries.setdefault(version.kind, []).append(version.entry)
    said, catalogue = _catalogue_of(entries)
    versions = {v.code: Version(v.version, v.first_on) for v in found}
    return RulesInForce(said, catalogue, versions, {**_all_titles(session), **catalogue.titles()})


#: Catalogues by the digest of their entries: two days, or two databases, often say the same.
_read_before: dict[str, Catalogue] = {}


def _catalogue_of(entries: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[str, Catalogue]:
    said = hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()
    if said not in _read_before:
        _read_before[said] = read_catalogue(entries, complete=False)
        while len(_read_before) > _KEPT_SETS:
            _read_before.pop(next(iter(_read_before)))
    return said, _read_before[said]


def _all_titles(session: Session) -> dict[str, str]:
    """Names of measures and standards that are no longer in force are still spoken of."""
    rows = session.execute(
        select(RuleVersion.code, RuleVersion.title)
        .where(RuleVersion.kind.in_(("measure", "standard")))
        .order_by(RuleVersion.version)
    )
    return {row.code: row.title for row in rows}


def measure_titles(session: Session) -> dict[str, str]:
    """Names of all measures by code, those out of force included."""
    rows: Sequence[Any] = session.execute(
        select(RuleVersion.code, RuleVersion.title)
        .where(RuleVersion.kind == "measure")
        .order_by(RuleVersion.code, RuleVersion.version)
    ).all()
    return {row.code: row.title for row in rows}


def line_on(session: Session, code: str, day: date, area_code: str) -> int | None:
    """The value of a standard there and then, in whole units (fen for money); None where none is in force."""
    standard = rules_in_force(session, day).catalogue.standards.get(code)
    return None if standard is None else standard.value_on(day, area_code)
