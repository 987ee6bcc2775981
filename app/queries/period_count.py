"""Counts everything of a month or a year, county by county, before any of it is written."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.catalogue_files import read_entries
from app.adapters.snapshot_file import frame_of, write_frame
from app.adapters.snapshot_measures import measures_by_area
from app.domain.areas import LEVELS, range_of, short_code
from app.domain.clock import LOCAL
from app.domain.indicators.deprivations import CUTOFF, Deprivation, deprivations_on
from app.models import Area, RuleRun
from app.queries.areas import COUNTY
from app.queries.evaluation import list_project_lines
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope, unscoped
from app.queries.snapshot_rows import household_rows
from app.queries.tallies import tallies_at
from app.queries.tally_basis import Period
from app.queries.tally_lines import BEFORE, line_sums, rolled_up

DIGITS = tuple(digits for _, digits in LEVELS)
#: Projects of a county that are kept with it, most money first.
MOST_PROJECTS = 1000


@dataclass
class PeriodCount:
    """What was counted. `sums` by place, places above not yet added; `lines`: monitoring line in fen by county."""

    as_of: date
    year: int
    table: tuple[Deprivation, ...]
    sums: dict[str, dict[str, int]] = field(default_factory=dict)
    projects: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: dict[str, int | None] = field(default_factory=dict)
    judged: dict[str, str | None] = field(default_factory=dict)
    """Day of the newest finished run of the rules by county."""
    frames: list[pl.DataFrame] = field(default_factory=list)

    @property
    def frame(self) -> pl.DataFrame:
        return pl.concat(self.frames) if self.frames else frame_of({})

    def file(self) -> bytes:
        """The columnar file."""
        return write_frame(self.frame)

    def rolled_up(self) -> dict[str, dict[str, int]]:
        """Sums of every place and of all above it."""
        return rolled_up(self.sums, DIGITS)

    def measures(self) -> dict[str, dict[str, Any]]:
        """Measures that do not add up, by place, at every level."""
        return _measures(self.frame, self.table)


def count_period(
    session: Session, scope: Scope, as_of: date, year: int, progress: Callable[[str], None] | None = None
) -> PeriodCount:
    """Everything inside the scope as it is known now, judged on `as_of`, with the ledgers and projects of `year`."""
    counted = PeriodCount(as_of, year, deprivations_on(read_entries("deprivations"), as_of))
    with unscoped("a period is counted for everybody; who reads it is asked then"):
        for county in _counties(session, scope):
            period = _period(session, county, year, as_of)
            counted.lines[county] = period.line_fen
            day = judged_on(session, scope, county)
            counted.judged[county] = day.isoformat() if day else None
            _add(counted.sums, _county_sums(session, scope, county, period))
            _add(
                counted.sums, _sums_before(session, scope, county, _period(session, county, year - 1, as_of))
            )
            counted.frames.append(frame_of(household_rows(session, scope, county, period, counted.table)))
            for one in list_project_lines(session, scope, county, year, MOST_PROJECTS):
                counted.projects.setdefault(one.area_code, []).append(asdict(one))
            if progress is not None:
                progress(county)
        _add(counted.sums, _wide_sums(session, scope, Period(as_of, year, None)))
    return counted


def measures_of_the_day(
    session: Session, scope: Scope, area: str, period: Period
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Measures of one area as it is now, and the table of the index; nothing outside the scope."""
    table = deprivations_on(read_entries("deprivations"), period.as_of)
    if not scope.covers(area):
        return {}, []
    with unscoped("the index of an area that the scope holds whole"):
        frame = frame_of(household_rows(session, scope, area, period, table))
    weights = {one.code: float(one.weight) for one in table}
    found = measures_by_area(frame, len(short_code(area)), weights, float(CUTOFF))
    return found.get(area, {}), [told(one) for one in table]


def told(one: Deprivation) -> dict[str, str]:
    """An indicator of the index as a frozen period keeps it."""
    return {
        "code": one.code, "title": one.title, "dimension": one.dimension, "weight": str(one.weight), "words": one.words
    }  # fmt: skip


def judged_on(session: Session, scope: Scope, area: str) -> date | None:
    """Day of the newest finished run of the rules that touched the area; None outside the scope."""
    if not scope.covers(area):
        return None
    low, high = range_of(area)
    newest = session.scalar(
        select(func.max(RuleRun.finished_at)).where(RuleRun.area_low < high, RuleRun.area_high > low)
    )
    return newest.astimezone(LOCAL).date() if newest else None


def _period(session: Session, county: str, year: int, as_of: date) -> Period:
    """With the monitoring line of the year's end, as everywhere in papers."""
    return Period(as_of, year, line_on(session, "monitoring_line", date(year, 12, 31), county))


def _sums_before(session: Session, scope: Scope, county: str, period: Period) -> dict[str, dict[str, int]]:
    found = tallies_at(session, scope, county, DIGITS[-1], period)
    return {code: {f"{BEFORE}{name}": value for name, value in sums.items()} for code, sums in found.items()}


def _counties(session: Session, scope: Scope) -> list[str]:
    codes = session.scalars(select(Area.code).where(Area.level == COUNTY).order_by(Area.code))
    return [code for code in codes if scope.covers(code)]


def _county_sums(session: Session, scope: Scope, county: str, period: Period) -> dict[str, dict[str, int]]:
    sums = tallies_at(session, scope, county, DIGITS[-1], period)
    for code, more in line_sums(session, scope, county, DIGITS[-1], period).items():
        sums.setdefault(code, {}).update(more)
    return sums


def _wide_sums(session: Session, scope: Scope, period: Period) -> dict[str, dict[str, int]]:
    """What belongs to places wider than a county, such as a city's own project."""
    roots = [code for code in session.scalars(select(Area.code).where(Area.level == 1)) if scope.covers(code)]
    return {
        code: sums
        for root in roots
        for code, sums in tallies_at(session, scope, root, DIGITS[-1], period).items()
        if code[4:] == "0" * 8
    }


def _add(total: dict[str, dict[str, int]], more: dict[str, dict[str, int]]) -> None:
    for code, sums in more.items():
        kept = total.setdefault(code, {})
        for name, value in sums.items():
            kept[name] = kept.get(name, 0) + value


def _measures(frame: pl.DataFrame, table: tuple[Deprivation, ...]) -> dict[str, dict[str, Any]]:
    if frame.is_empty():
        return {}
    weights = {one.code: float(one.weight) for one in table}
    found: dict[str, dict[str, Any]] = {}
    for digits in DIGITS:
        found |= measures_by_area(frame, digits, weights, float(CUTOFF))
    return found
