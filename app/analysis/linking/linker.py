"""Rows of a list and the people they mean: linked, asked, or nobody."""

from collections.abc import Callable

import polars as pl

from app.analysis.linking import blocks
from app.analysis.linking.decision import Linked, decided
from app.analysis.linking.described import described
from app.analysis.linking.homes import pulled
from app.analysis.linking.signs import agreement, beside, weighed, with_signs
from app.domain.matching.judgement import LINK

#: Numbers of candidates, opened only for rows that bring one: ids -> id, number.
Numbers = Callable[[pl.Series], pl.DataFrame]


#: What is kept of a pair.
SIGNS = ("odds", "name", "day", "village_same", "sex_same", "places", "twin")


def link(
    left: pl.DataFrame,
    right: pl.DataFrame,
    *,
    population: int | None = None,
    numbers: Numbers | None = None,
    refused: pl.DataFrame | None = None,
    also: pl.DataFrame | None = None,
    fixed: pl.DataFrame | None = None,
    names_alone: bool = False,
) -> Linked:
    """Judge every row of `left` (described.SCHEMA) among the people of `right` (the same, perhaps with `twin`).

    `population`: whom the rows may mean, where `right` is only those worth comparing. `refused`: pairs (line, id) that
    somebody denied. `also`: further pairs to look at. `fixed`: line, id, home of rows that are settled already: they
    pull the other members of their households. `names_alone`: ask also about rows that tell nothing but a rare name.
    """
    mine, theirs = described(left), _counted(described(right))
    people = population if population is not None else right.height

    def signs(pairs: pl.DataFrame) -> pl.DataFrame:
        if refused is not None:
            pairs = pairs.join(refused.select(blocks.PAIR), on=blocks.PAIR, how="anti")
        both = beside(pairs, mine, theirs)
        if numbers is not None:
            both = _with_numbers(both, numbers)
        return with_signs(both)

    first = signs(blocks.same_day(mine, theirs))
    agree = agreement(first)

    def weigh(pairs: pl.DataFrame) -> pl.DataFrame:
        return weighed(pairs, theirs, people, agree).select(*blocks.PAIR, *SIGNS)

    def judged(pairs: pl.DataFrame) -> pl.DataFrame:
        return weigh(signs(pairs))

    pairs = weigh(first)
    clear = pairs.filter(_perfect())["line"].unique().implode()
    wider = blocks.wider(mine.filter(~pl.col("id").is_in(clear)), theirs)
    if also is not None:
        wider = pl.concat([wider, also.filter(~pl.col("line").is_in(clear))]).unique()
    if names_alone:
        wider = pl.concat([wider, blocks.by_name(mine, theirs)]).unique()
    wide = judged(wider)
    lost = mine.filter(~pl.col("id").is_in(clear)).join(
        wide.filter(pl.col("odds") >= LINK).select(pl.col("line").alias("id")), on="id", how="anti"
    )
    last = judged(blocks.last_resort(lost, theirs).join(wide, on=blocks.PAIR, how="anti"))
    pairs = pl.concat([pairs.filter(pl.col("line").is_in(clear)), wide, last])
    return pulled(decided(pairs), pairs, mine, theirs, fixed, judged)


def _with_numbers(both: pl.DataFrame, numbers: Numbers) -> pl.DataFrame:
    asked = both.filter(pl.col("number").is_not_null())["id"].unique()
    known = numbers(asked).select("id", pl.col("number").alias("number_r"))
    return both.drop("number_r").join(known, on="id", how="left", maintain_order="left")


def _counted(right: pl.DataFrame) -> pl.DataFrame:
    """How many bear the same name, how many one that sounds so, and who may be a twin."""
    counted = right.with_columns(pl.len().over("key").alias("bearers"), pl.len().over("sound").alias("heard"))
    return counted if "twin" in right.columns else counted.with_columns(_twins(right))


def _twins(right: pl.DataFrame) -> pl.Series:
    """Who shares a birthday with somebody of the same household; without households, of village and surname."""
    born = right["born"].is_not_null()
    together = right.select(
        pl.when(pl.col("home").is_not_null())
        .then(pl.struct("home", "born").is_duplicated())
        .otherwise(pl.struct("village", "born", pl.col("key").str.slice(0, 1)).is_duplicated())
    ).to_series()
    return (together & born).alias("twin")


def _perfect() -> pl.Expr:
    """Nobody else can come close: no further candidates are looked for."""
    return (
        pl.col("name").is_in(("same", "sound"))
        & (pl.col("day") == "same")
        & pl.col("village_same").fill_null(pl.col("name") == "same")
        & pl.col("sex_same").fill_null(value=True)
    )
