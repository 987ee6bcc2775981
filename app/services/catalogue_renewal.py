"""What a newer product says of rules that are stored already: taken over where the office changed nothing.

A shipped text that differs from the newest one stored comes in as a dated version of its own; days before it keep
theirs. Where the office follows a version of its own, the new text is kept beside it (state "offered") and told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.models import RuleVersion
from app.queries.rule_drafts import list_drafts
from app.services.catalogue import FOLDERS, ship_catalogue, shipped
from app.services.rule_versions import KINDS, examples_against
from app.unit_of_work import Work

#: Says when a text holds, not what it says.
_DAYS = ("first_day",)


@dataclass
class Renewal:
    """Codes by what became of the shipped text: new, taken over, kept beside the office's own, held back because its
    examples do not agree with figures of this place."""

    fresh: int = 0
    renewed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def is_behind(session: Session) -> bool:
    """Whether the product ships anything that the database has not seen."""
    known = _stored(session)
    return any(_is_news(entry, known.get((kind, entry["code"]), [])) for kind, entry in _shipped())


def renew_catalogue(work: Work, day: date) -> Renewal:
    """Bring the stored catalogue to the shipped one, from `day` on: standards first, rules lean on them."""
    found, known = Renewal(ship_catalogue(work)), _stored(work.session)
    being_changed = {row.draft.code for row in list_drafts(work.session)}
    for kind, entry in _shipped():
        versions = known.get((kind, entry["code"]), [])
        if not versions or not _is_news(entry, versions):
            continue
        if entry.get("last_day") is not None and entry["last_day"] < day.isoformat():
            _end(versions, entry["last_day"])
            continue
        new = _dated(kind, entry, versions[-1].version + 1, day)
        if entry["code"] in being_changed or any(_is_own(version, day) for version in versions):
            found.kept.append(new.code)
        elif kind in KINDS and examples_against(work.session, new):
            found.held.append(new.code)
        else:
            new.state = "live"
            found.renewed.append(new.code)
        work.session.add(new)
        work.session.flush()
    return found


def _dated(kind: str, entry: dict[str, Any], number: int, day: date) -> RuleVersion:
    """The shipped text as it holds from `day` on, offered at first; lines of a standard have days of their own."""
    first, last = day, entry.get("last_day")
    if kind != "standard":
        first = max(date.fromisoformat(entry["first_day"]), day)
        entry = {**entry, "first_day": first.isoformat()}
    return RuleVersion(
        kind=kind, code=entry["code"], version=number, title=entry["title"], entry=entry, state="offered",
        first_on=first, last_on=None if last is None else date.fromisoformat(last), created_at=now(),
    )  # fmt: skip


def _end(versions: Sequence[RuleVersion], last_day: str) -> None:
    """A programme that has ended since: no new text, its shipped versions end with it; the office's own are its own."""
    for version in (one for one in versions if one.author_id is None):
        if version.last_on is None or version.last_on.isoformat() > last_day:
            version.last_on = date.fromisoformat(last_day)
            version.entry = {**version.entry, "last_day": last_day}
            version.created_at = now()


def _is_own(version: RuleVersion, day: date) -> bool:
    """A version of the office that holds, will hold, or waits for a second person."""
    return (
        version.author_id is not None
        and version.state in ("live", "draft")
        and (version.last_on is None or version.last_on >= day)
    )


def _is_news(entry: Mapping[str, Any], versions: Sequence[RuleVersion]) -> bool:
    """Differs from what was shipped before. What has ended stays as it was."""
    before = [version for version in versions if version.author_id is None]
    if not before or _said(before[-1].entry) == _said(entry):
        return not before
    known, last = before[-1].entry.get("last_day"), entry.get("last_day")
    return last is None or known is None or known > last


def _said(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in _DAYS}


def _shipped() -> list[tuple[str, dict[str, Any]]]:
    return [(kind, entry) for kind in FOLDERS for entry in shipped()[kind]]


def _stored(session: Session) -> dict[tuple[str, str], list[RuleVersion]]:
    """Versions by entry, the oldest first."""
    found: dict[tuple[str, str], list[RuleVersion]] = {}
    for version in session.scalars(select(RuleVersion).order_by(RuleVersion.version, RuleVersion.id)):
        found.setdefault((version.kind, version.code), []).append(version)
    return found
