"""Further tallies: help by group, schooling, comforts of the house, population, assets, money carried over."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, distinct, func, select

from app.adapters.catalogue_files import read_entries
from app.domain.project_steps import NOT_IN_BANK
from app.domain.vocabulary.schooling import SCHOOL
from app.models import (
    Asset,
    FundFlow,
    Household,
    LivingCondition,
    MeasureGrant,
    Person,
    Project,
    RuleResult,
    VillageRecord,
)
from app.queries.days import earlier
from app.queries.scope import Scope
from app.queries.tally_basis import Period, active, count, grants_in_force, inside, place
from app.queries.tally_people import members_of
from app.queries.tally_work import YES

#: 五个一批 and the further groups by which help is reported: name of the tally, groups of the measures' catalogue.
HELP: dict[str, tuple[str, ...]] = {
    "helped_industry": ("industry", "finance"),
    "helped_work": ("employment", "public_post"),
    "helped_relocation": ("relocation",),
    "helped_ecology": ("ecology",),
    "helped_education": ("education", "compulsory_education"),
    "helped_health": ("health",),
    "helped_housing": ("housing", "living_conditions", "water"),
    "helped_social": ("social", "comprehensive"),
}
UNKNOWN = ".verdict.unknown"
#: Children of compulsory school age, in years.
SCHOOL_AGE = (6, 15)


@cache
def _measures_of(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(str(e["code"]) for e in read_entries("measures") if e["group"] in groups))


def help_by_group(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    """Active households with a live grant of each group."""
    grant = MeasureGrant
    live = grants_in_force(period)

    def helped(measures: Iterable[str]) -> Any:
        return func.count(distinct(case((grant.measure.in_(sorted(measures)), grant.household_id))))

    columns = [helped(_measures_of(groups)).label(name) for name, groups in HELP.items()]
    return (
        select(place(Household.area_code, digits), *columns)
        .join(Household, grant.household_id == Household.id)
        .where(scope.on(grant), *active(scope, area), live)
        .group_by("area")
    )


def schooling(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    """Present members of compulsory school age, of whom it is told whether they are in school."""
    least, most = SCHOOL_AGE
    of_age = and_(
        Person.born_on <= earlier(period.as_of, least, "years"),
        Person.born_on > earlier(period.as_of, most + 1, "years"),
    )
    away = ("not_in_school", "preschool_age", "preschool")
    in_school = Person.school.in_([one.code for one in SCHOOL if one.code not in away])
    return (
        select(
            place(Person.area_code, digits),
            count(and_(of_age, in_school)).label("pupils"),
            count(and_(of_age, Person.school.is_not(None))).label("pupils_told"),
        )
        .join(Household, Person.household_id == Household.id)
        .where(scope.on(Person), *active(scope, area), Person.status == "present")
        .group_by("area")
    )


def comforts(scope: Scope, area: str, digits: int) -> Select[Any]:
    home = LivingCondition
    return (
        select(
            place(Household.area_code, digits),
            count(home.toilet == "usable").label("toilets"),
            count(home.toilet.is_not(None)).label("toilets_told"),
            count(home.has_power.is_(True)).label("powered"),
            count(home.has_power.is_not(None)).label("power_told"),
            count(home.road_kind.in_(("cement", "asphalt"))).label("hard_roads"),
            count(home.road_kind.is_not(None)).label("roads_told"),
            count(home.fuel == "clean").label("clean_fuel"),
            count(home.fuel.is_not(None)).label("fuel_told"),
        )
        .join(Household, home.household_id == Household.id)
        .where(*active(scope, area))
        .group_by("area")
    )


def in_poverty(scope: Scope, area: str, digits: int) -> Select[Any]:
    """People of households that are poor now, or fell back."""
    members = members_of(scope, area)
    poor = Household.kind.in_(("poor", "returned"))
    people = func.coalesce(members.c.members, 0)
    return (
        select(
            place(Household.area_code, digits),
            func.sum(case((poor, people), else_=0)).label("poor_persons"),
            count(Household.kind == "returned").label("returned"),
        )
        .select_from(Household)
        .outerjoin(members, members.c.household_id == Household.id)
        .where(*active(scope, area))
        .group_by("area")
    )


def population(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    """People and households of villages, registered or not, as the villages tell for the year."""
    record = VillageRecord
    return (
        select(
            place(record.area_code, digits),
            func.sum(func.coalesce(record.persons, 0)).label("villagers"),
            func.sum(func.coalesce(record.collective_income_fen, 0)).label("collective_fen"),
            count(record.collective_income_fen.is_not(None)).label("collective_told"),
        )
        .where(scope.on(record), inside(record.area_code, area), record.year == period.year)
        .group_by("area")
    )


def unsettled(scope: Scope, area: str, digits: int) -> Select[Any]:
    """Verdicts that wait for a detail."""
    result = RuleResult
    return (
        select(place(result.area_code, digits), func.count().label("unsettled"))
        .where(scope.on(result), inside(result.area_code, area), result.until_at.is_(None))
        .where(result.rule.endswith(UNKNOWN), result.state == YES)
        .group_by("area")
    )


def assets(scope: Scope, area: str, digits: int) -> Select[Any]:
    told = Asset.yearly_income_fen.is_not(None)
    return (
        select(
            place(Asset.area_code, digits),
            func.count().label("assets"),
            count(Asset.state == "idle").label("assets_idle"),
            count(Asset.state.is_not(None)).label("assets_told"),
            func.sum(func.coalesce(Asset.value_fen, 0)).label("asset_fen"),
            func.sum(case((told, Asset.yearly_income_fen), else_=0)).label("asset_income_fen"),
            func.sum(case((told, func.coalesce(Asset.value_fen, 0)), else_=0)).label("asset_told_fen"),
        )
        .where(scope.on(Asset), inside(Asset.area_code, area))
        .group_by("area")
    )


def project_progress(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    return (
        select(
            place(Project.area_code, digits),
            count(Project.started_on.is_not(None)).label("projects_started"),
            count(and_(Project.finished_on.is_not(None), Project.finished_on <= Project.planned_to)).label(
                "projects_in_time"
            ),
            count(and_(Project.finished_on.is_not(None), Project.planned_to.is_not(None))).label(
                "projects_dated"
            ),
        )
        .where(scope.on(Project), inside(Project.area_code, area), Project.year == period.year)
        .where(Project.state.not_in(NOT_IN_BANK))
        .group_by("area")
    )


def carried_over(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    """Money that has arrived and is not paid yet, and what is accounted for."""
    sign = case(
        (FundFlow.kind == "arrived", FundFlow.amount_fen),
        (FundFlow.kind == "paid", -FundFlow.amount_fen),
        else_=0,
    )
    accounted = case((FundFlow.kind == "reimbursed", FundFlow.amount_fen), else_=0)
    return (
        select(
            place(Project.area_code, digits),
            func.sum(sign).label("unpaid_fen"),
            func.sum(accounted).label("reimbursed_fen"),
        )
        .join(Project, FundFlow.project_id == Project.id)
        .where(scope.on(Project), inside(Project.area_code, area), Project.year == period.year)
        .where(Project.state.not_in(NOT_IN_BANK))
        .group_by("area")
    )
