"""Pairs worth comparing: joins on exact keys, first the one that finds nearly all, then more for whoever is left.

Each join is on something that survives a kind of slip: a name that sounds alike with the day as written, as exchanged,
as of the farmers' calendar, one year off or in the same month; name and village; birthday with village or surname.
"""

import polars as pl

from app.analysis.linking.described import lunar, swapped
from app.domain.matching.judgement import SHOWN

PAIR = ("line", "id")
_EMPTY = pl.DataFrame(schema={"line": pl.Int64, "id": pl.Int64})


def same_day(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Pairs whose names sound alike and whose birthdays are the same."""
    return _joined(left, right, ["sound", "born"])


def wider(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Further pairs of these lines, each once."""
    if left.is_empty():
        return _EMPTY
    left, right = _with_days(left), right.with_columns(_first())
    heard = _with_days(right.join(left.select("sound").unique(), on="sound", how="semi"))
    born = right.join(left.select("born").unique(), on="born", how="semi")
    found = [
        same_day(left, heard),
        _joined(left, heard, ["sound", "village"]),
        _joined(_called(left, "swapped"), heard, ["sound", "born"]),
        _joined(_called(left, "lunar"), heard, ["sound", "born"]),
        _joined(left, _called(heard, "lunar"), ["sound", "born"]),
        _joined(left, heard, ["sound", "month_day"]),
        _joined(left, heard, ["sound", "month"]),
        _joined(left, born, ["born", "village"]),
        _joined(left, born, ["born", "first"]),
        _joined(left, born, ["born", "bag"]),
    ]
    if left["number"].null_count() < left.height and right["number"].null_count() < right.height:
        mine, theirs = (f.with_columns(pl.col("number").str.slice(-6).alias("tail")) for f in (left, heard))
        found.append(_joined(mine, theirs, ["sound", "tail"]))
    return pl.concat(found).unique()


def by_name(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Pairs of lines of which nothing but the name can be compared, where few bear it."""
    told = [c for c in ("born", "village") if right[c].null_count() < right.height]
    bare = left.filter(pl.all_horizontal(pl.col(c).is_null() for c in told)) if told else left
    return _joined(bare, right.filter(pl.col("heard") <= SHOWN), ["sound"])


def last_resort(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Pairs of lines of which nobody was found: surname and village, with the year or the day of the year."""
    if left.is_empty():
        return _EMPTY
    here = right.join(left.select("village").unique(), on="village", how="semi")
    left, here = (_with_days(f).with_columns((pl.col("born") // 10_000).alias("year")) for f in (left, here))
    found = [_joined(left, here, ["village", "first", day]) for day in ("year", "month_day")]
    return pl.concat([*found, _joined(left, here, ["village", "bag"])]).unique()


def _joined(left: pl.DataFrame, right: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    mine = left.select(pl.col("id").alias("line"), *keys)
    return right.select("id", *keys).join(mine, on=keys).select(PAIR)


def _called(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The frame with another reading of the birthday in its place."""
    return frame.with_columns(pl.col(column).alias("born"))


def _with_days(frame: pl.DataFrame) -> pl.DataFrame:
    born = pl.col("born")
    return frame.with_columns(
        swapped(born).alias("swapped"),
        lunar(frame["born_on"]).alias("lunar"),
        (born % 10_000).alias("month_day"),
        (born // 100).alias("month"),
        _first(),
    )


def _first() -> pl.Expr:
    return pl.col("key").str.slice(0, 1).alias("first")
