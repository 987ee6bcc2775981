"""Memory of a process and of all below it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread


def tree_bytes(root: int) -> int:
    """Resident bytes of a process and all below it, without pages shared between them."""
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            own = Path(f"/proc/{pid}/statm").read_text().split()
            total += (int(own[1]) - int(own[2])) * 4096
            for task in Path(f"/proc/{pid}/task").iterdir():
                children = (task / "children").read_text()
                waiting += [int(c) for c in children.split()]
        except (OSError, IndexError):
            continue
    return total


class Peak:
    """The most bytes seen."""

    bytes = 0


@contextmanager
def watched_tree(every_seconds: float = 0.02) -> Iterator[Peak]:
    """The peak of this process's own tree meanwhile, looked at so often."""
    peak, done = Peak(), Event()

    def watch() -> None:
        while True:
            peak.bytes = max(peak.bytes, tree_bytes(os.getpid()))
            if done.wait(every_seconds):
                return

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()
