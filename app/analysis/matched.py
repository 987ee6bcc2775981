"""Matched difference in differences, with everything that a reader needs to doubt it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from app.analysis.doubts import Sensitivity, permutation_p, rosenbaum_gamma, verdict_of
from app.analysis.estimates import Fitted, check_level, fit_ols
from app.analysis.matching import CALIPER, BalanceLine, Pairs, balance, logit_scores, match
from app.analysis.plain_panels import PlainPanel, read_plain_panel
from app.analysis.tables import Column, EvaluationInputError, Labels, Table, Unknown
from app.analysis.words import NOT_RANDOM, NOT_TESTABLE, PARALLEL, say_estimate

Verdict = Literal["more", "less", "no_clear", "cannot_tell"]


@dataclass(frozen=True)
class MatchedDid:
    """The answer, its checks and its words. `verdict` may be that nothing can be told; then `reasons` say why."""

    verdict: Verdict
    reasons: tuple[str, ...]
    fit: Fitted
    unmatched_fit: Fitted
    """The same comparison without matching, for what matching changed."""
    balance: tuple[BalanceLine, ...]
    treated: int
    controls: int
    pairs: int
    outside_support: int
    caliper: float
    support: dict[str, tuple[float, float]]
    """Range of the log odds of treated and of controls."""
    pretrend: Fitted | None
    """The same difference between two periods before the start, where it must be zero; None without three periods."""
    permutation_p: float
    """Share of random swaps within pairs that give as large a difference: a placebo assignment."""
    sensitivity: Sensitivity
    means: dict[str, float]
    periods: dict[str, float]
    left_out: int
    words: tuple[str, ...]

    @property
    def estimate(self) -> float:
        return self.fit.chosen.estimate

    @property
    def se(self) -> float:
        return self.fit.chosen.se

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data; `balance` holds what a love plot draws."""
        told = asdict(self)
        fit = told.pop("fit")
        return {**fit.pop("chosen"), "covariance": fit["covariance"], "clusters": fit["clusters"], **told}


def matched_did(
    data: Table,
    *,
    y: str,
    unit: str,
    time: str,
    treated: str,
    covariates: Sequence[str],
    cluster: str | None = None,
    within: str | None = None,
    before: float | None = None,
    after: float | None = None,
    caliper: float = CALIPER,
    replace: bool = False,
    level: float = 0.95,
    repeats: int = 999,
    seed: int = 20201217,
    unknown: Unknown = "refuse",
) -> MatchedDid:
    """Difference in differences between treated units and their matched partners.

    `data`: one row a unit and period; `treated` is 1 in every period of a treated unit. Without `before` and `after`
    the last period and the one before it are compared; earlier ones test the trend. Propensity by logit on
    the covariates of `before`; nearest neighbour in the log odds, one partner each, within `caliper` times their pooled
    standard deviation (Austin 2011), `within` the same stratum. The effect is the mean difference of changes over
    the pairs (least squares on the matched rows); errors clustered by `cluster` (villages), else by pair.
    Standardised differences are over the pooled standard deviation before matching. Placebos: the difference between
    two earlier periods, and random swaps within pairs (`repeats`, `seed`). Sensitivity: other calipers, with and
    without replacement, and Rosenbaum's bound. Fewer than 30 pairs, imbalance from 0.1, less than half of the treated
    matched, or a failed trend give `cannot_tell`. EvaluationInputError where nothing can be matched.
    """
    check_level(level)
    if not covariates:
        raise EvaluationInputError(
            "E-EVA-COVARIATES", "没有协变量就无从配对。", way_out="请写出受助前的特征列。"
        )
    panel = read_plain_panel(
        data, y=y, unit=unit, time=time, treated=treated, covariates=covariates,
        cluster=cluster, within=within, before=before, after=after, unknown=unknown,
    )  # fmt: skip
    scores = logit_scores(panel.treated, panel.covariates)
    pairs = match(panel.treated, scores, caliper, replace=replace, within=panel.within)
    if pairs.treated.size < 2:
        raise EvaluationInputError(
            "E-EVA-OVERLAP", "在卡尺之内找不到相像的对照户，比不了。", way_out="请放宽卡尺，或换协变量。"
        )
    return _judge(panel, scores, pairs, list(covariates), caliper, replace, level, repeats, seed)


def _judge(
    panel: PlainPanel, scores: Column, pairs: Pairs, names: list[str],
    caliper: float, replace: bool, level: float, repeats: int, seed: int,
) -> MatchedDid:  # fmt: skip
    fit = _effect(panel, panel.change, pairs, level)
    trend = _trend(panel, pairs, level)
    lines = balance(names, panel.covariates, panel.treated, pairs)
    gaps = panel.change[pairs.treated] - panel.change[pairs.control]
    verdict, reasons = verdict_of(fit, trend, lines, pairs, int(panel.treated.sum()))
    found = MatchedDid(
        verdict=verdict,
        reasons=tuple(reasons),
        fit=fit,
        unmatched_fit=_unmatched(panel, level),
        balance=tuple(lines),
        treated=int(panel.treated.sum()),
        controls=int((~panel.treated).sum()),
        pairs=int(pairs.treated.size),
        outside_support=pairs.outside_support,
        caliper=pairs.caliper,
        support={
            name: (float(scores[rows].min()), float(scores[rows].max()))
            for name, rows in (("treated", panel.treated), ("control", ~panel.treated))
        },
        pretrend=trend,
        permutation_p=permutation_p(gaps, repeats, seed),
        sensitivity=Sensitivity(rosenbaum_gamma(gaps), tuple(_others(panel, scores, caliper, replace))),
        means=_means(panel, pairs),
        periods=panel.periods,
        left_out=panel.left_out,
        words=(),
    )
    return MatchedDid(**{**found.__dict__, "words": tuple(_say(found))})


def _effect(panel: PlainPanel, change: Column, pairs: Pairs, level: float) -> Fitted:
    """Mean difference of changes over the pairs; errors by village, else by pair."""
    rows = np.concatenate([pairs.treated, pairs.control])
    size = pairs.treated.size
    design = np.column_stack([np.ones(2 * size), np.repeat([1.0, 0.0], size)])
    by_pair: Labels = np.tile(np.arange(size), 2)
    clusters = by_pair if panel.clusters is None else panel.clusters[rows]
    return fit_ols(change[rows], design, 1, clusters=clusters, level=level)


def _trend(panel: PlainPanel, pairs: Pairs, level: float) -> Fitted | None:
    """The placebo between two earlier periods; None without them, or where nothing moved then."""
    if panel.trend is None:
        return None
    try:
        return _effect(panel, panel.trend, pairs, level)
    except EvaluationInputError:
        return None


def _unmatched(panel: PlainPanel, level: float) -> Fitted:
    design = np.column_stack([np.ones(panel.treated.size), panel.treated])
    return fit_ols(panel.change, design, 1, clusters=panel.clusters, level=level)


def _others(panel: PlainPanel, scores: Column, caliper: float, replace: bool) -> list[tuple[str, float]]:
    """What other sensible choices would have given."""
    choices = [(caliper / 2, replace), (caliper * 2, replace), (caliper, not replace)]
    found = []
    for width, again in choices:
        pairs = match(panel.treated, scores, width, replace=again, within=panel.within)
        if pairs.treated.size:
            gap = float((panel.change[pairs.treated] - panel.change[pairs.control]).mean())
            found.append((f"卡尺 {width:g}，{'可重复' if again else '不重复'}用对照", gap))
    return found


def _means(panel: PlainPanel, pairs: Pairs) -> dict[str, float]:
    groups = {"treated": pairs.treated, "control": pairs.control}
    moments = {"before": panel.before, "after": panel.after}
    return {
        f"{name}_{when}": float(values[rows].mean())
        for name, rows in groups.items()
        for when, values in moments.items()
    }


def _say(found: MatchedDid) -> list[str]:
    head = f"{found.treated} 个受助户里有 {found.pairs} 个找到了受助前相像的对照户。"
    if found.verdict == "cannot_tell":
        return [head, f"说不清：{'；'.join(found.reasons)}。下面的数不能当作项目的作用。", NOT_RANDOM]
    lines = [head, say_estimate("和相像的对照户相比，受助户的变化之差", found.fit.chosen)]
    if found.pretrend is None:
        lines.append(NOT_TESTABLE)
    else:
        lines.append("受助之前，两组的变化没有看出差别，但这不等于证明了平行趋势。")
    gamma = found.sensitivity.gamma
    lines.append(
        f"如果有没记下来的特征使受助机会相差 {gamma:g} 倍以上，结论就可能站不住。"
        if gamma > 1
        else "只要有一点没记下来的差别，结论就可能站不住。"
    )
    return [*lines, *found.reasons, PARALLEL, NOT_RANDOM]
