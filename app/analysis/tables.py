"""Columns by name out of a mapping, a data frame or text, checked and refused in one sentence."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.domain.errors import InvalidInputError

Column = NDArray[np.float64]
Labels = NDArray[np.int64]
Flags = NDArray[np.bool_]
Table = Mapping[str, Any]
Unknown = Literal["refuse", "drop"]
BLANK = ("", "NA", "NaN", "nan", "None", "null", ".")


class EvaluationInputError(InvalidInputError, ValueError):
    """The data cannot be evaluated as they are; the sentence says what and where."""


class Columns:
    """The columns that an evaluation uses, of equal length, rows with unknown cells refused or left out.

    `left_out` counts the rows that were dropped. Rows are numbered from 1 without the header.
    """

    def __init__(self, table: Table, unknown: Unknown = "refuse") -> None:
        if unknown not in ("refuse", "drop"):
            raise EvaluationInputError("E-EVA-MISSING", "没有这种处理空格的办法。", place=str(unknown)[:20])
        self._table = table
        self._unknown = unknown
        self._raw: dict[str, Column | NDArray[Any]] = {}
        self.left_out = 0

    def number(self, name: str) -> None:
        """Ask for a column of numbers."""
        self._raw.setdefault(f"n {name}", _numbers(cells_of(self._table, name), name))

    def label(self, name: str) -> None:
        """Ask for a column of names or numbers that only tell apart."""
        cells = cells_of(self._table, name)
        codes, _ = pd.factorize(pd.Series([None if _is_blank(cell) else str(cell).strip() for cell in cells]))
        self._raw.setdefault(f"l {name}", np.where(codes < 0, np.nan, codes.astype(float)))

    def check(self) -> "Columns":
        """Refuse or drop rows with unknown cells; EvaluationInputError where nothing is left."""
        sizes = {column.size for column in self._raw.values()}
        if len(sizes) > 1:
            raise EvaluationInputError("E-EVA-LENGTH", "各列的行数不一样。")
        unknown = np.zeros(next(iter(sizes), 0), dtype=bool)
        for key, column in self._raw.items():
            holes = np.isnan(column)
            if holes.any() and self._unknown == "refuse":
                row = int(np.flatnonzero(holes)[0]) + 1
                raise EvaluationInputError(
                    "E-EVA-UNKNOWN",
                    f"“{key[2:]}”这一列有 {int(holes.sum())} 行是空的。",
                    place=f"第 {row} 行（不算表头）",
                    way_out="请补全，或选去掉没填全的行（drop）；不要填零。",
                )
            unknown |= holes
        self.left_out = int(unknown.sum())
        self._raw = {key: column[~unknown] for key, column in self._raw.items()}
        if self.size == 0:
            raise EvaluationInputError("E-EVA-EMPTY", "没有一行能用的数据，算不出来。")
        return self

    @property
    def size(self) -> int:
        return int(next(iter(self._raw.values())).size) if self._raw else 0

    def numbers(self, name: str) -> Column:
        """A checked column of numbers."""
        return self._raw[f"n {name}"]

    def labels(self, name: str) -> Labels:
        """A checked column as codes from 0."""
        return self._raw[f"l {name}"].astype(np.int64)

    def flags(self, name: str) -> Flags:
        """A checked column that holds 0 and 1 only."""
        column = self.numbers(name)
        wrong = ~np.isin(column, (0, 1))
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0]) + 1
            raise EvaluationInputError(
                "E-EVA-FLAG", f"“{name}”这一列只能填 0 和 1。", place=f"第 {row} 行（不算表头）"
            )
        told: Flags = column == 1
        return told

    def matrix(self, names: Sequence[str]) -> Column:
        """Columns side by side behind a column of ones."""
        return np.column_stack([np.ones(self.size), *[self.numbers(name) for name in names]])


def cells_of(table: Table, name: str) -> Any:
    """A column as it stands. EvaluationInputError where there is none of this name."""
    try:
        return table[name]
    except (KeyError, IndexError):
        raise EvaluationInputError(
            "E-EVA-COLUMN", f"表里没有“{name}”这一列。", place=f"表里有：{'、'.join(map(str, table))[:120]}"
        ) from None


def _is_blank(cell: Any) -> bool:
    return cell is None or str(cell).strip() in BLANK


def _numbers(cells: Any, name: str) -> Column:
    """Unknown cells become NaN; text and infinite numbers are refused."""
    try:
        column = np.asarray(cells, dtype=np.float64)
    except (TypeError, ValueError):
        column = np.array([_number(cell, name, row) for row, cell in enumerate(cells, start=1)])
    if column.ndim != 1:
        raise EvaluationInputError("E-EVA-SHAPE", f"“{name}”应当是一列数。")
    if np.isinf(column).any():
        row = int(np.flatnonzero(np.isinf(column))[0]) + 1
        raise _no_number(name, row, "∞")
    return column


def _number(cell: Any, name: str, row: int) -> float:
    if _is_blank(cell):
        return float("nan")
    try:
        return float(cell)
    except (TypeError, ValueError):
        raise _no_number(name, row, str(cell)) from None


def _no_number(name: str, row: int, cell: str) -> EvaluationInputError:
    return EvaluationInputError(
        "E-EVA-NUMBER", f"“{name}”这一列有不是数的内容。", place=f"第 {row} 行（不算表头）：{cell[:20]}"
    )


def observation_weights(columns: Columns, name: str | None) -> Column:
    """Weights of at least 0 scaled to mean 1; ones where none are named."""
    if name is None:
        return np.ones(columns.size)
    weights = columns.numbers(name)
    if (weights < 0).any() or not weights.sum() > 0:
        raise EvaluationInputError("E-EVA-WEIGHT", f"权数“{name}”不能是负数，也不能全是零。")
    scaled: Column = weights / weights.mean()
    return scaled


def scaled(design: Column) -> Column:
    """A design whose columns behind the ones have mean 0 and deviation 1: amounts in fen and shares fit side by
    side. What is estimated for groups does not change by it.
    """
    rest = design[:, 1:]
    spread = rest.std(axis=0)
    return np.column_stack([design[:, :1], (rest - rest.mean(axis=0)) / np.where(spread > 0, spread, 1)])
