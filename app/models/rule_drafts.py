"""The workshop of rules: drafts that several people may write on, and dry runs over the register."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Registered, Word


class RuleDraft(Registered, Base):
    """A new version of an entry while it is written. `entry` may still be incomplete; as a `rule_version` it is whole.

    state: editing, proposed (waits for a second person), published, dropped.
    """

    __tablename__ = "rule_draft"
    __table_args__ = (Index("ix_rule_draft_state_code", "state", "code"),)

    kind: Mapped[Word]
    code: Mapped[Word]
    title: Mapped[str] = mapped_column(String(120))
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)
    base_version: Mapped[int | None]  # of the entry that the draft began from; none = a new entry
    state: Mapped[Word] = mapped_column(default="editing")
    author_id: Mapped[int | None] = mapped_column(BigId)
    written_by: Mapped[list[int]] = mapped_column(JSON, default=list)  # everybody who ever saved it
    rule_version_id: Mapped[int | None] = mapped_column(BigId)
    words: Mapped[str] = mapped_column(String(200), default="")  # why it was sent back
    changed_at: Mapped[datetime]


class RuleTrial(Base):
    """One dry run: of a draft as it stood, or of standards with other values. `found` holds counts and ids only.

    state: waiting, ready, failed. `wanted`: {"kind", "entry"} or {"lines": {code: value}}.
    """

    __tablename__ = "rule_trial"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    draft_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("rule_draft.id"), index=True)
    draft_version: Mapped[int | None]
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    as_of: Mapped[date]
    state: Mapped[Word] = mapped_column(default="waiting")
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    words: Mapped[str] = mapped_column(String(200), default="")
    job: Mapped[str] = mapped_column(String(36), default="")
    created_by: Mapped[int] = mapped_column(BigId)
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
