"""`./run up` as a process: it comes up, ends everything it started, and says in one sentence why it cannot start."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import ensure_settings_file
from tests.support.databases import ENGINES, empty_database
from tests.support.jobs import ROOT, wait_until

pytestmark = pytest.mark.timeout(400)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def surroundings(data_dir: Path, **more: str) -> dict[str, str]:
    ensure_settings_file(data_dir)
    return {**os.environ, "BANGFU_DATA_DIR": str(data_dir), **more}


@contextmanager
def started(env: Mapping[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-m", "app.cli.serve", "--empty", *options]
    process = subprocess.Popen(
        line, cwd=ROOT, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def greeting(process: subprocess.Popen[str]) -> str:
    """What it prints up to the administrator's link."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "/first/" in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def children_of(pid: int) -> list[int]:
    """All living descendants."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            child = int(path.parent.name)
            found += [child, *children_of(child)]
    return found


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists() and "Z" not in state_of(pid)]


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@pytest.mark.parametrize("kind", ENGINES)
def test_it_comes_up_and_ctrl_c_ends_everything(kind: str, tmp_path: Path) -> None:
    port = free_port()
    with (
        empty_database(kind, tmp_path) as url,
        started(surroundings(tmp_path / "d", DATABASE_URL=url), "--port", f"{port}") as up,
    ):
        said = greeting(up)
        assert f"http://127.0.0.1:{port}" in said
        link = re.search(r"/first/\S+", said)
        assert link is not None
        assert status(port, "/healthz") == 200
        assert status(port, link[0]) == 200
        forged = {"SCRIPT_NAME": "/evil", "X-Forwarded-Proto": "https"}
        assert status(port, "/healthz", forged) == 200  # no proxy is believed that nobody named
        family = children_of(up.pid)
        assert len(family) >= 3  # server, its process, worker
        up.send_signal(signal.SIGINT)
        assert up.wait(120) == 0
        assert alive(family) == []


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    port = free_port()
    with started(surroundings(tmp_path / "d"), "--port", f"{port}") as up:
        greeting(up)
        family = children_of(up.pid)
        up.kill()
        up.wait()
        wait_until(lambda: alive(family) == [])


def test_a_killed_part_comes_back(tmp_path: Path) -> None:
    port = free_port()
    with started(surroundings(tmp_path / "d"), "--port", f"{port}") as up:
        greeting(up)
        (worker,) = workers_of(up.pid)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: [pid for pid in workers_of(up.pid) if pid != worker])
        assert status(port, "/healthz") == 200
        up.send_signal(signal.SIGTERM)
        assert up.wait(120) == 0


def workers_of(pid: int) -> list[int]:
    """Not the web server, whose line holds the word `worker` too."""
    return [child for child in children_of(pid) if line_of(child).endswith("\0worker\0")]


def line_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with started(surroundings(tmp_path / "d"), "--port", f"{port}") as up:
            said, _ = up.communicate(timeout=120)
    assert up.returncode == 1
    assert said.count("\n") == 1
    assert f"{port}" in said


def test_other_addresses_get_https_and_a_secure_cookie(tmp_path: Path) -> None:
    port = free_port()
    with started(surroundings(tmp_path / "d"), "--host", "0.0.0.0", "--port", f"{port}") as up:
        said = greeting(up)
        assert f"https://127.0.0.1:{port}" in said
        trust = ssl.create_default_context(cafile=str(tmp_path / "d" / "certificates" / "self-made.crt"))
        link = re.search(r"/first/\S+", said)
        assert link is not None
        asked = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trust)
        asked.request("GET", link[0])
        cookies = asked.getresponse().headers.get_all("Set-Cookie") or []
        asked.close()
        assert cookies
        assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)
        with pytest.raises((OSError, http.client.HTTPException)):
            status(port, "/healthz")  # plain HTTP is not spoken


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    env = surroundings(tmp_path / "d", DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    with started(env, "--port", f"{free_port()}") as up:
        said, _ = up.communicate(timeout=120)
    assert up.returncode == 1
    assert "连不上数据库" in said
    assert "Traceback" not in said


def status(port: int, path: str, headers: Mapping[str, str] | None = None) -> int:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asked.request("GET", path, headers=headers or {})
        answer = asked.getresponse()
        assert answer.headers["Strict-Transport-Security"] is None
        return answer.status
    finally:
        asked.close()


def test_the_certificate_is_kept_until_it_nears_its_end(tmp_path: Path) -> None:
    import time_machine

    from app.adapters.self_made_certificate import VALID_DAYS, ensure_certificate

    first = ensure_certificate(tmp_path, "10.1.2.3")[0].read_bytes()
    assert ensure_certificate(tmp_path, "10.1.2.3")[0].read_bytes() == first
    with time_machine.travel(time.time() + (VALID_DAYS - 10) * 86400):
        assert ensure_certificate(tmp_path, "10.1.2.3")[0].read_bytes() != first
    assert (tmp_path / "self-made.key").stat().st_mode & 0o777 == 0o600


def areas_in(path: Path) -> int:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        count: int = database.execute("SELECT count(*) FROM area").fetchone()[0]
    database.close()
    return count


def test_a_demo_interrupted_while_loading_is_loaded_anew(tmp_path: Path) -> None:
    """Ctrl-C in the middle of loading leaves nothing half: the next start begins with an empty database."""
    env = surroundings(tmp_path / "d")
    line = [sys.executable, "-m", "app.cli.serve", "--port", f"{free_port()}"]
    process = subprocess.Popen(
        line, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    marker = tmp_path / "d" / "demo-is-loading"
    wait_until(marker.exists)
    wait_until(lambda: areas_in(tmp_path / "d" / "bangfu.db") > 0)
    family = children_of(process.pid)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=120)
    assert "已停止" in said
    assert "Traceback" not in said
    assert alive(family) == []
    assert marker.exists()
    with started(env, "--port", f"{free_port()}") as up:
        assert "/first/" in greeting(up)
    assert not marker.exists()
    assert areas_in(tmp_path / "d" / "bangfu.db") == 0
