"""All facts that a paper about an area may use, gathered once, and the pen that turns them into numbers with origin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.documents import Number, Provenance
from app.domain.evaluation import CheckLine, Gain, GrantLine, ProjectLine
from app.domain.indicators.definition import Answer, Indicator
from app.domain.number_text import UNKNOWN, plain
from app.domain.survey_rates import ClosedCheck


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the area (township or village) with its answers by indicator code."""

    code: str
    name: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Measures over incomes of people: FGT gap and severity, Gini, median (yuan), money to close the gap (yuan)."""

    gap: float | None
    severity: float | None
    gini: float | None
    median: float
    closing_cost: float | None
    quintiles: float | None = None
    """S80/S20."""
    at_risk: float | None = None
    """Share of people below 60 % of the median, as a fraction."""
    sen: float | None = None
    watts: float | None = None


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One indicator of the multidimensional index; shares as fractions, None where nothing is known."""

    title: str
    dimension: str
    weight: str
    deprived: float | None
    """Of those who told."""
    censored: float | None
    contribution: float | None


@dataclass(frozen=True, slots=True)
class MultiIndex:
    """Alkire-Foster index of the area; `incomplete` households have unknown answers."""

    headcount: float
    intensity: float | None
    index: float
    households: int
    incomplete: int
    lines: tuple[IndexLine, ...]


@dataclass(frozen=True)
class Material:
    """Facts about one area and year as somebody with a given scope may see them."""

    area_code: str
    area_name: str
    office: str
    """Who issues the paper, e.g. 云岭县帮扶工作办公室."""
    part_word: str
    """What the parts are called: 乡镇 or 村; empty for a village."""
    townships: int
    villages: int
    year: int
    as_of: date
    indicators: Mapping[str, Indicator]
    now: Mapping[str, Answer]
    before: Mapping[str, Answer]
    """Answers for the year before, for what depends on the year."""
    sums: Mapping[str, int]
    sums_before: Mapping[str, int]
    parts: tuple[Part, ...]
    line_yuan: int | None
    distribution: Distribution | None
    grants: tuple[GrantLine, ...] = ()
    missing: tuple[tuple[str, int], ...] = ()
    checks: tuple[CheckLine, ...] = ()
    projects: tuple[ProjectLine, ...] = ()
    gains: Mapping[bool, Gain] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles of measures and checks by code."""
    judged_on: date | None = None
    index: MultiIndex | None = None
    check: ClosedCheck | None = None
    """The year's last closed check of this very area."""
    frozen: str = ""
    """Which frozen period the numbers come from, e.g. 2026 第 1 版; empty where they are of the day."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Maps and charts as PNG by name."""

    def known(self, *codes: str) -> bool:
        """Whether all of these are known for the area."""
        return all(code in self.now and self.now[code].is_known for code in codes)

    def title(self, code: str) -> str:
        """Name of a measure or check; its code where the catalogue does not name it."""
        return self.titles.get(code, code)

    def number(self, code: str) -> Number:
        """An indicator of the area as it stands in a sentence: plain digits with the unit."""
        return self._number(code, self.now.get(code), self.area_code, grouped=False, unit=True)

    def number_before(self, code: str) -> Number:
        """The same for the year before."""
        return self._number(code, self.before.get(code), self.area_code, grouped=False, unit=True)

    def number_of(self, code: str, part: Part) -> Number:
        """The same for a part of the area."""
        return self._number(code, part.answers.get(code), part.code, grouped=False, unit=True)

    def cell(self, code: str, part: Part | None = None, *, before: bool = False) -> Number:
        """An indicator as it stands in a table: grouped digits, no unit; of a part, or of the whole area."""
        answers = part.answers if part else self.before if before else self.now
        return self._number(
            code, answers.get(code), part.code if part else self.area_code, grouped=True, unit=False
        )

    def figure(self, code: str, value: float | None, *, unit: bool = True) -> Number:
        """A computed number under a definition; rounded and written as the definition says."""
        indicator = self.indicators[code]
        text = plain(value, indicator.decimals, grouped=not unit)
        shown = f"{text}{indicator.unit}" if unit and value is not None else text
        return Number(shown, value, Provenance(code, self.as_of, indicator.link(self.area_code, self.year)))

    def count(self, text: str, value: int | float, code: str, link: str | None = None) -> Number:
        """A count that follows a definition for a sub-group, e.g. one measure out of all."""
        return Number(
            text,
            value,
            Provenance(code, self.as_of, link or self.indicators[code].link(self.area_code, self.year)),
        )

    def _number(self, code: str, answer: Answer | None, area: str, *, grouped: bool, unit: bool) -> Number:
        indicator = self.indicators[code]
        origin = Provenance(code, self.as_of, indicator.link(area, self.year))
        if answer is None or not answer.is_known or answer.value is None:
            suppressed = answer is not None and answer.state == "suppressed"
            return Number("不公布" if suppressed else "没有数" if unit else UNKNOWN, None, origin)
        digits = plain(answer.value, indicator.decimals, grouped=grouped)
        return Number(f"{digits}{indicator.unit}" if unit else digits, answer.value, origin)


def total_row(material: Material, codes: tuple[str, ...], label: str = "合计") -> tuple[str | Number, ...]:
    """The last row of a table by parts: the area itself, not a sum of the rows above."""
    return (label, *(material.cell(code) for code in codes))


def part_rows(material: Material, codes: tuple[str, ...]) -> tuple[tuple[str | Number, ...], ...]:
    """One row a part with these indicators."""
    return tuple((part.name, *(material.cell(code, part) for code in codes)) for part in material.parts)
