"""Gathers every fact of an effectiveness paper about an area, as somebody with this scope may see it."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.indicators.definition import answer
from app.domain.reporting.material import Material, Part
from app.domain.reporting.measured import distribution_of, index_of
from app.models import Area, IndicatorSnapshot, RuleVersion
from app.queries.areas import COUNTY, TOWNSHIP, VILLAGE, get_area, list_ancestors
from app.queries.evaluation import (
    get_gains,
    list_check_lines,
    list_grant_lines,
    list_missing_lines,
    list_project_lines,
)
from app.queries.frozen_material import PART_WORDS, count_areas, frozen_material
from app.queries.indicators import AreaFigures, get_figures, list_indicators
from app.queries.period_count import judged_on, measures_of_the_day
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope
from app.queries.snapshots import find_snapshot
from app.queries.surveys import last_closed
from app.queries.tallies import added, tallies_below
from app.queries.tally_basis import Period


def period_of(session: Session, area: str, year: int, as_of: date) -> Period:
    """The period with the monitoring line of the year's end in that place."""
    return Period(as_of, year, line_on(session, "monitoring_line", date(year, 12, 31), area))


def gather(
    session: Session, scope: Scope, area: str, year: int, as_of: date, period: str | None = None
) -> Material:
    """Everything the paper may say. NotFoundError where the scope does not hold the whole area.

    A paper about a part of what its title says would mislead, so a partial scope is refused, not reported on. A frozen
    `period`, or the frozen year where the year is over, gives the numbers as they were kept; otherwise they are the
    day's. InvalidInputError E-PERIOD where the period was asked for and never frozen.
    """
    if not scope.covers(area):
        raise NotFoundError
    snapshot = _snapshot(session, scope, year, as_of, period)
    office = issuing_office(session, scope, get_area(session, scope, area))
    if snapshot is not None:
        return frozen_material(session, scope, snapshot, area, office)
    return _material_of_the_day(session, scope, area, year, as_of, office)


def _snapshot(
    session: Session, scope: Scope, year: int, as_of: date, period: str | None
) -> IndicatorSnapshot | None:
    if period is None:
        return find_snapshot(session, scope, str(year)) if year < as_of.year else None
    found = find_snapshot(session, scope, period)
    if found is None:
        raise InvalidInputError(
            "E-PERIOD", f"{period[:20]} 没有冻结过。", way_out="请先冻结这一期，或不写期次。"
        )
    return found


def _material_of_the_day(
    session: Session, scope: Scope, area: str, year: int, as_of: date, office: str
) -> Material:
    period = period_of(session, area, year, as_of)
    figures = get_figures(session, scope, area, period)
    earlier = period_of(session, area, year - 1, as_of)
    sums_before = added(tallies_below(session, scope, area, earlier))
    indicators = {indicator.code: indicator for indicator in list_indicators()}
    told = [indicator for indicator in indicators.values() if not indicator.computed]
    measures, table = measures_of_the_day(session, scope, area, period)
    return Material(
        area_code=area,
        area_name=figures.area.name,
        office=office,
        part_word=PART_WORDS.get(figures.area.level, "") if figures.parts else "",
        townships=count_areas(session, scope, area, TOWNSHIP, as_of) if figures.area.level <= COUNTY else 0,
        villages=count_areas(session, scope, area, VILLAGE, as_of) if figures.area.level <= TOWNSHIP else 0,
        year=year,
        as_of=as_of,
        indicators=indicators,
        now={indicator.code: figures.of(indicator) for indicator in told},
        before={indicator.code: answer(indicator, sums_before) for indicator in told},
        sums=figures.total,
        sums_before=sums_before,
        parts=_parts(figures, told),
        line_yuan=None if period.line_fen is None else period.line_fen // 100,
        distribution=distribution_of(measures),
        grants=tuple(list_grant_lines(session, scope, area, period)),
        missing=tuple(list_missing_lines(session, scope, area)),
        checks=tuple(list_check_lines(session, scope, area, period)),
        projects=tuple(list_project_lines(session, scope, area, year)),
        gains=get_gains(session, scope, area, year),
        titles=_titles(session),
        judged_on=judged_on(session, scope, area),
        index=index_of(measures, table),
        check=last_closed(session, scope, area, year, as_of),
    )


def _parts(figures: AreaFigures, told: list[Any]) -> tuple[Part, ...]:
    return tuple(
        Part(part.code, part.name, {i.code: figures.of(i, part.code) for i in told}) for part in figures.parts
    )


def issuing_office(session: Session, scope: Scope, area: Area) -> str:
    """The office that issues: that of the county, or of the area itself above a county."""
    if area.level <= COUNTY:
        return f"{area.name}帮扶工作办公室"
    county = session.get(Area, area.code[:6] + "000000")
    chain = list_ancestors(session, scope, area.code)
    name = county.name if county is not None else chain[0].name if chain else area.name
    return f"{name}帮扶工作办公室"


def _titles(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(RuleVersion.code, RuleVersion.title)
        .where(RuleVersion.kind.in_(("measure", "check")))
        .order_by(RuleVersion.version)
    )
    return dict(iter(rows))
