"""Additive sums per area, one statement a source, for any level below an area: what indicators are made of.

Each statement groups by the first digits of the area code, so 3,000 villages cost the same statement as 12 townships.
A row that belongs to the wider area itself (a county's project) comes out under the wider area's own code.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.domain.areas import LEVELS, level_number
from app.queries import tally_more as more
from app.queries import tally_people as people
from app.queries import tally_work as work
from app.queries.scope import Scope
from app.queries.tally_basis import Period

Sums = dict[str, int]


def tallies_below(session: Session, scope: Scope, area: str, period: Period) -> dict[str, Sums]:
    """Sums by area code one level below `area` (and under `area` itself what belongs to no part of it).

    Every sum is there for every code that occurs: nothing counted is zero.
    """
    digits = LEVELS[min(level_number(area), len(LEVELS) - 1)][1]
    return tallies_at(session, scope, area, digits, period)


def tallies_at(session: Session, scope: Scope, area: str, digits: int, period: Period) -> dict[str, Sums]:
    """The same at any level: sums by the first `digits` of the code, filled up with zeros."""
    inside = scope.within(area)
    found: dict[str, Sums] = {area: {}}
    names: set[str] = set()
    for statement in _statements(session, inside, area, digits, period):
        names |= set(statement.selected_columns.keys()) - {"area"}
        for row in session.execute(statement).mappings():
            sums = found.setdefault(str(row["area"]).ljust(12, "0"), {})
            sums.update({name: int(row[name] or 0) for name in row if name != "area"})
    return {code: dict.fromkeys(names, 0) | sums for code, sums in found.items()}


def added(parts: Mapping[str, Mapping[str, int]]) -> Sums:
    """The sums of all parts together."""
    total: Sums = {}
    for sums in parts.values():
        for name, value in sums.items():
            total[name] = total.get(name, 0) + value
    return total


def _statements(session: Session, scope: Scope, area: str, digits: int, period: Period) -> list[Select[Any]]:
    return [
        people.households(scope, area, digits, period),
        people.persons(scope, area, digits),
        people.living(scope, area, digits),
        work.judged(session, scope, area, digits),
        work.verdicts(scope, area, digits),
        work.findings(scope, area, digits, period),
        work.visits(scope, area, digits, period),
        work.grants(scope, area, digits, period),
        work.projects(scope, area, digits, period),
        work.flows(scope, area, digits, period),
        work.beneficiaries(scope, area, digits, period),
        more.help_by_group(scope, area, digits, period),
        more.schooling(scope, area, digits, period),
        more.comforts(scope, area, digits),
        more.in_poverty(scope, area, digits),
        more.population(scope, area, digits, period),
        more.unsettled(scope, area, digits),
        more.assets(scope, area, digits),
        more.project_progress(scope, area, digits, period),
        more.carried_over(scope, area, digits, period),
    ]
