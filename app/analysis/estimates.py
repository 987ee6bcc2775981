"""An estimate with its uncertainty, and least squares with the covariances that are asked for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import statsmodels.api as sm
from scipy import stats

from app.analysis.tables import Column, EvaluationInputError, Labels, scaled

Covariance = Literal["classic", "HC0", "HC1", "HC2", "HC3", "cluster"]
COVARIANCES: tuple[Covariance, ...] = ("classic", "HC0", "HC1", "HC2", "HC3")
#: Below so many clusters their covariance is known to be too small; it is said.
FEW_CLUSTERS = 20


@dataclass(frozen=True)
class Estimate:
    """One number with standard error, two-sided p and interval. Also to be read as `result["se"]`."""

    estimate: float
    se: float
    p: float
    low: float
    high: float
    level: float = 0.95

    @property
    def is_clear(self) -> bool:
        """The interval leaves zero out."""
        return self.low > 0 or self.high < 0

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


def around(estimate: float, se: float, level: float, freedom: float | None = None) -> Estimate:
    """The interval by Student's t with `freedom` degrees, or by the normal where none are given."""
    law = stats.norm if freedom is None else stats.t(freedom)
    half = law.ppf((1 + level) / 2) * se
    p = 2 * law.sf(abs(estimate) / se) if se > 0 else float("nan")
    return Estimate(
        float(estimate), float(se), float(p), float(estimate - half), float(estimate + half), level
    )


@dataclass(frozen=True)
class Fitted:
    """The wanted coefficient of a regression under the chosen covariance, and what the others would say."""

    chosen: Estimate
    covariance: str
    rows: int
    clusters: int | None
    other_errors: Mapping[str, float] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def fit_ols(
    y: Column,
    design: Column,
    at: int,
    *,
    weights: Column | None = None,
    clusters: Labels | None = None,
    covariance: Covariance = "HC1",
    level: float = 0.95,
) -> Fitted:
    """Least squares (statsmodels) and its coefficient number `at`.

    `classic` is the textbook covariance, HC0 to HC3 the robust ones (HC1 with n/(n-k), as Stata's robust; HC2 is the
    separate-variances one for a comparison of means), `cluster` sums scores within clusters with G/(G-1)·(n-1)/(n-k)
    and G-1 degrees of freedom. With weights weighted least squares. EvaluationInputError where the columns cannot tell
    the coefficient apart or no degree of freedom is left.
    """
    check_level(level)
    rows, width = design.shape
    if rows <= width or np.linalg.matrix_rank(scaled(design)) < width:
        raise EvaluationInputError(
            "E-EVA-RANK",
            "数据太少，或有的列可以由别的列算出来，分不清各自的作用。",
            way_out="请减少协变量，或补充数据。",
        )
    model = sm.OLS(y, design) if weights is None else sm.WLS(y, design, weights=weights)
    count = None
    if clusters is not None:
        count = int(np.unique(clusters).size)
        if count < 2:
            raise EvaluationInputError("E-EVA-CLUSTER", "只有一个聚类（村），算不出误差。")
        covariance = "cluster"
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
        freedom = count - 1
    else:
        if covariance not in COVARIANCES:
            raise EvaluationInputError("E-EVA-COVARIANCE", "没有这种误差算法。", place=str(covariance)[:20])
        fitted = model.fit(cov_type="nonrobust" if covariance == "classic" else covariance, use_t=True)
        freedom = rows - width
    chosen = around(fitted.params[at], fitted.bse[at], level, freedom)
    if not np.isfinite(chosen.se) or chosen.se <= 1e-12 * max(1.0, abs(chosen.estimate)):
        raise EvaluationInputError("E-EVA-SPREAD", "组内的数都一样，算不出误差，也就说不准。")
    return Fitted(chosen, covariance, rows, count, _others(model, at))


def _others(model: Any, at: int) -> dict[str, float]:
    """Standard errors under the covariances that know no clusters."""
    plain = model.fit()
    found = {"classic": float(plain.bse[at])}
    for name in ("HC0", "HC1", "HC2", "HC3"):
        error = float(getattr(plain, f"{name}_se")[at])
        if np.isfinite(error):
            found[name] = error
    return found


def check_level(level: float) -> None:
    """A level of confidence lies between 0 and 1."""
    if not 0 < level < 1:
        raise EvaluationInputError("E-EVA-LEVEL", "置信水平应当在 0 和 1 之间。", place=str(level)[:20])
