"""Indicator values for an area and its parts, always with their definitions: the map, the table and the report read
the same answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.adapters.catalogue_files import read_entries
from app.domain.choropleth import AreaValue
from app.domain.indicators.definition import Answer, Indicator, answer, parse_indicator
from app.models import Area
from app.queries.areas import get_area, list_children
from app.queries.scope import Scope
from app.queries.tallies import Sums, added, tallies_below
from app.queries.tally_basis import Period


@dataclass(frozen=True)
class AreaFigures:
    """Sums of an area and of its parts; answers are made from them on demand."""

    area: Area
    parts: tuple[Area, ...]
    period: Period
    sums: dict[str, Sums]
    total: Sums

    def of(self, indicator: Indicator, code: str | None = None) -> Answer:
        """One indicator for a part, or for the whole area where no code is given."""
        return answer(indicator, self.total if code is None else self.sums.get(code, self._nothing()))

    def values(self, indicator: Indicator) -> list[AreaValue]:
        """One value a part for the map and the table beside it."""
        found = []
        for part in self.parts:
            given = self.of(indicator, part.code)
            found.append(AreaValue(part.code, part.name, given.state, given.value, given.text))
        return found

    def outside_parts(self) -> Sums:
        """What belongs to the area itself and to none of its parts, e.g. a county's own project."""
        names = {part.code for part in self.parts}
        return added({code: sums for code, sums in self.sums.items() if code not in names})

    def _nothing(self) -> Sums:
        return dict.fromkeys(self.total, 0)


def list_indicators() -> list[Indicator]:
    """All definitions of the catalogue in order of their codes."""
    return sorted((parse_indicator(entry) for entry in read_entries("indicators")), key=lambda one: one.code)


def find_indicator(code: str) -> Indicator | None:
    """One definition by code."""
    return next((indicator for indicator in list_indicators() if indicator.code == code), None)


def get_figures(session: Session, scope: Scope, code: str, period: Period) -> AreaFigures:
    """Sums of the area and of the parts one level below. NotFoundError outside the scope.

    The total is the sum over everything inside the scope, so a reader of a part sees that part's total only.
    """
    area = get_area(session, scope, code)
    sums = tallies_below(session, scope, code, period)
    return AreaFigures(
        area, tuple(list_children(session, scope, code, period.as_of)), period, sums, added(sums)
    )


def mapped(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Those that make sense as colours of areas."""
    return [indicator for indicator in indicators if indicator.on_map]
