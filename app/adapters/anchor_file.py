"""The file of anchors, outside the database: one line for each head of the chain, only ever appended."""

import json
import os
from datetime import datetime
from pathlib import Path

from app.domain.event_chain import Anchor


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Add one line and wait until the disk has it."""
    line = {"seq": anchor.seq, "hash": anchor.hash, "count": anchor.count, "at": anchor.at.isoformat()}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "ab") as out:
        out.write(json.dumps(line).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def read_anchors(path: Path) -> list[Anchor]:
    """All anchors, oldest first; empty where there is no file. A line cut off by a crash is passed over."""
    if not path.exists():
        return []
    anchors = []
    for line in path.read_text("utf-8").splitlines():
        try:
            row = json.loads(line)
            anchors.append(Anchor(row["seq"], row["hash"], row["count"], datetime.fromisoformat(row["at"])))
        except (ValueError, KeyError):
            continue
    return anchors
