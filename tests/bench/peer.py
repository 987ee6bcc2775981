"""The other side of a bench: a small script in an environment of its own, asked once a round.

Peers stand in tests/bench/peers with their own lock; nothing of it is installed beside the product. A script loads its
libraries and data first, then measures at each line that it is sent. One that cannot run here says why, and the bench
tells that instead of a figure.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.jobs import ROOT

PEERS = Path(__file__).resolve().parent / "peers"
PYTHON = PEERS / ".venv" / "bin" / "python"
#: The tool that ./run fetches; it alone installs.
UV = ROOT / ".tools" / "bin" / "uv"
Facts = dict[str, Any]


class PeerMissingError(RuntimeError):
    """The peer cannot run on this machine; the text says why."""


@cache
def prepare() -> None:
    """Install the peers as locked, unless they are there."""
    stamp = PYTHON.parent.parent / "installed"
    lock = hashlib.sha256((PEERS / "uv.lock").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == lock:
        return
    subprocess.run(
        [str(UV), "sync", "-q", "--frozen", "--python", "python3.11", "--project", str(PEERS)],
        check=True,
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": ""},
    )
    stamp.write_text(lock)


@contextmanager
def peer(script: str, *arguments: str | Path) -> Iterator[Callable[[], Facts]]:
    """Ask peers/SCRIPT.py to measure once: at least `seconds` and `cpu` (processor seconds) come back."""
    prepare()
    child = subprocess.Popen(
        [str(PYTHON), "-W", "ignore", str(PEERS / f"{script}.py"), *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        _answer(child.stdout.readline())

        def ask() -> Facts:
            child.stdin.write("once\n")  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            return _answer(child.stdout.readline())  # type: ignore[union-attr]

        try:
            yield ask
        finally:
            child.stdin.close()


def _answer(line: str) -> Facts:
    if not line:
        raise PeerMissingError("the peer ended without an answer")
    facts: Facts = json.loads(line)
    if "missing" in facts:
        raise PeerMissingError(facts["missing"])
    return facts
