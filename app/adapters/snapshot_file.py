"""The columnar file of a frozen period, and the measures that do not add up, area by area, computed from it."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from app.domain.errors import InvalidInputError

#: Shares of unit weights that reach the cutoff only by their last bits count as reaching it.
SLACK = 1e-9
SCHEMA: dict[str, Any] = {
    "id": pl.Int64, "area_code": pl.String, "kind": pl.String, "monitoring_kind": pl.String, "risk_cleared": pl.Boolean,
    "members": pl.Int32, "net_fen": pl.Int64, "wage_fen": pl.Int64, "business_fen": pl.Int64, "property_fen": pl.Int64,
    "transfer_fen": pl.Int64, "house_level": pl.String, "water_is_safe": pl.Boolean, "line_fen": pl.Int64,
}  # fmt: skip


def frame_of(columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """Columns as a typed frame; those beginning with d_ are 0, 1 or unknown."""
    schema = {name: SCHEMA.get(name, pl.Int8) for name in columns}
    return pl.DataFrame(dict(columns), schema=schema)


def write_frame(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet; equal frames give equal bytes."""
    out = io.BytesIO()
    frame.write_parquet(out, compression="zstd", statistics=False)
    return out.getvalue()


def read_frame(body: bytes) -> pl.DataFrame:
    """What was written. InvalidInputError where it is not such a file."""
    try:
        return pl.read_parquet(io.BytesIO(body))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InvalidInputError("E-SNAPSHOT", "冻结的数据文件读不出来。", way_out="请从备份恢复。") from error


def measures_by_area(
    frame: pl.DataFrame, digits: int, weights: Mapping[str, float], cutoff: float
) -> dict[str, dict[str, Any]]:
    """Measures of each area named by the first `digits` of its code, filled up with zeros.

    Definitions are those of app.domain.indicators.poverty, incomes per head in whole fen, households weighted by
    members. What cannot be measured there is None. `weights`: of the indicators of the multidimensional index by code.
    """
    lived = frame.lazy().filter(pl.col("members") > 0).with_columns(_place(digits))
    found: dict[str, dict[str, Any]] = {}
    for part in pl.collect_all([_income(lived), _deprivation(lived, weights, cutoff)]):
        for row in part.iter_rows(named=True):
            code = str(row.pop("place")).ljust(12, "0")
            found.setdefault(code, {}).update(row)
    return {code: _nested(row, list(weights)) for code, row in found.items()}


def _place(digits: int) -> pl.Expr:
    """As a number: sorting and grouping by it costs half of what the text does."""
    return pl.col("area_code").str.slice(0, digits).cast(pl.Int64).alias("place")


def _income(lived: pl.LazyFrame) -> pl.LazyFrame:
    """What is a plain sum is made a column first: within an area only sums, running sums and places are left."""
    y, w, line = pl.col("y"), pl.col("w"), pl.col("line_fen")
    told = (
        lived.filter(pl.col("net_fen").is_not_null())
        .with_columns(
            y=(pl.col("net_fen") // pl.col("members")).cast(pl.Float64), w=pl.col("members").cast(pl.Float64)
        )
        .select("place", "y", "w", "line_fen")
        .sort("y", maintain_order=True)  # one stable order after the other: two keys at once cost a half more
        .sort("place", maintain_order=True)
    )
    poor = pl.when(y < line)
    columns = (
        told.with_columns(p=poor.then(w).otherwise(0.0), gap=(line - y) / line, money=y * w)
        .with_columns(lack=pl.col("gap") * pl.col("p"), poor_money=y * pl.col("p"))
        .with_columns(
            squared=pl.col("gap") * pl.col("lack"),
            logs=poor.then((line / y).log() * w).otherwise(0.0),
            cost=(line - y) * pl.col("p"),
        )
    )
    people, reached = w.sum(), w.cum_sum()

    def quantile(share: float) -> pl.Expr:
        slack, wanted = people * 1e-12, people * share
        at, after = (reached < wanted - slack).sum(), (reached <= wanted + slack).sum()
        return (y.get(at) + y.get(after, null_on_oob=True)) / 2

    median, low, high = quantile(0.5), quantile(0.2), quantile(0.8)
    rich, poorest = _mean(y > high), _mean(y <= low)
    return columns.group_by("place", maintain_order=True).agg(
        income_households=pl.len(),
        income_people=people,
        line_fen=line.first(),
        low_people=pl.col("p").sum(),
        gap=pl.col("lack").sum() / people,
        severity=pl.col("squared").sum() / people,
        closing_cost_fen=pl.col("cost").sum(),
        gini=_gini(pl.col("money"), w),
        gini_of_poor=_gini(pl.col("poor_money"), pl.col("p")),
        median_fen=median,
        at_risk=pl.when(median > 0).then(w.filter(y < 0.6 * median).sum() / people),
        s80s20=rich / poorest,
        bottom_mean=poorest,
        spread=y.max() - y.min(),
        watts=pl.when(y.min() > 0).then(pl.col("logs").sum() / people),
    )  # fmt: skip


def _mean(which: pl.Expr) -> pl.Expr:
    return pl.col("money").filter(which).sum() / pl.col("w").filter(which).sum()


def _gini(money: pl.Expr, w: pl.Expr) -> pl.Expr:
    """Of rows in order of income; those without weight add nothing."""
    area = (w * (2 * money.cum_sum() - money)).sum()
    return pl.when(money.sum() > 0).then(1 - area / (w.sum() * money.sum()))


def _deprivation(lived: pl.LazyFrame, weights: Mapping[str, float], cutoff: float) -> pl.LazyFrame:
    w, poor = pl.col("w"), pl.col("pw")
    answers = {code: pl.col(f"d_{code}") for code in weights}
    known = {code: pl.col(f"known:{code}") for code in weights}
    hit = {code: pl.col(f"hit:{code}") for code in weights}
    scored = (
        lived.with_columns(
            pl.col("members").cast(pl.Float64).alias("w"),
            *(
                answer.is_not_null().cast(pl.Float64).alias(f"known:{code}")
                for code, answer in answers.items()
            ),
            *(answer.fill_null(0).cast(pl.Float64).alias(f"hit:{code}") for code, answer in answers.items()),
        )
        .with_columns(
            told=pl.sum_horizontal(pl.lit(0.0), *(known[code] * weight for code, weight in weights.items())),
            hits=pl.sum_horizontal(pl.lit(0.0), *(hit[code] * weight for code, weight in weights.items())),
        )
        .filter(pl.col("told") > SLACK)
        .with_columns(score=pl.col("hits") / pl.col("told"))
        .with_columns(pw=pl.when(pl.col("score") >= cutoff - SLACK).then(w).otherwise(0.0))
        .with_columns(part=poor / pl.col("told"))
    )
    people = w.sum()
    parts: dict[str, pl.Expr] = {}
    for code, weight in weights.items():
        known_here = (w * known[code]).sum()
        parts[f"censored:{code}"] = (poor * hit[code]).sum() / people
        parts[f"uncensored:{code}"] = pl.when(known_here > 0).then((w * hit[code]).sum() / known_here)
        parts[f"absolute:{code}"] = (pl.col("part") * hit[code]).sum() * weight / people
    return scored.group_by("place").agg(
        mpi_households=pl.len(),
        mpi_people=people,
        mpi_incomplete=(pl.col("told") < 1 - SLACK).sum(),
        H=poor.sum() / people,
        M0=(poor * pl.col("score")).sum() / people,
        **parts,
    )


def _nested(row: dict[str, Any], codes: list[str]) -> dict[str, Any]:
    """What polars counted, finished: ratios that need a second look, and the index by indicator."""
    told = {key: value for key, value in row.items() if ":" not in key}
    line = told.get("line_fen")
    if line is None:
        told |= dict.fromkeys(("gap", "severity", "closing_cost_fen", "watts", "low_people"))
    told["s80s20"] = _quintiles(told)
    told["sen"] = _sen(told)
    for name in ("bottom_mean", "spread", "gini_of_poor"):
        told.pop(name, None)
    if told.get("mpi_people"):
        told["A"] = told["M0"] / told["H"] if told["H"] else None
        for kind in ("censored", "uncensored", "absolute"):
            told[kind] = {code: row[f"{kind}:{code}"] for code in codes}
        told["contributions"] = (
            {code: row[f"absolute:{code}"] / told["M0"] for code in codes} if told["M0"] else None
        )
    return {key: _finite(value) for key, value in told.items()}


def _quintiles(told: Mapping[str, Any]) -> float | None:
    if not (told.get("bottom_mean") or 0) > 0:
        return None
    ratio: float | None = 1.0 if told["spread"] == 0 else told["s80s20"]
    return ratio


def _sen(told: Mapping[str, Any]) -> float | None:
    gap: float | None = told.get("gap")
    people: float | None = told.get("income_people")
    if gap is None or not people:
        return None
    headcount: float = told["low_people"] / people
    if headcount == 0:
        return 0.0
    mean_gap = gap / headcount
    unequal = told.get("gini_of_poor")
    if unequal is None:
        return None if mean_gap != 1 else headcount
    return headcount * (mean_gap + (1 - mean_gap) * float(unequal))


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value
