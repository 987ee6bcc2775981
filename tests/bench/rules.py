"""Rules (B1, B5): the whole run with writing, against one statement per rule; one household after a save.

Base of the ratios: the wide statement of all rules without writing. `per_rule` answers the same rules with one live
predicate each, as is usually written. `one_household` is compared with the same on a register a tenth of the size.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.domain.facts import Subject
from app.extensions import db
from app.models import Household
from app.queries.days import Days
from app.queries.live import live
from app.queries.row_kinds import Subjects
from app.queries.rule_statements import RuleStatements, build_statements
from app.queries.rules import household_answers
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.scope import Scope, unscoped
from app.queries.worlds import World
from app.services.rule_runs import run_area
from app.services.rules import answers_of_household
from tests.bench.county import county
from tests.bench.rounds import in_turn, tell
from tests.support.databases import ENGINES

ROUNDS, ASKED = 3, 200


def timed(act: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    return once


def find_all(engine: Engine, statements: RuleStatements, day: date) -> int:
    """All rules as columns; the rows are counted, not carried over."""
    total = 0
    with engine.connect() as connection:
        for part in statements.parts:
            query = part.statement.subquery()
            maxima = [func.max(column) for column in query.c]
            row = connection.execute(select(func.count(), *maxima), part.params(day)).one()
            total += row[0]
        connection.commit()
    return total


def find_one_by_one(engine: Engine, rules: RulesInForce, day: date) -> int:
    """One statement a rule, each with its own predicate."""
    total = 0
    catalogue = rules.catalogue
    trees: list[tuple[Subject, object]] = [
        (entry.unit, node)
        for entry in catalogue.rules()
        for node in ((entry.condition, entry.has) if hasattr(entry, "has") else (entry.condition,))
        if entry.unit in ("person", "household")
    ]
    with engine.connect() as connection:
        for subject, node in trees:
            world = World()
            h, p = world.table("household"), world.table("person")
            at = Subjects(world, Days(day), h, p if subject == "person" else None)
            query = select(func.count()).select_from(h).where(h.c.status == "active")
            if subject == "person":
                query = query.join(p, p.c.household_id == h.c.id).where(p.c.status == "present")
            answer = live(node, at, catalogue.standards)  # type: ignore[arg-type]
            total += connection.scalar(query.where(answer)) or 0
        connection.commit()
    return total


def household_ms(session: Session, day: date, ask: Callable[[int], object]) -> dict[str, float]:
    """Median and 95th percentile of milliseconds over random households."""
    ids = list(session.scalars(select(Household.id)))
    chosen = random.Random(1).choices(ids, k=ASKED)
    for number in chosen[:5]:
        ask(number)
    found = sorted(timed(lambda n=number: ask(n))() * 1000 for number in chosen)  # type: ignore[misc]
    return {"median_ms": round(statistics.median(found), 2), "p95_ms": round(found[int(ASKED * 0.95)], 2)}


def measure(kind: str, households: int) -> None:
    day = date.today()  # noqa: DTZ011 (the county was loaded for today)
    with county(kind, households), unscoped("bench"):
        session, engine = db.session(), db.engine
        rules = rules_in_force(session, day)
        everything = build_statements(rules.catalogue, "all", day)
        sides = {
            "find": timed(lambda: find_all(engine, everything, day)),
            "run": timed(lambda: run_area(session, as_of=day)),
            "per_rule": timed(lambda: find_one_by_one(engine, rules, day)),
        }
        rounds = in_turn(sides, "find", ROUNDS)
        columns = everything.column_count
        one = household_ms(session, day, lambda n: answers_of_household(session, rules, n, day))
        page = household_ms(session, day, lambda n: household_answers(session, Scope.everything(), n, day))
        tell(
            "rules",
            engine=kind,
            households=households,
            columns=columns,
            **rounds,
            one_household=one,
            explained=page,
        )


def main(numbers: tuple[int, ...] | list[int] = (3000, 30000)) -> None:
    """Registers of these sizes on both engines."""
    for kind in ENGINES:
        for households in numbers:
            measure(kind, households)
