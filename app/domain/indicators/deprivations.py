"""The table of the multidimensional index: what counts as deprived, and how much each indicator weighs, by date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app.domain.catalogue import Source
from app.domain.catalogue_parser import days_of, source_of
from app.domain.condition_parser import parse
from app.domain.conditions import Node
from app.domain.indicators.columns import MeasureInputError

#: From this share of the weights on a household is multidimensionally poor: a third, as in the global index.
CUTOFF = Fraction(1, 3)


@dataclass(frozen=True)
class Deprivation:
    """One indicator of the index."""

    code: str
    title: str
    dimension: str
    weight: Fraction
    words: str
    condition: Node
    first_on: date
    last_on: date | None
    source: Source


def deprivations_on(entries: Sequence[Mapping[str, Any]], day: date) -> tuple[Deprivation, ...]:
    """The table in force on a day, in catalogue order; empty where none is.

    MeasureInputError where its weights do not sum to 1.
    """
    table = tuple(
        one
        for one in map(_read, entries)
        if one.first_on <= day and (one.last_on is None or day <= one.last_on)
    )
    if table and sum(one.weight for one in table) != 1:
        total = sum(one.weight for one in table)
        raise MeasureInputError("E-IND-WEIGHT", f"多维贫困维度表的权重合计是 {total}，应当是 1。")
    return table


def _read(entry: Mapping[str, Any]) -> Deprivation:
    code = str(entry["code"])
    first, last = days_of(entry, code)
    return Deprivation(
        code=code,
        title=str(entry["title"]),
        dimension=str(entry["dimension"]),
        weight=Fraction(str(entry["weight"])),
        words=str(entry["words"]),
        condition=parse(entry["condition"], "household"),
        first_on=first,
        last_on=last,
        source=source_of(entry.get("source"), code),
    )
