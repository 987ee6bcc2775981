"""Tallies of households, persons, ledgers and living conditions."""

from typing import Any

from sqlalchemy import Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from app.domain.vocabulary.income import GROUP_OF_KIND
from app.models import Household, IncomeEntry, LivingCondition, Person
from app.queries.amounts import net_amount
from app.queries.scope import Scope
from app.queries.tally_basis import Period, active, count, inside, place


def members_of(scope: Scope, area: str) -> Any:
    """Present members by household."""
    return (
        select(Person.household_id.label("household_id"), func.count().label("members"))
        .where(scope.on(Person), inside(Person.area_code, area), Person.status == "present")
        .group_by(Person.household_id)
        .cte("members")
    )


def ledger_of(scope: Scope, area: str, year: int, name: str = "ledger") -> Any:
    """Sums of the year's ledger by household; costs are taken off the business income."""
    entry = IncomeEntry
    group = {
        name: [kind for kind, of in GROUP_OF_KIND.items() if of == name]
        for name in set(GROUP_OF_KIND.values())
    }
    sums = {
        name: func.sum(case((entry.kind.in_(kinds), entry.amount_fen), else_=0))
        for name, kinds in group.items()
    }
    net = func.sum(net_amount(entry))
    return (
        select(
            entry.household_id.label("household_id"),
            net.label("net"),
            sums["wage"].label("wage"),
            (sums["business"] - sums["cost"] + sums["offset"]).label("business"),
            sums["property"].label("property"),
            sums["transfer"].label("transfer"),
        )
        .join(Household, entry.household_id == Household.id)
        .where(*active(scope, area), entry.year == year)
        .group_by(entry.household_id)
        .cte(name)
    )


def incomes(session: Session, scope: Scope, area: str, year: int) -> list[tuple[int, int]]:
    """(net income per head in fen, members) of each active household with a ledger of that year and members."""
    mine = scope.within(area)
    members, ledger = members_of(mine, area), ledger_of(mine, area, year)
    wanted = (
        select(ledger.c.net, members.c.members)
        .select_from(Household)
        .join(members, members.c.household_id == Household.id)
        .join(ledger, ledger.c.household_id == Household.id)
        .where(*active(mine, area))
        .order_by(Household.id)
    )
    return [(int(net) // int(count), int(count)) for net, count in session.execute(wanted)]


def households(scope: Scope, area: str, digits: int, period: Period) -> Select[Any]:
    members, ledger = members_of(scope, area), ledger_of(scope, area, period.year)
    people = func.coalesce(members.c.members, 0)
    told = and_(ledger.c.net.is_not(None), people > 0)
    low = false() if period.line_fen is None else ledger.c.net < people * period.line_fen
    home = Household

    def of(column: Any) -> Any:
        return func.sum(case((told, column), else_=0))

    return (
        select(
            place(home.area_code, digits),
            func.count().label("households"),
            func.sum(people).label("persons"),
            count(home.kind == "out_of_poverty").label("out_of_poverty"),
            count(home.kind.in_(("poor", "returned"))).label("in_poverty"),
            count(home.monitoring_kind.is_not(None)).label("monitored"),
            func.sum(case((home.monitoring_kind.is_not(None), people), else_=0)).label("monitored_persons"),
            count(and_(home.monitoring_kind.is_not(None), home.risk_cleared.is_not(True))).label("risk_open"),
            count(and_(home.monitoring_kind.is_not(None), home.risk_cleared.is_(True))).label("risk_cleared"),
            count(told).label("income_households"),
            of(people).label("income_persons"),
            of(ledger.c.net).label("net_fen"),
            of(ledger.c.wage).label("wage_fen"),
            of(ledger.c.business).label("business_fen"),
            of(ledger.c.property).label("property_fen"),
            of(ledger.c.transfer).label("transfer_fen"),
            func.sum(case((and_(told, low), people), else_=0)).label("low_persons"),
            count(and_(told, low)).label("low_households"),
            (of(people) if period.line_fen is not None else func.sum(0)).label("lined_persons"),
        )
        .select_from(home)
        .outerjoin(members, members.c.household_id == home.id)
        .outerjoin(ledger, ledger.c.household_id == home.id)
        .where(*active(scope, area))
        .group_by("area")
    )


def persons(scope: Scope, area: str, digits: int) -> Select[Any]:
    insured = or_(Person.resident_medical.is_(True), Person.employee_medical.is_(True))
    told = or_(insured, and_(Person.resident_medical.is_not(None), Person.employee_medical.is_not(None)))
    works = Person.work_months > 0
    return (
        select(
            place(Person.area_code, digits),
            count(insured).label("insured"),
            count(told).label("insured_told"),
            count(works).label("working"),
            count(Person.labor.in_(("skilled", "ordinary", "weak"))).label("labor_force"),
            count(Person.health_disabled.is_(True)).label("disabled"),
        )
        .join(Household, Person.household_id == Household.id)
        .where(scope.on(Person), *active(scope, area), Person.status == "present")
        .group_by("area")
    )


def living(scope: Scope, area: str, digits: int) -> Select[Any]:
    home = LivingCondition
    return (
        select(
            place(Household.area_code, digits),
            count(home.house_level.in_(("A", "B"))).label("safe_houses"),
            count(home.house_level.is_not(None)).label("houses_told"),
            count(home.water_is_safe.is_(True)).label("safe_water"),
            count(home.water_is_safe.is_not(None)).label("water_told"),
        )
        .join(Household, home.household_id == Household.id)
        .where(*active(scope, area))
        .group_by("area")
    )
