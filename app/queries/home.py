"""What waits for a person: the counts and the short lists that home pages are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Area, Finding, Household, ImportBatch, RuleResult, RuleRun
from app.queries.households import visited_lately
from app.queries.scope import Scope


@dataclass(frozen=True)
class Stop:
    """A household with what is to be done there, so that one visit clears several tasks."""

    household: Household
    village: str
    findings: int
    due_on: date | None


@dataclass(frozen=True)
class Tally:
    """Verdicts by measure, the families of each measure, and all families: what a list of families will show."""

    by_measure: dict[str, int]
    families: dict[str, int]
    all_families: int

    @property
    def sum(self) -> int:
        return sum(self.by_measure.values())


def count_households(session: Session, scope: Scope) -> dict[str, int]:
    """Active households and the monitored ones among them whose risk is not cleared."""
    counted = select(
        func.count(),
        func.count().filter(Household.monitoring_kind.is_not(None), Household.risk_cleared.is_not(True)),
    ).where(scope.on(Household), Household.status == "active")
    all_of_them, monitored = session.execute(counted).one()
    return {"all": all_of_them or 0, "monitored": monitored or 0}


def list_stops(session: Session, scope: Scope, states: Sequence[str], limit: int = 5) -> list[Stop]:
    """Households with work orders in these states, the most urgent first."""
    counted = (
        select(Finding.household_id, func.count().label("n"), func.min(Finding.due_on).label("due"))
        .where(scope.on(Finding), Finding.state.in_(states))
        .group_by(Finding.household_id)
        .order_by(func.min(Finding.due_on), func.count().desc(), Finding.household_id)
        .limit(limit)
        .subquery()
    )
    wanted = (
        select(Household, Area.name, counted.c.n, counted.c.due)
        .join(counted, counted.c.household_id == Household.id)
        .outerjoin(Area, Area.code == Household.area_code)
        .where(scope.on(Household))
        .order_by(counted.c.due, counted.c.n.desc(), Household.id)
    )
    return [Stop(h, village or "", n, due) for h, village, n, due in session.execute(wanted)]


def count_stops(session: Session, scope: Scope, states: Sequence[str]) -> int:
    """Households with work orders in these states."""
    wanted = select(func.count(Finding.household_id.distinct())).where(
        scope.on(Finding), Finding.state.in_(states)
    )
    return session.scalar(wanted) or 0


def count_unvisited(session: Session, scope: Scope, today: date) -> int:
    """Monitored households that nobody has visited for a month."""
    wanted = (
        select(func.count())
        .select_from(Household)
        .where(
            scope.on(Household),
            Household.status == "active",
            Household.monitoring_kind.is_not(None),
            Household.risk_cleared.is_not(True),
            ~visited_lately(today),
        )
    )
    return session.scalar(wanted) or 0


def count_verdicts(session: Session, scope: Scope, verdict: str, measures: Sequence[str]) -> Tally:
    """Open verdicts of a kind (missing, wrong, having) with the families behind them, the most frequent first."""
    open_ones = (
        scope.on(RuleResult),
        RuleResult.rule.in_([f"{m}.verdict.{verdict}" for m in measures]),
        RuleResult.state == 1,
        RuleResult.until_at.is_(None),
    )
    families = func.count(RuleResult.household_id.distinct())
    counted = (
        select(RuleResult.rule, func.count(), families)
        .where(*open_ones)
        .group_by(RuleResult.rule)
        .order_by(families.desc(), RuleResult.rule)
    )
    rows = [(rule.partition(".")[0], items, homes) for rule, items, homes in session.execute(counted)]
    return Tally(
        {code: items for code, items, _ in rows},
        {code: homes for code, _, homes in rows},
        (session.scalar(select(families).where(*open_ones)) or 0) if rows else 0,
    )


def last_run(session: Session, scope: Scope) -> RuleRun | None:
    """The newest finished run of the rules: how fresh the answers are. Not anybody's data."""
    wanted = select(RuleRun).where(RuleRun.finished_at.is_not(None)).order_by(RuleRun.id.desc()).limit(1)
    return session.scalar(wanted)


def list_batches(session: Session, scope: Scope, limit: int = 6) -> list[ImportBatch]:
    """The newest workbooks of the reader's offices."""
    wanted = select(ImportBatch).where(scope.on(ImportBatch)).order_by(ImportBatch.id.desc()).limit(limit)
    return list(session.scalars(wanted))
