"""Lists and searches of one register and of one many times as large (F1, F3), asked in turn.

The large one is the small one copied (`replicate.py`): on SQLite in half an hour and 26 GB of the temporary directory.
Both scopes are asked for: everything, and one county, whose cadres must not feel how many other counties there are.
SQLite is compared by processor time, PostgreSQL by the clock.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from flask import Flask
from sqlalchemy import Engine, create_engine, func, make_url, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Household
from app.queries.scope import unscoped
from tests.bench.county import county, opened
from tests.bench.replicate import LISTED, RULED, replicate
from tests.bench.rounds import tell
from tests.bench.scale_questions import asked, pages, rules_of_one
from tests.support.databases import ENGINES, copied_database

Asked = Mapping[str, Callable[[], object]]
ROUNDS, TIMES = 7, 3
#: Further counties for each engine, where none are named: two million households and three hundred thousand.
COPIES = {"sqlite": 33, "postgresql": 4}


def compare(small: Flask, large: Flask) -> None:
    """Tells every question's medians and its median ratio, large to small."""
    engines = [_engine(application) for application in (small, large)]
    clock = time.process_time if engines[0].dialect.name == "sqlite" else time.perf_counter
    whole = _ratios(
        clock, *({**pages(app), "rules_of_one_household": rules_of_one(app)} for app in (small, large))
    )
    with Session(engines[0]) as few, Session(engines[1]) as many:
        with unscoped("bench"):
            sizes = [session.scalar(select(func.count()).select_from(Household)) for session in (few, many)]
        statements = [
            {name: partial(ask, session) for name, ask in asked(session).items()} for session in (few, many)
        ]
        found = _ratios(clock, *statements)
    tell(
        "scale",
        engine=engines[0].dialect.name,
        households=sizes,
        load=os.getloadavg(),
        pages=whole,
        found=found,
    )


def _engine(application: Flask) -> Engine:
    with application.app_context():
        return db.engine


def _ratios(clock: Callable[[], float], here: Asked, there: Asked) -> dict[str, dict[str, float]]:
    return {name: _ratio(clock, ask, there[name]) for name, ask in here.items()}


def _ratio(
    clock: Callable[[], float], here: Callable[[], object], there: Callable[[], object]
) -> dict[str, float]:
    pairs = [(_seconds(clock, here), _seconds(clock, there)) for _ in range(ROUNDS + 1)][1:]
    return {
        "small_ms": round(statistics.median(a for a, _ in pairs) * 1000, 2),
        "large_ms": round(statistics.median(b for _, b in pairs) * 1000, 2),
        "ratio": round(statistics.median(b / a for a, b in pairs), 2),
    }


def _seconds(clock: Callable[[], float], act: Callable[[], object]) -> float:
    spent = []
    for _ in range(TIMES):
        began = clock()
        act()
        spent.append(clock() - began)
    return min(spent)


@contextmanager
def enlarged(url: str, copies: int) -> Iterator[str]:
    """A copy of the database with so many more counties, gone afterwards.

    BANGFU_BENCH_LARGE is the address of one that was made before, from the county of BANGFU_BENCH_DATA; it stays.
    """
    if made := os.environ.get("BANGFU_BENCH_LARGE"):
        yield made
        return
    with TemporaryDirectory() as folder, copied_database(url, Path(folder)) as other:
        replicate(create_engine(other), copies, (*LISTED, *RULED))
        yield other


def measure(kind: str, copies: int) -> None:
    with county(kind, 60000) as application:
        url = db.engine.url.render_as_string(hide_password=False)
        _settle(url)
        db.session.remove()
        db.engine.dispose()
        settings = application.extensions["bangfu"]
        with enlarged(url, copies) as other, opened(replace(settings, database_url=other)) as large:
            compare(application, large)


def _settle(url: str) -> None:
    """Everything into the one file that is copied; on PostgreSQL the statistics that its server gathers by itself.

    On SQLite nobody gathers any, and with them it builds a filter over all persons for the rules of one household.
    """
    if make_url(url).get_backend_name() == "postgresql":
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("ANALYZE")
        return
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def main(copies: list[int] | None = None) -> None:
    """Each number of further counties on each engine, or as many as `COPIES` says."""
    for kind in ENGINES:
        for number in copies or [COPIES[kind]]:
            measure(kind, number)
