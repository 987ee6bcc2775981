"""Page saves beside an import (A6): savers in the server's process, the office's list in a worker's process of its own.

Each of a few people saves a household, rests, saves the next: first alone, then from the moment the list is read until
it is applied. `p95_ratio`: beside to alone. `longest_ms`: the longest wait beside; `lock_ms`: how long applying held
its lock; `waited_beyond_lock`: the longest wait, less a usual save, to the lock. No save may be refused.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.adapters.file_store import FileStore
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.permissions import Grant, make_actor
from app.extensions import db, vault
from app.factory import create_app
from app.models import Household
from app.queries.accounts import actor_of, find_user
from app.queries.scope import Scope, unscoped
from app.services.importing import acts
from app.services.importing.profiles import profiles_for
from app.services.importing.receive import receive
from app.unit_of_work import unit_of_work
from config import load_settings
from tests.bench.county import COUNTY, LOGIN, county
from tests.bench.import_apply import office
from tests.bench.office_list import months
from tests.bench.rounds import tell
from tests.bench.saves import Save, product_save
from tests.support.databases import ENGINES
from tests.support.jobs import ROOT

SAVERS, REST_SECONDS, ALONE_SECONDS, ROUNDS = 4, 0.2, 15.0, 3


class Savers:
    """So many people saving one household after the other until they are told to stop."""

    def __init__(self, save: Save, ids: list[str]) -> None:
        self.save, self.ids = save, ids
        self.stop, self.lock = Event(), Lock()
        self.latencies: list[float] = []
        self.refused: list[str] = []

    def __enter__(self) -> "Savers":
        self.threads = [Thread(target=self._person, args=(n,)) for n in range(SAVERS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _person(self, number: int) -> None:
        turn = 0
        while not self.stop.wait(REST_SECONDS):
            turn += 1
            asked = time.perf_counter()
            try:
                self.save(self.ids[(number + turn * SAVERS) % len(self.ids)], turn)
            except (DBAPIError, BangfuError) as refused:
                self.refused.append(type(refused).__name__)
            with self.lock:
                self.latencies.append(1000 * (time.perf_counter() - asked))

    def at(self, share: float) -> float:
        told = sorted(self.latencies)
        return told[min(int(len(told) * share), len(told) - 1)]


def child(data: str, url: str, body: str, period: str) -> None:
    """The worker's part: read, compare, apply, as its jobs do; tells the milliseconds under the lock and all."""
    app = create_app(load_settings({"BANGFU_DATA_DIR": data, "DATABASE_URL": url}))
    with app.app_context(), unscoped("measuring"), TemporaryDirectory() as folder:
        session, store = db.session(), FileStore(Path(folder), vault())
        user = find_user(session, LOGIN)
        assert user is not None
        actor = actor_of(session, user)
        profiles_for(actor, session)
        content = Path(body).read_bytes()
        print("ready", flush=True)
        sys.stdin.readline()
        began = time.perf_counter()
        with unit_of_work(session, actor, "import.receive") as work:
            batch = receive(
                work,
                Scope.of(actor),
                store,
                content,
                "list.xlsx",
                area_code=COUNTY,
                profile="B04",
                period=period,
            )
        acts.read_in(session, actor, store, batch)
        with unit_of_work(session, actor, "import.answer") as work:
            batch.read = {**batch.read, "guard_answered": 0}
        acts.compare_with_register(session, actor, batch)
        acts.write(session, actor, batch)
        whole = 1000 * (time.perf_counter() - began)
        print(json.dumps({"lock_ms": batch.read["lock_ms"], "import_ms": round(whole)}), flush=True)


def one_round(app: Flask, body: Path, period: str, save: Save, ids: list[str]) -> dict[str, Any]:
    settings = app.extensions["bangfu"]
    with Savers(save, ids) as alone:
        time.sleep(ALONE_SECONDS)
    given = (str(settings.data_dir), settings.database_url, str(body), period)
    code = f"from tests.bench.import_saves import child; child{given!r}"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdout.readline()
        with Savers(save, ids) as beside:
            worker.stdin.write("go\n")
            worker.stdin.flush()
            told = json.loads(worker.stdout.readline())
    return {
        **told,
        "saves": len(beside.latencies),
        "p95_alone_ms": round(alone.at(0.95), 1),
        "p95_beside_ms": round(beside.at(0.95), 1),
        "p95_ratio": round(beside.at(0.95) / alone.at(0.95), 2),
        "longest_ms": round(beside.at(1), 1),
        "waited_beyond_lock": round((beside.at(1) - alone.at(0.5)) / max(told["lock_ms"], 1), 2),
        "refused": alone.refused + beside.refused,
    }


def main(numbers: list[int] | None = None) -> None:
    """Households of the register and rows of the list; on both engines."""
    households, rows = numbers if numbers else (20_000, 50_000)
    for kind in os.environ.get("BANGFU_BENCH_ENGINES", " ".join(ENGINES)).split():
        with county(kind, households) as app, TemporaryDirectory() as folder:
            with unscoped("measuring"):
                active = select(Household.public_id).where(Household.status == "active").limit(2000)
                ids = list(db.session.scalars(active))
                body = Path(folder) / "list.xlsx"
                body.write_bytes(office(db.session(), rows))
            db.session.commit()
            actor = make_actor(None, "bench", (Grant("county_office", COUNTY),), today())
            save = product_save(app, actor, Scope.of(actor))
            for _, month in zip(range(ROUNDS), months(), strict=False):
                facts = one_round(app, body, month, save, ids)
                tell("import_saves", engine=kind, households=households, rows=rows, **facts)
