"""Saves (F4): 50 cadres saving one after the other, 500 pressing save in the same second.

A save is the product's own: read in scope, version, event, change with history and guard, rules run again for the
household, commit. Eight server threads, as under gunicorn; waiting for one of them counts. Sides: the product with
50 and with 500 clients; the bare statements (event, update, history) without objects and rules; on SQLite the same
bare statements as the driver begins by itself (deferred).
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock, Thread
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError

from app.adapters.database import make_engine
from app.domain.clock import now, today
from app.domain.errors import BangfuError
from app.domain.permissions import Actor, Grant, make_actor
from app.extensions import db
from app.models import Event, Household
from app.queries.scope import Scope, unscoped
from app.services.households import edit_household
from app.unit_of_work import perform
from tests.bench.county import COUNTY, county
from tests.bench.rounds import tell
from tests.support.databases import ENGINES

SERVER_THREADS = 8
ROUNDS = 3
Save = Callable[[str, int], None]


@dataclass
class Storm:
    """So many clients at once through eight server threads; latencies include the waiting."""

    save: Save
    clients: int
    each: int
    ids: list[str]
    latencies: list[float] = field(default_factory=list)
    errors: int = 0

    def run(self) -> dict[str, Any]:
        threads, lock = BoundedSemaphore(SERVER_THREADS), Lock()

        def client(number: int) -> None:
            for turn in range(self.each):
                asked = time.perf_counter()
                try:
                    with threads:
                        self.save(self.ids[(number * self.each + turn) % len(self.ids)], turn)
                    problem = None
                except (DBAPIError, BangfuError) as refused:
                    problem = refused
                with lock:
                    self.errors += problem is not None
                    self.latencies.append(time.perf_counter() - asked)

        began = time.perf_counter()
        running = [Thread(target=client, args=(n,)) for n in range(self.clients)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        took = time.perf_counter() - began
        self.latencies.sort()
        return {
            "rate": round(self.clients * self.each / took, 1),
            "p50_ms": self._at(0.5),
            "p95_ms": self._at(0.95),
            "p99_ms": self._at(0.99),
            "errors": self.errors,
        }

    def _at(self, share: float) -> float:
        return round(self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000, 1)


def product_save(application: Flask, actor: Actor, scope: Scope) -> Save:
    def save(public_id: str, turn: int) -> None:
        with application.app_context():
            session = db.session()
            asked = select(Household.version).where(scope.on(Household), Household.public_id == public_id)
            version = session.scalar(asked)
            changes = {"note": f"{turn} {time.perf_counter_ns()}"}

            def do(work: Any) -> Household:
                return edit_household(work, scope, public_id, version=version or 0, changes=changes)

            perform(session, actor, "household.edit", do, subject=f"household:{public_id}")

    return save


def bare_save(engine: Engine) -> Save:
    change = text(
        "UPDATE household SET note = :note, version = version + 1, event_id = :event WHERE public_id = :public_id"
    )

    def save(public_id: str, turn: int) -> None:
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            made = insert(Event).values(at=now(), act="bench", payload={}).returning(Event.id)
            event = connection.execute(made).scalar_one()
            values = {"note": f"{turn} {time.perf_counter_ns()}", "event": event, "public_id": public_id}
            connection.execute(change, values)

    return save


def sides_on(application: Flask, kind: str, ids: list[str]) -> dict[str, Callable[[], dict[str, Any]]]:
    actor = make_actor(None, "bench", (Grant("county_office", COUNTY),), today())
    product = product_save(application, actor, Scope.of(actor))
    url = db.engine.url.render_as_string(hide_password=False)
    pool = {"pool_size": SERVER_THREADS}
    bare = bare_save(make_engine(url, **pool))
    sides = {
        "product_50": lambda: Storm(product, 50, 8, ids).run(),
        "product_500": lambda: Storm(product, 500, 1, ids).run(),
        "bare_50": lambda: Storm(bare, 50, 8, ids).run(),
    }
    if kind == "sqlite":
        usual = bare_save(create_engine(url, **pool))
        sides["driver_defaults_50"] = lambda: Storm(usual, 50, 8, ids).run()
    return sides


def measure(kind: str, households: int) -> None:
    with county(kind, households) as application:
        with unscoped("bench"):
            active = select(Household.public_id).where(Household.status == "active").limit(2000)
            ids = list(db.session.scalars(active))
        db.session.commit()
        sides = sides_on(application, kind, ids)
        rounds = [{name: side() for name, side in sides.items()} for _ in range(ROUNDS)]
    middle = {
        name: {key: statistics.median(r[name][key] for r in rounds) for key in rounds[0][name]}
        for name in sides
    }
    ratios = {
        "rate_500_to_50": statistics.median(
            r["product_500"]["rate"] / r["product_50"]["rate"] for r in rounds
        ),
        "product_to_bare": statistics.median(r["product_50"]["rate"] / r["bare_50"]["rate"] for r in rounds),
        "p99_to_fair_share": statistics.median(
            r["product_500"]["p99_ms"] / (500_000 / r["product_500"]["rate"]) for r in rounds
        ),
    }
    told = {name: round(value, 3) for name, value in ratios.items()}
    tell("saves", engine=kind, households=households, ratios=told, sides=middle)


def main(sizes: list[int] | None = None) -> None:
    """Each size on each engine."""
    for households in sizes or [3000]:  # at least 500 households, so that nobody meets another's save
        for kind in ENGINES:
            measure(kind, households)
