"""Columns of the list of households: the usual ones, and every fact about a household and its village."""

from collections.abc import Iterable
from types import MappingProxyType

from app.domain.facts import FACTS, Fact

#: Beside the head's name and the place, which always stand first.
USUAL = MappingProxyType(
    {
        "size": "人口",
        "kind": "类别",
        "income": "人均纯收入（元）",
        "measures": "没到位的",
        "findings": "疑点",
    }
)
MOST = 12


def offered_facts() -> list[Fact]:
    """Facts that may stand in a column of the list."""
    return [f for f in FACTS.values() if f.subject in ("household", "village") and f.kind != "text"]


def read_columns(keys: str | Iterable[str] | None) -> tuple[str, ...]:
    """The chosen columns in their order; what is no column is left out, the usual ones where none is left."""
    given = (keys.split(",") if isinstance(keys, str) else keys) or ()
    known = {*USUAL, *(f.key for f in offered_facts())}
    chosen = tuple(dict.fromkeys(key for key in given if key in known))[:MOST]
    return chosen or tuple(USUAL)


def column_facts(columns: Iterable[str]) -> list[str]:
    """Those of the columns that are facts."""
    return [key for key in columns if key in FACTS]


def column_title(key: str) -> str:
    """What stands above the column, with its unit."""
    if key in USUAL:
        return USUAL[key]
    fact = FACTS[key]
    return fact.label if not fact.unit else f"{fact.label}（{fact.unit}）"
