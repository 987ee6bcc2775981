"""Compares compiler and interpreter: random trees over random households, both layouts, on a given engine."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, cast, select

from app.domain.areas import range_of
from app.domain.condition_parser import parse
from app.domain.conditions import Node
from app.domain.facts import Subject
from app.queries.columns import Columns
from app.queries.days import Days
from app.queries.facts import as_number
from app.queries.live import Live, condition
from app.queries.row_kinds import Subjects
from app.queries.scope import unscoped
from app.queries.whole_columns import WholeColumns
from app.queries.wide import Wide
from app.queries.wide_steps import Restriction
from app.queries.worlds import TABLES, World
from app.services.specimens import AREA, load
from tests.support.random_conditions import AREAS, AS_OF, STANDARDS, Maker
from tests.support.reference_interpreter import Interpreter, place_of

#: Trees in one statement, as the product puts all its rules into one.
TOGETHER = 24

#: The columns of a run over an area: looked up subject by subject, and read whole.
COLUMNS: dict[str, type[Columns]] = {"columns": Columns, "whole columns": WholeColumns}
Answers = dict[tuple[int, str], Any]


@dataclass
class Tally:
    """What a comparison found."""

    pairs: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    different: list[dict[str, Any]] = field(default_factory=list)


def compare(engine: Engine, seed: int, trees: int, households: int) -> Tally:
    """Load a register into the (empty) database and ask `trees` conditions about each of its subjects."""
    maker = Maker(seed)
    data = maker.households(households)
    data += [{"project": maker.own_project()} for _ in range(max(3, households // 6))]
    tally = Tally()
    with engine.connect() as connection, unscoped("proof of the kernel"):
        subjects = Register(data, load(connection, data), connection)
        for start in range(0, trees, TOGETHER):
            subject = SUBJECTS[(start // TOGETHER) % len(SUBJECTS)]
            wanted = min(TOGETHER, trees - start)
            raw = {
                f"t{start + i}": maker.condition(subject, maker.r.choice([1, 2, 3])) for i in range(wanted)
            }
            nodes = {name: parse(tree, subject, frozenset(STANDARDS)) for name, tree in raw.items()}
            expected = _interpreted(nodes, subjects.rows[subject], data)
            ageless = _interpreted(nodes, subjects.rows[subject], data, ages=False)
            _note(tally, "ageless", raw, ageless, _wide(connection, nodes, subject, ages=False), seed)
            if subject in ("household", "person"):
                for name, kind in COLUMNS.items():
                    columns = _columns_of(kind, connection, nodes, subject, ages=False)
                    _note(tally, f"ageless {name}", raw, ageless, columns, seed)
            for layout, found in _found(connection, nodes, subject):
                _note(tally, layout, raw, expected, found, seed)
            for layout, own, params in subjects.parts(subject, maker.r):
                fewer = {place: answer for place, answer in expected.items() if place[0] in own}
                _note(tally, layout, raw, fewer, _restricted(connection, nodes, subject, params), seed)
        connection.rollback()
    return tally


#: Households and persons make up most of the proof, as they do of the rules.
SUBJECTS: tuple[Subject, ...] = ("household", "person", "village", "person", "household", "project")


class Register:
    """Subjects by kind and id, each as the interpreter wants it: a household or other data, and a person."""

    def __init__(self, data: list[Any], members: list[list[int]], connection: Connection) -> None:
        houses = [d for d in data if "project" not in d]
        active = {i: h for i, h in enumerate(houses, 1) if h.get("status", "active") == "active"}
        codes = {h.get("area", AREA) for h in houses} | {d["project"]["area"] for d in data if "project" in d}
        names = select(TABLES["project"].c.project_no, TABLES["project"].c.id)
        ids = {row.project_no: row.id for row in connection.execute(names)}
        projects = [d["project"] for d in data if "project" in d]
        # a household's own shares belong to projects that only they know
        shares = [{"area": "990000000000", **s} for h in houses for s in h.get("projects", ())]
        self.rows: dict[Subject, dict[int, tuple[Any, Any]]] = {
            "household": {i: (h, None) for i, h in active.items()},
            "person": {
                i: (h, m)
                for number, (h, own) in enumerate(zip(houses, members, strict=True), 1)
                for i, m in zip(own, h["members"], strict=True)
                if number in active and m.get("status", "present") == "present"
            },
            "village": {int(code): ({"code": code}, None) for code in codes},
            "project": {ids[f"P{n}"]: (p, None) for n, p in enumerate(projects, 1)}
            | {n: (_shared(s), None) for n, s in enumerate(shares, 1)},
        }

    def parts(self, subject: Subject, r: Random) -> Iterator[tuple[str, set[int], dict[str, Any]]]:
        """One key and one area to restrict the statement to, with the subjects that it then answers about."""
        rows = self.rows[subject]
        if rows:
            key = r.choice(sorted(rows))
            house, _ = rows[key]
            if subject == "village":
                yield "key", {key}, {"village_code": house["code"]}
            elif subject == "project":
                yield "key", {key}, {"project_key": key}
            else:
                homes = self.rows["household"]
                number = next(i for i, (h, _) in homes.items() if h is house)
                yield "key", {i for i, (h, _) in rows.items() if h is house}, {"household_key": number}
        low, high = range_of(r.choice(AREAS))
        inside = {i for i, (h, _) in rows.items() if low <= place_of(h) < high}
        yield "area", inside, {"area_low": low, "area_high": high}


def _shared(share: Any) -> Any:
    """The project behind a household's share, as the loader makes it."""
    words = {"year": 2026, "category": "industry", "state": "accepted"}
    return {
        **words,
        "area": share["area"],
        "beneficiaries": [{k: v for k, v in share.items() if k != "area"}],
    }


def _interpreted(
    nodes: dict[str, Node], rows: dict[int, tuple[Any, Any]], data: list[Any], *, ages: bool = True
) -> Answers:
    interpreter = Interpreter(data, AS_OF, STANDARDS, ages=ages)
    return {(i, n): interpreter.answer(t, *one) for i, one in rows.items() for n, t in nodes.items()}


def _found(connection: Connection, nodes: dict[str, Node], subject: Subject) -> Iterator[tuple[str, Answers]]:
    yield "wide", _wide(connection, nodes, subject)
    yield "live", _live(connection, nodes, subject)
    if subject in ("household", "person"):
        for name, kind in COLUMNS.items():
            yield name, _columns_of(kind, connection, nodes, subject)


def _restricted(
    connection: Connection, nodes: dict[str, Node], subject: Subject, params: dict[str, Any]
) -> Answers:
    """The wide statement for one household, village or project, or for one area."""
    restriction: Restriction = "area" if "area_low" in params else "key"
    wide = Wide(subject, nodes, STANDARDS, days=Days(AS_OF), restriction=restriction)
    return _answers(connection, wide.statement, nodes, params)


def _wide(connection: Connection, nodes: dict[str, Node], subject: Subject, *, ages: bool = True) -> Answers:
    wide = Wide(subject, nodes, STANDARDS, days=Days(AS_OF), ages=ages)
    return _answers(connection, wide.statement, nodes)


def _columns_of(
    kind: type[Columns],
    connection: Connection,
    nodes: dict[str, Node],
    subject: Subject,
    *,
    ages: bool = True,
) -> Answers:
    """The columns of a run over an area."""
    columns = kind({subject: nodes}, STANDARDS, days=Days(AS_OF), ages=ages)
    rows = columns.answers(connection, AS_OF, area_low="0", area_high="A")[subject]
    return {(row["id"], name): row[name] for row in rows.to_dicts() for name in nodes}


def _live(connection: Connection, nodes: dict[str, Node], subject: Subject) -> Answers:
    world, days = World(), Days(AS_OF)
    if subject in ("village", "project"):
        r = world.table("area" if subject == "village" else "project")
        layout = Live(Subjects(world, days, r, kind=subject), STANDARDS)
        key = cast(r.c.code, BigInteger).label("id") if subject == "village" else r.c.id
        query = select(key, *_columns(nodes, layout))
        return _answers(connection, query.where(r.c.level == 5) if subject == "village" else query, nodes)
    h, p = world.table("household"), world.table("person")
    layout = Live(Subjects(world, days, h, p if subject == "person" else None), STANDARDS)
    if subject == "household":
        query = select(h.c.id, *_columns(nodes, layout)).where(h.c.status == "active")
    else:
        query = select(p.c.id, *_columns(nodes, layout)).join_from(p, h, h.c.id == p.c.household_id)
        query = query.where(h.c.status == "active", p.c.status == "present")
    return _answers(connection, query, nodes)


def _columns(nodes: dict[str, Node], layout: Live) -> list[Any]:
    return [as_number(condition(node, layout)).label(name) for name, node in nodes.items()]


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
