"""Dry runs in the background: asked for, done piece by piece, summed up. The register and the rules stay untouched."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.catalogue_parser import read_catalogue
from app.domain.catalogue_reading import CatalogueError
from app.domain.clock import new_public_id, now, today
from app.domain.errors import NotFoundError
from app.domain.vocabulary.jobs import TRY_RULES
from app.job_queue import enqueue
from app.models import RuleDraft, RuleTrial
from app.queries.rule_preview import Preview
from app.queries.rule_trials import MOST_PIECES, townships_in
from app.queries.scope import Scope
from app.services.rule_drafts import as_entry
from app.services.rule_scenarios import preview_change
from app.services.rule_versions import entries_on, with_draft
from app.unit_of_work import Work

#: Persons or families kept by name of each kind and rule.
NAMED = 500
#: Stands for examples that a draft does not have yet.
STAND_IN: list[dict[str, Any]] = [
    {"expect": e, "household": {}, "village": {}, "project": {}, "title": "-"}
    for e in ("pass", "fail", "unknown")
]
_SUMS = (
    "before",
    "after",
    "gain",
    "lose",
    "become_unknown",
    "become_known",
    "cost_before_fen",
    "cost_after_fen",
    "uncosted",
)


def request_draft_trial(work: Work, scope: Scope, draft: RuleDraft, area: str) -> RuleTrial:
    """Try a draft as it stands now. CatalogueError or ConditionError where it is not whole but for its examples."""
    entry = as_entry(draft.entry)
    entry["examples"] = [*(entry.get("examples") or []), *STAND_IN]
    with_draft(entries_on(work.session, today()), draft.kind, entry)
    wanted = {"kind": draft.kind, "entry": entry}
    return _request(work, scope, draft.title or draft.code, wanted, area, draft)


def request_line_trial(work: Work, scope: Scope, code: str, value: str, area: str) -> RuleTrial:
    """Try what would be if a standard were another number. CatalogueError for one that cannot be."""
    entries = entries_on(work.session, today())
    entry = next((e for e in entries.get("standard", []) if e["code"] == code), None)
    if entry is None:
        raise CatalogueError("E-K03", f"没有叫“{code[:40]}”的标准。", "line")
    changed = {**entry, "lines": [{**line, "value": value} for line in entry["lines"]]}
    read_catalogue(
        {**entries, "standard": [changed]} if len(entries) == 1 else _with(entries, changed), complete=False
    )
    title = f"如果“{entry['title']}”是 {value} {entry['unit']}"
    return _request(work, scope, title[:120], {"lines": {code: value}}, area, None)


def _with(entries: Mapping[str, Sequence[Mapping[str, Any]]], standard: Mapping[str, Any]) -> dict[str, Any]:
    kept = [e for e in entries["standard"] if e["code"] != standard["code"]]
    return {**entries, "standard": [*kept, standard]}


def _request(
    work: Work, scope: Scope, title: str, wanted: dict[str, Any], area: str, draft: RuleDraft | None
) -> RuleTrial:
    if not scope.covers(area):
        raise NotFoundError()
    trial = RuleTrial(
        public_id=new_public_id(), title=title, draft_id=None if draft is None else draft.id,
        draft_version=None if draft is None else draft.version, wanted=wanted, area_code=area, as_of=today(),
        found={}, created_by=work.actor.id or 0, created_at=now(),
    )  # fmt: skip
    work.session.add(trial)
    work.session.flush()
    trial.job = enqueue(work.session, TRY_RULES, {"trial": trial.id}, created_by=work.actor.id)
    return trial


def pieces_of(session: Session, area: str) -> list[tuple[str, str]]:
    """Ranges of codes that together are the area: at most so many, cut between townships."""
    low, high = range_of(area)
    towns = townships_in(session, Scope.everything(), low, high)
    step = -(-len(towns) // MOST_PIECES) or 1
    cuts = [low, *towns[step::step], high]
    return list(pairwise(cuts))


def try_piece(
    session: Session, wanted: Mapping[str, Any], as_of: date, place: tuple[str, str]
) -> dict[str, Any]:
    """What the change would do in one range of places; everything is undone again."""
    found = preview_change(
        session, None, as_of, kind=wanted.get("kind", "measure"), entry=wanted.get("entry"),
        lines=wanted.get("lines"), place=place, grouped=True, named=NAMED,
    )  # fmt: skip
    return {code: _of_rule(found, code) for code in found.codes}


def _of_rule(found: Preview, code: str) -> dict[str, Any]:
    total = found.total(code)
    groups: dict[str, dict[str, list[int]]] = {}
    for line in found.groups:
        if line.code == code:
            groups.setdefault(line.dimension, {})[line.value] = [line.gain, line.lose, line.cost_fen]
    return {
        **{name: getattr(total, name) for name in _SUMS},
        "townships": {
            line.township: [line.gain, line.lose, line.cost_after_fen - line.cost_before_fen]
            for line in found.lines
            if line.code == code
        },
        "groups": groups,
        "gains": [[m.subject, m.household_id] for m in found.moved if m.code == code and m.gains],
        "loses": [[m.subject, m.household_id] for m in found.moved if m.code == code and not m.gains],
    }


def summed(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two pieces together, rule by rule."""
    return {code: _both(one.get(code), other.get(code)) for code in dict.fromkeys([*one, *other])}


def _both(one: Any, other: Any) -> dict[str, Any]:
    if one is None or other is None:
        return dict(one or other)
    found: dict[str, Any] = {name: one[name] + other[name] for name in _SUMS}
    found["townships"] = _added(one["townships"], other["townships"])
    dimensions = dict.fromkeys([*one["groups"], *other["groups"]])
    found["groups"] = {d: _added(one["groups"].get(d, {}), other["groups"].get(d, {})) for d in dimensions}
    return found | {way: [*one[way], *other[way]][:NAMED] for way in ("gains", "loses")}


def _added(one: Mapping[str, list[int]], other: Mapping[str, list[int]]) -> dict[str, list[int]]:
    none = [0, 0, 0]
    return {
        key: [a + b for a, b in zip(one.get(key, none), other.get(key, none), strict=True)]
        for key in dict.fromkeys([*one, *other])
    }
