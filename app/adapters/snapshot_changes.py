"""Why a sum is another than in the period before: who joined, who left, what was corrected, what rule changed."""

from dataclasses import dataclass

import polars as pl

#: Sums that are compared, in the order of the page; named as the tallies are.
COMPARED = (
    "households", "persons", "monitored", "risk_open", "income_households", "income_persons", "net_fen", "low_persons",
    "safe_houses", "houses_told", "safe_water", "water_told",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One sum in both periods and what lies between: `before` + the four parts = `after`."""

    name: str
    before: int
    joined: int
    left: int
    corrected: int
    rule: int
    after: int


@dataclass(frozen=True)
class Moves:
    """Numbers of the first households that joined, left, and were changed in anything compared, and how many each."""

    joined: tuple[int, ...]
    left: tuple[int, ...]
    corrected: tuple[int, ...]
    counts: tuple[int, int, int]


def explain_changes(
    before: pl.DataFrame, after: pl.DataFrame, prefix: str, limit: int = 200
) -> tuple[list[Step], Moves]:
    """Steps of every compared sum for the area whose code begins with `prefix`.

    Joined: not counted in the area before, whether new or moved in; left likewise. Corrected: other answers of the
    same household under the rule of before. Rule: the same answers under the line of the later period.
    """
    old, new = (frame.filter(pl.col("area_code").str.starts_with(prefix)) for frame in (before, after))
    came = new.join(old, on="id", how="anti")
    went = old.join(new, on="id", how="anti")
    stayed_old = old.join(new, on="id", how="semi").sort("id")
    stayed_new = new.join(old, on="id", how="semi").sort("id")
    values_old, values_new = _values(stayed_old), _values(stayed_new)
    values_kept = _values(stayed_new.with_columns(line_fen=stayed_old["line_fen"]))
    sums_came, sums_went = _sums(_values(came)), _sums(_values(went))
    first, last, kept = _sums(values_old), _sums(values_new), _sums(values_kept)
    steps = [
        Step(
            name,
            before=first[name] + sums_went[name],
            joined=sums_came[name],
            left=-sums_went[name],
            corrected=kept[name] - first[name],
            rule=last[name] - kept[name],
            after=last[name] + sums_came[name],
        )
        for name in COMPARED
    ]
    changed = stayed_new.filter(_differs(values_old, values_kept))
    found = [tuple(frame["id"].sort().head(limit)) for frame in (came, went, changed)]
    return steps, Moves(found[0], found[1], found[2], (came.height, went.height, changed.height))


def _values(frame: pl.DataFrame) -> pl.DataFrame:
    """What each household adds to each sum, as the tallies of the day count it."""
    people = pl.col("members").fill_null(0).cast(pl.Int64)
    told = pl.col("net_fen").is_not_null() & (people > 0)
    watched = pl.col("monitoring_kind").is_not_null()
    line = pl.col("line_fen")
    low = told & line.is_not_null() & (pl.col("net_fen") < people * line)
    one = pl.lit(1, pl.Int64)

    def where(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
        return pl.when(condition).then(value).otherwise(0).cast(pl.Int64)

    return frame.select(
        households=where(pl.col("id").is_not_null(), one),
        persons=people,
        monitored=where(watched, one),
        risk_open=where(watched & pl.col("risk_cleared").eq_missing(True).not_(), one),
        income_households=where(told, one),
        income_persons=where(told, people),
        net_fen=where(told, pl.col("net_fen")),
        low_persons=where(low, people),
        safe_houses=where(pl.col("house_level").is_in(["A", "B"]), one),
        houses_told=where(pl.col("house_level").is_not_null(), one),
        safe_water=where(pl.col("water_is_safe").eq_missing(True), one),
        water_told=where(pl.col("water_is_safe").is_not_null(), one),
    )


def _sums(values: pl.DataFrame) -> dict[str, int]:
    return {name: int(values[name].sum() or 0) for name in COMPARED}


def _differs(old: pl.DataFrame, new: pl.DataFrame) -> pl.Series:
    found = pl.Series([False] * old.height, dtype=pl.Boolean)
    for name in COMPARED:
        found = found | (old[name] != new[name])
    return found
