"""People who sign in, what they may do and where, and which households are in whose charge."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Word


class User(Base):
    """One account. `session_key` is part of each session: changing it signs the person out everywhere."""

    __tablename__ = "user"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str] = mapped_column(String(40))
    is_active: Mapped[bool] = mapped_column(default=True)
    failed_count: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[datetime | None]
    held_by: Mapped[int | None] = mapped_column(
        BigId
    )  # who issued the password; waits for another administrator
    last_signed_in_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(5))
    large_text: Mapped[bool] = mapped_column(default=False)
    compact_tables: Mapped[bool] = mapped_column(default=False)
    list_columns: Mapped[str | None] = mapped_column(String(400))  # keys, separated by commas
    person_columns: Mapped[str | None] = mapped_column(String(600))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class RoleGrant(Base):
    """A role within an area range, for bureau staff with the bureau (its datasets and measures)."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_user", "user_id"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    role: Mapped[Word]
    area_code: Mapped[AreaCode]
    bureau: Mapped[Word | None]
    ends_on: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]


class Assignment(Base):
    """A household in the charge of an officer (帮扶责任人), from the first to the last day; without a last day: now."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "ix_assignment_open", "user_id", "household_id", unique=True, sqlite_where=text("to_on IS NULL"),
            postgresql_where=text("to_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    assigned_by: Mapped[int | None] = mapped_column(BigId)


class SignInAttempt(Base):
    """Failed attempts by account name and address hash, for the lockout; pruned daily."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_recent", "login", "at"),)

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    succeeded: Mapped[bool]
