"""The measures by name over a table of text, as the command and other readers of files call them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from app.domain.indicators import poverty
from app.domain.indicators.columns import Column, MeasureInputError

Table = Mapping[str, Sequence[str | None]]
#: Names under which a column is found where none is given.
INCOME_NAMES = ("y", "income", "收入")
WEIGHT_NAMES = ("w", "weight", "权数")
NAMES = ("fgt", "gini", "at_risk_rate", "s80s20", "watts", "sen", "median", "closing_cost", "alkire_foster")
NEED_LINE = ("fgt", "watts", "sen", "closing_cost")


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which column is what, and the settings of the measure; None where nothing was said."""

    y: str | None = None
    weight: str | None = None
    line: float | None = None
    alpha: float = 0
    share: float = 0.6
    variant: poverty.SenVariant = "limit"
    floor: float | None = None
    deprived: Sequence[str] = ()
    weights: Sequence[str] = ()
    k: float | None = None
    missing: Any = "refuse"


def compute(name: str, table: Table, wishes: Wishes) -> dict[str, Any]:
    """A measure over the columns of a table: `value` (or H, A, M0 and the rest), rows, columns used.

    MeasureInputError for an unknown name or column, and for everything the measure itself refuses.
    """
    if name not in NAMES:
        raise MeasureInputError(
            "E-IND-NAME", f"没有叫 {name} 的指标。", way_out=f"可以算：{'、'.join(NAMES)}。"
        )
    weight_name = _column_name(table, wishes.weight, WEIGHT_NAMES, needed=False, label="权数")
    blanks = wishes.missing == "drop" and name != "alkire_foster"
    weights = None if weight_name is None else _numbers(table, weight_name, blanks=blanks)
    if name == "alkire_foster":
        found = _alkire_foster(table, wishes, weight_name, weights)
        return {"name": name, "weight": weight_name, **found}
    income_name = _column_name(table, wishes.y, INCOME_NAMES, needed=True, label="收入")
    incomes = _numbers(table, income_name or "", blanks=blanks)
    if name in NEED_LINE and wishes.line is None:
        raise MeasureInputError("E-IND-LINE", f"算 {name} 要给出贫困线。", way_out="请加 --line。")
    if wishes.missing == "rescale":
        raise MeasureInputError(
            "E-IND-MISSING", "rescale 只用于多维贫困。", way_out="没填收入的行要去掉，请写 --missing drop。"
        )
    given, (incomes, weights) = incomes.size, _told(incomes, weights)
    value = _value(name, incomes, weights, wishes)
    if value is None:
        raise MeasureInputError("E-IND-TOTAL", "收入合计不大于零，谈不上谁占多少，算不出来。")
    told: dict[str, Any] = {
        "name": name,
        "value": value,
        "rows": int(incomes.size),
        **({"left_out": given - int(incomes.size)} if wishes.missing == "drop" else {}),
        "y": income_name,
        "weight": weight_name,
    }
    if (incomes < 0).any():
        told["negative"] = int((incomes < 0).sum())
        told["words"] = "有负收入，照原样计算；指数可能超过通常的上限。"
    return told


def _told(y: Column, w: Column | None) -> tuple[Column, Column | None]:
    """The rows that have income and weight."""
    told = ~np.isnan(y) if w is None else ~(np.isnan(y) | np.isnan(w))
    return y[told], None if w is None else w[told]


def _value(name: str, y: Column, w: Column | None, wishes: Wishes) -> float | None:
    line = wishes.line or 0
    match name:
        case "fgt":
            return poverty.fgt(y, line, wishes.alpha, w)
        case "gini":
            return poverty.gini(y, w)
        case "at_risk_rate":
            return poverty.at_risk_rate(y, w, wishes.share)
        case "s80s20":
            return poverty.s80s20(y, w)
        case "watts":
            return poverty.watts(y, line, w, wishes.floor)
        case "sen":
            return poverty.sen(y, line, w, wishes.variant)
        case "closing_cost":
            return poverty.closing_cost(y, line, w)
        case _:
            return poverty.weighted_median(y, w)


def _alkire_foster(table: Table, wishes: Wishes, weight_name: str | None, w: Any) -> dict[str, Any]:
    names = list(wishes.deprived) or [name for name in table if name != weight_name]
    if wishes.k is None:
        raise MeasureInputError("E-IND-CUTOFF", "算多维贫困要给出临界值 k。", way_out="请加 --k，例如 1/3。")
    columns = [_numbers(table, name, blanks=True) for name in names]
    shares = [_share(text) for text in wishes.weights] or [1.0] * len(names)
    matrix = np.column_stack(columns) if columns else np.empty((0, 0))
    found = poverty.alkire_foster(matrix, shares, wishes.k, w, wishes.missing)
    return dict(found.as_data(names)) | {"k": wishes.k}


def _share(text: str) -> float:
    try:
        return float(Fraction(text.strip()))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise MeasureInputError(
            "E-IND-WEIGHT", f"“{text}”不是权重。", way_out="请写小数或分数，例如 1/6。"
        ) from None


def read_share(text: str) -> float:
    """A share written as a decimal or a fraction, such as 0.3333 or 1/3."""
    return _share(text)


def _column_name(
    table: Table, wanted: str | None, usual: Sequence[str], *, needed: bool, label: str
) -> str | None:
    if wanted is not None and wanted not in table:
        raise _no_column(table, wanted)
    found = wanted or next((name for name in usual if name in table), None)
    if found is None and needed:
        raise MeasureInputError(
            "E-IND-COLUMN",
            f"不知道哪一列是{label}。",
            place=f"表里有：{'、'.join(table)[:120]}",
            way_out="请写明列名。",
        )
    return found


def _no_column(table: Table, name: str) -> MeasureInputError:
    return MeasureInputError(
        "E-IND-COLUMN", f"表里没有“{name}”这一列。", place=f"表里有：{'、'.join(table)[:120]}"
    )


def _numbers(table: Table, name: str, *, blanks: bool = False) -> Column:
    """A column of text as numbers; `blanks` lets empty cells be unknown. Rows are counted without the header."""
    if name not in table:
        raise _no_column(table, name)
    return text_numbers(table[name], name, blanks=blanks)


def text_numbers(cells: Sequence[str | None], name: str, *, blanks: bool = False) -> Column:
    """Cells of text as finite numbers; MeasureInputError names column and row (without the header)."""
    found = np.empty(len(cells))
    for at, cell in enumerate(cells):
        text = (cell or "").strip()
        try:
            number = float(text) if text else float("nan")
        except ValueError:
            number = float("inf")
        if not np.isfinite(number) and not (blanks and text in ("", "NA", "NaN", "nan")):
            words = f"“{name}”这一列有不是数的内容。" if text else f"“{name}”这一列有空格子。"
            raise MeasureInputError(
                "E-IND-NUMBER",
                words,
                place=f"第 {at + 1} 行（不算表头）{'：' + text[:20] if text else ''}",
                way_out="请改成数字，千分号也去掉。"
                if text
                else "不知道的不要填零；要把这样的行去掉，请写 --missing drop。",
            )
        found[at] = number if np.isfinite(number) else float("nan")
    return found
