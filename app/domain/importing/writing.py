"""From stored values back to what stands in a cell: what is written so is read again as the same value."""

from collections.abc import Callable
from typing import Any

import polars as pl

from app.domain.importing.lists import code_lists
from app.domain.importing.profile import Column

_HEALTH = ("chronic", "serious", "disabled")


def cells_of(column: Column, values: pl.Series) -> list[Any]:
    """The cells of a column for stored values: labels for codes, 是 and 否, yuan (or the column's unit) for fen.

    What the list has no word for stays empty: an empty cell tells nothing.
    """
    return [None if v is None else _writer(column)(v) for v in values.to_list()]


def _writer(column: Column) -> Callable[[Any], Any]:
    if column.converter == "money":
        factor = 1_000_000 if column.unit == "万元" else 100
        return lambda fen: fen / factor
    if column.converter == "yes_no":
        return lambda told: "是" if told else "否"
    if column.converter == "codes" and column.vocabulary:
        labels = {code.code: code.label for code in code_lists()[column.vocabulary]}
        return labels.get
    return _AS_TEXT.get(column.converter, lambda value: value)


_AS_TEXT: dict[str, Callable[[Any], Any]] = {"date": lambda day: day.isoformat()}


def health_cells(column: Column, told: pl.DataFrame) -> list[str | None]:
    """健康状况 from its three answers; where one of them is unknown the cell stays empty, since it could not say so."""
    labels = {code.code: code.label for code in code_lists()[column.vocabulary or "health"]}
    found: list[str | None] = []
    for answers in told.select(f"health_{part}" for part in _HEALTH).rows():
        if None in answers:
            found.append(None)
        else:
            parts = [labels[part] for part, true in zip(_HEALTH, answers, strict=True) if true]
            found.append(",".join(parts) or labels["healthy"])
    return found
