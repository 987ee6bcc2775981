"""Reasons to doubt a matched comparison: placebo swaps, Rosenbaum's bound, and when nothing can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from app.analysis.estimates import FEW_CLUSTERS, Fitted
from app.analysis.matching import BALANCED, BalanceLine, Pairs
from app.analysis.tables import Column

FEW_PAIRS = 30
#: Below this share of matched treated units the answer is about too few of them.
FEW_MATCHED = 0.5


@dataclass(frozen=True)
class Sensitivity:
    """`gamma`: the largest odds ratio of a hidden difference at which the signed-rank test still says the same at 5 %
    (Rosenbaum 2002), 1 where it says nothing even without one. `others`: the estimate under other choices.
    """

    gamma: float
    others: tuple[tuple[str, float], ...]


def permutation_p(gaps: Column, repeats: int, seed: int) -> float:
    """Two-sided: how often random swaps within pairs give a mean at least as far from zero, the real one counted in."""
    random = np.random.default_rng(seed)
    real = abs(float(gaps.mean()))
    hits = 1
    for _ in range(repeats):
        signs = random.integers(0, 2, gaps.size) * 2 - 1
        hits += abs(float((signs * gaps).mean())) >= real - 1e-12
    return hits / (repeats + 1)


def rosenbaum_gamma(gaps: Column, alpha: float = 0.05, most: float = 10) -> float:
    """The bound in steps of 0.05, one-sided in the direction found, by the normal approximation; ties get mid-ranks and
    pairs without a difference are left out.
    """
    told = gaps[gaps != 0]
    if told.size == 0:
        return 1.0
    ranks = stats.rankdata(np.abs(told))
    plus = float(ranks[told > 0].sum())
    larger = max(plus, float(ranks.sum()) - plus)
    held = 1.0
    for step in range(int((most - 1) / 0.05) + 1):
        gamma = 1 + 0.05 * step
        share = gamma / (1 + gamma)
        spread = np.sqrt(share * (1 - share) * (ranks**2).sum())
        if stats.norm.sf((larger - share * ranks.sum()) / spread) > alpha:
            break
        held = gamma
    return round(held, 2)


def verdict_of(
    fit: Fitted, trend: Fitted | None, lines: Sequence[BalanceLine], pairs: Pairs, treated: int
) -> tuple[Literal["more", "less", "no_clear", "cannot_tell"], list[str]]:
    """What may be said, and why not more. Reasons against saying anything come first."""
    against = []
    count = int(pairs.treated.size)
    if count < FEW_PAIRS:
        against.append(f"只配成 {count} 对，不足 {FEW_PAIRS} 对")
    if count < FEW_MATCHED * treated:
        against.append(f"{treated} 个受助户里一半以上找不到相像的户")
    if uneven := [line.name for line in lines if not line.is_balanced]:
        against.append(f"配对以后两组在这些方面仍不相像（标准化差异 {BALANCED:g} 以上）：{'、'.join(uneven)}")
    if trend is not None and trend.chosen.is_clear:
        against.append("受助之前两组的变化就不一样")
    if against:
        return "cannot_tell", against
    notes = []
    if fit.clusters is not None and fit.clusters < FEW_CLUSTERS:
        notes.append(f"只有 {fit.clusters} 个聚类（村），误差可能算小了。")
    if pairs.unmatched:
        notes.append(f"有 {pairs.unmatched} 个受助户没有配上，结论不包括他们。")
    if not fit.chosen.is_clear:
        return "no_clear", notes
    return ("more" if fit.chosen.estimate > 0 else "less"), notes
