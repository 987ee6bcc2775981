"""Any two lists of people: numbers first, where both have them, then everything else that agrees."""

import polars as pl

from app.analysis.linking.decision import Linked
from app.analysis.linking.described import whole
from app.analysis.linking.linker import link
from app.domain.matching.judgement import CERTAIN, DOUBTFUL
from app.domain.matching.keys import name_likeness
from app.domain.matching.scorer import places_weight


def link_lists(left: pl.DataFrame, right: pl.DataFrame) -> Linked:
    """Judge every row of `left` among the rows of `right` (both described.SCHEMA, numbers in clear).

    The same number with an agreeing name is a link, the number alone a question, like a number that stands in `right`
    more than once.
    """
    left, right = whole(left), whole(right)
    numbered = _by_number(left, right)
    settled = numbered.outcomes["line"].implode()
    homes = left.select(pl.col("id").alias("line"), "home")
    sure = numbered.outcomes.filter(pl.col("outcome") == CERTAIN).select("line", "id")
    rest = link(
        left.filter(~pl.col("id").is_in(settled)), right, fixed=sure.join(homes, on="line"), names_alone=True
    )
    return Linked(
        pl.concat([numbered.outcomes, rest.outcomes], how="diagonal").sort("line"),
        pl.concat([numbered.shown, rest.shown]).sort("line", maintain_order=True),
    )


def _by_number(left: pl.DataFrame, right: pl.DataFrame) -> Linked:
    mine = left.select(pl.col("id").alias("line"), "number", "name_key").drop_nulls("number")
    both = mine.join(right.select("id", "number", pl.col("name_key").alias("known")), on="number")
    agrees = [
        name_likeness(a or "", b or "") not in ("near", "none")
        for a, b in both.select("name_key", "known").iter_rows()
    ]
    both = both.with_columns(
        pl.Series("agrees", agrees, dtype=pl.Boolean), pl.lit(places_weight(0)).alias("odds")
    ).sort("line", "agrees", "id", descending=[False, True, False])
    alone = pl.col("agrees").sum().over("line") == 1
    outcome = pl.when(pl.col("agrees") & alone).then(pl.lit(CERTAIN)).otherwise(pl.lit(DOUBTFUL))
    best = both.with_columns(outcome.alias("outcome")).unique("line", keep="first", maintain_order=True)
    asked = best.filter(pl.col("outcome") == DOUBTFUL).select("line")
    shown = both.join(asked, on="line", how="semi", maintain_order="left").select(
        "line", "id", pl.lit(0.0).alias("odds")
    )
    told = best.select("line", "outcome", "id", "odds", pl.lit("number").alias("name"))
    return Linked(told, shown)
