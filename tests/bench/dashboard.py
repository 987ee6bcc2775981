"""Pages of sums beside the list page (E2): dashboard, map, wall and home, in processor time.

Base of the ratios: the list page in the same run. `NAME`: nothing has changed since it was last asked; `NAME_drawn`:
drawn anew from the sums that the worker keeps, as for the first reader after a change; `counted`: without those sums.
Arguments: numbers of households.
"""

import statistics
import time
from collections.abc import Callable
from contextvars import Context

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.domain.vocabulary.jobs import COUNT_DAY
from app.extensions import db
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import DayCount
from app.queries.scope import unscoped
from app.web import kept_pages
from tests.bench.county import county, signed_in
from tests.bench.rounds import in_turn, tell
from tests.support.databases import ENGINES
from tests.support.jobs import put

PAGES = {"dashboard": "/dashboard?period=today", "map": "/maps", "wall": "/dashboard/screen", "home": "/"}
TIMES, ROUNDS = 7, 5


def asked(client: FlaskClient, path: str, *, anew: bool = False) -> Callable[[], float]:
    """The side that asks for a page; `anew` forgets what was drawn."""

    def side() -> float:
        found = []
        for _ in range(TIMES):
            if anew:
                kept_pages.forget()
            began = time.process_time()
            answer = Context().run(client.get, path)  # a request brings its own context: nobody is remembered
            found.append(time.process_time() - began)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return statistics.median(found)

    return side


def measure(kind: str, households: int) -> None:
    with county(kind, households) as application:
        client = signed_in(application)
        Context().run(client.get, PAGES["dashboard"])  # what is loaded and compiled once is not counted
        kept_pages.forget()
        began = time.process_time()
        Context().run(client.get, PAGES["dashboard"])
        counted, began = time.process_time() - began, time.process_time()
        put(db.engine, COUNT_DAY)
        Worker(db.engine, application.extensions["bangfu"], {COUNT_DAY: load_tasks()[COUNT_DAY]}).run_due()
        counting = time.process_time() - began
        db.session.remove()
        with unscoped("bench"):
            assert db.session.scalar(select(func.count()).select_from(DayCount)) == 1, (
                "the worker kept no sums"
            )
        db.session.remove()
        sides = {"list": asked(client, "/households")}
        for name, path in PAGES.items():
            sides |= {name: asked(client, path), f"{name}_drawn": asked(client, path, anew=True)}
        found = in_turn(sides, "list", ROUNDS)
    tell(
        "dashboard",
        engine=kind,
        households=households,
        sides=found,
        counted=round(counted, 4),
        counting=round(counting, 3),
    )


def main(sizes: list[int] | None = None) -> None:
    """Each size on each engine."""
    for households in sizes or [3000, 60000]:
        for kind in ENGINES:
            measure(kind, households)
