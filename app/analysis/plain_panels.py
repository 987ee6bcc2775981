"""Two periods of units that are treated or not for good, as matching takes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.tables import Column, Columns, EvaluationInputError, Flags, Labels, Table, Unknown


@dataclass(frozen=True)
class PlainPanel:
    """Outcomes before and after, and the covariates of the period before."""

    treated: Flags
    before: Column
    after: Column
    trend: Column | None
    """Change between the period before `before` and it; None without one."""
    covariates: Column
    clusters: Labels | None
    within: Labels | None
    periods: dict[str, float]
    left_out: int
    """Rows that were not used: unknown cells, other periods, units without all of the compared periods."""

    @property
    def change(self) -> Column:
        moved: Column = self.after - self.before
        return moved


def read_plain_panel(
    data: Table,
    *,
    y: str,
    unit: str,
    time: str,
    treated: str,
    covariates: Sequence[str],
    cluster: str | None,
    within: str | None,
    before: float | None,
    after: float | None,
    unknown: Unknown,
) -> PlainPanel:
    """Units that have all compared periods. EvaluationInputError where periods, groups or units do not fit."""
    columns = Columns(data, unknown)
    for name in (y, time, treated, *covariates):
        columns.number(name)
    for name in filter(None, (unit, cluster, within)):
        columns.label(name)
    columns.check()
    moments = columns.numbers(time)
    periods = _periods(np.unique(moments), before, after, time)
    units = columns.labels(unit)
    places = [_places(units, moments, period) for period in periods.values()]
    full = np.logical_and.reduce([place >= 0 for place in places])
    rows = dict(zip(periods, (place[full] for place in places), strict=True))
    flag = columns.flags(treated)
    if any((flag[rows[name]] != flag[rows["before"]]).any() for name in rows):
        raise EvaluationInputError(
            "E-EVA-FIXED",
            f"“{treated}”在各期应当一样：受助户从头到尾都填 1。",
            way_out="分批开始的请用 group_time_att。",
        )
    mine = flag[rows["before"]]
    if mine.sum() < 2 or (~mine).sum() < 2:
        raise EvaluationInputError("E-EVA-GROUPS", "受助户和对照户都至少要有两户，比较的各期都有数据。")
    outcome = columns.numbers(y)
    start = rows["before"]
    return PlainPanel(
        treated=mine,
        before=outcome[start],
        after=outcome[rows["after"]],
        trend=outcome[start] - outcome[rows["earlier"]] if "earlier" in rows else None,
        covariates=columns.matrix(covariates)[start][:, 1:],
        clusters=columns.labels(cluster)[start] if cluster else None,
        within=columns.labels(within)[start] if within else None,
        periods=periods,
        left_out=columns.left_out + columns.size - sum(int(place.size) for place in rows.values()),
    )


def _periods(times: Column, before: float | None, after: float | None, name: str) -> dict[str, float]:
    """`before`, `after` and, where there is one, the period `earlier` than both."""
    if times.size < 2:
        raise EvaluationInputError("E-EVA-TIME", f"“{name}”只有一期，没有前后可比。")
    last = float(times[-1]) if after is None else after
    sooner = times[times < last]
    first = (float(sooner[-1]) if sooner.size else last) if before is None else before
    if first not in times or last not in times or not first < last:
        raise EvaluationInputError(
            "E-EVA-TIME", "前后两期应当都在数据里，前一期在先。", place=f"{first:g}、{last:g}"
        )
    found = {"before": first, "after": last}
    if (old := times[times < first]).size:
        found["earlier"] = float(old[-1])
    return found


def _places(units: Labels, moments: Column, period: float) -> Labels:
    """Row of each unit in a period, -1 where it has none. EvaluationInputError where it has two."""
    rows = np.flatnonzero(moments == period)
    if np.unique(units[rows]).size < rows.size:
        raise EvaluationInputError("E-EVA-TWICE", "同一个单位在同一期有两行。", place=f"{period:g}")
    found = np.full(int(units.max()) + 1, -1, dtype=np.int64)
    found[units[rows]] = rows
    return found
