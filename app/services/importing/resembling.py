"""Rows whose number nobody holds: name, birthday, village and slips of the finger narrow the register down."""

from typing import Any

import polars as pl
from sqlalchemy import LargeBinary, String, and_, func, select
from sqlalchemy.orm import Session

from app.analysis.linking.linker import link
from app.domain.areas import range_of
from app.domain.matching.judgement import CERTAIN, likelihood
from app.domain.matching.keys import sound_neighbours
from app.domain.names import name_keys
from app.extensions import vault
from app.models import ImportBatch, Person, Secret
from app.queries.blind_index import id_blind
from app.services.importing.bulk import drop_staged, staged
from app.services.importing.frames import fetch
from app.services.importing.remembered import any_judgement, judgement_key, judgements

#: The register is read whole where the rows are many beside its people, otherwise by names, places and days.
WHOLE_FROM, WHOLE_AT_MOST = 15, 500_000
#: Rows are few where the register holds so many times as many people: SQLite would go through all of these.
FEW_OF = 4
#: So many rows are looked for at once.
CHUNK = 10_000
_COLUMNS = ("id", "name_key", "born_on", "sex", "area_code", "household_id")

#: Doubtful candidates by line: (person_id, likelihood), likeliest first.
Asked = dict[int, list[tuple[int, float]]]


def holders(session: Session, batch: ImportBatch, keyed: pl.DataFrame) -> pl.DataFrame:
    """People of the area who hold one of these numbers: line, person_id, known_key, status."""
    connection = session.connection()
    types: dict[str, Any] = {"line": Person.__table__.c.id.type, "blind": LargeBinary(16)}
    incoming = staged(connection, "incoming", types, keyed, key="blind")
    low, high = range_of(batch.area_code)
    p, s = Person.__table__, Secret.__table__
    few = keyed.height * FEW_OF < (session.scalar(select(func.max(p.c.id))) or 0)
    area = p.c.area_code.concat("") if few else p.c.area_code  # no index: from the few rows to their people
    wanted = (
        select(incoming.c.line, p.c.id.label("person_id"), p.c.name_key.label("known_key"), p.c.status)
        .select_from(incoming)
        .join(s, and_(s.c.blind == incoming.c.blind, s.c.kind == "id_no"))
        .join(p, p.c.id_ref == s.c.id)
        .where(area >= low, area < high)
        .order_by(incoming.c.line, p.c.id)
    )
    frame = fetch(session, wanted)
    drop_staged(connection, incoming)
    return frame


def resembling(
    session: Session, batch: ImportBatch, rest: pl.DataFrame, found: pl.DataFrame
) -> tuple[list[tuple[int, int]], Asked]:
    """Certain pairs and doubtful candidates among rows whose number nobody of the area holds.

    `found`: line, person_id and home of rows that are settled by their numbers; they pull members of their household.
    """
    rest = rest.filter(pl.col("name_key") != "")
    if rest.is_empty():
        return [], {}
    low, high = range_of(batch.area_code)
    here = and_(Person.__table__.c.area_code >= low, Person.__table__.c.area_code < high)
    population = session.scalar(select(func.count()).select_from(Person.__table__).where(here)) or 0
    whole = population <= min(rest.height * WHOLE_FROM, WHOLE_AT_MOST)
    certain: list[tuple[int, int]] = []
    doubtful: Asked = {}
    for chunk in [rest] if whole else rest.iter_slices(CHUNK):
        same, said = _remembered(session, chunk)
        certain += same.iter_rows()
        open_ = chunk.join(same, on="line", how="anti")
        also = _swapped(session, batch, open_)
        right = _people(session, here) if whole else _near(session, here, open_, also, found)
        linked = link(
            open_.rename({"line": "id"}),
            _as_known(right),
            population=population,
            numbers=lambda ids: _numbers(session, ids),
            refused=said,
            also=also,
            fixed=found,
        )
        sure = linked.outcomes.filter(pl.col("outcome") == CERTAIN)
        certain += sure.select("line", "id").iter_rows()
        for line, person, odds in linked.shown.iter_rows():
            doubtful.setdefault(line, []).append((person, likelihood(odds)))
    return certain, doubtful


def _as_known(people: pl.DataFrame) -> pl.DataFrame:
    return people.with_columns(pl.col("household_id").cast(pl.String)).rename(
        {"area_code": "village", "household_id": "home"}
    )


def _remembered(session: Session, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """What people said earlier of these rows: one person a line who is the same, and pairs that are not."""
    same = pl.DataFrame(schema={"line": pl.Int64, "id": pl.Int64})
    if not any_judgement(session):
        return same, None
    told = lines.select("line", "number", "name_key").iter_rows()
    keys = pl.DataFrame([(line, judgement_key(n, k)) for line, n, k in told], ["line", "key"], orient="row")
    rows = [(key, person, is_same) for (key, person), is_same in judgements(session, keys["key"]).items()]
    said = pl.DataFrame(rows, {"key": pl.String, "id": pl.Int64, "same": pl.Boolean}, orient="row")
    both = keys.join(said, on="key").sort("line", "id")
    same = both.filter("same").unique("line", keep="first").select("line", "id")
    return same, both.filter(~pl.col("same")).select("line", "id")


def _people(session: Session, here: Any) -> pl.DataFrame:
    """Everybody of the area."""
    p = Person.__table__
    return fetch(session, select(*(p.c[c] for c in _COLUMNS)).where(here))


def _near(
    session: Session, here: Any, rows: pl.DataFrame, also: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    """Those of the area whom any of the rows may mean: bearers of a name that sounds so, neighbours born on such a day,
    holders of a mistyped number, and members of households that others of the list belong to."""
    connection, p = session.connection(), Person.__table__
    sounds = sorted({name_keys(n).pinyin for n in rows["name"].drop_nulls().unique()})
    homes = rows["home"].drop_nulls().unique() if "home" in rows.columns else pl.Series([], dtype=pl.String)
    mates = found.filter(pl.col("home").is_in(homes.implode()))["id"]
    tables = [
        staged(connection, name, {"v": kind}, pl.DataFrame({"v": values}), key="v")
        for name, kind, values in (
            ("sounds", String(120), pl.Series(sounds, dtype=pl.String)),
            ("villages", String(12), rows["village"].drop_nulls().unique()),
            ("days", p.c.born_on.type, rows["born_on"].drop_nulls().unique()),
            ("mistyped", p.c.id.type, also["id"].unique()),
            ("mates", p.c.id.type, mates.unique()),
        )
    ]
    sound, village, day, number, mate = (select(t.c.v) for t in tables)
    wanted = (
        p.c.name_pinyin.in_(sound),
        and_(p.c.area_code.in_(village), p.c.born_on.in_(day)),
        p.c.id.in_(number),
        p.c.household_id.in_(select(p.c.household_id).where(p.c.id.in_(mate))),
    )
    columns = [p.c[c] for c in _COLUMNS]
    frames = [fetch(session, select(*columns).where(here, w)) for w in wanted]
    drop_staged(connection, *tables)
    right = pl.concat(frames).unique("id", maintain_order=True)
    twins = pl.Series(sorted(_twins(session, right["id"])), dtype=pl.Int64).implode()
    return right.with_columns(pl.col("id").is_in(twins).alias("twin"))


def _swapped(session: Session, batch: ImportBatch, rest: pl.DataFrame) -> pl.DataFrame:
    """Pairs (line, id) whose numbers differ by two neighbouring places."""
    pairs = [
        (line, id_blind(neighbour))
        for line, number in rest.select("line", "number").iter_rows()
        if number
        for neighbour in sound_neighbours(number)
    ]
    if not pairs:
        return pl.DataFrame(schema={"line": pl.Int64, "id": pl.Int64})
    keyed = pl.DataFrame(pairs, schema={"line": pl.Int64, "blind": pl.Binary}, orient="row")
    return holders(session, batch, keyed).select("line", pl.col("person_id").alias("id"))


def _numbers(session: Session, ids: pl.Series) -> pl.DataFrame:
    """id and number of these people, opened for the comparison alone."""
    schema = {"id": pl.Int64, "number": pl.String}
    if ids.is_empty():
        return pl.DataFrame(schema=schema)
    connection = session.connection()
    types = {"person_id": Person.__table__.c.id.type}
    wanted = staged(connection, "candidates", types, pl.DataFrame({"person_id": ids}), key="person_id")
    p, s = Person.__table__, Secret.__table__
    rows = connection.execute(
        select(p.c.id, s.c.sealed, s.c.blind)
        .join(wanted, wanted.c.person_id == p.c.id)
        .join(s, s.c.id == p.c.id_ref)
        .where(s.c.sealed.is_not(None))
    ).all()
    drop_staged(connection, wanted)
    box = vault()
    told = [(i, box.open("id_no", sealed, blind)[:18]) for i, sealed, blind in rows]
    return pl.DataFrame(told, schema=schema, orient="row")


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
