"""Time and fresh ids come from here alone, so that tests can set them and no second clock exists."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

#: Days and deadlines are counted where the offices are.
LOCAL = ZoneInfo("Asia/Shanghai")

_told: ContextVar[datetime | None] = ContextVar("told moment", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """The clock stands at a moment (aware) while the block runs: the invented county has worked for weeks when it is
    first opened. For that county alone; a real act happens when it happens."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """The present day in China, as the offices count it."""
    return now().astimezone(LOCAL).date()


def new_public_id() -> str:
    """A UUIDv7 as text: sortable by time, safe to show in an address, may equally be made by a device."""
    stamp = int(time.time() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(os.urandom(10))
    value = stamp << 80 | 0x7 << 76 | (noise >> 68) << 64 | 0b10 << 62 | (noise & ((1 << 62) - 1))
    return str(UUID(int=value))


def new_public_ids(count: int) -> list[str]:
    """Many public ids of one moment, in order, for bulk writing; the noise is drawn at once."""
    stamp = f"{int(time.time() * 1000) & ((1 << 48) - 1):012x}"
    noise, ids = os.urandom(7 * count).hex(), []
    for turn in range(count):
        n = noise[turn * 14 : turn * 14 + 14]
        order = f"{turn & 0xFFFFF:05x}"
        ids.append(f"{stamp[:8]}-{stamp[8:]}-7{order[:3]}-8{order[3:]}{n[0]}-{n[1:13]}")
    return ids


def new_token(nbytes: int = 24) -> str:
    """An unguessable text for one-time links and session keys."""
    return secrets.token_urlsafe(nbytes)
