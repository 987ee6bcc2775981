"""Household context: members who are found already pull the others of their household."""

from collections.abc import Callable

import polars as pl

from app.analysis.linking.decision import Linked, decided
from app.domain.matching.judgement import CERTAIN, MATES
from app.domain.matching.scorer import MATE


def pulled(
    linked: Linked,
    pairs: pl.DataFrame,
    left: pl.DataFrame,
    right: pl.DataFrame,
    fixed: pl.DataFrame | None,
    judged: Callable[[pl.DataFrame], pl.DataFrame],
) -> Linked:
    """Judge again the open lines of households of which MATES members were found in one household of the register."""
    if left["home"].null_count() == left.height or right["home"].null_count() == right.height:
        return linked
    sure = linked.outcomes.filter(pl.col("outcome") == CERTAIN).select("line", "id")
    certain = sure.join(left.select(pl.col("id").alias("line"), "home"), on="line")
    if fixed is not None:
        certain = pl.concat([certain, fixed.select(certain.columns)])
    moves = _found_homes(certain, right)
    open_ = left.select(pl.col("id").alias("line"), "home").join(certain, on="line", how="anti")
    free = right.select("id", pl.col("home").alias("home_r")).join(certain, on="id", how="anti")
    near = open_.join(moves, on="home").join(free, on="home_r").select("line", "id", "mates")
    if near.is_empty():
        return linked
    told = judged(near.select("line", "id")).join(near, on=["line", "id"])
    told = told.with_columns(pl.col("odds") + MATE * pl.col("mates").clip(upper_bound=MATES))
    lines = near["line"].unique().implode()
    others = pairs.filter(pl.col("line").is_in(lines)).join(near, on=["line", "id"], how="anti")
    again = decided(pl.concat([told, others], how="diagonal"))
    return Linked(
        pl.concat([linked.outcomes.filter(~pl.col("line").is_in(lines)), again.outcomes]),
        pl.concat([linked.shown.filter(~pl.col("line").is_in(lines)), again.shown]),
    )


def _found_homes(certain: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """home, home_r and how many members were found there (`mates`), one household of the register each."""
    there = right.select("id", pl.col("home").alias("home_r")).drop_nulls()
    both = certain.drop_nulls("home").join(there, on="id").unique(["home", "home_r", "id"])
    votes = both.group_by("home", "home_r").agg(pl.len().alias("mates")).filter(pl.col("mates") >= MATES)
    return votes.sort("mates", "home_r", descending=[True, False]).unique("home", keep="first")
