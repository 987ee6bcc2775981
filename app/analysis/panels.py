"""A balanced panel: one row a unit, one column a period."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.tables import (
    Column,
    Columns,
    EvaluationInputError,
    Flags,
    Labels,
    Table,
    Unknown,
    cells_of,
    observation_weights,
)

NEVER = np.inf


@dataclass(frozen=True)
class Panel:
    """Outcomes (units x periods), designs by period, first periods of treatment, weights and clusters of units."""

    times: Column
    outcome: Column
    design: tuple[Column, ...]
    group: Column
    weights: Column
    clusters: Labels | None
    left_out: int

    @property
    def units(self) -> int:
        return int(self.group.size)

    @property
    def starts(self) -> list[float]:
        """First periods of treatment that occur, the never treated apart."""
        return [float(start) for start in np.unique(self.group[np.isfinite(self.group)])]

    def compared(self, start: float, until: float, control: str) -> Flags:
        """Units that stand for what would have been: never treated, or with `notyettreated` not treated by `until`."""
        never = np.isinf(self.group)
        if control == "nevertreated":
            return never
        waiting: Flags = never | ((self.group > until) & (self.group != start))
        return waiting

    def without_always(self, control: str, anticipation: float) -> "Panel":
        """Without units that have no period before their start; where nobody is never treated and `notyettreated` is
        asked for, without the periods from the last start on, in which nobody is left to compare with.
        """
        kept = self._rows(self.group > self.times[0] + anticipation)
        if not kept.starts:
            raise EvaluationInputError("E-EVA-GROUPS", "没有中途开始受助的单位，比不了。")
        if np.isinf(kept.group).any():
            return kept
        if control == "nevertreated":
            raise EvaluationInputError(
                "E-EVA-GROUPS",
                "没有从未受助的单位可作对照。",
                way_out="请改用“尚未受助”的作对照（notyettreated）。",
            )
        last = max(kept.starts)
        early = kept.times < last - anticipation
        if early.sum() < 2:
            raise EvaluationInputError("E-EVA-GROUPS", "去掉人人都已受助的时期以后，剩下不到两期，比不了。")
        return replace(
            kept,
            times=kept.times[early],
            outcome=kept.outcome[:, early],
            design=tuple(d for d, stays in zip(kept.design, early, strict=True) if stays),
            group=np.where(kept.group == last, NEVER, kept.group),
        )

    def _rows(self, keep: Flags) -> "Panel":
        gone = int((~keep).sum()) * self.times.size
        return replace(
            self,
            outcome=self.outcome[keep],
            design=tuple(d[keep] for d in self.design),
            group=self.group[keep],
            weights=self.weights[keep],
            clusters=None if self.clusters is None else self.clusters[keep],
            left_out=self.left_out + gone,
        )

    def sums(self, influence: Column) -> Column:
        """Influence summed within clusters; as it is where there are none."""
        if self.clusters is None:
            return influence
        codes = np.unique(self.clusters, return_inverse=True)[1]
        wide = influence.reshape(self.units, -1)
        found = np.zeros((int(codes.max()) + 1, wide.shape[1]))
        np.add.at(found, codes, wide)
        return found.reshape(-1) if influence.ndim == 1 else found

    def error_of(self, influence: Column) -> float:
        """Standard error of an average with this influence."""
        return float(np.sqrt((self.sums(influence) ** 2).sum()) / self.units)

    def covariance_of(self, influence: Column) -> Column:
        """Covariance of several averages."""
        sums = self.sums(influence)
        found: Column = sums.T @ sums / self.units**2
        return found


def read_panel(
    data: Table,
    *,
    y: str,
    unit: str,
    time: str,
    group: str,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    cluster: str | None = None,
    unknown: Unknown = "refuse",
) -> Panel:
    """The panel of units that have every period; others are counted in `left_out` (rows).

    EvaluationInputError where a unit stands twice in a period, or its group, weight or cluster changes.
    """
    columns = Columns(_with_never(data, group), unknown)
    for name in (y, time, group, *covariates, *([weights] if weights else [])):
        columns.number(name)
    for name in (unit, *([cluster] if cluster else [])):
        columns.label(name)
    columns.check()
    units, moments = columns.labels(unit), columns.numbers(time)
    times = np.unique(moments)
    order = np.lexsort((moments, units))
    same = (np.diff(units[order]) == 0) & (np.diff(moments[order]) == 0)
    if same.any():
        raise EvaluationInputError("E-EVA-TWICE", "同一个单位在同一期有两行。", place=f"“{unit}”“{time}”")
    if times.size < 2:
        raise EvaluationInputError("E-EVA-TIME", f"“{time}”只有一期，没有前后可比。")
    full = np.bincount(units)[units[order]] == times.size
    rows = order[full].reshape(-1, times.size)
    if rows.size == 0:
        raise EvaluationInputError("E-EVA-EMPTY", "没有一个单位每期都有数据，比不了。")
    starts = columns.numbers(group)[rows]
    fixed = {"组": starts}
    if cluster:
        fixed["聚类（村）"] = columns.labels(cluster)[rows].astype(float)
    for words, values in fixed.items():
        if (values != values[:, :1]).any():
            raise EvaluationInputError(
                "E-EVA-FIXED", f"同一个单位的{words}在各期应当一样。", place=f"“{unit}”"
            )
    shares = observation_weights(columns, weights)[rows][:, 0]
    return Panel(
        times=times,
        outcome=columns.numbers(y)[rows],
        design=tuple(columns.matrix(covariates)[rows[:, at]] for at in range(times.size)),
        group=np.where(starts[:, 0] == _NEVER_CODE, NEVER, starts[:, 0]),
        weights=shares / shares.mean(),
        clusters=columns.labels(cluster)[rows[:, 0]] if cluster else None,
        left_out=columns.left_out + int(units.size - rows.size),
    )


#: How "never" passes through a column that must hold finite numbers.
_NEVER_CODE = -1.0e300


def _with_never(data: Table, group: str) -> Table:
    """The group column with 0, blank and infinite told as never treated."""
    words = ("", "0", "0.0", "inf", "Inf", "NA", "NaN", "nan", "None", "<NA>")
    cells = [_NEVER_CODE if str(cell).strip() in words else cell for cell in cells_of(data, group)]
    return _Replaced(data, group, cells)


class _Replaced(dict[str, object]):
    """A table with one column replaced; the others are read through."""

    def __init__(self, data: Table, name: str, cells: list[object]) -> None:
        super().__init__({str(key): data[key] for key in data} | {name: cells})
