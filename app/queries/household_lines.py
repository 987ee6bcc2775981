"""What a row of the list of households shows, for a page of them in two statements."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, func, literal_column, select, text
from sqlalchemy.orm import Session

from app.domain.work_orders import OPEN_STATES
from app.models import Finding, Household, IncomeEntry, Person, RuleResult
from app.models.rules import SHOWN
from app.queries.amounts import net_amount
from app.queries.area_search import place_names
from app.queries.prepared import Prepared, given
from app.queries.scope import Scope
from app.queries.titles import measure_bureaus

#: Verdicts on measures that a row names, those of `models.rules.SHOWN`.
VERDICTS = ("missing", "wrong")
#: Households asked about at once: a page of them.
STEP = 50


class Line(NamedTuple):
    """One row of the list. `net`: the year's net income in fen, None where it has no ledger."""

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
    net: int | None
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    findings: int

    @property
    def net_per_head(self) -> Fraction | None:
        """Fen; None where the year has no ledger or nobody lives there."""
        return None if self.net is None or not self.size else Fraction(self.net, self.size)


def lines_of(session: Session, scope: Scope, rows: Sequence[Any], year: int) -> Iterator[Line]:
    """A line for each of the rows, in their order."""
    places = place_names(session, (row.area_code for row in rows))
    counted = _counted_by_id(session, scope, [row.id for row in rows], year)
    own = None if scope.bureaus is None else frozenset(own_measures(session, scope))
    for row in rows:
        yield _line(row, counted[row.id], places[row.area_code], own)


@lru_cache(maxsize=10_000)
def _line(row: Any, more: Any, place: str, own: frozenset[str] | None) -> Line:
    """These values as a line: they are read with each request and put together once."""
    missing, wrong = _verdicts(more.verdicts, own)
    return Line(
        row.public_id,
        row.household_no,
        row.head_name,
        place,
        row.group_name,
        more.size,
        row.kind,
        row.attribute,
        row.monitoring_kind,
        row.risk_cleared,
        row.status,
        None if more.net is None else int(more.net),
        missing,
        wrong,
        more.findings,
    )


def _counted_by_id(session: Session, scope: Scope, ids: list[int], year: int) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), STEP):
        some = ids[start : start + STEP]
        keys = {f"id{place}": some[place] if place < len(some) else 0 for place in range(STEP)}
        found |= {one.id: one for one in _counted(session, scope, year=year, **keys)}
    return found


@Prepared
def _counted(scope: Scope) -> Select[Any]:
    """Present members, net income of the year in fen (none without a ledger), open findings, verdicts that matter."""
    persons = _of_household(Person, func.count()).where(Person.status == "present")
    net = _of_household(IncomeEntry, func.sum(net_amount(IncomeEntry))).where(
        IncomeEntry.year == given("year")
    )
    findings = _of_household(Finding, func.count()).where(Finding.state.in_(OPEN_STATES))
    # said as the index says it, without values: SQLite uses it for nothing else, and takes it before the index of all
    # open answers only where its second column is asked for, too
    verdicts = _of_household(RuleResult, func.aggregate_strings(RuleResult.rule, ",")).where(
        text(SHOWN), RuleResult.rule > literal_column("''")
    )
    return (
        select(
            Household.id,
            persons.scalar_subquery().label("size"),
            net.scalar_subquery().label("net"),
            findings.scalar_subquery().label("findings"),
            verdicts.scalar_subquery().label("verdicts"),
        )
        .where(
            scope.on(Household), Household.id.in_([given(f"id{place}", BigInteger) for place in range(STEP)])
        )
        .order_by(Household.id)
    )


def _of_household(table: Any, value: ColumnElement[Any]) -> Select[Any]:
    return select(value).select_from(table).where(table.household_id == Household.id)


@lru_cache(maxsize=5000)
def _verdicts(rules: str | None, own: frozenset[str] | None) -> list[tuple[str, ...]]:
    """Codes of the measures in their order for each of VERDICTS; families share what they lack."""
    found: dict[str, set[str]] = {verdict: set() for verdict in VERDICTS}
    for rule in rules.split(",") if rules else ():
        measure, _, verdict = rule.partition(".verdict.")
        if own is None or measure in own:
            found[verdict].add(measure)
    return [tuple(sorted(measures)) for measures in found.values()]


def own_measures(session: Session, scope: Scope) -> set[str]:
    """Measures of the bureaus that the reader works for."""
    return {code for code, bureau in measure_bureaus(session).items() if bureau in (scope.bureaus or ())}
