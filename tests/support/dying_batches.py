"""A clerk's process that carries a batch on from wherever it stands and is killed at its n-th point.

A point is each statement, each commit and each sync or renaming of a file. `Clerk` keeps one warm process that forks
for every try: the start of an interpreter would cost more than what is tried.
"""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import today
from app.extensions import db, vault
from app.factory import create_app
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import ImportBatch, Job
from app.models.database_clock import database_moment
from app.queries.accounts import actor_of, find_user
from app.queries.rule_columns import rule_columns
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope, unscoped
from app.services.importing import acts
from app.services.importing.receive import receive
from app.unit_of_work import unit_of_work
from imports import load_clue_rules, load_profiles
from tests.support.databases import remember_statements
from tests.support.people import COUNTY

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "commit"
WRITES = "writes: "
#: Changes a table that stays; those of the rules' own are temporary.
_CHANGES = re.compile(
    r'(?!DROP|CREATE|SELECT).*?\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|COPY) (?!"?rules_|"?bulk_)'
)
#: What differs between two statements of one shape: texts, numbers, how many values stand in a row.
_VALUES = re.compile(r"'[^']*'|\b\d+\b|\?|:\w+|%\(\w+\)s(?:::[\w ]+)?")
_ROW = re.compile(r"~(?:\s*,\s*~)+")
STAGES = ("received", "parsing", "chunks", "matching", "preview", "apply", "after")


class Clerk:
    """Asks the warm process for one try after another."""

    def __enter__(self) -> "Clerk":
        line = [sys.executable, "-m", "tests.support.dying_batches"]
        self._process = subprocess.Popen(
            line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def tries(
        self,
        url: str,
        folder: Path,
        file: Path,
        profile: str,
        *,
        kill_at: int = 0,
        undo: bool = False,
        rules: bool = True,
    ) -> Any:
        """One try: {"killed": bool, "points": [stage, shape] of each point (of a try that lived)}.

        `rules`: the worker comes afterwards and does what the batch owes.
        """
        told: dict[str, Any] = {"url": url, "folder": str(folder), "file": str(file), "profile": profile}
        return self._ask({**told, "kill_at": kill_at, "undo": undo, "rules": rules})

    def learns(self, url: str, folder: Path) -> None:
        """Let the warm process read the rules of a copy once: its children begin with them."""
        self._ask({"url": url, "folder": str(folder), "learn": True})

    def _ask(self, told: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(told), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


def shape_of(statement: str) -> str:
    """The statement without its values, its whole text as a digest; marked where it changes a table that stays."""
    plain = _ROW.sub("~", _VALUES.sub("~", " ".join(statement.split())))
    mark = WRITES if _CHANGES.match(plain) else ""
    return f"{mark}{plain[:60]} {hashlib.sha256(plain.encode()).hexdigest()[:12]}"


class _Points:
    """Counts the points and dies at the chosen one."""

    def __init__(self, kill_at: int) -> None:
        self.kill_at, self.stage = kill_at, "received"
        self.met: list[tuple[str, str]] = []

    def __call__(self, shape: str) -> None:
        self.met.append((self.stage, shape))
        if len(self.met) == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", lambda _: self(COMMIT))
        for name in ("fsync", "replace", "rename"):
            setattr(os, name, self._after(name, getattr(os, name)))

    def _statement(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        if self.stage == "parsing" and "import_chunk" in statement:
            self.stage = "chunks"
        elif self.stage == "matching" and statement.startswith(("INSERT", "UPDATE")):
            self.stage = "preview"
        self(shape_of(statement))

    def _after(self, name: str, call: Any) -> Any:
        def done(*args: Any, **more: Any) -> Any:
            answer = call(*args, **more)
            self(name)
            return answer

        return done


def carry_on(session: Session, points: _Points, folder: Path, told: dict[str, Any]) -> None:
    """What a clerk does who finds the batch (or none) in the list: the next step, to the end."""
    user = find_user(session, "office")
    assert user is not None
    actor, store = actor_of(session, user), FileStore(folder / "files", vault())
    body, name = Path(told["file"]).read_bytes(), Path(told["file"]).name
    batch = session.scalars(
        select(ImportBatch)
        .where(ImportBatch.profile == told["profile"])
        .order_by(ImportBatch.id.desc())
        .limit(1)
    ).first()
    if told["undo"]:
        points.stage = "undo"
        assert batch is not None
        if batch.state == "applied":
            acts.take_back(session, actor, batch)
        return
    if batch is None or batch.period != "2026-11":
        with unit_of_work(session, actor, "import.receive", area_code=COUNTY) as work:
            scope = Scope.of(actor)
            batch = receive(
                work, scope, store, body, name, area_code=COUNTY, profile=told["profile"], period="2026-11"
            )
    if batch.state == "received":
        points.stage = "parsing"
        acts.read_in(session, actor, store, batch)
    if batch.state == "parsed":
        points.stage = "matching"
        acts.compare_with_register(session, actor, batch)
    if batch.state == "previewed":
        points.stage = "apply"
        acts.write(session, actor, batch)


def _rules(session: Session, settings: Any) -> None:
    """The worker comes: what the batch owes is in its queue."""
    past = database_moment(-1)
    session.execute(update(Job).where(Job.state == "queued").values(not_before=past))
    session.execute(update(Job).where(Job.state == "running").values(leased_until=past))
    session.commit()
    db.session.remove()
    Worker(db.engine, settings, load_tasks()).run_due()


def _one(told: dict[str, Any], out: int) -> None:
    from tests.conftest import settings_for

    folder = Path(told["folder"])
    app = create_app(settings_for(told["url"], folder))
    points = _Points(told["kill_at"])
    with app.app_context(), unscoped("tests"):
        remember_statements(db.engine)
        points.watch(db.engine)
        carry_on(db.session(), points, folder, told)
        points.stage = "after"
        if told["rules"]:
            _rules(db.session(), app.extensions["bangfu"])
        db.session.remove()
        db.engine.dispose()
    os.write(out, json.dumps(points.met).encode())


def _learn(told: dict[str, Any]) -> None:
    """Read the rules of a copy in this process, whose children then have them with their statements.

    They are not run: that would start the threads of the library of columns, which no fork survives.
    """
    from tests.conftest import settings_for

    app = create_app(settings_for(told["url"], Path(told["folder"])))
    with app.app_context(), unscoped("tests"):
        remember_statements(db.engine)
        rule_columns(rules_in_force(db.session(), today()), today())
        db.session.remove()
        db.engine.dispose()


def _warm() -> None:
    """What every try would import and read for itself. Nothing here reckons by columns: a pool of threads would not
    survive the fork.
    """
    from tests.conftest import settings_for

    with TemporaryDirectory() as name:
        create_app(settings_for(f"sqlite:///{name}/none.db", Path(name)))
    load_profiles()
    load_clue_rules()


def _forked(told: dict[str, Any]) -> dict[str, Any]:
    """One try in a child of its own and how it ended."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        code = 1
        try:
            _one(told, write)
            code = 0
        except BaseException:  # noqa: BLE001 - told, and the process ends
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        met = answer.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    failed = not killed and os.waitstatus_to_exitcode(status) != 0
    return {"killed": killed, "failed": failed, "points": json.loads(met) if met else []}


def main() -> None:
    """Fork for each line of the standard input and tell how the child ended."""
    _warm()
    for told in map(json.loads, sys.stdin):
        if "learn" in told:
            _learn(told)
            print("{}", flush=True)
        else:
            print(json.dumps(_forked(told)), flush=True)


if __name__ == "__main__":
    main()
