"""Hostile and odd files through the real upload page of a running server, and through `flask imports run`.

After each file the server answers, the refusal has its sentence, nothing of it stands in the register and nothing lies
about; while one is read another person's page is asked all the time. Memory is that of the server's whole process tree.
"""

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from tests.support.process_tree import tree_bytes
from tests.workbooks.hostile import FILES
from tests.workbooks.hostile_files import NAMES, OTHERS
from tests.workbooks.hostile_packages import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20
MOST_GROWTH, MOST_SECONDS = 300 * MIB, 15
#: Rows of these tables say that something was imported.
REGISTER = ("household", "person", "bureau_record", "income_entry", "clue")
#: Never as markup on a page.
LIVE = ("<script>alert", "javascript:", "onerror=")
PAGES = ("read", "problems", "people", "differences")


def cases() -> list[tuple[str, str, Callable[[], bytes]]]:
    """Every file with its label; the odd names bring one sound file."""
    found = [(label, name, make) for label, (name, make, _codes) in FILES.items()]
    found += [(label, name, make) for label, (name, make) in (PACKAGES | OTHERS).items()]
    plain = FILES["false dimension"][1]
    return found + [(f"named {name[:40]!r}", name, plain) for name in NAMES]


class Visitor:
    """Somebody signed in at the server, with cookies kept by hand: the house's are for https only."""

    def __init__(self, port: int, login: str, password: str) -> None:
        self.port, self.cookies = port, dict[str, str]()
        page = self.ask("GET", "/sign-in")[2]
        answer = self.form("/sign-in", {"login": login, "password": password, "csrf_token": _token(page)})
        assert answer[0] == 302, answer[:2]

    def ask(
        self, method: str, address: str, body: bytes | None = None, kind: str = ""
    ) -> tuple[int, str, str]:
        """Status, where to, text."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        heads = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if kind:
            heads["Content-Type"] = kind
        try:
            line.request(method, address, body, heads)
            answer = line.getresponse()
            words = answer.read().decode("utf-8", "replace")
        finally:
            line.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location") or "", words

    def form(self, address: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> Any:
        mark = secrets.token_hex(16)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
            for k, v in fields.items()
        ]
        if file is not None:
            name = file[0].replace("\r", "").replace("\n", "").replace('"', "%22")
            head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
            parts += [head.encode(), file[1], b"\r\n"]
        body = b"".join([*parts, f"--{mark}--\r\n".encode()])
        return self.ask("POST", address, body, f"multipart/form-data; boundary={mark}")


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]*)"', page)
    assert found, page[:300]
    return found[1]


class Watch(threading.Thread):
    """Memory of the server's tree every 20 ms, and how long another person's page takes meanwhile."""

    def __init__(self, root: int, other: Visitor) -> None:
        super().__init__(daemon=True)
        self.root, self.other, self.done = root, other, threading.Event()
        self.peak = self.slowest = 0.0
        self.refused: list[int] = []
        self.asking = threading.Thread(target=self._ask, daemon=True)

    def run(self) -> None:
        self.asking.start()
        while not self.done.wait(0.02):
            self.peak = max(self.peak, tree_bytes(self.root))

    def _ask(self) -> None:
        while not self.done.wait(0.2):
            began = time.monotonic()
            status = self.other.ask("GET", "/datasets")[0]
            self.slowest = max(self.slowest, time.monotonic() - began)
            if status != 200:
                self.refused.append(status)

    def stop(self) -> None:
        self.done.set()
        self.join()
        self.asking.join()


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, int]]:
    """A server of its own on the database in `folder`: process number and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "tmp").mkdir()
    surroundings = {**os.environ, "BANGFU_DATA_DIR": str(folder), "TMPDIR": str(folder / "tmp")}
    line = [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "-b",
        f"127.0.0.1:{port}",
        "--threads",
        "6",
        "-t",
        "300",
    ]
    line += ["--worker-tmp-dir", "/dev/shm", "--log-level", "warning"]
    server = subprocess.Popen(line, cwd=ROOT, env=surroundings, start_new_session=True)
    try:
        for _ in range(300):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield server.pid, port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _loaded(folder: Path) -> Any:
    """A county with one small village, and two accounts."""
    from app.extensions import db
    from app.factory import create_app
    from app.queries.scope import unscoped
    from config import ensure_settings_file, load_settings
    from tests.integration.importing.conftest import HOME_ROWS, MEMBER_ROWS
    from tests.integration.importing.office import Office, homes, members
    from tests.support.people import COUNTY, World

    ensure_settings_file(folder)
    app = create_app(load_settings({**os.environ, "BANGFU_DATA_DIR": str(folder)}))
    with app.app_context(), unscoped("proof"):
        app.test_cli_runner().invoke(args=["migrate"])
        session = db.session()
        world = World(session)
        office = Office(session, world.account("office", "county_office", COUNTY), folder)
        world.account("other", "county_office", COUNTY)
        office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-10")
        office.applies(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-10")
        db.session.remove()
    return app


def _counts(app: Any) -> dict[str, int]:
    from app.extensions import db
    from app.queries.scope import unscoped

    with app.app_context(), unscoped("proof"), db.engine.connect() as connection:
        return {t: connection.execute(text(f"SELECT count(*) FROM {t}")).scalar() or 0 for t in REGISTER}


def _half(app: Any) -> int:
    """Refused batches that left rows behind."""
    from app.extensions import db
    from app.queries.scope import unscoped

    wanted = "SELECT count(*) FROM import_chunk c JOIN import_batch b ON b.id = c.batch_id WHERE b.state = 'refused'"
    with app.app_context(), unscoped("proof"), db.engine.connect() as connection:
        return connection.execute(text(wanted)).scalar() or 0


def upload(who: Visitor, name: str, body: bytes) -> dict[str, Any]:
    """One file through the page and every page it then has: statuses, what was said, what must not be."""
    from tests.support.people import COUNTY

    token = _token(who.ask("GET", "/imports")[2])
    fields = {"csrf_token": token, "profile": "", "period": "2026-10", "area": COUNTY}
    began = time.monotonic()
    status, where, _ = who.form("/imports", fields, (name, body))
    told: dict[str, Any] = {"seconds": round(time.monotonic() - began, 1), "wrong": []}
    if status == 422:  # the form itself said no
        return told | {"state": "form"}
    if status != 302:
        return told | {"state": str(status), "wrong": [f"upload {status}"]}
    _, _, page = who.ask("GET", where)
    if "正在读表" in page:  # a large one waits for the worker; the clerk asks for it at once
        began = time.monotonic()
        status, where, _ = who.form(f"/imports/{where.split('/')[2]}/prepare", {"csrf_token": token})
        told["seconds"] = round(told["seconds"] + time.monotonic() - began, 1)
        told["wrong"] += [f"prepare {status}"] if status != 302 else []
        _, _, page = who.ask("GET", where)
    told["state"] = "refused" if "没有收下" in page or "打开密码" in page else "read"
    pages = [f"/imports/{where.split('/')[2]}/{p}" for p in PAGES] if told["state"] == "read" else []
    for address in (where, *pages):
        status, _, page = who.ask("GET", address)
        if status not in (200, 302):
            told["wrong"].append(f"{address.rpartition('/')[2]} {status}")
        told["wrong"] += [f"{mark} lives" for mark in LIVE if mark in page.replace("javascript:void", "")]
    if told["state"] == "read":
        status, _, _ = who.form(f"/imports/{where.split('/')[2]}/returned.xlsx", {"csrf_token": token})
        if status >= 500:
            told["wrong"].append(f"returned {status}")
    return told


def command(app: Any, folder: Path, name: str, body: bytes) -> str:
    """The same file through the command: what it ended with, or the exception that must not be."""
    file = folder / "in" / f"{secrets.token_hex(4)}{Path(name.replace(chr(0), '')).suffix[:20] or '.x'}"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(body)
    line = ["imports", "run", str(file), "--period", "2026-10", "--actor", "office", "--json"]
    done = app.test_cli_runner().invoke(args=line)
    file.unlink()
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return f"raised {type(done.exception).__name__}: {done.exception}"[:200]
    if done.exit_code == 2 and not json.loads(done.output.splitlines()[-1])["problems"][0]["message"]:
        return "refused without a word"
    return f"exit {done.exit_code}"


def run(only: list[str] | None = None, by_command: bool = True) -> dict[str, Any]:
    """Every file; what was wrong, the largest growth (MiB), the longest time and the slowest other page (s)."""
    from tests.support.people import World

    told, wrong = {}, []
    with TemporaryDirectory() as place:
        folder = Path(place)
        app = _loaded(folder)
        before = _counts(app)
        with running(folder) as (pid, port):
            clerk, other = (Visitor(port, login, World.PASSWORD) for login in ("office", "other"))
            upload(clerk, "a.xlsx", FILES["false dimension"][1]())
            for label, name, make in cases():
                if only and label not in only:
                    continue
                body = make()
                watch = Watch(pid, other)
                base = tree_bytes(pid)
                watch.start()
                try:
                    one = upload(clerk, name, body)
                except OSError as error:
                    one = {"state": "gone", "seconds": 0.0, "wrong": [f"{type(error).__name__}"]}
                watch.stop()
                one |= {"mib": round((watch.peak - base - len(body)) / MIB), "other": round(watch.slowest, 1)}
                if watch.refused:
                    one["wrong"].append(f"other page {watch.refused[:3]}")
                if one["state"] == "refused" and one["mib"] * MIB > MOST_GROWTH:
                    one["wrong"].append(f"{one['mib']} MiB")
                if one["state"] == "refused" and one["seconds"] > MOST_SECONDS:
                    one["wrong"].append(f"{one['seconds']} s")
                if by_command:
                    one["command"] = command(app, folder, name, body)
                    if not one["command"].startswith("exit"):
                        one["wrong"].append(one["command"])
                told[label] = one
                if one["wrong"]:
                    wrong.append({"file": label, **one})
                print(label, one, file=sys.stderr, flush=True)
            left = [str(p.relative_to(folder)) for p in (folder / "tmp").rglob("*") if p.is_file()]
        after, half = _counts(app), _half(app)
    whole = {
        "files": len(told),
        "refused": sum(one["state"] == "refused" for one in told.values()),
        "worst_mib": max(one["mib"] for one in told.values() if one["state"] == "refused"),
        "longest_seconds": max(one["seconds"] for one in told.values() if one["state"] == "refused"),
        "slowest_other_page": max(one["other"] for one in told.values()),
        "register_unchanged": before == after,
        "half_kept": half,
        "left": left,
        "wrong": wrong,
    }
    return {"held": not wrong and before == after and not half and not left, **whole}


def main(count: int | None = None) -> dict[str, Any]:
    """Every file, through page and command."""
    return run([label for label, *_ in cases()][:count] if count else None)
