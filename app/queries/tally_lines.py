"""Additive sums by measure, by check and by group of comparison, named `grant:M26:households` and the like.

They are what the lines of a paper are made of, kept per village so that a frozen period can write the same paper again.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Select, and_, case, distinct, func, select
from sqlalchemy.orm import Session

from app.domain.evaluation import CheckLine, Gain, GrantLine
from app.domain.work_orders import DONE_STATES
from app.models import Finding, Household, MeasureGrant, Project, ProjectBeneficiary, RuleResult
from app.queries.scope import Scope
from app.queries.tally_basis import Period, active, count, grants_in_force, inside, place
from app.queries.tally_people import ledger_of, members_of
from app.queries.tally_work import MISSING, YES

Sums = Mapping[str, int]
#: Sums of the year before stand beside those of the period under this prefix.
BEFORE = "before:"


def line_sums(
    session: Session, scope: Scope, area: str, digits: int, period: Period
) -> dict[str, dict[str, int]]:
    """Sums by area code (first `digits` filled up with zeros) and name; only what occurs."""
    mine = scope.within(area)
    found: dict[str, dict[str, int]] = {}
    for prefix, statement in (
        ("grant", _grants(mine, area, digits, period)),
        ("missing", _missing(mine, area, digits)),
        ("check", _checks(mine, area, digits, period)),
        ("gain", _gains(mine, area, digits, period)),
    ):
        for row in session.execute(statement).mappings():
            sums = found.setdefault(str(row["area"]).ljust(12, "0"), {})
            sums |= {
                f"{prefix}:{row['name']}:{key}": int(value or 0)
                for key, value in row.items()
                if key not in ("area", "name")
            }
    return found


def _grants(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    grant = MeasureGrant
    live = grants_in_force(period)
    return (
        select(
            place(grant.area_code, digits),
            grant.measure.label("name"),
            func.count().label("grants"),
            func.count(distinct(grant.household_id)).label("households"),
            count(grant.amount_fen.is_not(None)).label("told"),
            func.sum(func.coalesce(grant.amount_fen, 0)).label("fen"),
        )
        .where(scope.on(grant), inside(grant.area_code, area), live)
        .group_by("area", grant.measure)
    )


def _missing(scope: Scope, area: str, digits: int) -> Select[Any]:
    result = RuleResult
    return (
        select(place(result.area_code, digits), result.rule.label("name"), func.count().label("count"))
        .where(scope.on(result), inside(result.area_code, area), result.until_at.is_(None))
        .where(result.rule.endswith(MISSING), result.state == YES)
        .group_by("area", result.rule)
    )


def _checks(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    unfinished = Finding.state.not_in(DONE_STATES)
    return (
        select(
            place(Finding.area_code, digits),
            Finding.check_code.label("name"),
            func.count().label("findings"),
            count(unfinished).label("unfinished"),
            count(and_(unfinished, Finding.due_on < period.as_of)).label("late"),
        )
        .where(scope.on(Finding), inside(Finding.area_code, area))
        .group_by("area", Finding.check_code)
    )


def _gains(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    """Households with a ledger in both years, served by a project of the year or not."""
    before = ledger_of(scope, area, period.year - 1, "before")
    after = ledger_of(scope, area, period.year, "after")
    members = members_of(scope, area)
    served = (
        select(ProjectBeneficiary.household_id)
        .join(Household, ProjectBeneficiary.household_id == Household.id)
        .join(Project, ProjectBeneficiary.project_id == Project.id)
        .where(*active(scope, area), Project.year == period.year)
    )
    group = case((Household.id.in_(served), "served"), else_="others").label("name")
    return (
        select(
            place(Household.area_code, digits),
            group,
            func.count().label("households"),
            func.sum(members.c.members).label("people"),
            func.sum(before.c.net).label("before_fen"),
            func.sum(after.c.net).label("after_fen"),
        )
        .select_from(Household)
        .join(members, members.c.household_id == Household.id)
        .join(before, before.c.household_id == Household.id)
        .join(after, after.c.household_id == Household.id)
        .where(*active(scope, area))
        .group_by("area", group)
    )


def grant_lines(sums: Sums) -> tuple[GrantLine, ...]:
    """Live grants by measure, most households first."""
    found = [
        GrantLine(name, one["grants"], one["households"], one["fen"] if one["told"] else None)
        for name, one in _named(sums, "grant")
    ]
    return tuple(sorted(found, key=lambda line: (-line.households, line.measure)))


def missing_lines(sums: Sums) -> tuple[tuple[str, int], ...]:
    """(measure, how many should have it and do not), most first."""
    found = [(name.removesuffix(MISSING), one["count"]) for name, one in _named(sums, "missing")]
    return tuple(sorted(found, key=lambda line: (-line[1], line[0])))


def check_lines(sums: Sums) -> tuple[CheckLine, ...]:
    """Findings by check, most open ones first."""
    found = [
        CheckLine(name, one["findings"], one["unfinished"], one["late"])
        for name, one in _named(sums, "check")
    ]
    return tuple(sorted(found, key=lambda line: (-line.unfinished, line.check)))


def gains(sums: Sums) -> dict[bool, Gain]:
    """Served (True) and others (False): mean net income per head before and after, over people."""
    found = {True: Gain(0, None, None), False: Gain(0, None, None)}
    for name, one in _named(sums, "gain"):
        if one["people"]:
            means = one["before_fen"] // one["people"], one["after_fen"] // one["people"]
            found[name == "served"] = Gain(one["households"], *means)
    return found


def _named(sums: Sums, prefix: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Sums of one kind by name, in order of names."""
    found: dict[str, dict[str, int]] = {}
    for key, value in sums.items():
        kind, _, rest = key.partition(":")
        if kind == prefix and rest:
            name, _, part = rest.rpartition(":")
            found.setdefault(name, {})[part] = value
    return iter(sorted(found.items()))


def plain_names(sums: Sums) -> dict[str, int]:
    """The sums that indicators are made of, without the lines."""
    return {key: value for key, value in sums.items() if ":" not in key}


def rolled_up(by_place: Mapping[str, Sums], digits: Iterable[int]) -> dict[str, dict[str, int]]:
    """Sums of every place and of all places above it."""
    found: dict[str, dict[str, int]] = {}
    steps = sorted(digits)
    for code, sums in by_place.items():
        for above in {code[:step].ljust(12, "0") for step in steps} | {code}:
            total = found.setdefault(above, {})
            for name, value in sums.items():
                total[name] = total.get(name, 0) + value
    return found
