"""Multidimensional poverty by Alkire and Foster (2011), adjusted headcount M0."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from app.domain.indicators.columns import Column, MeasureInputError, number_column, weight_column

Missing = Literal["refuse", "drop", "rescale"]
#: Sums of weights such as 1/6 + 1/6 miss 1/3 by their last bits; who stands on the cutoff is poor.
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class AlkireFoster:
    """One multidimensional measurement; columns in the order given. Also to be read as `result["H"]`."""

    H: float
    """Share of people who are poor in at least the share k of the weights."""
    A: float | None
    """Mean score of the poor; None where nobody is poor."""
    M0: float
    """H times A: the mean censored score."""
    censored_headcounts: tuple[float, ...]
    """Share of people who are poor and deprived in the indicator."""
    uncensored_headcounts: tuple[float, ...]
    """Share of people who are deprived in the indicator, poor or not."""
    absolute_contributions: tuple[float, ...]
    """Weight times censored headcount; they add up to M0."""
    contributions: tuple[float, ...] | None
    """The same as shares of M0; they add up to 1. None where nobody is poor."""
    rows: int
    left_out: int
    """Rows with unknown answers that were dropped, or that told nothing at all."""
    incomplete: int
    """Rows with some unknown answers that were kept with rescaled weights."""

    def __getitem__(self, name: str) -> Any:
        if name not in self.__dataclass_fields__:
            raise KeyError(name)
        return getattr(self, name)

    def as_data(self, names: list[str] | None = None) -> Mapping[str, Any]:
        """All figures; lists become mappings by indicator where names are given."""
        found: dict[str, Any] = {}
        for field in self.__dataclass_fields__:
            value = getattr(self, field)
            if isinstance(value, tuple):
                value = dict(zip(names, value, strict=True)) if names else list(value)
            found[field] = value
        return found


def alkire_foster(
    deprived: ArrayLike,
    weights: ArrayLike,
    k: float,
    w: ArrayLike | None = None,
    missing: Missing = "refuse",
) -> AlkireFoster:
    """Dual-cutoff counting measure of Alkire and Foster (2011).

    `deprived` has one row a person or household and one column an indicator: 1 deprived, 0 not, NaN unknown. `weights`
    of the indicators are above 0 and are scaled to sum 1. `k` up to 1 is the share of the total weight from which on
    somebody is poor; above 1 it is a count in the units of the weights, as in the paper (2 of four weights of 1 is
    0.5). Ties: who stands exactly on k is poor. `w` are
    survey weights or household sizes. No small-sample rule. Unknown answers: `refuse`, `drop` the row as the global
    index does, or `rescale` the known weights of the row to 1; a row that tells nothing is always left out.
    """
    matrix, shares = _matrix(deprived), _indicator_weights(weights)
    if matrix.shape[1] != shares.size:
        raise MeasureInputError(
            "E-IND-LENGTH", f"指标有 {matrix.shape[1]} 列，指标权重有 {shares.size} 个，对不上。"
        )
    cutoff = _cutoff(k, float(np.sum(number_column(weights, "指标权重"))))
    people = weight_column(w, matrix.shape[0])
    given = matrix.shape[0]
    matrix, people, incomplete = _complete(matrix, people, missing)
    told = ~np.isnan(matrix)
    score = np.nan_to_num(matrix) @ shares / (told @ shares)
    return _measure(matrix, shares, people, score >= cutoff - SLACK, score, told, (given, incomplete))


def _matrix(deprived: ArrayLike) -> Column:
    try:
        matrix = np.asarray(deprived, dtype=np.float64)
    except (TypeError, ValueError):
        raise MeasureInputError("E-IND-NUMBER", "剥夺矩阵里有不是 0、1 的内容。") from None
    if matrix.ndim != 2 or matrix.shape[1] == 0:
        raise MeasureInputError("E-IND-SHAPE", "剥夺矩阵应当一行一人（户），一列一个指标。")
    wrong = ~(np.isnan(matrix) | (matrix == 0) | (matrix == 1))
    if wrong.any():
        row, column = (int(at) + 1 for at in np.argwhere(wrong)[0])
        raise MeasureInputError(
            "E-IND-NUMBER", "剥夺矩阵只能填 0、1 或留空。", place=f"第 {row} 行第 {column} 列"
        )
    return matrix


def _indicator_weights(weights: ArrayLike) -> Column:
    shares = number_column(weights, "指标权重")
    if shares.size == 0 or (shares <= 0).any():
        raise MeasureInputError("E-IND-WEIGHT", "指标权重应当都大于零。")
    scaled: Column = shares / shares.sum()
    return scaled


def _cutoff(k: float, total: float) -> float:
    try:
        cutoff = float(k)
    except (TypeError, ValueError):
        cutoff = float("nan")
    if cutoff > 1 + SLACK:
        cutoff /= total
    if not 0 < cutoff <= 1 + SLACK:
        raise MeasureInputError(
            "E-IND-CUTOFF",
            "贫困临界值 k 是占总权重的份额（或权重单位的个数），应当大于 0，不超过总权重。",
            place=str(k)[:20],
            way_out="十项里缺三项请写 0.3。",
        )
    return cutoff


def _complete(matrix: Column, people: Column, missing: Missing) -> tuple[Column, Column, int]:
    """Rows that take part, their weights, and how many of them tell only a part."""
    unknown = np.isnan(matrix)
    some = unknown.any(axis=1)
    if some.any() and missing == "refuse":
        raise MeasureInputError(
            "E-IND-UNKNOWN",
            f"有 {int(some.sum())} 行的指标没有填全。",
            place=f"第 {int(np.flatnonzero(some)[0]) + 1} 行",
            way_out="请选去掉这些行（drop），或把已知指标的权重放大到 1（rescale）。",
        )
    if missing not in ("refuse", "drop", "rescale"):
        raise MeasureInputError("E-IND-MISSING", "没有这种处理空缺的办法。", place=str(missing)[:20])
    keep = ~some if missing == "drop" else ~unknown.all(axis=1)
    kept = people[keep]
    return matrix[keep], weight_column(kept, int(keep.sum())), int((some & keep).sum())


def _measure(
    matrix: Column,
    shares: Column,
    people: Column,
    poor: Any,
    score: Column,
    told: Any,
    counted: tuple[int, int],
) -> AlkireFoster:
    total = people.sum()
    of_poor = people * poor
    headcount = float(of_poor.sum() / total)
    adjusted = float((of_poor * score).sum() / total)
    known = np.nan_to_num(matrix)
    weight_told = told @ shares
    # Where weights were rescaled, a row's indicator counts with its rescaled weight, so that parts still add up to M0.
    parts = (of_poor / weight_told) @ known * shares / total
    told_people = people @ told
    raw = np.divide(people @ known, told_people, out=np.zeros(shares.size), where=told_people > 0)
    return AlkireFoster(
        H=headcount,
        A=adjusted / headcount if headcount > 0 else None,
        M0=adjusted,
        censored_headcounts=tuple(map(float, of_poor @ known / total)),
        uncensored_headcounts=tuple(map(float, raw)),
        absolute_contributions=tuple(map(float, parts)),
        contributions=tuple(map(float, parts / adjusted)) if adjusted > 0 else None,
        rows=int(matrix.shape[0]),
        left_out=counted[0] - matrix.shape[0],
        incomplete=counted[1],
    )
