"""Average effect on the treated from two periods of a panel, with the influence of each unit on it.

Estimators and influence functions of Sant'Anna and Zhao (2020): doubly robust (`dr`), outcome regression (`reg`) and
inverse probability weighting with weights that sum to one (`ipw`). The influence functions carry the uncertainty of the
logit and of the regression, so errors of any average of effects follow from them.
"""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import statsmodels.api as sm

from app.analysis.tables import Column, Flags, scaled

Method = Literal["dr", "reg", "ipw"]
METHODS: tuple[Method, ...] = ("dr", "reg", "ipw")
#: Untreated units whose score reaches this are as good as surely treated; they carry no comparison.
TRIM = 0.995


class NoComparisonError(Exception):
    """The two groups cannot be compared; the sentence says why."""


@dataclass(frozen=True)
class Effect:
    """The effect and each unit's influence on it (mean zero)."""

    att: float
    influence: Column


def panel_effect(change: Column, treated: Flags, design: Column, weights: Column, method: Method) -> Effect:
    """The effect on the treated; `change` is the outcome's change, `design` begins with a column of ones.

    NoComparisonError where the design cannot be told apart among the untreated, or the logit separates the groups.
    """
    share, design = weights / weights.mean(), scaled(design)
    d = treated.astype(float)
    if method == "reg":
        return _regression(change, d, design, share)
    score, influence_of_score = _scores(d, design, share)
    kept = np.where(treated, 1.0, (score < TRIM).astype(float))
    on_treated = kept * share * d
    on_others = kept * share * score * (1 - d) / (1 - score)
    if not on_others.sum() > 0:
        raise NoComparisonError("没有可比的对照")
    fitted, influence_of_fit = (0.0 * change, None) if method == "ipw" else _outcome(change, d, design, share)
    rest = change - fitted
    eta_1 = (on_treated * rest).mean() / on_treated.mean()
    eta_0 = (on_others * rest).mean() / on_others.mean()
    part_1 = on_treated * (rest - eta_1)
    part_0 = on_others * (rest - eta_0)
    part_0 = part_0 + influence_of_score @ (on_others[:, None] * (rest - eta_0)[:, None] * design).mean(
        axis=0
    )
    if influence_of_fit is not None:
        part_1 = part_1 - influence_of_fit @ (on_treated[:, None] * design).mean(axis=0)
        part_0 = part_0 - influence_of_fit @ (on_others[:, None] * design).mean(axis=0)
    return Effect(float(eta_1 - eta_0), part_1 / on_treated.mean() - part_0 / on_others.mean())


def _regression(change: Column, d: Column, design: Column, share: Column) -> Effect:
    fitted, influence_of_fit = _outcome(change, d, design, share)
    on_treated = share * d
    eta_1 = (on_treated * change).mean() / on_treated.mean()
    eta_0 = (on_treated * fitted).mean() / on_treated.mean()
    part_1 = on_treated * (change - eta_1)
    part_0 = on_treated * (fitted - eta_0) + influence_of_fit @ (on_treated[:, None] * design).mean(axis=0)
    return Effect(float(eta_1 - eta_0), (part_1 - part_0) / on_treated.mean())


def _outcome(change: Column, d: Column, design: Column, share: Column) -> tuple[Column, Column]:
    """What the untreated's regression expects for everybody, and each unit's influence on its coefficients."""
    others = d == 0
    if np.linalg.matrix_rank(design[others]) < design.shape[1]:
        raise NoComparisonError("对照组太少，协变量分不开")
    fitted = sm.WLS(change[others], design[others], weights=share[others]).fit()
    expected = design @ np.asarray(fitted.params)
    weighted = (share * (1 - d))[:, None] * design
    inverse = np.linalg.inv(weighted.T @ design / len(d))
    return expected, (weighted * (change - expected)[:, None]) @ inverse


def _scores(d: Column, design: Column, share: Column) -> tuple[Column, Column]:
    """Propensity scores by logit, and each unit's influence on its coefficients."""
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise NoComparisonError("协变量分不开")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fitted = sm.GLM(d, design, family=sm.families.Binomial(), freq_weights=share).fit()
            covariance = np.asarray(fitted.cov_params())
        except Exception as error:
            raise NoComparisonError("协变量把受助和未受助完全分开了，没有重叠") from error
    score = np.minimum(np.asarray(fitted.fittedvalues), 1 - 1e-6)
    if not np.isfinite(covariance).all() or fitted.mu.max() - fitted.mu.min() > 1 - 1e-9:
        raise NoComparisonError("协变量把受助和未受助完全分开了，没有重叠")
    return score, (share * (d - score))[:, None] * design @ covariance * len(d)
