"""What is needed of each side, worked out once per distinct name and day."""

import polars as pl

from app.domain.lunar import FIRST_DAY, labels
from app.domain.matching.keys import FOLDED_FROM, FOLDED_TO, ear_of

#: What a side must have; every column but `id` may hold nulls. `home`: whatever its people have in common.
SCHEMA = {
    "id": pl.Int64,
    "name_key": pl.String,
    "born_on": pl.Date,
    "sex": pl.String,
    "village": pl.String,
    "number": pl.String,
    "home": pl.String,
}


def whole(people: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of SCHEMA, empty where the list has none."""
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in SCHEMA.items() if n not in people.columns]
    return people.with_columns(absent)


def described(people: pl.DataFrame) -> pl.DataFrame:
    """id, key and sound of the name, the birthday as a number, and the rest; people without a name have no keys."""
    frame = whole(people).with_columns(_as_number(pl.col("born_on")).alias("born"))
    keys = _keys(frame["name_key"])
    frame = frame.join(keys, on="name_key", how="left", maintain_order="left")
    kept = ["id", "key", "ear", "sound", "bag", "born", "born_on", "sex", "village", "number", "home"]
    return frame.select(*kept, *(c for c in ("twin",) if c in frame.columns))


def _keys(names: pl.Series) -> pl.DataFrame:
    """name_key, folded key and how it is heard (`ear`, one sign a syllable) of each distinct name.

    `sound` and `bag` are hashes of the ear, `bag` of its syllables in any order.
    """
    known = names.drop_nulls().unique()
    known = known.filter(known != "")
    keys = known.str.replace_many(list(FOLDED_FROM), list(FOLDED_TO)).alias("key")
    letters = keys.str.split("").explode(empty_as_null=False).unique().to_list()
    ears = (
        keys.str.replace_many(letters, [ear_of(c) for c in letters]).alias("ear")
        if letters
        else keys.alias("ear")
    )
    return pl.DataFrame([known.alias("name_key"), keys, ears]).with_columns(
        pl.col("ear").hash(7).alias("sound"),
        pl.col("ear").str.split("").list.sort().list.join("").hash(7).alias("bag"),
    )


def _as_number(day: pl.Expr) -> pl.Expr:
    """A day as yyyymmdd."""
    return day.dt.year().cast(pl.Int32) * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def swapped(born: pl.Expr) -> pl.Expr:
    """The day with its month and day of month exchanged; null where that is none or the same."""
    month, day = born // 100 % 100, born % 100
    return pl.when((day <= 12) & (day != month)).then(born // 10_000 * 10_000 + day * 100 + month)


def lunar(days: pl.Series) -> pl.Series:
    """What the farmers' calendar writes for each day, as yyyymmdd; null outside of its table."""
    known = pl.Series("lunar", labels(), dtype=pl.Int32)
    place = days.cast(pl.Int32) - FIRST_DAY
    place = place.set((place < 0) | (place >= len(known)), None)
    return known.gather(place)
