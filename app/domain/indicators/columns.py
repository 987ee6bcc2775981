"""Columns of numbers as the measures take them: checked once, refused in one sentence with the row that is wrong."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.domain.errors import InvalidInputError

Column = NDArray[np.float64]


class MeasureInputError(InvalidInputError, ValueError):
    """The numbers cannot be measured as they are; the sentence says which row and why."""


class EmptyIncomesError(MeasureInputError):
    """Nothing to measure: no incomes, or all weights are zero."""


def number_column(values: ArrayLike, label: str) -> Column:
    """One column of finite numbers. MeasureInputError names the first row (from 1) that is empty, text or infinite."""
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise MeasureInputError(
            "E-IND-NUMBER",
            f"{label}里有不是数的内容。",
            place=_first_bad(values),
            way_out="请改成数字；不知道的请先去掉那一行，不要填零。",
        ) from None
    if column.ndim != 1:
        raise MeasureInputError("E-IND-SHAPE", f"{label}应当是一列数。")
    wrong = ~np.isfinite(column)
    if wrong.any():
        raise MeasureInputError(
            "E-IND-NUMBER",
            f"{label}里有 {int(wrong.sum())} 行是空的或不是有限的数。",
            place=f"第 {int(np.flatnonzero(wrong)[0]) + 1} 行",
            way_out="不知道的请先去掉那一行，不要填零。",
        )
    return column


def _first_bad(values: ArrayLike) -> str | None:
    rows: Sequence[Any] = list(values) if hasattr(values, "__iter__") else [values]  # type: ignore[arg-type]
    for number, value in enumerate(rows, start=1):
        try:
            float(value)
        except (TypeError, ValueError):
            return f"第 {number} 行：{str(value)[:20]}"
    return None


def weight_column(w: ArrayLike | None, size: int) -> Column:
    """Weights of at least zero with a sum above zero; ones where none are given."""
    weights = np.ones(size) if w is None else number_column(w, "权数")
    if weights.size != size:
        raise MeasureInputError("E-IND-LENGTH", f"数据有 {size} 行，权数有 {weights.size} 行，对不上。")
    if (weights < 0).any():
        row = int(np.flatnonzero(weights < 0)[0]) + 1
        raise MeasureInputError("E-IND-WEIGHT", "权数不能是负数。", place=f"第 {row} 行")
    if not weights.sum() > 0:
        words = "没有一行数据，算不出来。" if size == 0 else "权数全是零，算不出来。"
        raise EmptyIncomesError("E-IND-EMPTY", words, way_out="请核对区划和年份，或补充数据。")
    return weights


def income_columns(y: ArrayLike, w: ArrayLike | None) -> tuple[Column, Column]:
    """Incomes and weights of equal length."""
    incomes = number_column(y, "收入")
    return incomes, weight_column(w, incomes.size)


def positive_line(z: float) -> float:
    """The poverty line as a number above zero."""
    try:
        line = float(z)
    except (TypeError, ValueError):
        line = math.nan
    if not (math.isfinite(line) and line > 0):
        raise MeasureInputError("E-IND-LINE", "贫困线应当是大于零的数。", place=str(z)[:20])
    return line
