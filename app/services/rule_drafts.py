"""Drafts of rules: begun, written on by several people, put before a second person, put in force, sent back, dropped.

A draft may be incomplete. What is put before somebody is a whole version whose examples agree (services.rule_versions).
"""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, now, today
from app.domain.errors import BangfuError, ConflictError, InvalidInputError, NotFoundError
from app.domain.vocabulary.jobs import RUN_RULES
from app.job_queue import enqueue
from app.models import RuleDraft, RuleVersion
from app.services.catalogue import storable
from app.services.rule_versions import (
    KINDS,
    ExamplesDisagreeError,
    SamePersonError,
    draft_version,
    examples_against,
    publish_version,
)
from app.unit_of_work import Work

MOST_WORDS = 200


class DraftStateError(BangfuError):
    """The step does not fit the draft as it stands."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__("E-RD1", message, way_out="请刷新后再看这份草稿现在的状态。")


class UnconfirmedError(BangfuError):
    """Boundary cases that nobody has confirmed keep a draft from being proposed."""

    status = 409

    def __init__(self, count: int) -> None:
        super().__init__(
            "E-RD2", f"还有 {count} 个边界例子没有人确认。", way_out="请到“例子”里逐个说应该怎么答，再送审。"
        )


def begin_draft(
    work: Work, kind: str, entry: Mapping[str, Any], base_version: int | None = None
) -> RuleDraft:
    """A draft of a new entry, or of a new version of one (`base_version`). One open draft to each code."""
    if kind not in KINDS:
        raise NotFoundError()
    code = str(entry.get("code", ""))[:40]
    if open_draft(work.session, code) is not None:
        raise DraftStateError("这一条已经有一份草稿，请在那份上改。")
    draft = RuleDraft(
        kind=kind, code=code, title=str(entry.get("title", ""))[:120], entry=dict(entry), base_version=base_version,
        state="editing", author_id=work.actor.id, written_by=_with(work, []), changed_at=now(),
    )  # fmt: skip
    work.session.add(draft)
    work.session.flush()
    return draft


def open_draft(session: Session, code: str) -> RuleDraft | None:
    """The draft under way of a code."""
    wanted = select(RuleDraft).where(RuleDraft.code == code, RuleDraft.state.in_(("editing", "proposed")))
    return session.scalars(wanted.order_by(RuleDraft.id).limit(1)).first()


def save_draft(work: Work, public_id: str, version: int, entry: Mapping[str, Any]) -> RuleDraft:
    """Keep what was written. ConflictError where somebody saved meanwhile; code and kind stay what they are."""
    draft = _draft(work, public_id, version, "editing")
    draft.entry = {**entry, "code": draft.code}
    draft.title = str(entry.get("title") or "")[:120]
    draft.written_by = _with(work, draft.written_by)
    draft.changed_at = now()
    work.session.flush()
    return draft


def propose_draft(work: Work, public_id: str, version: int, unconfirmed: int = 0) -> RuleDraft:
    """Put it before a second person: whole (CatalogueError, ConditionError), every boundary case confirmed, and no
    example that disagrees (ExamplesDisagreeError)."""
    draft = _draft(work, public_id, version, "editing")
    if unconfirmed:
        raise UnconfirmedError(unconfirmed)
    _clear_proposal(work, draft)
    proposed = draft_version(work, draft.kind, as_entry(draft.entry))
    disagreeing = examples_against(work.session, proposed)
    if disagreeing:
        raise ExamplesDisagreeError(disagreeing)
    draft.state, draft.rule_version_id, draft.words = "proposed", proposed.id, ""
    draft.written_by, draft.changed_at = _with(work, draft.written_by), now()
    work.session.flush()
    return draft


def approve_draft(work: Work, public_id: str, version: int) -> RuleVersion:
    """Put a proposed draft in force from its first day on; refused for everybody who wrote on it."""
    draft = _draft(work, public_id, version, "proposed")
    if work.actor.id is None or work.actor.id in draft.written_by:
        raise SamePersonError()
    published = publish_version(work, draft.rule_version_id or 0)
    draft.state, draft.changed_at = "published", now()
    work.session.flush()
    _owe_rules(work, published)
    return published


def _owe_rules(work: Work, published: RuleVersion) -> None:
    """The register is judged anew when the version begins: at once, or in the first hour of its first day."""
    first = published.first_on or today()
    begins = datetime.combine(first, time(0, 10), LOCAL)
    delay = max((begins - now()).total_seconds(), 0) if first > today() else 0
    key = f"{RUN_RULES}:version:{published.id}"
    enqueue(
        work.session, RUN_RULES, {"area": None}, dedup_key=key, created_by=work.actor.id, delay_seconds=delay
    )


def return_draft(work: Work, public_id: str, version: int, words: str) -> RuleDraft:
    """Send a proposed draft back to its writers with a reason, or take it back oneself."""
    draft = _draft(work, public_id, version, "proposed")
    reason = " ".join(words.split())
    if not reason or len(reason) > MOST_WORDS:
        raise InvalidInputError("E-RD3", f"请写为什么退回，{MOST_WORDS} 字以内。", way_out="写好再退。")
    _clear_proposal(work, draft)
    draft.state, draft.words, draft.changed_at = "editing", reason, now()
    work.session.flush()
    return draft


def drop_draft(work: Work, public_id: str, version: int) -> RuleDraft:
    """Give a draft up; what it said stays in its history."""
    draft = _draft(work, public_id, version, "editing")
    draft.state, draft.changed_at = "dropped", now()
    work.session.flush()
    return draft


def as_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A draft's entry as it is stored in a version: without what only the workshop needs."""
    return storable({k: v for k, v in entry.items() if v not in ("", [], None)})


def _with(work: Work, writers: list[int]) -> list[int]:
    own = [] if work.actor.id is None else [work.actor.id]
    return list(dict.fromkeys([*writers, *own]))


def _clear_proposal(work: Work, draft: RuleDraft) -> None:
    """Take away the version that was put up before: a new one is made from what the draft says then."""
    former = work.session.get(RuleVersion, draft.rule_version_id) if draft.rule_version_id else None
    if former is not None and former.state == "draft":
        work.session.delete(former)
        work.session.flush()
    draft.rule_version_id = None


def _draft(work: Work, public_id: str, version: int, state: str) -> RuleDraft:
    draft = work.session.scalar(select(RuleDraft).where(RuleDraft.public_id == public_id))
    if draft is None:
        raise NotFoundError()
    if draft.version != version:
        raise ConflictError(current=draft)
    if draft.state != state:
        raise DraftStateError("这份草稿已经不在这一步了。")
    return draft
