"""What a family of projects brought: its inputs and reach, and before and after beside households that were alike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.evaluation import ProjectLine
from app.domain.vocabulary.projects import PROJECT_CATEGORY
from app.models import Area, Household, LivingCondition, Person, Project, ProjectBeneficiary
from app.queries.areas import COUNTY, get_area
from app.queries.evaluation import list_project_lines
from app.queries.scope import Scope
from app.queries.tally_basis import active, inside
from app.queries.tally_people import ledger_of

if TYPE_CHECKING:
    from app.analysis.matched import MatchedDid

#: Covariates of the propensity, under the names that a reader sees (domain reference 10.4).
COVARIATES = ("家庭人口", "劳动力占比", "户主受教育年数", "患病和残疾成员占比", "耕地面积")
HOME, YEAR, INCOME, HELPED, VILLAGE = "户", "年份", "人均纯收入", "受助", "村"
SCHOOLING = {
    "illiterate": 0,
    "preschool_child": 0,
    "primary": 6,
    "junior": 9,
    "senior": 12,
    "college": 15,
    "bachelor": 16,
}
MOST_PROJECTS = 500


@dataclass(frozen=True)
class Benefit:
    """One family of projects in one area and year. Without `matched` nothing was compared; `refusal` says why."""

    area: Area
    year: int
    category: str
    projects: tuple[ProjectLine, ...]
    paid_fen: int
    served: int
    monitored: int
    matched: "MatchedDid | None"
    refusal: str

    @property
    def cost_fen(self) -> int | None:
        """Money paid per household served."""
        return self.paid_fen // self.served if self.served else None


def get_benefit(
    session: Session, scope: Scope, *, area: str, year: int, category: str, compare: bool = False
) -> Benefit:
    """The family's page; the comparison takes seconds and is made only where it is asked for.

    NotFoundError where the scope does not hold the area; InvalidInputError for an unknown family, or an area wider
    than a county, over which households are not compared on a page.
    """
    place = get_area(session, scope, area)
    if not scope.covers(area):
        raise NotFoundError
    if category not in {one.code for one in PROJECT_CATEGORY} or place.level < COUNTY:
        raise InvalidInputError("E-BENEFIT", "请选一类项目和一个县或更小的地方。", way_out="请重新选。")
    lines = list_project_lines(session, scope, area, year, MOST_PROJECTS)
    mine = tuple(line for line in lines if line.category == category)
    matched, refusal = _compare(_panel(session, scope, area, year, category)) if compare else (None, "")
    helped = dict(session.execute(_served(scope, area, year, category)).all())
    return Benefit(
        area=place,
        year=year,
        category=category,
        projects=mine,
        paid_fen=sum(line.paid_fen for line in mine),
        served=len(helped),
        monitored=sum(kind is not None for kind in helped.values()),
        matched=matched,
        refusal=refusal,
    )


def _served(scope: Scope, area: str, year: int, category: str) -> Select[*tuple[Any, ...]]:
    """Active households served by a project of the family, with what they are watched for."""
    return (
        select(Household.id, Household.monitoring_kind)
        .join(ProjectBeneficiary, ProjectBeneficiary.household_id == Household.id)
        .join(Project, ProjectBeneficiary.project_id == Project.id)
        .where(*active(scope, area), Project.year == year, Project.category == category)
        .group_by(Household.id, Household.monitoring_kind)
    )


def _panel(session: Session, scope: Scope, area: str, year: int, category: str) -> dict[str, list[Any]]:
    """Households and years in long form. Those served by other families of the year only are left out: they are no
    comparison for a family alone.
    """
    mine = {number for number, _ in session.execute(_served(scope, area, year, category))}
    others = _served_by_any(session, scope, area, year) - mine
    traits = {row.id: row for row in session.execute(_traits(scope, area))}
    names = (HOME, YEAR, INCOME, HELPED, VILLAGE, *COVARIATES)
    table: dict[str, list[Any]] = {name: [] for name in names}
    for when in (year - 2, year - 1, year):
        ledger = ledger_of(scope, area, when)
        for number, net in session.execute(select(ledger.c.household_id, ledger.c.net)):
            row = traits.get(number)
            if row is None or not row.members or number in others:
                continue
            values = (
                number,
                when,
                int(net) / 100 / row.members,
                int(number in mine),
                row.area_code,
                *_covariates(row),
            )
            for name, value in zip(names, values, strict=True):
                table[name].append(value)
    return table


def _served_by_any(session: Session, scope: Scope, area: str, year: int) -> set[int]:
    wanted = (
        select(ProjectBeneficiary.household_id)
        .join(Household, ProjectBeneficiary.household_id == Household.id)
        .join(Project, ProjectBeneficiary.project_id == Project.id)
        .where(*active(scope, area), Project.year == year)
    )
    return set(session.scalars(wanted))


def _traits(scope: Scope, area: str) -> Select[Any]:
    """One row an active household: members, who can work, head's schooling, who is unwell, land."""
    able = Person.labor.in_(("skilled", "ordinary", "weak"))
    unwell = or_(
        Person.health_serious.is_(True), Person.health_chronic.is_(True), Person.health_disabled.is_(True)
    )
    head = case((Person.relation == "head", case(SCHOOLING, value=Person.education)))
    people = (
        select(
            Person.household_id.label("household_id"),
            func.count().label("members"),
            func.sum(case((able, 1), else_=0)).label("labour"),
            func.sum(case((unwell, 1), else_=0)).label("unwell"),
            func.max(head).label("schooling"),
        )
        .where(scope.on(Person), inside(Person.area_code, area), Person.status == "present")
        .group_by(Person.household_id)
        .cte("people")
    )
    columns = (people.c.members, people.c.labour, people.c.unwell, people.c.schooling)
    return (
        select(Household.id, Household.area_code, *columns, LivingCondition.land_crop_mu.label("land"))
        .join(people, people.c.household_id == Household.id)
        .outerjoin(LivingCondition, LivingCondition.household_id == Household.id)
        .where(*active(scope, area))
    )


def _covariates(row: Any) -> tuple[Any, ...]:
    members = int(row.members)
    land = None if row.land is None else float(row.land)
    return members, int(row.labour) / members, row.schooling, int(row.unwell) / members, land


def _compare(table: dict[str, list[Any]]) -> "tuple[MatchedDid | None, str]":
    """The matched comparison, or the sentence why there is none."""
    # takes seconds to load, and only this page needs it
    from app.analysis.evaluation import EvaluationInputError, matched_did

    if not table[HOME]:
        return None, "没有收入台账，比不了。"
    told = [name for name in COVARIATES if len({value for value in table[name] if value is not None}) > 1]
    if not told:
        return None, "受助前的特征没有填，找不到相像的户。"
    try:
        return (
            matched_did(
                table, y=INCOME, unit=HOME, time=YEAR, treated=HELPED, covariates=told, cluster=VILLAGE,
                unknown="drop", repeats=499,
            ),
            "",
        )  # fmt: skip
    except EvaluationInputError as error:
        return None, error.message
