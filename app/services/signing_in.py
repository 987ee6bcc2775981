"""Signing in: a name and a password are weighed first, then the good or the refused sign-in is one act of its own.

What somebody typed for a name is never kept unless an account has that name: people type ID numbers and passwords
there. Unknown names leave a keyed hash, so that repeated guesses can still be told apart.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.errors import BangfuError
from app.extensions import vault
from app.models import SignInAttempt, User
from app.queries.accounts import count_failures, find_user
from app.services.accounts import password_fits
from app.unit_of_work import Work

LOCK_AFTER = 5
LOCK_MINUTES = 15
SOURCE_LIMIT = 30


class SignInRefusedError(BangfuError):
    """Wrong name or password, or locked; the sentence does not tell which names exist."""

    status = 422

    def __init__(self, locked: bool) -> None:
        super().__init__(
            "E-SIGNIN",
            "试错次数太多，先停 15 分钟。" if locked else "账号或密码不对。",
            way_out="忘了密码请找安全管理员重置。",
        )


class HeldError(SignInRefusedError):
    """The password is right, but whoever issued it has not been seconded yet."""

    def __init__(self) -> None:
        super().__init__(locked=False)
        self.code, self.message = "E-HELD", "密码刚由管理员发出，要第二位管理员放行才能登录。"
        self.way_out = "请让系统管理员或另一位安全管理员在“账号”里放行。"


@dataclass(frozen=True, slots=True)
class Weighed:
    """An attempt: `name` is an account's own or the keyed hash of what was typed, `fits`: the password is right."""

    login: str
    name: str
    known: bool
    fits: bool
    source: str

    def payload(self) -> dict[str, Any]:
        """What the trail keeps of it: the account or the hash, and the network it came from."""
        return {"login" if self.known else "unknown": self.name, "from": network_of(self.source)}


def weigh(session: Session, login: str, password: str, source: str) -> Weighed:
    """Reads only, so that the slow hash is worked out before any lock. The same work for names that do not exist."""
    user = find_user(session, login)
    fits = password_fits(user, password) and user is not None and user.is_active
    name = user.login if user is not None else unknown_name(login)
    return Weighed(login, name, user is not None, fits, source)


def sign_in(work: Work, weighed: Weighed) -> User:
    """The account of a fitting attempt; SignInRefusedError where it does not fit, or is locked for a while."""
    user = find_user(work.session, weighed.login, to_count=True)
    if user is None or not weighed.fits or _is_locked(user) or _is_flooded(work, weighed):
        raise SignInRefusedError(locked=False)
    if user.held_by is not None:
        raise HeldError()
    _note(work, weighed, succeeded=True)
    user.failed_count, user.locked_until, user.last_signed_in_at = 0, None, now()
    return user


def refuse_sign_in(work: Work, weighed: Weighed) -> None:
    """Count a refused attempt; five in a row lock the account for a quarter of an hour.

    A lock that was set before the clock was set back goes on for a quarter of an hour, and not until that day comes.
    """
    _note(work, weighed, succeeded=False)
    user = find_user(work.session, weighed.login, to_count=True)
    if user is None:
        return
    longest = now() + timedelta(minutes=LOCK_MINUTES)
    if user.locked_until is not None:
        user.locked_until = min(user.locked_until, longest)
    if _is_locked(user) or weighed.fits:
        return
    user.failed_count += 1
    if user.failed_count >= LOCK_AFTER:
        user.failed_count, user.locked_until = 0, longest


def source_key(source: str) -> str:
    """Addresses are counted, not kept."""
    return hashlib.sha256(source.encode()).hexdigest()[:32]


def unknown_name(typed: str) -> str:
    """A keyed hash of a name that no account has: nothing can be read or guessed from it without the key."""
    digest: bytes = vault().blind("login", typed.strip().lower())
    return f"#{digest.hex()[:16]}"


def network_of(source: str) -> str:
    """The neighbourhood of an address (24 bits, of IPv6 48): enough to see where from, too little to name a device."""
    try:
        address = ip_address(source)
    except ValueError:
        return ""
    bits = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network(f"{address}/{bits}", strict=False))


def _is_locked(user: User) -> bool:
    return user.locked_until is not None and user.locked_until > now()


def _is_flooded(work: Work, weighed: Weighed) -> bool:
    moment, reach = now(), timedelta(minutes=LOCK_MINUTES)
    failed = count_failures(work.session, source_key(weighed.source), moment - reach, moment + reach)
    return failed >= SOURCE_LIMIT


def _note(work: Work, weighed: Weighed, *, succeeded: bool) -> None:
    work.session.add(
        SignInAttempt(
            login=weighed.name[:60], source=source_key(weighed.source), at=now(), succeeded=succeeded
        )
    )
