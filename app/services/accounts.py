"""Accounts: made, signed in, locked, given roles; the three administrators kept apart."""

import secrets
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from app.domain.areas import level_number
from app.domain.clock import new_public_id, new_token, now, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import KEPT_APART, ROLES
from app.models import Area, RoleGrant, User
from app.queries.accounts import find_user, get_user
from app.queries.areas import TOWNSHIP
from app.unit_of_work import Work

#: 19 MiB, two rounds: 50 ms on two cores (measured); the lockout limits guessing.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DUMMY = _hasher.hash("nobody has this password")

MIN_PASSWORD = 10
_EASY = {"1234567890", "0123456789", "password12", "qwertyuiop", "1111111111", "guizhou123", "bangfu1234"}


def sign_out(work: Work, public_id: str) -> None:
    """End every session of the account; NotFoundError where there is no such account."""
    user = get_user(work.session, public_id)
    if user is None:
        raise NotFoundError()
    user.session_key = new_token(18)[:40]


def password_fits(user: User | None, password: str) -> bool:
    """The same work for unknown names, so that time tells nothing."""
    try:
        return _hasher.verify(user.password_hash if user and user.password_hash else _DUMMY, password) and (
            user is not None and user.password_hash is not None
        )
    except (VerificationError, InvalidHashError):
        return False


def change_password(work: Work, user: User, new: str) -> None:
    """Set a new password and sign the account out everywhere else."""
    check_password(new, user.login)
    user.password_hash = _hasher.hash(new)
    user.must_change_password = False
    user.session_key = new_token(18)[:40]


def check_password(password: str, login: str) -> None:
    """At least ten characters, of two kinds, not the account's name, not a common one."""
    kinds = sum(any(test(c) for c in password) for test in (str.isdigit, str.isalpha, _is_mark))
    if (
        len(password) < MIN_PASSWORD
        or kinds < 2
        or login.lower() in password.lower()
        or password.lower() in _EASY
    ):
        raise InvalidInputError(
            "E-PASSWORD",
            f"新密码不合要求：至少 {MIN_PASSWORD} 位，字母、数字、符号至少两样，不能含账号名。",
            fields={"new": f"至少 {MIN_PASSWORD} 位，字母、数字、符号至少两样，不能含账号名。"},
        )


def _is_mark(character: str) -> bool:
    return not character.isalnum()


def create_user(
    work: Work,
    login: str,
    display_name: str,
    *,
    password: str | None = None,
    must_change: bool = True,
    is_demo: bool = False,
) -> tuple[User, str]:
    """A new account and its first password (random where none is given)."""
    name = login.strip().lower()
    if not name or len(name) > 60 or find_user(work.session, name) is not None:
        raise InvalidInputError(
            "E-LOGIN", f"账号“{name}”已有人用，或是空的。", fields={"login": "请换一个账号名。"}
        )
    first = password or make_password()
    user = User(
        public_id=new_public_id(),
        login=name,
        display_name=display_name,
        password_hash=_hasher.hash(first),
        must_change_password=must_change,
        session_key=new_token(18)[:40],
        is_demo=is_demo,
        created_at=now(),
    )
    work.session.add(user)
    work.session.flush()
    return user, first


def make_password() -> str:
    """Easy to read aloud: no 0/O, 1/l/I."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def hold_account(work: Work, user: User) -> None:
    """Whoever issued a password knows it: the account opens only when another administrator says so.

    Commands of the server's own shell hold nothing.
    """
    user.held_by = work.actor.id


def release_account(work: Work, user: User) -> None:
    """Let a held account sign in; refused to whoever issued its password."""
    if user.held_by is not None and user.held_by == work.actor.id:
        raise InvalidInputError(
            "E-SECOND", "自己发的密码不能自己放行。", way_out="请另一位系统管理员或安全管理员来放行。"
        )
    user.held_by = None


def grant_role(
    work: Work,
    user: User,
    role: str,
    area_code: str,
    *,
    bureau: str | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Give a role in an area; the three administrators never together, bureau staff never without bureau."""
    if role not in ROLES:
        raise InvalidInputError("E-ROLE", f"没有“{role}”这个岗位。")
    if work.session.get(Area, area_code) is None:
        raise InvalidInputError("E-AREA", f"没有区划 {area_code}。", way_out="请先导入区划。")
    if role == "bureau_staff" and not bureau:
        raise InvalidInputError("E-BUREAU", "行业部门经办要写明是哪个部门。")
    grants = work.session.query(RoleGrant).filter_by(user_id=user.id).all()
    held = {g.role for g in grants} | {role}
    if len(held & KEPT_APART) > 1 or (held & KEPT_APART and held - KEPT_APART):
        raise InvalidInputError("E-APART", "系统管理、安全管理、审计三个岗位不能由一个账号兼任。")
    _refuse_mixture([g for g in grants if g.ends_on is None or g.ends_on >= today()], role, area_code)
    grant = RoleGrant(
        user_id=user.id,
        role=role,
        area_code=area_code,
        bureau=bureau,
        ends_on=ends_on,
        granted_by=work.actor.id,
        created_at=now(),
    )
    work.session.add(grant)
    return grant


def _refuse_mixture(live: list[RoleGrant], role: str, area_code: str) -> None:
    """Permissions and places of an account are joined: two roles may stand together only in one and the same place.

    Else a cadre who leads a county might edit all of it, and bureau staff would see every bureau's records.
    """
    others = [g for g in live if g.role != role]
    bureau = "bureau_staff" in {role, *(g.role for g in others)}
    if others and (bureau or any(g.area_code != area_code for g in others)):
        raise InvalidInputError(
            "E-MIXED",
            "一个账号的几个岗位要管同一个地方，部门经办不能兼别的岗位。",
            way_out="请另开一个账号。",
        )


def reset_password(work: Work, user: User) -> str:
    """A random first password that must be changed; unlocks and signs out everywhere. Who reaches further than one
    township, or has a bureau's records, waits for a second administrator then."""
    first = make_password()
    if any(g.bureau or level_number(g.area_code) < TOWNSHIP for g in _live_grants(work, user)):
        hold_account(work, user)
    user.password_hash = _hasher.hash(first)
    user.must_change_password, user.failed_count, user.locked_until = True, 0, None
    user.session_key = new_token(18)[:40]
    return first


def switch_account(work: Work, user: User, *, on: bool) -> None:
    """Off: nobody signs in with it, and whoever is signed in is out at the next page. Nobody locks himself out."""
    if user.id == work.actor.id:
        raise InvalidInputError("E-SELF", "不能停用自己的账号。", way_out="请让另一位安全管理员来办。")
    user.is_active = on
    user.session_key = new_token(18)[:40]


def end_roles(work: Work, user: User) -> int:
    """Take all roles back from today on; they stay readable with their last day. Returns how many were in force."""
    if user.id == work.actor.id:
        raise InvalidInputError("E-SELF", "不能收回自己的岗位。", way_out="请让另一位安全管理员来办。")
    live = _live_grants(work, user)
    for grant in live:
        grant.ends_on = today() - timedelta(days=1)
    user.session_key = new_token(18)[:40]
    return len(live)


def _live_grants(work: Work, user: User) -> list[RoleGrant]:
    own = work.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id))
    return [grant for grant in own if grant.ends_on is None or grant.ends_on >= today()]


def set_preferences(
    work: Work,
    user: User,
    *,
    large: bool | None = None,
    compact: bool | None = None,
    language: str | None = None,
) -> None:
    """大字, 紧凑 and language, kept on the account; large and compact exclude each other."""
    if large is not None:
        user.large_text = large
        user.compact_tables = user.compact_tables and not large
    if compact is not None:
        user.compact_tables = compact
        user.large_text = user.large_text and not compact
    if language in ("zh", "en"):
        user.language = language
