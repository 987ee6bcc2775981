"""Comparisons of means: treated against others, and before against after between them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from linearmodels.panel import PanelOLS

from app.analysis.estimates import FEW_CLUSTERS, Covariance, Estimate, Fitted, around, check_level, fit_ols
from app.analysis.tables import Column, Columns, EvaluationInputError, Table, Unknown, observation_weights
from app.analysis.words import say_conditions, say_difference

#: Below so many in a group the interval is not to be relied on.
FEW = 30


@dataclass(frozen=True)
class Difference:
    """A difference with the means it is made of. Also to be read as `result["estimate"]`."""

    kind: str
    fit: Fitted
    means: dict[str, float]
    sizes: dict[str, int]
    left_out: int
    warnings: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def estimate(self) -> float:
        return self.fit.chosen.estimate

    @property
    def se(self) -> float:
        return self.fit.chosen.se

    @property
    def p(self) -> float:
        return self.fit.chosen.p

    @property
    def interval(self) -> tuple[float, float]:
        return self.fit.chosen.low, self.fit.chosen.high

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def as_data(self) -> dict[str, Any]:
        """Flat: estimate, se, p, low, high, level, covariance and the rest."""
        fit = asdict(self.fit)
        rest = {key: value for key, value in asdict(self).items() if key != "fit"}
        return {"kind": self.kind, **fit.pop("chosen"), **fit, **rest}


def att_difference(
    data: Table,
    *,
    y: str,
    treated: str,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    cluster: str | None = None,
    covariance: Covariance = "HC1",
    level: float = 0.95,
    unknown: Unknown = "refuse",
) -> Difference:
    """Difference of mean outcomes between treated and others, or with covariates the coefficient of the treatment
    in a linear regression.

    `data` maps column names to columns (a mapping, a pandas frame). `treated` holds 0 and 1. Without random assignment
    this says how the groups differ, not what the treatment did. Covariance: see `fit_ols` (`classic` gives the
    errors of most printed tables); `cluster` names the column of villages. Ties play no part; no small-sample
    correction beyond the degrees of freedom of Student's t; groups below 30 are said.
    """
    columns = _asked(data, [y, treated, *covariates, weights], [cluster], unknown)
    flag, outcome = columns.flags(treated), columns.numbers(y)
    _both(flag, "受助和未受助")
    design = np.column_stack([columns.matrix(()), flag, *[columns.numbers(name) for name in covariates]])
    shares = observation_weights(columns, weights)
    fit = fit_ols(
        outcome, design, 1,
        weights=None if weights is None else shares,
        clusters=None if cluster is None else columns.labels(cluster),
        covariance=covariance, level=level,
    )  # fmt: skip
    groups = {"treated": flag, "control": ~flag}
    return _told("att_difference", fit, groups, outcome, shares, columns.left_out)


def did(
    data: Table,
    *,
    y: str,
    treated: str,
    time: str | None = None,
    post: str | None = None,
    unit: str | None = None,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    cluster: str | None = None,
    covariance: Covariance = "HC1",
    level: float = 0.95,
    unknown: Unknown = "refuse",
) -> Difference:
    """Difference in differences: (after - before) of the treated minus (after - before) of the others.

    `treated` holds 1 for units of the treated group in every period; either `post` holds 1 for the periods after the
    start, or `time` has exactly two periods. Without `unit` least squares on treated, post and their product (plus
    covariates); with `unit` unit and period effects (linearmodels), errors clustered by `cluster` or by unit; of a
    balanced panel of two periods both give the same estimate. Rests on parallel trends, which two periods cannot
    test. With staggered starts use `group_time_att`. Covariance and small samples as in `att_difference`.
    """
    if (time is None) == (post is None):
        raise EvaluationInputError(
            "E-EVA-TIME", "请写明哪一列是时间（恰好两期），或哪一列标出实施之后（0、1）。"
        )
    columns = _asked(data, [y, treated, time, post, *covariates, weights], [unit, cluster], unknown)
    flag, after = columns.flags(treated), _after(columns, time, post)
    outcome, shares = columns.numbers(y), observation_weights(columns, weights)
    groups = {
        "treated_before": flag & ~after, "treated_after": flag & after,
        "control_before": ~flag & ~after, "control_after": ~flag & after,
    }  # fmt: skip
    if not all(group.any() for group in groups.values()):
        raise EvaluationInputError("E-EVA-GROUPS", "受助和未受助两组，实施前后都要有数据，缺了一格就比不了。")
    extra = [columns.numbers(name) for name in covariates]
    if unit is None:
        design = np.column_stack([columns.matrix(()), flag & after, flag, after, *extra])
        fit = fit_ols(
            outcome, design, 1,
            weights=None if weights is None else shares,
            clusters=None if cluster is None else columns.labels(cluster),
            covariance=covariance, level=level,
        )  # fmt: skip
    else:
        fit = _two_way(
            columns, outcome, flag & after, extra, shares, unit, time or post or "", cluster, level
        )
    return _told("did", fit, groups, outcome, shares, columns.left_out)


def _after(columns: Columns, time: str | None, post: str | None) -> Any:
    if post is not None:
        return columns.flags(post)
    moments = np.unique(columns.numbers(time or ""))
    if moments.size != 2:
        raise EvaluationInputError(
            "E-EVA-TIME",
            f"“{time}”有 {moments.size} 期，恰好两期才能直接前后相减。",
            way_out="请用 post 标出实施之后，或用 group_time_att。",
        )
    return columns.numbers(time or "") == moments[1]


def _two_way(
    columns: Columns, y: Column, on: Any, extra: list[Column], shares: Column,
    unit: str, time: str, cluster: str | None, level: float,
) -> Fitted:  # fmt: skip
    """Unit and period effects by linearmodels, errors clustered."""
    check_level(level)
    units = columns.labels(unit)
    index = pd.MultiIndex.from_arrays([units, columns.numbers(time)])
    groups = units if cluster is None else columns.labels(cluster)
    count = int(np.unique(groups).size)
    if count < 2:
        raise EvaluationInputError("E-EVA-CLUSTER", "只有一个聚类（村），算不出误差。")
    if index.has_duplicates:
        raise EvaluationInputError("E-EVA-TWICE", "同一个单位在同一期有两行。")
    frame = pd.DataFrame(dict(enumerate([on.astype(float), *extra])), index=index)
    try:
        found = PanelOLS(
            pd.Series(y, index=index),
            frame,
            entity_effects=True,
            time_effects=True,
            weights=pd.Series(shares, index=index),
        ).fit(cov_type="clustered", clusters=pd.DataFrame(groups, index=index), group_debias=True)
    except ValueError as error:
        raise EvaluationInputError(
            "E-EVA-RANK", "数据太少，或有的列不随时间变，分不清各自的作用。"
        ) from error
    chosen = around(found.params.iloc[0], found.std_errors.iloc[0], level, count - 1)
    if not chosen.se > 0:
        raise EvaluationInputError("E-EVA-SPREAD", "组内的数都一样，算不出误差，也就说不准。")
    return Fitted(chosen, "cluster", int(y.size), count)


def _asked(
    data: Table, numbers: Sequence[str | None], labels: Sequence[str | None], unknown: Unknown
) -> Columns:
    columns = Columns(data, unknown)
    for name in numbers:
        if name is not None:
            columns.number(name)
    for name in labels:
        if name is not None:
            columns.label(name)
    return columns.check()


def _both(flag: Any, words: str) -> None:
    if not flag.any() or flag.all():
        raise EvaluationInputError("E-EVA-GROUPS", f"{words}两组都要有人，缺了一组就比不了。")


def _told(
    kind: str, fit: Fitted, groups: dict[str, Any], y: Column, shares: Column, left_out: int
) -> Difference:
    means = {name: _mean(y[rows], shares[rows]) for name, rows in groups.items()}
    sizes = {name: int(rows.sum()) for name, rows in groups.items()}
    warnings = list(small_groups(sizes, fit.clusters))
    return Difference(
        kind, fit, means, sizes, left_out, tuple(warnings),
        (*say_difference(kind, fit.chosen, means), *warnings, *say_conditions(kind)),
    )  # fmt: skip


def _mean(y: Column, shares: Column) -> float:
    return float(np.average(y, weights=shares)) if shares.sum() > 0 else float("nan")


def small_groups(sizes: dict[str, int], clusters: int | None) -> list[str]:
    """What a reader has to be told about sizes before the number."""
    found = []
    if (least := min(sizes.values())) < FEW:
        found.append(f"最小的一组只有 {least} 个，不足 {FEW} 个，区间只能作参考。")
    if clusters is not None and clusters < FEW_CLUSTERS:
        found.append(f"只有 {clusters} 个聚类（村），少于 {FEW_CLUSTERS} 个，误差可能算小了。")
    return found


__all__ = ["Difference", "Estimate", "att_difference", "did"]
