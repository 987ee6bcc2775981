"""Compares compiler and interpreter: random trees over random households, both layouts, on a given engine."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, select

from app.domain.areas import range_of
from app.domain.condition_parser import parse
from app.domain.conditions import Node
from app.domain.facts import Subject
from app.queries.days import Days
from app.queries.facts import as_number
from app.queries.live import Live, condition
from app.queries.row_sources import Subjects
from app.queries.scope import unscoped
from app.queries.wide import Restriction, Wide
from app.queries.worlds import World
from app.services.specimens import load
from tests.support.random_conditions import AREAS, AS_OF, STANDARDS, Maker
from tests.support.reference_interpreter import Interpreter

#: Trees in one statement, as the product puts all its rules into one.
TOGETHER = 24

Answers = dict[tuple[int, str], Any]


@dataclass
class Tally:
    """What a comparison found."""

    pairs: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    different: list[dict[str, Any]] = field(default_factory=list)


def compare(engine: Engine, seed: int, trees: int, households: int) -> Tally:
    """Load households into the (empty) database and ask `trees` conditions about each of them or its members."""
    maker = Maker(seed)
    data = maker.households(households)
    tally = Tally()
    with engine.connect() as connection, unscoped("proof of the kernel"):
        members = load(connection, data)
        persons = {
            i: (h, m)
            for h, ids in zip(data, members, strict=True)
            for i, m in zip(ids, h["members"], strict=True)
        }
        for start in range(0, trees, TOGETHER):
            subject: Subject = "person" if (start // TOGETHER) % 2 else "household"
            wanted = min(TOGETHER, trees - start)
            raw = {
                f"t{start + i}": maker.condition(subject, maker.r.choice([1, 2, 3])) for i in range(wanted)
            }
            nodes = {name: parse(tree, subject, frozenset(STANDARDS)) for name, tree in raw.items()}
            expected = _interpreted(nodes, subject, data, persons)
            for layout, found in _found(connection, nodes, subject):
                _note(tally, layout, raw, expected, found, seed)
            key = maker.r.randint(1, households)
            own = {i for i, (h, _) in persons.items() if h is data[key - 1]} if subject == "person" else {key}
            keyed = {place: answer for place, answer in expected.items() if place[0] in own}
            _note(tally, "key", raw, keyed, _restricted(connection, nodes, subject, household_key=key), seed)
            low, high = range_of(maker.r.choice(AREAS))
            inside = {i for i, h in enumerate(data, 1) if low <= h["area"] < high}
            if subject == "person":
                inside = {i for i, (h, _) in persons.items() if low <= h["area"] < high}
            placed = {place: answer for place, answer in expected.items() if place[0] in inside}
            found = _restricted(connection, nodes, subject, area_low=low, area_high=high)
            _note(tally, "area", raw, placed, found, seed)
        connection.rollback()
    return tally


def _interpreted(
    nodes: dict[str, Node], subject: Subject, data: list[Any], persons: dict[int, Any]
) -> Answers:
    interpreter = Interpreter(data, AS_OF, STANDARDS)
    active = {i: h for i, h in enumerate(data, 1) if h["status"] == "active"}
    if subject == "household":
        return {(i, n): interpreter.answer(t, h) for i, h in active.items() for n, t in nodes.items()}
    present = {
        i: hm for i, hm in persons.items() if hm[0]["status"] == "active" and hm[1]["status"] == "present"
    }
    return {(i, n): interpreter.answer(t, *hm) for i, hm in present.items() for n, t in nodes.items()}


def _found(connection: Connection, nodes: dict[str, Node], subject: Subject) -> Iterator[tuple[str, Answers]]:
    yield "wide", _wide(connection, nodes, subject)
    yield "live", _live(connection, nodes, subject)


def _restricted(connection: Connection, nodes: dict[str, Node], subject: Subject, **params: Any) -> Answers:
    """The wide statement for one household or one area."""
    restriction: Restriction = "key" if "household_key" in params else "area"
    wide = Wide(subject, nodes, STANDARDS, days=Days(AS_OF), restriction=restriction)
    return _answers(connection, wide.statement, nodes, params)


def _wide(connection: Connection, nodes: dict[str, Node], subject: Subject) -> Answers:
    wide = Wide(subject, nodes, STANDARDS, days=Days(AS_OF))
    return _answers(connection, wide.statement, nodes)


def _live(connection: Connection, nodes: dict[str, Node], subject: Subject) -> Answers:
    world = World()
    h, p = world.table("household"), world.table("person")
    at = Subjects(world, Days(AS_OF), h, p if subject == "person" else None)
    layout = Live(at, STANDARDS)
    columns = [as_number(condition(node, layout)).label(name) for name, node in nodes.items()]
    if subject == "household":
        query = select(h.c.id, *columns).where(h.c.status == "active")
    else:
        query = select(p.c.id, *columns).join_from(p, h, h.c.id == p.c.household_id)
        query = query.where(h.c.status == "active", p.c.status == "present")
    return _answers(connection, query, nodes)


def _answers(
    connection: Connection, query: Any, nodes: dict[str, Node], params: dict[str, Any] | None = None
) -> Answers:
    told = {1: True, 0: False, None: None}
    rows = connection.execute(query, params or {}).mappings()
    return {(row["id"], name): told[row[name]] for row in rows for name in nodes}


def _note(
    tally: Tally, layout: str, raw: dict[str, Any], expected: Answers, found: Answers, seed: int
) -> None:
    assert expected.keys() == found.keys(), (layout, len(expected), len(found))
    for key, answer in expected.items():
        tally.pairs += 1
        tally.answers[str(answer)] += 1
        if found[key] is not answer:
            tree = raw[key[1]]
            tally.different.append(
                {
                    "seed": seed,
                    "layout": layout,
                    "subject": key[0],
                    "tree": tree,
                    "expected": answer,
                    "found": found[key],
                }
            )
