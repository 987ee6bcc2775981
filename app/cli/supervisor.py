"""Keeps the web server and the worker together: both run, or neither; nothing outlives the supervisor."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: Linux: the child gets this signal when its parent dies, however that happens.
PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 20.0
#: A child that ends is started again, but not more often than this in a minute.
RESTARTS_A_MINUTE = 5

_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    """In the child: end when the supervisor is gone, and leave Ctrl-C to the supervisor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Part:
    """One kept process."""

    name: str
    line: Sequence[str]
    env: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.started.append(time.monotonic())
        self.process = subprocess.Popen(self.line, env=dict(self.env), preexec_fn=_die_with_parent)  # noqa: PLW1509

    def run_through(self) -> int:
        """Start without showing its output, wait for its end, give its code; an interrupted wait ends it, too."""
        process = subprocess.Popen(
            self.line,
            env=dict(self.env),
            stdout=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ends_too_often(self) -> bool:
        """So often within a minute that starting it again would not help."""
        minute_ago = time.monotonic() - 60
        return sum(moment > minute_ago for moment in self.started) > RESTARTS_A_MINUTE


class Supervisor:
    """Starts the parts, restarts what ends, and ends all on SIGINT or SIGTERM."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._told_to_end = False

    def start(self) -> None:
        """From here on a signal ends everything in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        for part in self._parts:
            part.start()

    def _end(self, *_: object) -> None:
        self._told_to_end = True

    @property
    def is_ending(self) -> bool:
        return self._told_to_end

    def all_alive(self) -> bool:
        return not any(part.has_ended() for part in self._parts)

    def watch(self) -> int:
        """Wait until told to end; 0, or 1 where a part kept ending."""
        try:
            while not self._told_to_end:
                for part in self._parts:
                    if part.has_ended():
                        if part.ends_too_often():
                            sys.stderr.write(
                                f"{part.name} 反复退出，已停止。 {part.name} keeps ending; stopped.\n"
                            )
                            return 1
                        part.start()
                time.sleep(0.3)
            return 0
        finally:
            self.stop()

    def stop(self) -> None:
        """SIGTERM to all, then SIGKILL to whoever is still there after the grace."""
        running = [
            part.process for part in self._parts if part.process is not None and part.process.poll() is None
        ]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
