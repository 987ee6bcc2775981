"""Columns of lists of households and of persons: the usual ones, and every fact about them and their village."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from app.domain.facts import FACTS, Fact, Subject

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
#: Beside a person's name and place.
USUAL_OF_PERSONS = MappingProxyType(
    {
        "relation": "与户主关系",
        "sex": "性别",
        "age": "年龄",
        "number": "证件号码（遮盖）",
        "health": "健康状况",
        "labor": "劳动技能",
        "study": "文化程度、在校",
        "work": "务工",
    }
)
_USUAL: dict[Subject, Mapping[str, str]] = {"household": USUAL, "person": USUAL_OF_PERSONS}
MOST = 12


def usual_columns(subject: Subject = "household") -> Mapping[str, str]:
    """The columns that stand in a list before anybody has chosen."""
    return _USUAL[subject]


def offered_facts(subject: Subject = "household") -> list[Fact]:
    """Facts that may stand in a column of the list."""
    subjects = ("household", "village") if subject == "household" else ("person", "household", "village")
    return [f for f in FACTS.values() if f.subject in subjects and f.kind != "text"]


@cache
def _known(subject: Subject) -> frozenset[str]:
    return frozenset({*_USUAL[subject], *(f.key for f in offered_facts(subject))})


def read_columns(keys: str | Iterable[str] | None, subject: Subject = "household") -> tuple[str, ...]:
    """The chosen columns in their order; what is no column is left out, the usual ones where none is left."""
    given = (keys.split(",") if isinstance(keys, str) else keys) or ()
    known = _known(subject)
    chosen = tuple(dict.fromkeys(key for key in given if key in known))[:MOST]
    return chosen or tuple(_USUAL[subject])


def column_facts(columns: Iterable[str]) -> list[str]:
    """Those of the columns that are facts."""
    return [key for key in columns if key in FACTS]


def column_title(key: str) -> str:
    """What stands above the column, with its unit."""
    for usual in _USUAL.values():
        if key in usual:
            return usual[key]
    fact = FACTS[key]
    return fact.label if not fact.unit else f"{fact.label}（{fact.unit}）"
