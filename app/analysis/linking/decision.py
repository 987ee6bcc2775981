"""Which pairs become links, which are asked about: by the likeliest candidate, the runner-up, and what no odds heal."""

from dataclasses import dataclass

import polars as pl

from app.domain.matching.judgement import (
    AHEAD,
    CERTAIN,
    DOUBTFUL,
    HOPELESS,
    LINK,
    MATES,
    NEEDS_MATES,
    ONE_DAY,
    ONE_NAME,
    SHOWN,
    WORTH_A_LOOK,
)


@dataclass(frozen=True)
class Linked:
    """`outcomes`: line, outcome (certain or doubtful), id and odds of the likeliest. `shown`: line, id, odds of the
    candidates of doubtful lines, likeliest first. A line without outcome is nobody's."""

    outcomes: pl.DataFrame
    shown: pl.DataFrame


def may_link() -> pl.Expr:
    """What no odds make up for: possible twins, numbers that contradict, a doubtful name, the other sex."""
    mates = pl.col("mates").fill_null(0)
    exact = pl.col("name").is_in(("same", "sound")) & (pl.col("day") == "same") & pl.col("village_same")
    return (
        ~pl.col("twin")
        & (pl.col("name").is_in(ONE_NAME) | (pl.col("name").is_in(NEEDS_MATES) & (mates >= MATES)))
        & (pl.col("day").is_in(ONE_DAY).fill_null(value=True) | (mates >= MATES) | (pl.col("places") <= 1))
        & (pl.col("places").fill_null(0) <= 1)
        & (pl.col("sex_same").fill_null(value=True) | exact.fill_null(value=False))
    )


def decided(pairs: pl.DataFrame) -> Linked:
    """The outcome of each line by its likeliest pair and the runner-up. `mates`: members found in that household."""
    if "mates" not in pairs.columns:
        pairs = pairs.with_columns(pl.lit(0).alias("mates"))
    ranked = pairs.sort("line", "odds", "id", descending=[False, True, False])
    best = ranked.unique("line", keep="first", maintain_order=True)
    second = (
        ranked.filter(pl.col("line").is_duplicated())
        .group_by("line")
        .agg(pl.col("odds").get(1).alias("next"))
    )
    best = best.join(second, on="line", how="left").with_columns(pl.col("next").fill_null(-99.0))
    sure = (pl.col("odds") >= LINK) & (pl.col("odds") - pl.col("next") >= AHEAD) & may_link()
    best = best.with_columns(
        pl.when(sure)
        .then(pl.lit(CERTAIN))
        .when(pl.col("odds") >= WORTH_A_LOOK)
        .then(pl.lit(DOUBTFUL))
        .alias("outcome")
    ).filter(pl.col("outcome").is_not_null())
    return Linked(
        best.select("line", "outcome", "id", "odds", "name", "day", "village_same"), shown(ranked, best)
    )


def shown(ranked: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
    """Candidates of doubtful lines worth a look, likeliest first."""
    asked = best.filter(pl.col("outcome") == DOUBTFUL).select("line", pl.col("odds").alias("top"))
    found = ranked.select("line", "id", "odds").join(asked, on="line", maintain_order="left")
    near = (pl.col("odds") >= pl.col("top") - HOPELESS) & (pl.col("odds") >= WORTH_A_LOOK - HOPELESS / 2)
    found = found.filter(near)
    return found.filter(pl.int_range(pl.len()).over("line") < SHOWN).select("line", "id", "odds")
