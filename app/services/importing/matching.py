"""Whom do the rows of a bureau's list speak about? The whole list by joins; only what is left over is scored.

Exact number with an agreeing name: certain. The number alone: a question. Without the number: name and birthday
narrow the register down, then features are weighed. What a person once judged is remembered.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Date, LargeBinary, String, and_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.matching.features import Described, compare
from app.domain.matching.judgement import CERTAIN, DOUBTFUL, NOBODY, Candidate, judge_scored
from app.domain.matching.keys import name_agreement, sound_neighbours
from app.domain.names import name_key, name_keys
from app.extensions import vault
from app.models import ImportBatch, Judgement, Person, Secret
from app.queries.blind_index import id_blind
from app.services.importing.bulk import drop_staged, staged
from app.services.importing.frames import fetch
from app.services.importing.secrecy import blinds

#: Columns of the people that rows describe.
DESCRIBED = ("line", "number", "name", "name_key", "born_on", "sex", "village")


def describe(rows: pl.DataFrame, villages: dict[str, str]) -> pl.DataFrame:
    """What each row says of its person, in one shape for all lists. `villages`: name -> code, unambiguous ones."""
    number = _first(rows, "id_number", "certificate_number18")
    born = _first(rows, "born_on").cast(pl.Date, strict=False)
    in_number = number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    names = _first(rows, "name")
    places = [villages.get(v or "") for v in _first(rows, "village")]
    return pl.DataFrame(
        {
            "line": rows["line"].cast(pl.Int64),
            "number": number,
            "name": names,
            "name_key": pl.Series([name_key(n) if n else "" for n in names], dtype=pl.String),
            "born_on": born.fill_null(in_number),
            "sex": _first(rows, "sex"),
            "village": pl.Series(places, dtype=pl.String),
        }
    )


def _first(rows: pl.DataFrame, *keys: str) -> pl.Series:
    have = [k for k in keys if k in rows.columns]
    if not have:
        return pl.Series([None] * rows.height, dtype=pl.String)
    return rows.select(pl.coalesce(have)).to_series()


def match_people(
    session: Session, batch: ImportBatch, people: pl.DataFrame
) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """(line, outcome, person_id) and the doubtful rows with their candidates. Several rows of one line: the number
    stands in the register more than once, and the fact is true of each of them."""
    exact, doubtful = _by_number(session, batch, people)
    done = set(exact["line"].to_list()) | set(doubtful)
    rest = people.filter(~pl.col("line").is_in(pl.Series(list(done), dtype=pl.Int64).implode()))
    scored, asked = _by_description(session, batch, rest)
    links = _links(people, [*exact.select("line", "person_id").iter_rows(), *scored], [*doubtful, *asked])
    cases = [_exact_case(line, found) for line, found in doubtful.items()]
    return links, cases + [_scored_case(line, found) for line, found in asked.items()]


def _links(people: pl.DataFrame, certain: Iterable[tuple[int, int]], doubtful: Sequence[int]) -> pl.DataFrame:
    pairs = pl.DataFrame(list(certain), schema={"line": pl.Int64, "person_id": pl.Int64}, orient="row")
    both = people.select("line").join(pairs, on="line", how="left")
    asked = pl.Series(doubtful, dtype=pl.Int64).implode()
    outcome = (
        pl.when(pl.col("person_id").is_not_null())
        .then(pl.lit(CERTAIN))
        .when(pl.col("line").is_in(asked))
        .then(pl.lit(DOUBTFUL))
        .otherwise(pl.lit(NOBODY))
    )
    return both.with_columns(outcome.alias("outcome"))


# --- by number -----------------------------------------------------------------------------------------------


def _by_number(
    session: Session, batch: ImportBatch, people: pl.DataFrame
) -> tuple[pl.DataFrame, dict[int, list[dict[str, Any]]]]:
    """Certain pairs (line, person_id), and lines whose number is known under another name with their candidates."""
    numbered = people.filter(pl.col("number").is_not_null())
    keyed = numbered.select("line", blinds(numbered["number"], "id_no").alias("blind"))
    found = _holders(session, batch, keyed).join(people.select("line", "name_key", "number"), on="line")
    agree = [_agrees(a, b) for a, b in zip(found["name_key"], found["known_key"], strict=True)]
    found = found.with_columns(pl.Series("agrees", agree, dtype=pl.Boolean))
    found = _remembered(session, found)
    present = pl.col("status") == "present"
    certain = found.filter("agrees")
    certain = certain.filter(present | ~present.any().over("line")).unique(
        ["line", "person_id"], maintain_order=True
    )
    open_ = found.filter(~pl.col("line").is_in(certain["line"].implode()) & (pl.col("judged").is_null()))
    doubtful: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in open_.sort("line", "person_id").iter_rows(named=True):
        doubtful[row["line"]].append(row)
    return certain, dict(doubtful)


def _agrees(left: str, right: str) -> bool:
    return left == right or name_agreement(left, right) != "none"


def _holders(session: Session, batch: ImportBatch, keyed: pl.DataFrame) -> pl.DataFrame:
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


def judgement_key(number: str | None, key: str) -> str:
    """By what a judgement is remembered: number and name as the office writes them, hashed under the vault's key."""
    digest: bytes = vault().blind("judgement", f"{number or ''}|{key}")
    return digest.hex()


def _remembered(session: Session, found: pl.DataFrame) -> pl.DataFrame:
    """Add `judged` (True same, False another, None never asked); what was judged the same agrees from then on."""
    doubtful = found.filter(~pl.col("agrees")).select("line", "number", "name_key").unique()
    keys = {line: judgement_key(n, k) for line, n, k in doubtful.iter_rows()}
    known = judgements(session, keys.values())
    judged = [
        known.get((keys.get(line, ""), person))
        for line, person in found.select("line", "person_id").iter_rows()
    ]
    found = found.with_columns(pl.Series("judged", judged, dtype=pl.Boolean))
    return found.with_columns(pl.col("agrees") | pl.col("judged").fill_null(value=False))


def judgements(session: Session, keys: Iterable[str]) -> dict[tuple[str, int], bool]:
    """Earlier judgements by (key, person)."""
    wanted = pl.DataFrame({"row_key": list(dict.fromkeys(keys))}, schema={"row_key": pl.String})
    if wanted.is_empty():
        return {}
    connection = session.connection()
    asked = staged(connection, "judged", {"row_key": String(64)}, wanted, key="row_key")
    j = Judgement.__table__
    rows = connection.execute(
        select(j.c.row_key, j.c.person_id, j.c.is_same).join(asked, asked.c.row_key == j.c.row_key)
    ).all()
    drop_staged(connection, asked)
    return {(key, person): same for key, person, same in rows}


# --- by description ------------------------------------------------------------------------------------------


def _by_description(
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
    return _holders(session, batch, keyed).select("line", "person_id")


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


# --- what is shown to a person -------------------------------------------------------------------------------


def _exact_case(line: int, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"line": line, "candidates": [{"person_id": r["person_id"], "score": 0.5} for r in found]}


def _scored_case(line: int, found: list[Candidate]) -> dict[str, Any]:
    shown = [{"person_id": c.person_id, "score": round(c.score, 4)} for c in found]
    return {"line": line, "candidates": shown}
