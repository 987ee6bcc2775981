"""An indicator: what it means in words, and how it is made of additive sums.

The sums (tallies) are additive, so a township is the sum of its villages; a rate is made only at the end, from the
summed parts, never as a mean of rates. A tally that nobody has delivered is None and the answer is `no_data`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from app.domain.choropleth import State
from app.domain.number_text import UNKNOWN, plain, share

#: Sum by name; None where the source has not been delivered for the area.
Tallies = Mapping[str, int | float | None]
Direction = Literal["higher_is_better", "lower_is_better", "neutral"]


class DefinitionError(ValueError):
    """A catalogue entry lacks something; the text names the code."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue. `factor` times numerator / denominator gives the shown unit."""

    code: str
    title: str
    unit: str
    words: str
    source: str
    owner: str
    numerator: str = ""
    denominator: str | None = None
    factor: Decimal = Decimal(1)
    decimals: int = 0
    direction: Direction = "neutral"
    breaks: tuple[float, ...] = ()
    """Fixed lower limits of the map's classes 2 to 5; empty where classes are made from the values."""
    basis: str | None = None
    """A tally that must be above zero, or there is no data (e.g. households that the rules have judged)."""
    suppress_below: int = 0
    """Rates over fewer than this many cases are not published for one area."""
    cases: str | None = None
    """The tally that counts those cases; the denominator unless it counts something else than households or persons."""
    rows: str | None = None
    """Address of the rows behind the number, with {area} and {year}."""
    on_map: bool = True
    period: Literal["month", "year"] = "month"
    """How often it means something new: counts by month, ledgers and projects by year."""
    target: float | None = None
    """What is aimed at, in the shown unit; `target_source` says who aims at it."""
    target_source: str = ""
    computed: bool = False
    """Made from columns of incomes or projects and not from sums; then there is no numerator."""

    def link(self, area: str, year: int) -> str | None:
        """The page that lists what was counted."""
        return None if self.rows is None else self.rows.format(area=area, year=year)


@dataclass(frozen=True, slots=True)
class Answer:
    """One indicator for one area. `text` is formatted without unit; `value` is in the shown unit."""

    state: State
    value: float | None
    text: str
    numerator: int | float | None = None
    denominator: int | float | None = None

    @property
    def is_known(self) -> bool:
        return self.state in ("value", "zero")


def parse_indicator(entry: Mapping[str, Any]) -> Indicator:
    """An indicator out of a catalogue entry. DefinitionError names what is missing or unknown."""
    code = str(entry.get("code", "?"))
    known = set(Indicator.__dataclass_fields__)
    if unknown := set(entry) - known:
        raise DefinitionError(f"{code}: unknown keys {sorted(unknown)}")
    values = dict(entry)
    values["factor"] = Decimal(str(entry.get("factor", 1)))
    values["breaks"] = tuple(float(limit) for limit in entry.get("breaks", ()))
    try:
        indicator = Indicator(**values)
    except TypeError as error:
        raise DefinitionError(f"{code}: {error}") from error
    if (indicator.target is None) != (not indicator.target_source):
        raise DefinitionError(f"{code}: a target needs its source")
    if indicator.computed == bool(indicator.numerator):
        raise DefinitionError(f"{code}: either a numerator or computed: true")
    return indicator


def answer(indicator: Indicator, tallies: Tallies, *, grouped: bool = True) -> Answer:
    """The indicator's value from the sums of one area.

    No data: a needed sum is None, the basis is empty, or there is nothing to divide by. Suppressed: fewer cases than
    `suppress_below` but not none.
    """
    top = tallies.get(indicator.numerator)
    bottom = 1 if indicator.denominator is None else tallies.get(indicator.denominator)
    has_basis = indicator.basis is None or bool(tallies.get(indicator.basis))
    if top is None or not bottom or not has_basis:
        return Answer("no_data", None, UNKNOWN, top, None if indicator.denominator is None else bottom)
    if _too_few(indicator, tallies):
        return Answer("suppressed", None, UNKNOWN)
    exact = (share(top, bottom) or Decimal(0)) * indicator.factor
    text = plain(exact, indicator.decimals, grouped=grouped)
    return Answer("zero" if exact == 0 else "value", float(exact), text, top, bottom)


def _too_few(indicator: Indicator, tallies: Tallies) -> bool:
    if indicator.denominator is None or not indicator.suppress_below:
        return False
    cases = tallies.get(indicator.cases or indicator.denominator)
    return cases is not None and 0 < cases < indicator.suppress_below
