"""Entries of the catalogue as data: measures, checks, criteria, quality rules, exclusions and dated standards."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from app.domain.conditions import FACTOR_SCALE, Node
from app.domain.facts import Subject

#: How sure a figure or clause is: confirmed in a document, or a placeholder to be confirmed by the customer.
Confidence = Literal["confirmed", "common_knowledge", "placeholder"]
Expect = Literal["pass", "fail", "unknown"]
#: due: owed to everybody who is eligible. request: who is eligible may apply. quota: so, while places last.
Claim = Literal["due", "request", "quota"]
#: What comes of a check that says yes.
Result = Literal["order", "list"]
Per = Literal["once", "year", "semester", "quarter", "month"]
#: How often a year an amount is paid; what is paid once counts in its year.
TIMES_A_YEAR: dict[Per, int] = {"once": 1, "year": 1, "semester": 2, "quarter": 4, "month": 12}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or figure comes from."""

    document: str
    clause: str = ""
    reference: str = ""
    confidence: Confidence = "confirmed"


@dataclass(frozen=True, slots=True)
class Example:
    """A small register and the answer that the entry must give about its first household, village or project
    (or about one member of that household)."""

    title: str
    expect: Expect
    as_of: date
    specimens: tuple[dict[str, Any], ...]
    member: int | None = None
    #: For measures: what the verdict must be, where the example also has grants.
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What is paid, where `when` holds (None = otherwise): a figure or a standard times `factor` thousandths,
    less the money fact `minus`, times the number fact `each`, at most so much; `per` says how often.
    Neither figure nor standard = known in words only.
    """

    value_fen: int | None
    words: str
    when: Node | None = None
    standard: str | None = None
    factor: int = FACTOR_SCALE
    per: Per = "year"
    each: str | None = None
    minus: str | None = None
    at_most: "int | str | None" = None

    @property
    def is_counted(self) -> bool:
        """Whether it can be told in money at all."""
        return self.value_fen is not None or self.standard is not None


@dataclass(frozen=True, slots=True)
class RankKey:
    """One look at those who fit, when places are fewer than people: first those for whom `when` holds, or those with
    the least or most of the fact. Who is not known comes after who is: an unknown detail is no advantage."""

    words: str
    source: Source
    when: Node | None = None
    fact: str | None = None
    least_first: bool = True


@dataclass(frozen=True, slots=True)
class Limit:
    """Places of a measure: `quota` is the dated standard of a county's (or a township's own) places, `order` what is
    looked at one after the other, `ties` what is done with people who are alike in all of it."""

    quota: str
    order: tuple[RankKey, ...]
    ties: str


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
    #: One of these measures must be had (or chosen) too.
    requires: tuple[str, ...] = ()
    claim: Claim = "due"
    limit: Limit | None = None
    period: str = ""
    documents: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison across bureaus: when it holds, somebody should look. `tolerance` says what may be fine.

    `result`: `order` sends somebody to look, `list` only keeps the list of those it is about (domain 8.2, R44).
    """

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
    result: Result = "order"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A trigger of a possible return to poverty, a criterion of exit, a guarantee's standard, or a group to visit.

    relapse, group: when it holds, somebody should look. exit, guarantee: when it holds, it is met.
    """

    code: str
    title: str
    family: Literal["relapse", "exit", "guarantee", "group"]
    aspect: str
    bureau: str
    unit: Subject
    condition: Node
    first_on: date
    last_on: date | None
    source: Source
    period: str = ""
    advice: str = ""
    documents: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """A rule of data quality: when it holds, something in the register is wrong, however old it is.

    `number` is the official one, `field` the one to open for mending, level 1 the most serious.
    """

    code: str
    number: str
    level: int
    title: str
    sentence: str
    fix: str
    field: str
    bureau: str
    unit: Subject
    condition: Node
    first_on: date
    last_on: date | None
    source: Source
    tags: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Measures of which one subject (`within`) may have only one, now or in the same year; or, with `when`, which
    may not be had while that holds."""

    code: str
    title: str
    measures: tuple[str, ...]
    within: Literal["person", "household"]
    same: Literal["now", "year"]
    when: Node | None
    first_on: date
    last_on: date | None
    source: Source


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


#: What has a condition about its subjects and examples of it.
Rule = Measure | Check | Criterion | Quality
Entry = Rule | Exclusion | DatedStandard


@dataclass(frozen=True)
class Catalogue:
    """All entries in force together, by code, in catalogue order."""

    measures: dict[str, Measure]
    checks: dict[str, Check]
    standards: dict[str, DatedStandard]
    criteria: dict[str, Criterion] = field(default_factory=dict)
    quality: dict[str, Quality] = field(default_factory=dict)
    exclusions: dict[str, Exclusion] = field(default_factory=dict)

    def rules(self) -> list[Rule]:
        """All that have conditions, measures first."""
        return [
            *self.measures.values(), *self.checks.values(), *self.criteria.values(), *self.quality.values()
        ]  # fmt: skip

    def titles(self) -> dict[str, str]:
        """Names of measures and standards by code, for sentences."""
        named: list[Measure | DatedStandard] = [*self.measures.values(), *self.standards.values()]
        return {entry.code: entry.title for entry in named}
