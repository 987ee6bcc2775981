"""The project bank: lists, one project with money, places and beneficiaries."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import ancestors_of, range_of
from app.models import Area, FundFlow, Household, Project, ProjectBeneficiary, ProjectPlace
from app.queries.scope import Scope

PAGE = 50


@dataclass(frozen=True)
class ProjectRow:
    """One line: the project, its place, what was paid (fen) and how many households it serves."""

    project: Project
    place: str
    paid_fen: int
    households: int


@dataclass(frozen=True)
class ProjectPage:
    """A page of the list; `next_key` is the keyset position behind the last row."""

    rows: list[ProjectRow]
    next_key: int | None


def list_projects(
    session: Session,
    scope: Scope,
    *,
    area: str | None = None,
    year: int | None = None,
    state: str | None = None,
    words: str = "",
    after: int = 0,
) -> ProjectPage:
    """Projects whose place lies in the area, in the order they were entered, 50 a page."""
    paid = (
        select(func.coalesce(func.sum(FundFlow.amount_fen), 0))
        .where(FundFlow.project_id == Project.id, FundFlow.kind == "paid")
        .correlate(Project)
        .scalar_subquery()
    )
    served = (
        select(func.count())
        .where(ProjectBeneficiary.project_id == Project.id)
        .correlate(Project)
        .scalar_subquery()
    )
    wanted = (
        select(Project, Area.name, paid, served)
        .outerjoin(Area, Area.code == Project.area_code)
        .where(scope.on(Project), Project.id > after)
        .order_by(Project.id)
        .limit(PAGE + 1)
    )
    if area:
        low, high = range_of(area)
        wanted = wanted.where(Project.area_code >= low, Project.area_code < high)
    if year:
        wanted = wanted.where(Project.year == year)
    if state:
        wanted = wanted.where(Project.state == state)
    if words.strip():
        like = "%" + words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        wanted = wanted.where(
            or_(Project.name.like(like, escape="\\"), Project.project_no.like(like, escape="\\"))
        )
    rows = [
        ProjectRow(p, place or "", int(money), count) for p, place, money, count in session.execute(wanted)
    ]
    return ProjectPage(rows[:PAGE], rows[PAGE - 1].project.id if len(rows) > PAGE else None)


def sum_projects(session: Session, scope: Scope, year: int | None = None) -> dict[str, int]:
    """Number of projects, budget and money paid (fen) inside the scope."""
    wanted = select(func.count(), func.coalesce(func.sum(Project.budget_fen), 0)).where(scope.on(Project))
    paid = (
        select(func.coalesce(func.sum(FundFlow.amount_fen), 0))
        .join(Project, Project.id == FundFlow.project_id)
        .where(scope.on(Project), FundFlow.kind == "paid")
    )
    if year:
        wanted, paid = wanted.where(Project.year == year), paid.where(Project.year == year)
    count, budget = session.execute(wanted).one()
    return {"count": count, "budget_fen": int(budget or 0), "paid_fen": int(session.scalar(paid) or 0)}


def get_project(session: Session, scope: Scope, public_id: str) -> Project | None:
    """A project by its address; None outside the scope."""
    return session.scalar(select(Project).where(scope.on(Project), Project.public_id == public_id))


def list_places(session: Session, scope: Scope, project_id: int) -> list[Area]:
    """Areas where a project is carried out."""
    wanted = (
        select(Area)
        .join(ProjectPlace, ProjectPlace.area_code == Area.code)
        .join(Project, Project.id == ProjectPlace.project_id)
        .where(scope.on(Project), Project.id == project_id)
        .order_by(Area.code)
    )
    return list(session.scalars(wanted))


def list_beneficiaries(
    session: Session, scope: Scope, project_id: int, limit: int = 200
) -> list[tuple[ProjectBeneficiary, Household, str]]:
    """Households that a project serves and the reader may see, with their village."""
    wanted = (
        select(ProjectBeneficiary, Household, Area.name)
        .join(Household, Household.id == ProjectBeneficiary.household_id)
        .outerjoin(Area, Area.code == Household.area_code)
        .where(scope.on(Household), ProjectBeneficiary.project_id == project_id)
        .order_by(Household.area_code, Household.id)
        .limit(limit)
    )
    return [(b, h, village or "") for b, h, village in session.execute(wanted)]


def count_beneficiaries(session: Session, scope: Scope, project_id: int) -> int:
    """How many of a project's households the reader may see."""
    wanted = (
        select(func.count())
        .select_from(ProjectBeneficiary)
        .join(Household, Household.id == ProjectBeneficiary.household_id)
        .where(scope.on(Household), ProjectBeneficiary.project_id == project_id)
    )
    return session.scalar(wanted) or 0


def choices_for_area(session: Session, scope: Scope, area_code: str) -> list[Project]:
    """Projects under way that reach a village: their own place is the village or lies above it."""
    wanted = (
        select(Project)
        .where(
            scope.on(Project),
            Project.area_code.in_(ancestors_of(area_code)),
            Project.state.in_(("planned", "under_way", "accepted")),
        )
        .order_by(Project.year.desc(), Project.id)
        .limit(200)
    )
    return list(session.scalars(wanted))
