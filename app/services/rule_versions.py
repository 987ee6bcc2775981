"""New versions of rules: drafted by one person, held to their examples, put in force by another, taken back.

The version in force on a day is the newest whose days cover it; a past day keeps the version it had.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.catalogue import Catalogue
from app.domain.catalogue_parser import day_of, read_catalogue
from app.domain.clock import now, today
from app.domain.conditions import standards_of
from app.domain.errors import BangfuError, NotFoundError
from app.models import RuleVersion
from app.services.catalogue import storable
from app.services.examples import Disagreement, disagreements
from app.unit_of_work import Work

#: Kinds that people may change; terms and sets are written out when an entry is stored.
KINDS = ("measure", "check", "criterion", "quality", "exclusion", "standard")


class ExamplesDisagreeError(BangfuError):
    """A version whose examples give other answers than they say may not go live."""

    status = 409

    def __init__(self, found: Sequence[Disagreement]) -> None:
        self.found = tuple(found)
        words = "；".join(f"{d.code} {d.title}：应得 {d.expected}，算出 {d.found}" for d in self.found[:5])
        super().__init__(
            "E-RV1",
            f"有 {len(self.found)} 个例子和规则对不上：{words}。",
            way_out="请改正规则或者例子，再上线。",
        )


class SamePersonError(BangfuError):
    """Who drafted a version may not put it in force himself."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "E-RV2", "自己起草的规则要由另一个人审核上线。", way_out="请另一位有审核权的人来审。"
        )


class VersionStateError(BangfuError):
    """The step does not fit the version as it stands."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__("E-RV3", message, way_out="请刷新后再看这一版现在的状态。")


def draft_version(work: Work, kind: str, entry: Mapping[str, Any]) -> RuleVersion:
    """Keep a new version of an entry as a draft; it is read whole first (CatalogueError, ConditionError).

    An own draft of the same entry that waits is replaced; the first version of a new code is number 1.
    """
    if kind not in KINDS:
        raise NotFoundError()
    stored = storable(dict(entry))
    day = _first_day(stored)
    with_draft(entries_on(work.session, day), kind, stored)
    session, code = work.session, str(stored["code"])
    newest = session.scalar(
        select(func.max(RuleVersion.version)).where(RuleVersion.kind == kind, RuleVersion.code == code)
    )
    version = session.scalars(
        select(RuleVersion).where(
            RuleVersion.kind == kind,
            RuleVersion.code == code,
            RuleVersion.state == "draft",
            RuleVersion.author_id == work.actor.id,
        )
    ).first()
    if version is None:
        version = RuleVersion(
            kind=kind,
            code=code,
            version=(newest or 0) + 1,
            state="draft",
            author_id=work.actor.id,
            created_at=now(),
        )
        session.add(version)
    version.title, version.entry = stored["title"], stored
    version.first_on = day
    version.last_on = None if stored.get("last_day") is None else day_of(stored["last_day"], code)
    session.flush()
    return version


def publish_version(work: Work, version_id: int) -> RuleVersion:
    """Put a draft in force from its first day on. Refused for its author, and while one of its examples, or an
    example of an entry that leans on it, disagrees (ExamplesDisagreeError)."""
    version = _version(work, version_id, "draft")
    if version.author_id is not None and version.author_id == work.actor.id:
        raise SamePersonError()
    disagreeing = examples_against(work.session, version)
    if disagreeing:
        raise ExamplesDisagreeError(disagreeing)
    version.state, version.approved_by = "live", work.actor.id
    version.created_at = now()  # statements are kept under number and moment of their versions
    work.session.flush()
    return version


def examples_against(session: Session, version: RuleVersion) -> list[Disagreement]:
    """Examples that would disagree once this version is in force: its own, those of all rules for a standard, those
    of the measures it names for an exclusion."""
    catalogue = with_draft(entries_on(session, version.first_on or today()), version.kind, version.entry)
    if version.kind == "standard":
        return disagreements(catalogue, _leaning(catalogue, version.code))
    if version.kind == "exclusion":
        return disagreements(catalogue, catalogue.exclusions[version.code].measures)
    return disagreements(catalogue, [version.code])


def withdraw_version(work: Work, version_id: int, *, as_of: date | None = None) -> RuleVersion:
    """Take a version back: from today on the one before holds again; what it said of past days stays."""
    version = _version(work, version_id, "live")
    day = as_of or today()
    if version.version == 1:
        raise VersionStateError("第一版没有更早的可以退回；请起草新的一版。")
    if version.first_on is not None and version.first_on >= day:
        version.state = "withdrawn"
    else:
        version.last_on = day - timedelta(days=1)
        version.entry = {**version.entry, "last_day": version.last_on.isoformat()}
    version.created_at = now()
    work.session.flush()
    return version


def with_draft(
    entries: Mapping[str, Sequence[Mapping[str, Any]]], kind: str, entry: Mapping[str, Any]
) -> Catalogue:
    """The catalogue with this entry in the place of the one of its code. CatalogueError where it does not fit in."""
    kept = [e for e in entries.get(kind, ()) if e.get("code") != entry.get("code")]
    return read_catalogue({**entries, kind: [*kept, entry]}, complete=False)


def _leaning(catalogue: Catalogue, standard: str) -> list[str]:
    """Codes of the rules that speak of a standard."""
    return [r.code for r in catalogue.rules() if standard in standards_of(r.condition)]


def entries_on(session: Session, day: date) -> dict[str, list[Mapping[str, Any]]]:
    """Entries in force on a day, by kind, as they are stored; the newest version of each code."""
    rows = session.scalars(
        select(RuleVersion)
        .where(RuleVersion.kind.in_(KINDS), RuleVersion.state.in_(("live", "past")))
        .order_by(RuleVersion.version, RuleVersion.id)
    )
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        begun = row.first_on is None or row.first_on <= day or row.kind == "standard"
        open_ = row.last_on is None or row.last_on >= day or row.kind == "standard"
        if begun and open_:
            newest[row.kind, row.code] = row.entry
    found: dict[str, list[Mapping[str, Any]]] = {}
    for (kind, _), entry in newest.items():
        found.setdefault(kind, []).append(entry)
    return found


def _first_day(entry: Mapping[str, Any]) -> date:
    code = str(entry.get("code", ""))
    lines = [line for line in entry.get("lines") or () if isinstance(line, Mapping)]
    first = entry.get("first_day") or min((str(line.get("first_day", "")) for line in lines), default=None)
    return day_of(first, f"{code}.first_day")


def _version(work: Work, version_id: int, state: str) -> RuleVersion:
    version = work.session.get(RuleVersion, version_id)
    if version is None:
        raise NotFoundError()
    if version.state != state:
        raise VersionStateError("这一版已经不在这一步了。")
    return version
