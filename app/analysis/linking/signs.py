"""What speaks for and against each pair, and what it weighs together."""

import re
from math import log2

import polars as pl

from app.analysis.linking.described import lunar, swapped
from app.domain.matching.keys import BY_EYE, differing_places, name_likeness
from app.domain.matching.scorer import (
    BORN,
    NAME_OTHER,
    NAME_SAME,
    OTHER_VILLAGE,
    PRIOR,
    SEX,
    places_weight,
    weight,
)

_SIDES = ("key", "ear", "sound", "bag", "born", "born_on", "sex", "village", "number", "home")
_EYE = f"[{''.join(re.escape(c) for c in sorted(BY_EYE))}]"
#: Fewer clear pairs say nothing about how often the lists agree on villages.
_ENOUGH = 100


def beside(pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Pairs with both sides' columns; those of the register end in `_r`."""
    mine = left.select(pl.col("id").alias("line"), *_SIDES)
    theirs = right.select("id", *(pl.col(c).alias(f"{c}_r") for c in _SIDES), "twin", "bearers", "heard")
    return pairs.join(mine, on="line").join(theirs, on="id")


def with_signs(pairs: pl.DataFrame) -> pl.DataFrame:
    """`name`, `day`, `village_same`, `sex_same` and `places` of each pair; null where a side says nothing."""
    return pairs.with_columns(
        _names(pairs),
        _days(pairs),
        (pl.col("village") == pl.col("village_r")).alias("village_same"),
        (pl.col("sex") == pl.col("sex_r")).alias("sex_same"),
        _places(pairs),
    )


def _names(pairs: pl.DataFrame) -> pl.Series:
    same = pairs["key"] == pairs["key_r"]
    known = pairs.select(
        pl.when(same)
        .then(pl.lit("same"))
        .when(pl.col("sound") == pl.col("sound_r"))
        .then(pl.lit("sound"))
        .alias("name")
    ).to_series()
    plain = pairs.select(_plainly()).to_series()
    known = known.zip_with(known.is_not_null(), plain)
    open_ = pairs.filter(known.is_null()).select("key", "key_r").unique()
    if open_.is_empty():
        return known
    said = [name_likeness(a, b) for a, b in open_.iter_rows()]
    answers = open_.with_columns(pl.Series("said", said, dtype=pl.String))
    rest = pairs.select("key", "key_r").join(answers, on=["key", "key_r"], how="left", maintain_order="left")
    return known.zip_with(known.is_not_null(), rest["said"]).alias("name")


def _plainly() -> pl.Expr:
    """`none` or `near` where that needs no closer look, null for pairs to be looked at one by one.

    Closer looks need the same syllables in any order, one left out, longer names, and characters that are mistaken by
    eye for others.
    """
    a, b = pl.col("ear"), pl.col("ear_r")
    short, long = pl.min_horizontal(_length(a), _length(b)), pl.max_horizontal(_length(a), _length(b))
    other = pl.sum_horizontal(a.str.slice(n, 1) != b.str.slice(n, 1) for n in range(4))
    begins, ends = a.str.slice(0, 1) == b.str.slice(0, 1), a.str.slice(-1, 1) == b.str.slice(-1, 1)
    left_out = (long - short == 1) & (
        (begins & ends)
        | (a.str.slice(0, short) == b.str.slice(0, short))
        | (a.str.tail(short) == b.str.tail(short))
    )
    by_eye = pl.any_horizontal(pl.col(k).str.contains(_EYE) for k in ("key", "key_r"))
    return (
        pl.when((pl.col("bag") == pl.col("bag_r")) | (long > 4) | left_out)
        .then(None)
        .when((long == short) & (other == 1) & (long > 1))
        .then(pl.when(~by_eye).then(pl.lit("near")))
        .when((long == short) & (other <= 1))
        .then(None)
        .otherwise(pl.lit("none"))
    )


def _length(text: pl.Expr) -> pl.Expr:
    return text.str.len_chars().cast(pl.Int32)


def _days(pairs: pl.DataFrame) -> pl.Series:
    """How the birthdays agree: a key of BORN; null where a side has none."""
    same = pairs["born"] == pairs["born_r"]
    word = (
        pl.Series("day", ["same"], dtype=pl.String)
        .new_from_index(0, pairs.height)
        .zip_with(
            same.fill_null(value=False),
            pl.Series("day", [None], dtype=pl.String).new_from_index(0, pairs.height),
        )
    )
    places = (~same).fill_null(value=False).arg_true()
    if not len(places):
        return word
    return word.scatter(places, _slips(pairs[places]))


def _slips(pairs: pl.DataFrame) -> pl.Series:
    """The slip that makes one of two different birthdays of the other."""
    a, b = pl.col("born"), pl.col("born_r")
    frame = pairs.select(
        "born",
        "born_r",
        lunar(pairs["born_on"]).alias("lunar"),
        lunar(pairs["born_on_r"]).alias("lunar_r"),
        *((a // 10**p % 10).alias(f"a{p}") for p in range(8)),
        *((b // 10**p % 10).alias(f"b{p}") for p in range(8)),
    )
    frame = frame.with_columns(
        pl.sum_horizontal(pl.col(f"a{p}") != pl.col(f"b{p}") for p in range(8)).alias("digits")
    )
    turned = pl.any_horizontal(
        (pl.col(f"a{p}") == pl.col(f"b{p + 1}")) & (pl.col(f"a{p + 1}") == pl.col(f"b{p}")) & _differ(p)
        for p in range(7)
    )
    same_month_day = a % 10_000 == b % 10_000
    return frame.select(
        pl.when(swapped(a) == b)
        .then(pl.lit("swapped"))
        .when((pl.col("lunar") == b) | (pl.col("lunar_r") == a))
        .then(pl.lit("lunar"))
        .when(same_month_day & ((a // 10_000 - b // 10_000).abs() == 1))
        .then(pl.lit("year"))
        .when((pl.col("digits") == 2) & turned)
        .then(pl.lit("turned"))
        .when(pl.col("digits") == 1)
        .then(pl.lit("digit"))
        .when(same_month_day)
        .then(pl.lit("month_day"))
        .when(a // 100 == b // 100)
        .then(pl.lit("month"))
        .otherwise(pl.lit("other"))
        .alias("day")
    ).to_series()


def _differ(place: int) -> pl.Expr:
    return pl.col(f"a{place}") != pl.col(f"b{place}")


def _places(pairs: pl.DataFrame) -> pl.Series:
    """In how many places the numbers differ; null where a side has none."""
    both = pairs.select((pl.col("number").is_not_null() & pl.col("number_r").is_not_null()).alias("b"))["b"]
    nothing = pl.Series("places", [None], dtype=pl.Int32).new_from_index(0, pairs.height)
    at = both.arg_true()
    if not len(at):
        return nothing
    told = pairs.select("number", "number_r")[at]
    return nothing.scatter(at, [differing_places(a, b) for a, b in told.iter_rows()])


def agreement(pairs: pl.DataFrame) -> float:
    """How often one person's villages agree in these lists, measured on pairs with the same name and birthday.

    Where there are too few of them, what is usual holds.
    """
    clear = pairs.filter((pl.col("name") == "same") & (pl.col("day") == "same"))["village_same"].drop_nulls()
    told = float(clear.sum()) / len(clear) if len(clear) >= _ENOUGH else 1 - OTHER_VILLAGE
    return min(max(told, 0.05), 0.97)


def weighed(pairs: pl.DataFrame, right: pl.DataFrame, population: int, agree: float) -> pl.DataFrame:
    """Pairs with `odds`, base 2. `population`: people whom the rows might have meant; `agree`: see `agreement`."""
    villages = right["village"].drop_nulls()
    share = villages.value_counts(name="people").select(
        pl.col("village").alias("village_r"), (pl.col("people") / max(len(villages), 1)).alias("share")
    )
    pairs = pairs.join(share, on="village_r", how="left", maintain_order="left")
    days = {day: weight(shares) for day, shares in BORN.items()}
    return pairs.with_columns(
        (
            PRIOR
            + _name_weight(population)
            + pl.col("day").replace_strict(days, return_dtype=pl.Float64).fill_null(0.0)
            + _village_weight(agree)
            + pl.when("sex_same")
            .then(weight(SEX[True]))
            .when(~pl.col("sex_same"))
            .then(weight(SEX[False]))
            .otherwise(0.0)
            + _number_weight(pairs)
        ).alias("odds")
    )


def _name_weight(population: int) -> pl.Expr:
    """One of the bearers of this name, or one of all people whose name agrees so."""
    others = {n: log2(NAME_SAME[n] / max(population * share, 1.0)) for n, share in NAME_OTHER.items()}
    name = pl.col("name")
    return (
        pl.when(name == "same")
        .then(log2(NAME_SAME["same"]) - pl.col("bearers").log(2))
        .when(name == "sound")
        .then(log2(NAME_SAME["sound"]) - pl.col("heard").log(2))
        .otherwise(name.replace_strict({**others, "same": 0.0, "sound": 0.0}, return_dtype=pl.Float64))
    )


def _village_weight(agree: float) -> pl.Expr:
    same = pl.col("village_same")
    share = pl.col("share").clip(1e-4, 1.0)
    return (
        pl.when(same)
        .then((agree / share).log(2).clip(0.0, 9.0))
        .when(~same)
        .then(((1 - agree) / (1 - share).clip(0.02, 1.0)).log(2))
        .otherwise(0.0)
    )


def _number_weight(pairs: pl.DataFrame) -> pl.Expr:
    known = pairs["places"].drop_nulls().unique().to_list()
    return (
        pl.col("places")
        .replace_strict({n: places_weight(n) for n in known}, default=0.0, return_dtype=pl.Float64)
        .fill_null(0.0)
    )
