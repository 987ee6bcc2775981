"""What a row of the list of households shows, for a page of them in a handful of statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.income import sum_lines
from app.domain.work_orders import OPEN_STATES
from app.models import Finding, Household, IncomeEntry, Person, RuleResult
from app.queries.area_search import place_names
from app.queries.scope import Scope
from app.queries.titles import measure_bureaus


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list. `net_per_head` in fen, None where the year has no ledger."""

    public_id: str
    household_no: str
    head_name: str | None
    place: str
    group_name: str | None
    size: int
    kind: str
    attribute: str | None
    monitoring_kind: str | None
    risk_cleared: bool | None
    status: str
    net_per_head: Fraction | None
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    findings: int


def lines_of(session: Session, scope: Scope, rows: Sequence[Any], year: int) -> Iterator[Line]:
    ids = [row.id for row in rows]
    places = place_names(session, (row.area_code for row in rows))
    sizes = _by_household(session, _sizes(scope, ids))
    findings = _by_household(session, _findings(scope, ids))
    incomes = _incomes(session, scope, ids, year)
    verdicts = _verdicts(session, scope, ids)
    for row in rows:
        size = sizes.get(row.id, 0)
        yield Line(
            row.public_id,
            row.household_no,
            row.head_name,
            places[row.area_code],
            row.group_name,
            size,
            row.kind,
            row.attribute,
            row.monitoring_kind,
            row.risk_cleared,
            row.status,
            sum_lines(incomes.get(row.id, []), size).net_per_head,
            tuple(sorted(verdicts.get((row.id, "missing"), ()))),
            tuple(sorted(verdicts.get((row.id, "wrong"), ()))),
            findings.get(row.id, 0),
        )


def _by_household(session: Session, counted: Select[int, int]) -> dict[int, int]:
    return dict(iter(session.execute(counted)))


def _sizes(scope: Scope, ids: list[int]) -> Select[int, int]:
    return (
        select(Person.household_id, func.count())
        .where(scope.on(Person), Person.household_id.in_(ids), Person.status == "present")
        .group_by(Person.household_id)
    )


def _findings(scope: Scope, ids: list[int]) -> Select[int, int]:
    return (
        select(Finding.household_id, func.count())
        .join(Household, Household.id == Finding.household_id)
        .where(scope.on(Household), Household.id.in_(ids), Finding.state.in_(OPEN_STATES))
        .group_by(Finding.household_id)
    )


def _incomes(
    session: Session, scope: Scope, ids: Iterable[int], year: int
) -> dict[int, list[tuple[str, int]]]:
    summed = (
        select(IncomeEntry.household_id, IncomeEntry.kind, func.sum(IncomeEntry.amount_fen))
        .join(Household, Household.id == IncomeEntry.household_id)
        .where(scope.on(Household), Household.id.in_(list(ids)), IncomeEntry.year == year)
        .group_by(IncomeEntry.household_id, IncomeEntry.kind)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for household, kind, fen in session.execute(summed):
        found.setdefault(household, []).append((kind, int(fen)))
    return found


def _verdicts(session: Session, scope: Scope, ids: list[int]) -> dict[tuple[int, str], set[str]]:
    """(household, verdict) -> codes of the measures, of every verdict but 不符合."""
    results = (
        select(RuleResult.household_id, RuleResult.rule)
        .join(Household, Household.id == RuleResult.household_id)
        .where(scope.on(Household), Household.id.in_(ids), RuleResult.until_at.is_(None))
        .where(RuleResult.rule.like("%.verdict.%"))
    )
    own = None if scope.bureaus is None else own_measures(session, scope)
    found: dict[tuple[int, str], set[str]] = {}
    for household, rule in session.execute(results):
        measure, _, verdict = rule.partition(".verdict.")
        if own is None or measure in own:
            found.setdefault((household, verdict), set()).add(measure)
    return found


def own_measures(session: Session, scope: Scope) -> set[str]:
    """Measures of the bureaus that the reader works for."""
    return {code for code, bureau in measure_bureaus(session).items() if bureau in (scope.bureaus or ())}
