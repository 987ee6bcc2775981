"""The chain of events: what exactly is hashed, and the head that is written down outside the database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: The hash before the first link.
BEGINNING = "0" * 64
#: The parts of an event that the chain protects, in the order in which they are hashed.
PARTS = ("id", "at", "actor_id", "act", "subject", "area_code", "batch_id", "request_key", "payload")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's head at a moment: link number, its hash, events linked with it."""

    seq: int
    hash: str
    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """One contradiction: a stable code, the link number, a sentence."""

    code: str
    seq: int
    message: str


def link_hash(before: str, event: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the hash before and the event's canonical text."""
    return hashlib.sha256(f"{before}\n{canonical_text(event)}".encode()).hexdigest()


def canonical_text(event: Mapping[str, Any]) -> str:
    """The one text of an event, equal on both engines: keys sorted, moments in UTC with microseconds."""
    return json.dumps(
        [_plain(event[part]) for part in PARTS], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
