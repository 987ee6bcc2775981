"""Money and projects of an area and a year: now, or as known after an event, by the same statements."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.project_points import score
from app.domain.project_steps import NOT_IN_BANK
from app.domain.reporting.funds_material import FundsMaterial, ProjectFacts, SourceLine
from app.queries.project_alarms import list_alarms
from app.queries.project_life import points_given
from app.queries.scope import Scope, unscoped
from app.queries.tally_basis import inside
from app.queries.worlds import World, WorldThen

FLOWS = ("planned", "arrived", "allocated", "paid", "reimbursed")


def gather_funds(
    session: Session, scope: Scope, area: str, year: int, event_id: int | None = None
) -> FundsMaterial:
    """Projects of the year inside the area, in the bank. NotFoundError where the scope does not hold the whole area."""
    if not scope.covers(area):
        raise NotFoundError
    world = World() if event_id is None else WorldThen(event_id)
    with unscoped("money of an area that the scope holds, as known then"):
        rows = _projects(session, world, area, year)
        sources = _sources(session, world, area, year)
        money = _by_project(session, world, area, year)
        served = _served(session, world, area, year)
        goals = _goals(session, world, [row.id for row in rows])
    given = points_given(session, scope, today(), area)
    projects = [_facts(row, money[row.id], served.get(row.id, (0, 0)), goals[row.id], given) for row in rows]
    alarms = list_alarms(session, scope, today(), area=area) if event_id is None else []
    said = tuple(f"{alarm.project}：{alarm.words}" for alarm in alarms)
    return FundsMaterial(sources, sorted(projects, key=lambda one: (-one.arrived, one.project_no)), said)


def _mine(p: Any, area: str, year: int) -> list[Any]:
    return [inside(p.c.area_code, area), p.c.year == year, p.c.state.not_in(NOT_IN_BANK)]


def _projects(session: Session, world: World, area: str, year: int) -> list[Any]:
    p = world.table("project")
    wanted = select(p).where(*_mine(p, area, year)).order_by(p.c.id)
    return list(session.execute(wanted, world.params()).all())


def _sums(f: Any) -> list[Any]:
    return [func.sum(case((f.c.kind == kind, f.c.amount_fen), else_=0)).label(kind) for kind in FLOWS]


def _sources(session: Session, world: World, area: str, year: int) -> list[SourceLine]:
    p, f = world.table("project"), world.table("fund_flow")
    wanted = (
        select(f.c.source, *_sums(f))
        .select_from(f.join(p, p.c.id == f.c.project_id))
        .where(*_mine(p, area, year))
        .group_by(f.c.source)
        .order_by(f.c.source)
    )
    return [SourceLine(row[0], *map(int, row[1:])) for row in session.execute(wanted, world.params())]


def _by_project(session: Session, world: World, area: str, year: int) -> dict[int, dict[str, int]]:
    p, f = world.table("project"), world.table("fund_flow")
    wanted = (
        select(f.c.project_id, *_sums(f))
        .select_from(f.join(p, p.c.id == f.c.project_id))
        .where(*_mine(p, area, year))
        .group_by(f.c.project_id)
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(FLOWS, 0))
    for row in session.execute(wanted, world.params()):
        found[row[0]] = dict(zip(FLOWS, map(int, row[1:]), strict=True))
    return found


def _served(session: Session, world: World, area: str, year: int) -> dict[int, tuple[int, int]]:
    p, b = world.table("project"), world.table("project_beneficiary")
    wanted = (
        select(
            b.c.project_id, func.count(b.c.household_id.distinct()), func.sum(func.coalesce(b.c.share_fen, 0))
        )
        .select_from(b.join(p, p.c.id == b.c.project_id))
        .where(*_mine(p, area, year))
        .group_by(b.c.project_id)
    )
    return {number: (int(homes), int(fen)) for number, homes, fen in session.execute(wanted, world.params())}


def _goals(session: Session, world: World, projects: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    g = world.table("project_goal")
    for start in range(0, len(projects), 900):
        wanted = select(g).where(g.c.project_id.in_(projects[start : start + 900])).order_by(g.c.id)
        for row in session.execute(wanted, world.params()).mappings():
            found[row["project_id"]].append(SimpleNamespace(**row))
    return found


def _facts(
    row: Any, money: dict[str, int], reach: tuple[int, int], goals: list[Any], given: dict[str, int]
) -> ProjectFacts:
    return ProjectFacts(
        public_id=row.public_id,
        project_no=row.project_no,
        name=row.name,
        category=row.category,
        state=row.state,
        arrived=money["arrived"],
        paid=money["paid"],
        served=reach[0],
        shares=reach[1],
        planned_to=row.planned_to,
        finished_on=row.finished_on,
        acceptance=row.acceptance or "",
        points=score(goals, given, arrived=money["arrived"], paid=money["paid"]),
    )
