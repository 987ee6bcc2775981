"""The measures that do not add up, area by area, from the columns of a frozen period.

Rows are put in order once, by area and income, as whole numbers packed into one; everything else is sums between
the borders of areas: less than half of the time that grouped expressions took.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: Shares of unit weights that reach the cutoff only by their last bits count as reaching it.
SLACK = 1e-9
#: Codes that lie closer together than this are numbered by a table of all between them.
_SPREAD = 16_000_000

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def measures_by_area(
    frame: pl.DataFrame, digits: int, weights: Mapping[str, float], cutoff: float
) -> dict[str, dict[str, Any]]:
    """Measures of each area named by the first `digits` of its code, filled up with zeros.

    Definitions are those of app.domain.indicators.poverty, incomes per head in whole fen, households weighted by
    members. What cannot be measured there is None. `weights`: of the indicators of the multidimensional index by code.
    """
    lived = frame.filter(pl.col("members") > 0)
    if lived.is_empty():
        return {}
    codes, place = _numbered(
        lived.select(pl.col("area_code").str.slice(0, digits).cast(pl.Int64)).to_series()
    )
    found: dict[int, dict[str, Any]] = {}
    for here, columns in (
        _income(lived, place, codes.size),
        _deprivation(lived, place, codes.size, weights, cutoff),
    ):
        shown = zip(*(column[here].tolist() for column in columns.values()), strict=True)
        for at, row in zip(np.flatnonzero(here).tolist(), shown, strict=True):
            found.setdefault(at, {}).update(zip(columns, row, strict=True))
    return {str(codes[at]).ljust(12, "0"): _nested(row, list(weights)) for at, row in sorted(found.items())}


def _numbered(code: pl.Series) -> tuple[Whole, Whole]:
    """The codes that occur, in order, and for each row which of them it has."""
    each = code.to_numpy().astype(np.int64, copy=False)
    low, high = int(each.min()), int(each.max())
    if high - low > _SPREAD:
        codes, place = np.unique(each, return_inverse=True)
        return codes, place.astype(np.int64, copy=False)
    occurs = np.zeros(high - low + 1, dtype=bool)
    occurs[each - low] = True
    number = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs) + low, number[each - low]


@dataclass(frozen=True)
class Ordered:
    """Households with an income by area and income. `first` is where each area begins, `size` how many it has."""

    place: Whole
    y: Floats
    w: Floats
    line: Floats
    first: Whole
    size: Whole

    def total(self, column: Floats) -> Floats:
        """Sums of a column by area; 0 where it has no row."""
        found, some = np.zeros(self.size.size), self.size > 0
        found[some] = np.add.reduceat(column, self.first[some])
        return found


def _income(
    lived: pl.DataFrame, place: Whole, count: int
) -> tuple[NDArray[np.bool_], dict[str, NDArray[Any]]]:
    rows = _in_order(lived, place, count)
    y, w, line = rows.y, rows.w, rows.line
    here = rows.size > 0
    if not here.any():
        return here, {"income_households": rows.size}
    money = y * w
    with np.errstate(divide="ignore", invalid="ignore"):
        is_poor = y < line
        p = np.where(is_poor, w, 0.0)
        gap = np.where(is_poor, (line - y) / line, 0.0)
        logs = np.where(is_poor, np.log(line / y) * w, 0.0)
        people = rows.total(w)
        median, low, high = (_quantile(rows, people, share) for share in (0.5, 0.2, 0.8))
        rich = _mean(rows, money, y > high[rows.place])
        poorest = _mean(rows, money, y <= low[rows.place])
        last = np.maximum(rows.first + rows.size - 1, 0)
        begin = np.minimum(rows.first, y.size - 1)
        least, most = y[begin], y[last]
        risk = rows.total(np.where(y < 0.6 * median[rows.place], w, 0.0)) / people
        return here, {
            "income_households": rows.size,
            "income_people": people,
            "line_fen": line[begin],
            "low_people": rows.total(p),
            "gap": rows.total(gap * w) / people,
            "severity": rows.total(gap * gap * w) / people,
            "closing_cost_fen": rows.total(np.where(is_poor, line - y, 0.0) * w),
            "gini": _gini(rows, money, w),
            "gini_of_poor": _gini(rows, y * p, p),
            "median_fen": median,
            "at_risk": np.where(median > 0, risk, np.nan),
            "s80s20": rich / poorest,
            "bottom_mean": poorest,
            "spread": most - least,
            "watts": np.where(least > 0, rows.total(logs) / people, np.nan),
        }


def _in_order(lived: pl.DataFrame, place: Whole, count: int) -> Ordered:
    told = lived.select(y=pl.col("net_fen") // pl.col("members"), w="members", line="line_fen")
    known = told["y"].is_not_null().to_numpy()
    place = place[known]
    y, w = (told[name].cast(pl.Int64).fill_null(0).to_numpy()[known] for name in ("y", "w"))
    line = told["line"].cast(pl.Float64).fill_null(np.nan).to_numpy()[known]
    lines, which = _few(line)
    place, y, w, which = _sorted(place, y, w, which)
    size = np.bincount(place, minlength=count)
    first = np.cumsum(size) - size
    return Ordered(place, y.astype(float), w.astype(float), lines[which], first, size)


def _few(line: Floats) -> tuple[Floats, Whole]:
    """The lines that occur and which of them each row has: one or two, as regions and years have their own."""
    if line.size and (line == line[0]).all():
        return line[:1], np.zeros(line.size, dtype=np.int64)
    lines, which = np.unique(line, return_inverse=True)
    return lines, which.astype(np.int64, copy=False)


def _sorted(place: Whole, y: Whole, w: Whole, which: Whole) -> list[Whole]:
    """The columns by place, then income. Packed into one whole number a row wherever they fit: sorting plain numbers is
    many times faster than sorting rows."""
    if not y.size:
        return [place, y, w, which]
    low = int(y.min())
    parts = [place, y - low, w, which]
    widths = [int(part.max()).bit_length() for part in parts]
    if sum(widths) > 62:
        order = np.lexsort((y, place))
        return [part[order] for part in (place, y, w, which)]
    packed = np.zeros(y.size, dtype=np.int64)
    for part, width in zip(parts, widths, strict=True):
        packed = (packed << width) | part
    packed.sort()
    found = []
    for width in reversed(widths):
        found.append(packed & ((1 << width) - 1))
        packed = packed >> width
    which, w, y, place = found
    return [place, y + low, w, which]


def _quantile(rows: Ordered, people: Floats, share: float) -> Floats:
    """Between the first income at which the share of people is reached and the first beyond it, by area."""
    reached, before = np.cumsum(rows.w), np.cumsum(people) - people
    slack, wanted = people * 1e-12, before + people * share
    # whole numbers of people: half a person of slack would be too much, a thousandth is none
    at = np.searchsorted(reached, wanted - np.maximum(slack, 1e-6), side="left")
    after = np.searchsorted(reached, wanted + np.maximum(slack, 1e-6), side="right")
    end = np.maximum(rows.first + rows.size - 1, 0)
    at, after = np.minimum(at, end), np.minimum(after, end)
    found: Floats = (rows.y[at] + rows.y[after]) / 2
    return found


def _mean(rows: Ordered, money: Floats, which: NDArray[np.bool_]) -> Floats:
    found: Floats = rows.total(np.where(which, money, 0.0)) / rows.total(np.where(which, rows.w, 0.0))
    return found


def _gini(rows: Ordered, money: Floats, w: Floats) -> Floats:
    """Of rows in order of income; those without weight add nothing."""
    whole = rows.total(money)
    before = np.cumsum(whole) - whole
    running = np.cumsum(money) - before[rows.place]
    area = rows.total(w * (2 * running - money))
    found: Floats = np.where(whole > 0, 1 - area / (rows.total(w) * whole), np.nan)
    return found


def _deprivation(
    lived: pl.DataFrame, place: Whole, count: int, weights: Mapping[str, float], cutoff: float
) -> tuple[NDArray[np.bool_], dict[str, NDArray[Any]]]:
    """Deprivations and missing answers are few: only rows that have one are gone through."""
    hit, open_ = {}, {}
    told, hits = np.full(place.size, sum(weights.values())), np.zeros(place.size)
    for code, weight in weights.items():
        answer = lived[f"d_{code}"].fill_null(-1).to_numpy()
        hit[code], open_[code] = np.flatnonzero(answer > 0), np.flatnonzero(answer < 0)
        hits[hit[code]] += weight
        told[open_[code]] -= weight
    counts = told > SLACK
    w = np.where(counts, lived["members"].cast(pl.Float64).to_numpy(), 0.0)
    score = np.divide(hits, told, out=np.zeros_like(hits), where=counts)
    poor = np.where(score >= cutoff - SLACK, w, 0.0)
    part = np.divide(poor, told, out=np.zeros_like(poor), where=counts)

    def total(column: Floats, rows: Whole | slice = slice(None)) -> Floats:
        return np.bincount(place[rows], weights=column[rows], minlength=count).astype(float, copy=False)

    people = total(w)
    households = np.bincount(place[counts], minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts: dict[str, NDArray[Any]] = {
            "mpi_households": households,
            "mpi_people": people,
            "mpi_incomplete": np.bincount(place[counts & (told < 1 - SLACK)], minlength=count),
            "H": total(poor) / people,
            "M0": total(poor * score) / people,
        }
        for code, weight in weights.items():
            known = people - total(w, open_[code])
            parts[f"censored:{code}"] = total(poor, hit[code]) / people
            parts[f"uncensored:{code}"] = np.where(known > 0, total(w, hit[code]) / known, np.nan)
            parts[f"absolute:{code}"] = total(part, hit[code]) * weight / people
    return households > 0, parts


def _nested(row: dict[str, Any], codes: list[str]) -> dict[str, Any]:
    """What was counted, finished: ratios that need a second look, and the index by indicator."""
    row = {key: _finite(value) for key, value in row.items()}
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
    return told


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
