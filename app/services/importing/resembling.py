"""Rows whose number nobody holds: name, birthday, village and slips of the finger narrow the register down."""

from collections import defaultdict
from typing import Any

import polars as pl
from sqlalchemy import Date, LargeBinary, String, and_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.matching.features import Described, compare
from app.domain.matching.judgement import CERTAIN, DOUBTFUL, Candidate, judge_scored
from app.domain.matching.keys import sound_neighbours
from app.domain.names import name_keys
from app.extensions import vault
from app.models import ImportBatch, Person, Secret
from app.queries.blind_index import id_blind
from app.services.importing.bulk import drop_staged, staged
from app.services.importing.frames import fetch
from app.services.importing.remembered import judgement_key, judgements


def holders(session: Session, batch: ImportBatch, keyed: pl.DataFrame) -> pl.DataFrame:
    """People of the area who hold one of these numbers: line, person_id, known_key, status."""
    connection = session.connection()
    types: dict[str, Any] = {"line": Person.__table__.c.id.type, "blind": LargeBinary(16)}
    incoming = staged(connection, "incoming", types, keyed, key="blind")
    low, high = range_of(batch.area_code)
    p, s = Person.__table__, Secret.__table__
    wanted = (
        select(incoming.c.line, p.c.id.label("person_id"), p.c.name_key.label("known_key"), p.c.status)
        .select_from(incoming)
        .join(s, and_(s.c.blind == incoming.c.blind, s.c.kind == "id_no"))
        .join(p, p.c.id_ref == s.c.id)
        .where(p.c.area_code >= low, p.c.area_code < high)
        .order_by(incoming.c.line, p.c.id)
    )
    frame = fetch(session, wanted)
    drop_staged(connection, incoming)
    return frame


def resembling(
    session: Session, batch: ImportBatch, rest: pl.DataFrame
) -> tuple[list[tuple[int, int]], dict[int, list[Candidate]]]:
    """Certain pairs and doubtful candidates among rows whose number nobody of the area holds."""
    pairs = _blocks(session, batch, rest)
    if pairs.is_empty():
        return [], {}
    known = _known_people(session, pairs["person_id"])
    twins = _twins(session, pairs["person_id"])
    by_line: dict[int, list[int]] = defaultdict(list)
    for line, person in pairs.iter_rows():
        by_line[line].append(person)
    certain: list[tuple[int, int]] = []
    doubtful: dict[int, list[Candidate]] = {}
    lines = rest.filter(pl.col("line").is_in(pairs["line"].implode()))
    judged = _judged(session, lines)
    for row in lines.iter_rows(named=True):
        mine, said = _described(row), judged.get(row["line"], {})
        if same := [p for p in by_line[row["line"]] if said.get(p)]:
            certain.append((row["line"], same[0]))
            continue
        people = [p for p in by_line[row["line"]] if p not in said]
        found = [Candidate(p, compare(mine, known[p], twin=p in twins)) for p in people]
        outcome, shown = judge_scored(found)
        if outcome == CERTAIN:
            certain.append((row["line"], shown[0].person_id))
        elif outcome == DOUBTFUL:
            doubtful[row["line"]] = shown
    return certain, doubtful


def _described(row: dict[str, Any]) -> Described:
    return Described(row["name_key"], row["number"], row["born_on"], row["sex"], row["village"])


def _judged(session: Session, lines: pl.DataFrame) -> dict[int, dict[int, bool]]:
    """What people said earlier of these rows: line -> person -> the same or not."""
    keys = {
        line: judgement_key(n, k) for line, n, k in lines.select("line", "number", "name_key").iter_rows()
    }
    said: dict[str, dict[int, bool]] = defaultdict(dict)
    for (key, person), same in judgements(session, keys.values()).items():
        said[key][person] = same
    return {line: said[key] for line, key in keys.items() if key in said}


def _blocks(session: Session, batch: ImportBatch, rest: pl.DataFrame) -> pl.DataFrame:
    """Pairs (line, person_id) worth comparing: same name or same sound with the same birthday, same name in the same
    village, or a number with two neighbouring places swapped."""
    connection = session.connection()
    sounds = [name_keys(n).pinyin if n else "" for n in rest["name"]]
    frame = rest.select("line", "name_key", "born_on", "village").with_columns(
        pl.Series("sound", sounds, dtype=pl.String)
    )
    types: dict[str, Any] = {
        "line": Person.__table__.c.id.type,
        "name_key": String(60),
        "sound": String(120),
        "born_on": Date(),
        "village": String(12),
    }
    left = staged(connection, "leftover", types, frame, key="line")
    p = Person.__table__
    low, high = range_of(batch.area_code)
    here = and_(p.c.area_code >= low, p.c.area_code < high)
    conditions = (
        and_(p.c.name_key == left.c.name_key, p.c.born_on == left.c.born_on),
        and_(p.c.name_pinyin == left.c.sound, p.c.born_on == left.c.born_on),
        and_(p.c.name_key == left.c.name_key, p.c.area_code == left.c.village),
    )
    found = [
        fetch(
            session, select(left.c.line, p.c.id.label("person_id")).select_from(left).join(p, c).where(here)
        )
        for c in conditions
    ]
    drop_staged(connection, left)
    found.append(_swapped(session, batch, rest))
    return pl.concat(found).unique(maintain_order=True).sort("line", "person_id")


def _swapped(session: Session, batch: ImportBatch, rest: pl.DataFrame) -> pl.DataFrame:
    pairs = [
        (line, id_blind(neighbour))
        for line, number in rest.select("line", "number").iter_rows()
        if number
        for neighbour in sound_neighbours(number)
    ]
    keyed = pl.DataFrame(pairs, schema={"line": pl.Int64, "blind": pl.Binary}, orient="row")
    return holders(session, batch, keyed).select("line", "person_id")


def _known_people(session: Session, ids: pl.Series) -> dict[int, Described]:
    """The candidates as the register describes them; their numbers are opened for the comparison alone."""
    connection = session.connection()
    wanted = staged(
        connection,
        "candidates",
        {"person_id": Person.__table__.c.id.type},
        pl.DataFrame({"person_id": ids.unique()}),
        key="person_id",
    )
    p, s = Person.__table__, Secret.__table__
    rows = connection.execute(
        select(p.c.id, p.c.name_key, p.c.born_on, p.c.sex, p.c.area_code, s.c.sealed, s.c.blind)
        .join(wanted, wanted.c.person_id == p.c.id)
        .outerjoin(s, s.c.id == p.c.id_ref)
    ).all()
    drop_staged(connection, wanted)
    box = vault()
    return {
        r.id: Described(
            r.name_key,
            box.open("id_no", r.sealed, r.blind)[:18] if r.sealed else None,
            r.born_on,
            r.sex,
            r.area_code,
        )
        for r in rows
    }


def _twins(session: Session, ids: pl.Series) -> set[int]:
    """Those of these people who share household and birthday with somebody else."""
    connection = session.connection()
    frame = pl.DataFrame({"person_id": ids.unique()})
    asked = staged(
        connection, "perhaps_twins", {"person_id": Person.__table__.c.id.type}, frame, key="person_id"
    )
    a, b = Person.__table__.alias(), Person.__table__.alias()
    same = and_(a.c.household_id == b.c.household_id, a.c.born_on == b.c.born_on, a.c.id != b.c.id)
    found = select(a.c.id).join(asked, asked.c.person_id == a.c.id).join(b, same)
    twins = set(connection.execute(found).scalars())
    drop_staged(connection, asked)
    return twins
