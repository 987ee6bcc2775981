"""Pairs of treated and untreated units that were alike before: logit propensity, nearest neighbour within a caliper."""

import math
import warnings
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm

from app.analysis.tables import Column, EvaluationInputError, Flags, Labels, scaled

#: Austin (2011): a fifth of the standard deviation of the logit of the score.
CALIPER = 0.2
#: Standardised differences from here on count as imbalance.
BALANCED = 0.1


@dataclass(frozen=True)
class Pairs:
    """Row numbers of matched units, treated and control side by side."""

    treated: Labels
    control: Labels
    caliper: float
    outside_support: int
    unmatched: int
    """Treated units without a partner, those outside of the support among them."""


@dataclass(frozen=True)
class BalanceLine:
    """A covariate before and after matching: means and standardised differences (over the pooled standard deviation
    before matching), the data of a love plot.
    """

    name: str
    treated_before: float
    control_before: float
    difference_before: float
    treated_after: float
    control_after: float
    difference_after: float

    @property
    def is_balanced(self) -> bool:
        return abs(self.difference_after) < BALANCED


def logit_scores(treated: Flags, covariates: Column) -> Column:
    """Log odds of being treated by logit (statsmodels). EvaluationInputError where the covariates are collinear or
    separate the groups fully.
    """
    design = scaled(np.column_stack([np.ones(treated.size), covariates]))
    if treated.size <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        raise EvaluationInputError(
            "E-EVA-RANK", "有的协变量全都一样，或可以由别的列算出来。", way_out="请减少协变量。"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fitted = sm.Logit(treated.astype(float), design).fit(disp=False, maxiter=100)
            found = design @ np.asarray(fitted.params)
        except Exception as error:
            raise _separated() from error
    if not np.isfinite(found).all() or np.abs(found).max() > 500:
        raise _separated()
    return np.asarray(found, dtype=np.float64)


def _separated() -> EvaluationInputError:
    return EvaluationInputError(
        "E-EVA-OVERLAP",
        "协变量把受助户和未受助户完全分开了，找不到相像的户，比不了。",
        way_out="请去掉能直接决定是否受助的列。",
    )


def match(
    treated: Flags, scores: Column, caliper: float, *, replace: bool = False, within: Labels | None = None
) -> Pairs:
    """One untreated partner for each treated unit, nearest in the log odds and not farther than `caliper` times their
    pooled standard deviation (root of the mean of both groups' variances).

    Treated units choose from the highest score down, ties in the order of the rows; of two partners equally near the
    lower score. Without `replace` a partner is used once. `within`: only partners of the same stratum.
    """
    if not caliper > 0:
        raise EvaluationInputError("E-EVA-CALIPER", "卡尺应当大于零。", place=str(caliper)[:20])
    width = caliper * pooled_deviation(scores, treated)
    strata = np.zeros(treated.size, dtype=np.int64) if within is None else within
    chosen: list[tuple[int, int]] = []
    for stratum in np.unique(strata):
        mine = strata == stratum
        chosen += _greedy(
            np.flatnonzero(mine & treated), np.flatnonzero(mine & ~treated), scores, width, replace
        )
    low, high = scores[~treated].min(), scores[~treated].max()
    outside = int(((scores[treated] < low) | (scores[treated] > high)).sum())
    pairs = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)
    return Pairs(pairs[:, 0], pairs[:, 1], width, outside, int(treated.sum()) - len(chosen))


def _greedy(
    mine: Labels, others: Labels, scores: Column, width: float, replace: bool
) -> list[tuple[int, int]]:
    ordered = others[np.argsort(scores[others], kind="stable")]
    ladder = scores[ordered].tolist()
    free = _Free(len(ladder))
    found = []
    for row in mine[np.argsort(-scores[mine], kind="stable")]:
        wanted = float(scores[row])
        at = _nearest(ladder, free, bisect_left(ladder, wanted), wanted)
        if at is not None and abs(ladder[at] - wanted) <= width:
            found.append((int(row), int(ordered[at])))
            if not replace:
                free.take(at)
    return found


def _nearest(ladder: list[float], free: "_Free", at: int, wanted: float) -> int | None:
    below, above = free.below(at - 1), free.above(at)
    if below is None or above is None:
        return above if below is None else below
    return below if wanted - ladder[below] <= ladder[above] - wanted else above


class _Free:
    """Places that are still free; the next one in both directions in nearly constant time, as paths are shortened."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.up = list(range(size + 1))
        self.down = list(range(size + 1))
        """Shifted by one: down[i + 1] belongs to place i, down[0] is none."""

    def above(self, at: int) -> int | None:
        """The first free place from `at` on."""
        found = _follow(self.up, at)
        return found if found < self.size else None

    def below(self, at: int) -> int | None:
        """The last free place up to `at`."""
        found = _follow(self.down, at + 1)
        return found - 1 if found > 0 else None

    def take(self, at: int) -> None:
        """The place is used."""
        self.up[at] = at + 1
        self.down[at + 1] = at


def _follow(links: list[int], at: int) -> int:
    end = at
    while links[end] != end:
        end = links[end]
    while links[at] != end:
        links[at], at = end, links[at]
    return end


def pooled_deviation(values: Column, treated: Flags) -> float:
    """Root of the mean of both groups' variances; 0 where a group has one unit only."""
    groups = values[treated], values[~treated]
    return math.sqrt(sum(float(group.var(ddof=1)) if group.size > 1 else 0.0 for group in groups) / 2)


def balance(names: list[str], covariates: Column, treated: Flags, pairs: Pairs) -> list[BalanceLine]:
    """How alike the groups are before and after matching, covariate by covariate."""
    lines = []
    for name, values in zip(names, covariates.T, strict=True):
        spread = pooled_deviation(values, treated)
        before = float(values[treated].mean()), float(values[~treated].mean())
        after = (
            (float(values[pairs.treated].mean()), float(values[pairs.control].mean()))
            if pairs.treated.size
            else (math.nan, math.nan)
        )
        lines.append(
            BalanceLine(name, *before, _standardised(before, spread), *after, _standardised(after, spread))
        )
    return lines


def _standardised(means: tuple[float, float], spread: float) -> float:
    gap = means[0] - means[1]
    if gap == 0:
        return 0.0
    return gap / spread if spread > 0 else math.inf
