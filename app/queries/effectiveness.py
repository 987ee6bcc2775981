"""Gathers every fact of an effectiveness paper about an area, as somebody with this scope may see it."""

from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import LOCAL
from app.domain.errors import NotFoundError
from app.domain.indicators import poverty
from app.domain.indicators.definition import answer
from app.domain.reporting.material import Distribution, Material, Part
from app.models import Area, RuleRun, RuleVersion
from app.queries.areas import COUNTY, TOWNSHIP, list_ancestors
from app.queries.evaluation import (
    get_gains,
    list_check_lines,
    list_grant_lines,
    list_missing_lines,
    list_project_lines,
)
from app.queries.indicators import AreaFigures, get_figures, list_indicators
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope
from app.queries.tallies import added, tallies_below
from app.queries.tally_basis import Period
from app.queries.tally_people import incomes

PART_WORDS = {1: "市州", 2: "县（区）", 3: "乡镇", 4: "村"}


def period_of(session: Session, area: str, year: int, as_of: date) -> Period:
    """The period with the monitoring line of the year's end in that place."""
    return Period(as_of, year, line_on(session, "monitoring_line", date(year, 12, 31), area))


def gather(session: Session, scope: Scope, area: str, year: int, as_of: date) -> Material:
    """Everything the paper may say. NotFoundError where the scope does not hold the whole area.

    A paper about a part of what its title says would mislead, so a partial scope is refused, not reported on.
    """
    if not scope.covers(area):
        raise NotFoundError
    period = period_of(session, area, year, as_of)
    figures = get_figures(session, scope, area, period)
    earlier = period_of(session, area, year - 1, as_of)
    sums_before = added(tallies_below(session, scope, area, earlier))
    indicators = {indicator.code: indicator for indicator in list_indicators()}
    told = [indicator for indicator in indicators.values() if not indicator.computed]
    return Material(
        area_code=area,
        area_name=figures.area.name,
        office=_office(session, scope, figures.area),
        part_word=PART_WORDS.get(figures.area.level, "") if figures.parts else "",
        townships=_count_areas(session, area, TOWNSHIP, as_of) if figures.area.level <= COUNTY else 0,
        villages=_count_areas(session, area, TOWNSHIP + 1, as_of) if figures.area.level <= TOWNSHIP else 0,
        year=year,
        as_of=as_of,
        indicators=indicators,
        now={indicator.code: figures.of(indicator) for indicator in told},
        before={indicator.code: answer(indicator, sums_before) for indicator in told},
        sums=figures.total,
        sums_before=sums_before,
        parts=_parts(figures, told),
        line_yuan=None if period.line_fen is None else period.line_fen // 100,
        distribution=_distribution(incomes(session, scope, area, year), period.line_fen),
        grants=tuple(list_grant_lines(session, scope, area, period)),
        missing=tuple(list_missing_lines(session, scope, area)),
        checks=tuple(list_check_lines(session, scope, area, period)),
        projects=tuple(list_project_lines(session, scope, area, year)),
        gains=get_gains(session, scope, area, year),
        titles=_titles(session),
        judged_on=_judged_on(session, area),
    )


def _parts(figures: AreaFigures, told: list[Any]) -> tuple[Part, ...]:
    return tuple(
        Part(part.code, part.name, {i.code: figures.of(i, part.code) for i in told}) for part in figures.parts
    )


def _distribution(rows: list[tuple[int, int]], line_fen: int | None) -> Distribution | None:
    if not rows:
        return None
    columns = np.array(rows, dtype=np.float64)
    incomes_fen, people = columns[:, 0], columns[:, 1]
    below = line_fen is not None
    return Distribution(
        gap=poverty.fgt(incomes_fen, line_fen or 1, 1, people) if below else None,
        severity=poverty.fgt(incomes_fen, line_fen or 1, 2, people) if below else None,
        gini=poverty.gini(incomes_fen, people),
        median=poverty.weighted_median(incomes_fen, people) / 100,
        closing_cost=poverty.closing_cost(incomes_fen, line_fen or 1, people) / 100 if below else None,
    )


def _office(session: Session, scope: Scope, area: Area) -> str:
    """The office that issues: that of the county, or of the area itself above a county."""
    if area.level <= COUNTY:
        return f"{area.name}帮扶工作办公室"
    county = session.get(Area, area.code[:6] + "000000")
    chain = list_ancestors(session, scope, area.code)
    name = county.name if county is not None else chain[0].name if chain else area.name
    return f"{name}帮扶工作办公室"


def _count_areas(session: Session, area: str, level: int, on: date) -> int:
    low, high = range_of(area)
    wanted = select(func.count()).where(Area.code >= low, Area.code < high, Area.level == level)
    return session.scalar(wanted.where(Area.valid_to.is_(None) | (Area.valid_to > on))) or 0


def _titles(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(RuleVersion.code, RuleVersion.title)
        .where(RuleVersion.kind.in_(("measure", "check")))
        .order_by(RuleVersion.version)
    )
    return dict(iter(rows))


def _judged_on(session: Session, area: str) -> date | None:
    """Day of the newest finished run of the rules that touched the area."""
    low, high = range_of(area)
    newest = session.scalar(
        select(func.max(RuleRun.finished_at)).where(RuleRun.area_low < high, RuleRun.area_high > low)
    )
    return newest.astimezone(LOCAL).date() if newest else None
