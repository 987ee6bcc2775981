"""Accounts: who signs in and with which roles. Not personal data of the register, so without a scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import Actor, Grant, make_actor
from app.models import MenuRevision, RoleGrant, SignInAttempt, User
from app.queries.menus import remember_revision
from app.queries.prepared import Prepared, given

#: What a signed-in person is asked for, as the account has it.
_OF_PERSON = (
    User.public_id, User.session_key, User.login, User.must_change_password, User.language, User.large_text,
    User.compact_tables, User.is_demo, User.list_columns, User.person_columns,
)  # fmt: skip


@dataclass(frozen=True)
class SignedIn:
    """The signed-in person of a request, in the shape that the sign-in extension expects."""

    public_id: str
    session_key: str
    login: str
    actor: Actor
    must_change_password: bool
    language: str | None
    large_text: bool
    compact_tables: bool
    is_demo: bool
    list_columns: str | None = None
    person_columns: str | None = None
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return f"{self.public_id}.{self.session_key}"


def find_signed_in(session: Session, public_id: str, session_key: str) -> SignedIn | None:
    """The person behind a session; None where the account is off or was signed out everywhere."""
    rows = _signed_in(session, public_id=public_id)
    if not rows or not rows[0].is_active or rows[0].session_key != session_key:
        return None
    remember_revision(session, rows[0].menus)
    return _read(tuple(rows), today())


@lru_cache(maxsize=1000)
def _read(rows: tuple[Any, ...], on: date) -> SignedIn:
    """What these rows say, whoever asks: they are read with each request and put together once."""
    return _person(rows[0], [_grant(row) for row in rows if row.role], on)


def signed_in(session: Session, user: User) -> SignedIn:
    """The account with its roles of today."""
    return _person(user, _grants(session, user), today())


@Prepared
def _signed_in() -> Any:
    """The account, a row for each of its roles, and the token of what menus are made of."""
    menus = select(MenuRevision.token).where(MenuRevision.id == 1).scalar_subquery().label("menus")
    grants = (RoleGrant.role, RoleGrant.area_code, RoleGrant.bureau, RoleGrant.ends_on)
    return (
        select(*_OF_PERSON, User.id, User.display_name, User.is_active, menus, *grants)
        .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
        .where(User.public_id == given("public_id"))
        .order_by(RoleGrant.id)
    )


def _person(user: Any, grants: Iterable[Grant], on: date) -> SignedIn:
    return SignedIn(
        **{column.key: getattr(user, column.key) for column in _OF_PERSON},
        actor=make_actor(user.id, user.display_name, tuple(grants), on),
    )


def actor_of(session: Session, user: User) -> Actor:
    """The actor with the grants in force today."""
    return make_actor(user.id, user.display_name, tuple(_grants(session, user)), today())


def _grants(session: Session, user: User) -> list[Grant]:
    wanted = select(RoleGrant).where(RoleGrant.user_id == user.id).order_by(RoleGrant.id)
    return [_grant(row) for row in session.scalars(wanted)]


def _grant(row: Any) -> Grant:
    return Grant(row.role, row.area_code, row.bureau, row.ends_on)


def requester_of(session: Session, user_id: int) -> Actor:
    """Who asked for a job's work, with today's roles; nobody's rights where the account is gone or switched off."""
    user = session.get(User, user_id)
    if user is None or not user.is_active:
        return Actor(None, "", (), frozenset())
    return actor_of(session, user)


def find_user(session: Session, login: str, *, to_count: bool = False) -> User | None:
    """An account by its name, as typed at sign-in; `to_count`: others who count on it wait until this act is over."""
    wanted = select(User).where(User.login == login.strip().lower())
    if to_count:  # what stands in the row now, and not what this session read before
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalar(wanted)


def get_user(session: Session, public_id: str) -> User | None:
    return session.scalar(select(User).where(User.public_id == public_id))


def list_users(session: Session) -> list[tuple[User, list[RoleGrant]]]:
    """All accounts by name with their roles."""
    users = list(session.scalars(select(User).order_by(User.login)))
    grants: dict[int, list[RoleGrant]] = {}
    for grant in session.scalars(select(RoleGrant).order_by(RoleGrant.id)):
        grants.setdefault(grant.user_id, []).append(grant)
    return [(u, grants.get(u.id, [])) for u in users]


def count_failures(session: Session, source: str, since: datetime, until: datetime) -> int:
    """Failed sign-ins from one address between two moments, whatever the name."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SignInAttempt)
            .where(
                SignInAttempt.source == source,
                SignInAttempt.at.between(since, until),
                SignInAttempt.succeeded.is_(False),
            )
        )
        or 0
    )


def has_users(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is not None
