"""Measures of an area, as a frozen period or the day's columns give them, as the paper takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.reporting.material import Distribution, IndexLine, MultiIndex
from app.domain.small_numbers import LEAST


def distribution_of(measures: Mapping[str, Any]) -> Distribution | None:
    """Measures over incomes; None where fewer than five households have a ledger."""
    if (measures.get("income_households") or 0) < LEAST or measures.get("median_fen") is None:
        return None
    cost = measures.get("closing_cost_fen")
    return Distribution(
        gap=measures.get("gap"),
        severity=measures.get("severity"),
        gini=measures.get("gini"),
        median=measures["median_fen"] / 100,
        closing_cost=None if cost is None else cost / 100,
        quintiles=measures.get("s80s20"),
        at_risk=measures.get("at_risk"),
        sen=measures.get("sen"),
        watts=measures.get("watts"),
    )


def index_of(measures: Mapping[str, Any], table: Sequence[Mapping[str, str]]) -> MultiIndex | None:
    """The multidimensional index; None where fewer than five households answered anything."""
    if (measures.get("mpi_households") or 0) < LEAST or not table:
        return None
    shares = measures.get("contributions") or {}
    lines = tuple(
        IndexLine(
            title=one["title"],
            dimension=one["dimension"],
            weight=one["weight"],
            deprived=measures["uncensored"].get(one["code"]),
            censored=measures["censored"].get(one["code"]),
            contribution=shares.get(one["code"]),
        )
        for one in table
    )
    return MultiIndex(
        headcount=measures["H"],
        intensity=measures.get("A"),
        index=measures["M0"],
        households=int(measures["mpi_households"]),
        incomplete=int(measures["mpi_incomplete"]),
        lines=lines,
    )
