"""Indicators that are no sums, for any area of a frozen period: from the measures kept with it.

Incomes are in fen, shares between 0 and 1 as the freezing wrote them; answers are in the unit that the catalogue shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.indicators.definition import Answer, Indicator
from app.domain.number_text import UNKNOWN, plain
from app.domain.small_numbers import LEAST

_INCOMES, _ANSWERS = "income_households", "mpi_households"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Name in the frozen measures, what it is multiplied by, and which households it was measured over."""

    name: str
    factor: float
    cases: str


_KEPT = {
    "I34": _Kept("gap", 1, _INCOMES),
    "I35": _Kept("severity", 1, _INCOMES),
    "I36": _Kept("gini", 1, _INCOMES),
    "I37": _Kept("median_fen", 0.01, _INCOMES),
    "I38": _Kept("closing_cost_fen", 0.000001, _INCOMES),
    "I43": _Kept("H", 100, _ANSWERS),
    "I44": _Kept("A", 100, _ANSWERS),
    "I45": _Kept("M0", 1, _ANSWERS),
    "I46": _Kept("watts", 1, _INCOMES),
    "I47": _Kept("sen", 1, _INCOMES),
    "I48": _Kept("s80s20", 1, _INCOMES),
    "I49": _Kept("at_risk", 100, _INCOMES),
}


def is_measured(indicator: Indicator) -> bool:
    """Whether frozen periods keep it for each area."""
    return indicator.code in _KEPT


def measured_answer(indicator: Indicator, measures: Mapping[str, Any]) -> Answer:
    """The kept measure: no data where nobody kept it, suppressed where it stands on fewer than five households."""
    kept = _KEPT.get(indicator.code)
    cases = measures.get(kept.cases) if kept else None
    if kept is None or not cases:
        return Answer("no_data", None, UNKNOWN)
    if cases < LEAST:
        return Answer("suppressed", None, UNKNOWN)
    given = measures.get(kept.name)
    if given is None:
        return Answer("no_data", None, UNKNOWN)
    value = float(given) * kept.factor
    text = plain(value, indicator.decimals, grouped=True)
    return Answer("value" if value else "zero", value, text)
