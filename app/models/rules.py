"""Versions of measures, checks and standards, and what the kernel found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Word


class RuleVersion(Base):
    """One version of a catalogue entry. kind: measure, check, quality, indicator, supervision, standard."""

    __tablename__ = "rule_version"
    __table_args__ = (UniqueConstraint("kind", "code", "version"),)

    id: Mapped[Key]
    kind: Mapped[Word]
    code: Mapped[Word]
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    state: Mapped[Word] = mapped_column(default="live")  # draft, live, past
    author_id: Mapped[int | None] = mapped_column(BigId)
    approved_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]


class RuleRun(Base):
    """One run of the rules over an area, for freshness and figures."""

    __tablename__ = "rule_run"

    id: Mapped[Key]
    as_of: Mapped[date]
    area_low: Mapped[AreaCode]
    area_high: Mapped[AreaCode]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


#: Open results that a line of the list names, as the index of them says it: questions use the same words.
SHOWN = "until_at IS NULL AND (rule LIKE '%.verdict.missing' OR rule LIKE '%.verdict.wrong')"


class RuleResult(Base):
    """An answer as an interval: `state` 1 yes, 2 unknown; no row = no. `until_at` NULL = open.

    `rule` is a small number of the rule's part (see queries.rules), `subject` a household or person id.
    """

    __tablename__ = "rule_result"
    __table_args__ = (
        Index(
            "uq_rule_result_open",
            "rule",
            "subject",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index(
            "ix_rule_result_household",
            "household_id",
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index(
            "ix_rule_result_shown",
            "household_id",
            "rule",
            sqlite_where=text(SHOWN),
            postgresql_where=text(SHOWN),
        ),
        Index("ix_rule_result_area", "rule", "state", "area_code"),
    )

    id: Mapped[Key]
    rule: Mapped[str] = mapped_column(String(24))  # e.g. M26.should, M26.verdict.missing, R03
    subject: Mapped[int] = mapped_column(BigId)
    household_id: Mapped[int] = mapped_column(BigId)
    area_code: Mapped[AreaCode]
    state: Mapped[int] = mapped_column(SmallInteger)
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
