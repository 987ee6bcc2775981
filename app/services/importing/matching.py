"""Whom do the rows of a bureau's list speak about? The whole list by joins; only what is left over is scored.

Exact number with an agreeing name: certain. The number alone: a question. Without the number what agrees and what
differs is weighed (`app.analysis.linking`). What a person once judged is remembered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy.orm import Session

from app.domain.matching.judgement import CERTAIN, DOUBTFUL, NOBODY
from app.domain.matching.keys import name_agreement
from app.domain.names import name_key
from app.models import ImportBatch
from app.services.importing.remembered import judgement_key, judgements
from app.services.importing.resembling import holders, resembling
from app.services.importing.secrecy import blinds


def describe(rows: pl.DataFrame, villages: dict[str, str]) -> pl.DataFrame:
    """What each row says of its person, in one shape for all lists. `villages`: name -> code, unambiguous ones."""
    number = _first(rows, "id_number", "certificate_number18")
    born = _first(rows, "born_on").cast(pl.Date, strict=False)
    in_number = number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    names = _first(rows, "name")
    places = _first(rows, "village").replace_strict(villages, default=None, return_dtype=pl.String)
    return pl.DataFrame(
        {
            "line": rows["line"].cast(pl.Int64),
            "number": number,
            "name": names,
            "name_key": _keys(names),
            "born_on": born.fill_null(in_number),
            "sex": _first(rows, "sex"),
            "village": places,
            "home": _first(rows, "household_no", "head_id", "applicant_id"),
        }
    )


def _keys(names: pl.Series) -> pl.Series:
    """`name_key` of each name; names of common characters alone are their own key."""
    plain = names.str.contains(r"^[\u{4E00}-\u{9FFF}]+$").fill_null(value=False)
    return names.zip_with(plain, _by_distinct(names.set(plain, None), name_key)).fill_null("")


def _by_distinct(texts: pl.Series, read: Callable[[str], str]) -> pl.Series:
    """What is made of each text, worked out once for each distinct one; null for null."""
    words = texts.drop_nulls().unique()
    made = pl.Series([read(w) for w in words.to_list()], dtype=pl.String)
    return texts.replace_strict(words, made, default=None, return_dtype=pl.String)


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
    scored, asked = resembling(session, batch, rest, _settled(exact, people))
    links = _links(people, exact, scored, [*doubtful, *asked])
    cases = [_exact_case(line, found) for line, found in doubtful.items()]
    return links, cases + [_scored_case(line, found) for line, found in asked.items()]


def _settled(exact: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Line, id and home of rows that their numbers settle."""
    homes = people.select("line", pl.col("home") if "home" in people.columns else pl.lit(None).alias("home"))
    return exact.select("line", pl.col("person_id").alias("id")).join(
        homes.cast({"home": pl.String}), on="line"
    )


def _links(
    people: pl.DataFrame, exact: pl.DataFrame, scored: Iterable[tuple[int, int]], doubtful: Sequence[int]
) -> pl.DataFrame:
    schema = pl.Schema({"line": pl.Int64, "person_id": pl.Int64})
    guessed = pl.DataFrame(list(scored), schema=schema, orient="row")
    pairs = pl.concat([exact.select(list(schema)).cast(schema), guessed])
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
    found = holders(session, batch, keyed).join(people.select("line", "name_key", "number"), on="line")
    found = found.with_columns(_agree(found))
    found = _with_memory(session, found)
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


def _agree(found: pl.DataFrame) -> pl.Series:
    """Whether the names of each pair agree; only those that are not equal are looked at."""
    same = (found["name_key"] == found["known_key"]).alias("agrees")
    places = (~same).arg_true()
    others = found.select("name_key", "known_key")[places]
    return same.scatter(places, [agrees(a, b) for a, b in others.iter_rows()]) if len(places) else same


def agrees(left: str, right: str) -> bool:
    """Whether two name keys are one name, written, heard or shortened otherwise."""
    return left == right or name_agreement(left, right) != "none"


def _with_memory(session: Session, found: pl.DataFrame) -> pl.DataFrame:
    """Add `judged` (True same, False another, None never asked); what was judged the same agrees from then on."""
    doubtful = found.filter(~pl.col("agrees")).select("line", "number", "name_key").unique()
    keys = {line: judgement_key(n, k) for line, n, k in doubtful.iter_rows()}
    known = judgements(session, keys.values())
    if not known:
        return found.with_columns(pl.lit(None, dtype=pl.Boolean).alias("judged"))
    judged = [
        known.get((keys.get(line, ""), person))
        for line, person in found.select("line", "person_id").iter_rows()
    ]
    found = found.with_columns(pl.Series("judged", judged, dtype=pl.Boolean))
    return found.with_columns(pl.col("agrees") | pl.col("judged").fill_null(value=False))


# --- what is shown to a person -------------------------------------------------------------------------------


def _exact_case(line: int, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"line": line, "candidates": [{"person_id": r["person_id"], "score": 0.5} for r in found]}


def _scored_case(line: int, found: list[tuple[int, float]]) -> dict[str, Any]:
    shown = [{"person_id": person, "score": round(score, 4)} for person, score in found]
    return {"line": line, "candidates": shown}
