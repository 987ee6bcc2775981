"""The invented county against its truth, wholly: the demo's own size and seed and one other, both engines, with all
lists, some, none, and with every workbook imported into an empty register.

Measures, checks, criteria and pairs that exclude themselves, for everybody; each rejected row with column and code;
every work order: one for each suspicion and none too many, kept and not repeated when the rules run again that day,
and a month later, when what is gone closes, what is new opens, and what people settled stays settled.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from app.demo.answers import answers, suspicions
from app.demo.county import County, generate
from app.demo.orders import next_run, orders
from app.domain.clock import standing_at
from app.services.rule_runs import run_area
from tests.support.databases import ENGINES, migrated_database
from tests.support.demo_county import (
    differences,
    kernel_answers,
    load_county,
    order_differences,
    orders_found,
    wanted_orders,
)
from tests.support.demo_imports import import_all
from tests.support.settling import settle

AS_OF = date(2026, 11, 22)
#: Working days after the two runs, a Sunday and a Tuesday.
DUE, NEXT_DUE = date(2026, 11, 23), date(2026, 12, 23)
HOUSEHOLDS = 3000
SEEDS = (1, 7)
STATES = ("all", "some", "none", "imported")
ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "test-results" / "prove" / "truth.lines"
#: What a case proves something about: a finished case counts as long as none of it changes.
_SOURCES = ("app", "imports", "migrations", "tests/prove/truth.py", "tests/support")
Case = tuple[str, int, str]


def main(count: int = HOUSEHOLDS, seeds: tuple[int, ...] = SEEDS) -> dict[str, Any]:
    """`count` households. One line for each engine, seed and state; finished ones are not run again."""
    log = _Log(KEPT, count)
    for case in [(kind, seed, state) for seed in seeds for kind in ENGINES for state in STATES]:
        if case not in log.done:
            log.add(case, try_case(case, count))
    lines = list(log.done.values())
    return {
        "held": not any(line["differs"] for line in lines),
        "households": count,
        "seeds": list(seeds),
        "cases": len(lines),
        "orders": sum(line["orders"] for line in lines),
        "rejected": sum(line["imports"].get("rejected", 0) for line in lines),
        "precision": min((line["imports"].get("precision", 1.0) for line in lines), default=None),
        "recall": min((line["imports"].get("recall", 1.0) for line in lines), default=None),
        "wrong": [line for line in lines if line["differs"]],
    }


@cache
def _county(households: int, seed: int) -> County:
    return generate(households, seed, AS_OF)


def try_case(case: Case, households: int) -> dict[str, Any]:
    """Load, run, run again, settle some, run a month later; what differed at each of these."""
    kind, seed, state = case
    county, later = _county(households, seed), next_run(AS_OF)
    now, then = answers(county, state), answers(county, state, later)
    first, second = orders(county, now["checks"]), orders(county, then["checks"])
    differs: dict[str, Any] = {}
    with _register(kind) as (session, folder):
        with standing_at(_noon(AS_OF)):
            told = import_all(session, county, folder) if state == "imported" else {}
            if state != "imported":
                load_county(session, county, state)
            run = run_area(session, as_of=AS_OF).findings
            differs["imports"] = told.pop("differs", {})
            differs["answers"] = differences(kernel_answers(session), now)
            found = orders_found(session)
            differs["orders"] = order_differences(found, wanted_orders(first, AS_OF, DUE))
            again = run_area(session, as_of=AS_OF).findings
            differs["again"] = {
                k: v for k, v in again.items() if v and k in ("new", "refreshed", "back", "gone")
            }
            differs["again"] |= {} if orders_found(session) == found else {"rows": "changed"}
            settled = settle(session, found, suspicions(now["checks"]))
        with standing_at(_noon(later)):
            month = run_area(session, as_of=later).findings
            differs["answers_later"] = differences(kernel_answers(session), then)
            wanted = wanted_orders(second, later, NEXT_DUE, before=first, settled=settled)
            found = orders_found(session)
            differs["orders_later"] = order_differences(found, wanted)
    return {
        "orders": len(found),
        "by_state": dict(Counter(row["state"] for row in found)),
        "first_run": run,
        "next_run": month,
        "imports": told,
        "settled": dict(Counter(settled.values())),
        "differs": {part: found for part, found in differs.items() if found},
    }


@contextmanager
def _register(kind: str) -> Iterator[tuple[Session, Path]]:
    from app.extensions import db
    from app.queries.scope import unscoped
    from tests.conftest import application

    with (
        TemporaryDirectory() as name,
        migrated_database(kind, Path(name)) as url,
        application(url, Path(name)),
        unscoped("proof"),
    ):
        yield db.session(), Path(name)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


class _Log:
    """Finished cases, one line each, so that a stopped proof goes on where it stood."""

    def __init__(self, path: Path, households: int) -> None:
        self.path, self.mark = path, f"{households}:{_sources()}"
        lines = map(json.loads, path.read_text().splitlines() if path.exists() else [])
        self.done: dict[Case, dict[str, Any]] = {
            (line["case"][0], line["case"][1], line["case"][2]): line
            for line in lines
            if line["mark"] == self.mark
        }

    def add(self, case: Case, found: Mapping[str, Any]) -> None:
        line = json.loads(
            json.dumps({"case": case, "mark": self.mark, **found}, ensure_ascii=False, default=str)
        )
        self.done[case] = line
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as out:
            print(json.dumps(line, ensure_ascii=False), file=out, flush=True)


@cache
def _sources() -> str:
    digest = sha256()
    for name in _SOURCES:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in (".py", ".yaml", ".csv"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
