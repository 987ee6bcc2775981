"""Versions and drafts of rules; they belong to nobody's place."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import RuleDraft, RuleVersion, User
from app.queries.worlds import history_of

OPEN_STATES = ("editing", "proposed")


@dataclass(frozen=True)
class VersionRow:
    """A version with the names of who wrote it and who put it in force."""

    version: RuleVersion
    author: str
    approver: str


@dataclass(frozen=True)
class DraftRow:
    """A draft with the name of who began it."""

    draft: RuleDraft
    author: str


def list_versions(session: Session, kind: str, code: str) -> list[VersionRow]:
    """All versions of an entry that were ever in force or will be, the newest first."""
    wanted = (
        select(RuleVersion)
        .where(RuleVersion.kind == kind, RuleVersion.code == code, RuleVersion.state != "draft")
        .order_by(RuleVersion.version.desc(), RuleVersion.id.desc())
    )
    found = list(session.scalars(wanted))
    names = names_of(session, [n for v in found for n in (v.author_id, v.approved_by)])
    return [VersionRow(v, names.get(v.author_id, ""), names.get(v.approved_by, "")) for v in found]


def list_offered(session: Session) -> dict[str, str]:
    """Code -> title of shipped texts that wait beside the office's own and are newer than it. The table of the four
    looks is changed on a page of its own, which lists its versions."""
    wanted = (
        select(RuleVersion.kind, RuleVersion.code, RuleVersion.title, RuleVersion.state)
        .where(RuleVersion.state.in_(("live", "past", "offered")), RuleVersion.kind != "looks")
        .order_by(RuleVersion.version, RuleVersion.id)
    )
    newest = {(kind, code): (title, state) for kind, code, title, state in session.execute(wanted)}
    return {code: title for (_kind, code), (title, state) in newest.items() if state == "offered"}


def names_of(session: Session, numbers: list[int | None]) -> dict[int | None, str]:
    """Names of accounts by number."""
    known = [n for n in numbers if n is not None]
    return dict(iter(session.execute(select(User.id, User.display_name).where(User.id.in_(known)))))


def list_drafts(session: Session, code: str | None = None) -> list[DraftRow]:
    """Drafts under way, those that wait for a second person first."""
    wanted = select(RuleDraft).where(RuleDraft.state.in_(OPEN_STATES))
    if code is not None:
        wanted = wanted.where(RuleDraft.code == code)
    found = list(session.scalars(wanted.order_by(RuleDraft.state.desc(), RuleDraft.id.desc()).limit(100)))
    names = names_of(session, [d.author_id for d in found])
    return [DraftRow(d, names.get(d.author_id, "")) for d in found]


def get_draft(session: Session, public_id: str) -> RuleDraft:
    """One draft; NotFoundError for unknown ids."""
    found = session.scalar(select(RuleDraft).where(RuleDraft.public_id == public_id))
    if found is None:
        raise NotFoundError
    return found


def draft_as_of(session: Session, draft: RuleDraft, version: int) -> tuple[dict[str, Any], int]:
    """The entry as the draft had it in a version, and that version's event; nothing where it never had that version."""
    if version == draft.version:
        return draft.entry, draft.event_id
    past = history_of("rule_draft")
    found = session.execute(
        select(past.c.entry, past.c.event_id).where(past.c.id == draft.id, past.c.version == version)
    ).first()
    return (dict(found.entry), found.event_id) if found is not None else ({}, 0)


def next_code(session: Session, prefix: str) -> str:
    """A code that neither a version nor a draft has: M48 after M47."""
    taken = set(session.scalars(select(RuleVersion.code))) | set(session.scalars(select(RuleDraft.code)))
    numbers = [
        int(code[len(prefix) :])
        for code in taken
        if code.startswith(prefix) and code[len(prefix) :].isdigit()
    ]
    return f"{prefix}{max([*numbers, 0]) + 1:02d}"


def newest_version(session: Session, kind: str, code: str) -> RuleVersion | None:
    """The newest version in force, begun or not; None where there is none."""
    return session.scalars(
        select(RuleVersion)
        .where(RuleVersion.kind == kind, RuleVersion.code == code, RuleVersion.state.in_(("live", "past")))
        .order_by(RuleVersion.version.desc(), RuleVersion.id.desc())
        .limit(1)
    ).first()
