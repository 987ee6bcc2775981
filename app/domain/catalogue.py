"""Entries of the catalogue as data: measures, checks and dated standards, each with source and examples."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.domain.conditions import Node
from app.domain.facts import Subject

#: How sure a figure or clause is: confirmed in a document, or a placeholder to be confirmed by the customer.
Confidence = Literal["confirmed", "common_knowledge", "placeholder"]
Expect = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or figure comes from."""

    document: str
    clause: str = ""
    reference: str = ""
    confidence: Confidence = "confirmed"


@dataclass(frozen=True, slots=True)
class Example:
    """A small household and the answer that the entry must give about it (or about one of its members)."""

    title: str
    expect: Expect
    as_of: date
    household: dict[str, Any]
    member: int | None = None
    #: For measures: what the verdict must be, where the example also has grants.
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What is paid, where `when` holds (None = otherwise)."""

    value_fen: int | None
    words: str
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One help measure: who should receive it (`condition`), how one sees who does (`has`)."""

    code: str
    title: str
    bureau: str
    unit: Subject
    group: str
    condition: Node
    has: Node
    first_on: date
    last_on: date | None
    source: Source
    amounts: tuple[Amount, ...] = ()
    excludes: tuple[str, ...] = ()
    period: str = ""
    documents: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison across bureaus: when it holds, somebody should look. `tolerance` says what may be fine."""

    code: str
    title: str
    bureau: str
    unit: Subject
    severity: str
    condition: Node
    first_on: date
    last_on: date | None
    source: Source
    tolerance: tuple[str, ...] = ()
    advice: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardLine:
    """One value of a standard: in whole units of its scale, for places in [area_low, area_high), in these days."""

    area_low: str
    area_high: str
    first_on: date
    last_on: date | None
    value: int
    source: Source


@dataclass(frozen=True, slots=True)
class DatedStandard:
    """A line, threshold, deadline or amount that changes with time and place.

    `clock` says on which day it is looked up: the day of judgement, or the last day of the income year.
    """

    code: str
    title: str
    kind: Literal["money", "number"]
    unit: str
    scale: int
    clock: Literal["day", "income_year"]
    lines: tuple[StandardLine, ...] = ()

    @property
    def narrowest_first(self) -> list[StandardLine]:
        """A county's own line before the city's, the city's before the province's."""
        return sorted(self.lines, key=lambda line: int(line.area_high) - int(line.area_low))

    def value_on(self, day: date, area_code: str) -> int | None:
        """The value in force there and then, of the narrowest region that has one; None where none does."""
        for line in self.narrowest_first:
            here = line.area_low <= area_code < line.area_high
            if here and line.first_on <= day <= (line.last_on or date.max):
                return line.value
        return None


Entry = Measure | Check | DatedStandard


@dataclass(frozen=True)
class Catalogue:
    """All entries in force together, by code, in catalogue order."""

    measures: dict[str, Measure]
    checks: dict[str, Check]
    standards: dict[str, DatedStandard]

    def titles(self) -> dict[str, str]:
        """Names of measures and standards by code, for sentences."""
        named: list[Measure | DatedStandard] = [*self.measures.values(), *self.standards.values()]
        return {entry.code: entry.title for entry in named}
