"""What is needed of each side, worked out once per distinct name and day."""

import polars as pl

from app.domain.lunar import FIRST_DAY, labels
from app.domain.matching.keys import folded, sound_of

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


def described(people: pl.DataFrame) -> pl.DataFrame:
    """id, key and sound of the name, the birthday as a number, and the rest; people without a name have no keys."""
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in SCHEMA.items() if n not in people.columns]
    frame = people.with_columns(absent).with_columns(_as_number(pl.col("born_on")).alias("born"))
    keys = _keys(frame["name_key"])
    frame = frame.join(keys, on="name_key", how="left", maintain_order="left")
    kept = ["id", "key", "sound", "bag", "born", "born_on", "sex", "village", "number", "home"]
    return frame.select(*kept, *(c for c in ("twin",) if c in frame.columns))


def _keys(names: pl.Series) -> pl.DataFrame:
    """name_key and folded key of each distinct name; hashes of how it is heard (`sound`), in any order too (`bag`)."""
    known = names.drop_nulls().unique()
    known = known.filter(known != "")
    keys = pl.Series("key", [folded(n) for n in known], dtype=pl.String)
    letters = keys.str.split("").alias("letter").explode(empty_as_null=False)
    distinct = letters.unique()
    heard = distinct.to_frame().with_columns(
        pl.Series("heard", [sound_of(c) for c in distinct], dtype=pl.String)
    )
    spelled = (
        pl.DataFrame({"name_key": known, "key": keys})
        .with_columns(pl.col("key").str.split("").alias("letter"))
        .explode("letter", empty_as_null=False)
        .join(heard, on="letter", how="left", maintain_order="left")
        .group_by("name_key", "key", maintain_order=True)
        .agg(pl.col("heard").str.join(" "), pl.col("heard").sort().str.join(" ").alias("bag"))
    )
    return spelled.select("name_key", "key", pl.col("heard").hash(7).alias("sound"), pl.col("bag").hash(7))


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
