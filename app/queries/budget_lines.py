"""Budget lines, and how their money went: line to project to household, and from the household back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.fund_ledger import Key, Split, split_money
from app.models import BudgetLine, FundFlow, Household, Project, ProjectBeneficiary
from app.queries.scope import Scope, paper_around

#: A page names so many households; the sums are of all.
MOST_HOUSEHOLDS = 500


@dataclass(frozen=True)
class LineRow:
    """A budget line with what projects drew on it and paid from it (fen)."""

    line: BudgetLine
    arrived: int
    paid: int
    projects: int


@dataclass(frozen=True)
class ProjectMoney:
    """What one project paid from one line (fen): for households by its list, and for everything else."""

    project: Project
    paid: int
    to_households: int
    public: int


@dataclass(frozen=True)
class HouseholdMoney:
    """What reached one household through one project from one line (fen). `household` None = outside the scope."""

    project: Project
    line: BudgetLine | None
    source: str
    household: Household | None
    fen: int


@dataclass(frozen=True)
class LineTrace:
    """One line followed down. Sums are over all households, named or not."""

    line: BudgetLine
    arrived: int
    projects: Sequence[ProjectMoney]
    households: Sequence[HouseholdMoney]
    unnamed: int

    @property
    def paid(self) -> int:
        return sum(one.paid for one in self.projects)

    @property
    def to_households(self) -> int:
        return sum(one.to_households for one in self.projects)


@dataclass(frozen=True)
class HouseholdTrace:
    """One household followed up: its part of each project and line, and what its lists name beyond that (fen)."""

    rows: Sequence[HouseholdMoney]
    unfunded: Sequence[tuple[Project, int]]

    @property
    def total(self) -> int:
        return sum(row.fen for row in self.rows)


def list_lines(session: Session, scope: Scope, year: int | None = None) -> list[LineRow]:
    """Budget lines of the reader's areas, the newest first."""

    def of(kind: str) -> Any:
        return func.coalesce(func.sum(case((FundFlow.kind == kind, FundFlow.amount_fen), else_=0)), 0)

    wanted = (
        select(BudgetLine, of("arrived"), of("paid"), func.count(FundFlow.project_id.distinct()))
        .outerjoin(FundFlow, FundFlow.budget_line_id == BudgetLine.id)
        .where(scope.on(BudgetLine))
        .group_by(BudgetLine.id)
        .order_by(BudgetLine.year.desc(), BudgetLine.id)
    )
    if year:
        wanted = wanted.where(BudgetLine.year == year)
    return [LineRow(line, int(a), int(p), n) for line, a, p, n in session.execute(wanted)]


def get_line(session: Session, scope: Scope, public_id: str) -> BudgetLine:
    """One line; NotFoundError outside the scope."""
    found = session.scalar(select(BudgetLine).where(scope.on(BudgetLine), BudgetLine.public_id == public_id))
    if found is None:
        raise NotFoundError
    return found


def lines_for_project(session: Session, scope: Scope, project: Project) -> list[BudgetLine]:
    """Lines that a project may draw on: of its year or the year before, given to an area around it."""
    wanted = select(BudgetLine).where(paper_around(BudgetLine, project.area_code))
    years = BudgetLine.year.in_((project.year - 1, project.year))
    return list(session.scalars(wanted.where(years).order_by(BudgetLine.year.desc(), BudgetLine.id)))


def line_for_project(session: Session, scope: Scope, project: Project, public_id: str) -> BudgetLine:
    """One of those; E-FUND for any other."""
    for line in lines_for_project(session, scope, project):
        if line.public_id == public_id:
            return line
    raise InvalidInputError("E-FUND", "没有这笔指标。", fields={"budget_line": "请从名单里选。"})


def taken_of_line(session: Session, scope: Scope, project: Project, line: BudgetLine) -> int:
    """What all projects together drew on a line (fen)."""
    wanted = (
        select(func.coalesce(func.sum(FundFlow.amount_fen), 0))
        .join(BudgetLine, BudgetLine.id == FundFlow.budget_line_id)
        .where(paper_around(BudgetLine, project.area_code), BudgetLine.id == line.id)
        .where(FundFlow.kind == "arrived")
    )
    return int(session.scalar(wanted) or 0)


def trace_line(session: Session, scope: Scope, public_id: str) -> LineTrace:
    """Down: which projects paid from the line, and which households it reached."""
    line = get_line(session, scope, public_id)
    drew = (
        select(Project)
        .join(FundFlow, FundFlow.project_id == Project.id)
        .join(BudgetLine, BudgetLine.id == FundFlow.budget_line_id)
        .where(scope.on(BudgetLine), BudgetLine.id == line.id, FundFlow.kind.in_(("arrived", "paid")))
        .distinct()
        .order_by(Project.id)
    )
    projects = {one.id: one for one in session.scalars(drew)}
    splits = _splits(session, scope, line, projects)
    key = (line.source, line.id)
    money, reached = [], []
    for number, (split, paid) in splits.items():
        given = split.of_line(key)
        money.append(ProjectMoney(projects[number], paid.get(key, 0), given, split.public.get(key, 0)))
        reached += [(number, home, fen) for (one, home), fen in split.cells.items() if one == key]
    named = _households(session, scope, {home for _, home, _ in reached})
    rows = [HouseholdMoney(projects[n], line, line.source, named.get(h), fen) for n, h, fen in reached]
    shown = sorted((r for r in rows if r.household), key=lambda r: (-r.fen, r.project.id))[:MOST_HOUSEHOLDS]
    unnamed = sum(row.fen for row in rows if row.household is None)
    arrived = next(row.arrived for row in list_lines(session, scope) if row.line.id == line.id)
    return LineTrace(line, arrived, money, shown, unnamed)


def trace_household(session: Session, scope: Scope, household: Household) -> HouseholdTrace:
    """Up: through which projects and lines money reached a household that was read through the scope."""
    part = ProjectBeneficiary
    served = (
        select(Project)
        .join(part, part.project_id == Project.id)
        .join(Household, Household.id == part.household_id)
        .where(scope.on(Household), Household.id == household.id)
        .distinct()
        .order_by(Project.id)
    )
    projects = {one.id: one for one in session.scalars(served)}
    splits = _splits_around(session, scope, household, projects)
    numbers = {number for split, _ in splits.values() for (_, number), _ in split.cells if number}
    lines = _lines_around(session, projects.values(), numbers)
    rows, unfunded = [], []
    for number, (split, _) in splits.items():
        for ((source, line), home), fen in split.cells.items():
            if home == household.id:
                rows.append(HouseholdMoney(projects[number], lines.get(line or 0), source, household, fen))
        if household.id in split.unfunded:
            unfunded.append((projects[number], split.unfunded[household.id]))
    return HouseholdTrace(rows, unfunded)


Splits = dict[int, tuple[Split, dict[Key, int]]]


def _splits(session: Session, scope: Scope, line: BudgetLine, projects: dict[int, Project]) -> Splits:
    """Each project that drew on a line of the scope, with all its money and its whole list."""
    drew = aliased(FundFlow)
    flows = (
        select(FundFlow.project_id, FundFlow.source, FundFlow.budget_line_id, func.sum(FundFlow.amount_fen))
        .join(Project, Project.id == FundFlow.project_id)
        .where(FundFlow.kind == "paid", Project.id.in_(_drawing(scope, line, drew)))
        .group_by(FundFlow.project_id, FundFlow.source, FundFlow.budget_line_id)
        .order_by(func.min(FundFlow.id))
    )
    part = ProjectBeneficiary
    shares = (
        select(part.project_id, part.household_id, func.sum(func.coalesce(part.share_fen, 0)))
        .join(Project, Project.id == part.project_id)
        .where(Project.id.in_(_drawing(scope, line, drew)))
        .group_by(part.project_id, part.household_id)
        .order_by(part.project_id, part.household_id)
    )
    return _split_all(session.execute(flows), session.execute(shares), projects)


def _drawing(scope: Scope, line: BudgetLine, drew: Any) -> Any:
    return (
        select(drew.project_id)
        .join(BudgetLine, BudgetLine.id == drew.budget_line_id)
        .where(scope.on(BudgetLine), BudgetLine.id == line.id)
    )


def _splits_around(
    session: Session, scope: Scope, household: Household, projects: dict[int, Project]
) -> Splits:
    """Each project that serves the household, with all its money and its whole list."""
    mine = aliased(ProjectBeneficiary)
    around = (
        select(mine.project_id)
        .join(Household, Household.id == mine.household_id)
        .where(scope.on(Household), Household.id == household.id)
    )
    flows = (
        select(FundFlow.project_id, FundFlow.source, FundFlow.budget_line_id, func.sum(FundFlow.amount_fen))
        .where(FundFlow.kind == "paid", FundFlow.project_id.in_(around))
        .group_by(FundFlow.project_id, FundFlow.source, FundFlow.budget_line_id)
        .order_by(func.min(FundFlow.id))
    )
    part = ProjectBeneficiary
    shares = (
        select(part.project_id, part.household_id, func.sum(func.coalesce(part.share_fen, 0)))
        .where(part.project_id.in_(around))
        .group_by(part.project_id, part.household_id)
        .order_by(part.project_id, part.household_id)
    )
    return _split_all(session.execute(flows), session.execute(shares), projects)


def _split_all(flows: Iterable[Any], shares: Iterable[Any], projects: dict[int, Project]) -> Splits:
    paid: dict[int, dict[Key, int]] = {number: {} for number in projects}
    wanted: dict[int, dict[int, int]] = {number: {} for number in projects}
    for number, source, line, fen in flows:
        paid[number][(source, line)] = int(fen)
    for number, home, fen in shares:
        wanted[number][home] = int(fen)
    return {number: (split_money(paid[number], wanted[number]), paid[number]) for number in projects}


def _households(session: Session, scope: Scope, numbers: set[int]) -> dict[int, Household]:
    found: dict[int, Household] = {}
    keys = sorted(numbers)
    for start in range(0, len(keys), 900):
        wanted = select(Household).where(scope.on(Household), Household.id.in_(keys[start : start + 900]))
        found |= {home.id: home for home in session.scalars(wanted)}
    return found


def _lines_around(session: Session, projects: Iterable[Project], numbers: set[int]) -> dict[int, BudgetLine]:
    found: dict[int, BudgetLine] = {}
    for area in {one.area_code for one in projects}:
        wanted = select(BudgetLine).where(paper_around(BudgetLine, area), BudgetLine.id.in_(sorted(numbers)))
        found |= {line.id: line for line in session.scalars(wanted)}
    return found
