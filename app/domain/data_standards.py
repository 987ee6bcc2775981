"""On what ground a list is kept, and which national standards its fields follow: dated entries with their source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.catalogue import Source
from app.domain.catalogue_reading import day_of, source_of
from app.domain.importing.profile import Column, Profile

#: The office that keeps the register; to it the lists of all others come by sharing.
KEEPER = "NY"
#: Kinds of values, and facts about a person, that the law calls sensitive.
_SENSITIVE_CONVERTERS = frozenset({"id_number", "certificate", "account", "address", "health"})
_SENSITIVE_LISTS = frozenset(
    {
        "illness",
        "chronic",
        "disability_category",
        "disability_level",
        "custody",
        "health",
        "treatment",
        "stay",
    }
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal ground. `offices` None = all, `others` = all but the keeper of the register."""

    code: str
    title: str
    source: Source
    first_day: date
    last_day: date | None
    offices: frozenset[str] | None
    lists: frozenset[str] | None
    only_others: bool
    only_sensitive: bool

    def holds(self, profile: Profile, on: date) -> bool:
        """Whether it is a ground for this list on that day."""
        if on < self.first_day or (self.last_day is not None and on > self.last_day):
            return False
        if self.only_others and profile.bureau == KEEPER:
            return False
        if self.only_sensitive and not any(is_sensitive(c) for c in profile.columns):
            return False
        named = (self.offices is None or profile.bureau in self.offices, self.lists is None)
        return all(named) or (self.lists is not None and profile.code in self.lists)


@dataclass(frozen=True, slots=True)
class FieldStandard:
    """A standard and the fields it is for."""

    code: str
    title: str
    source: Source
    lists: frozenset[str]
    converters: frozenset[str]


def is_sensitive(column: Column) -> bool:
    """Sensitive personal information (个人信息保护法 第二十八条): numbers, accounts, whereabouts, health, custody."""
    return column.converter in _SENSITIVE_CONVERTERS or column.vocabulary in _SENSITIVE_LISTS


def read_grounds(entries: Iterable[Mapping[str, Any]]) -> tuple[Ground, ...]:
    """The legal grounds of the catalogue. Raises CatalogueError where source or day is missing."""
    return tuple(_ground(e) for e in entries)


def _ground(entry: Mapping[str, Any]) -> Ground:
    place, offices = str(entry["code"]), entry.get("offices")
    last = entry.get("last_day")
    return Ground(
        code=place,
        title=str(entry["title"]),
        source=source_of(entry.get("source"), place),
        first_day=day_of(entry.get("first_day"), place),
        last_day=None if last is None else day_of(last, place),
        offices=frozenset(offices) if isinstance(offices, list) else None,
        lists=frozenset(entry["lists"]) if "lists" in entry else None,
        only_others=offices == "others",
        only_sensitive=bool(entry.get("sensitive", False)),
    )


def grounds_of(grounds: Iterable[Ground], profile: Profile, on: date) -> list[Ground]:
    """The grounds of a list on a day, in the order of the catalogue."""
    return [g for g in grounds if g.holds(profile, on)]


def read_standards(entries: Iterable[Mapping[str, Any]]) -> tuple[FieldStandard, ...]:
    """The field standards of the catalogue. Raises CatalogueError where the source is missing."""
    return tuple(
        FieldStandard(
            str(e["code"]),
            str(e["title"]),
            source_of(e.get("source"), str(e["code"])),
            frozenset(e.get("lists", ())),
            frozenset(e.get("converters", ())),
        )
        for e in entries
    )


def standard_of(standards: Iterable[FieldStandard], column: Column) -> FieldStandard | None:
    """The standard that a column's values follow; a code list speaks before the kind of value."""
    known = list(standards)
    by_list = (s for s in known if column.vocabulary in s.lists)
    return next(by_list, next((s for s in known if column.converter in s.converters), None))
