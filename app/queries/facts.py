"""Facts as SQL, one entry per fact. Numbers come as whole units (fen; hundredths of a mu), NULL = not told.

The tables come from a world: now, or as known after an event. Nothing here knows of rules or limits.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, case, cast, func, or_, select

from app.domain.facts import FACTS, Fact
from app.domain.vocabulary.income import GROUP_OF_KIND
from app.queries.amounts import net_amount
from app.queries.bureau_facts import died_on, most_payments_in_a_month
from app.queries.days import full
from app.queries.row_kinds import Subjects
from app.queries.scope import village_of

Sql = ColumnElement[Any]


def fact_sql(key: str, at: Subjects) -> Sql:
    """The expression of one fact around these subjects, typed and scaled as the dictionary says."""
    fact = FACTS[key]
    if key in SHARED_OUT:
        return for_each(SHARED_OUT[key](at), _size(at))
    computed = _COMPUTED.get(key)
    return computed(at) if computed else _column(fact, at)


def typed(column: Sql, fact: Fact) -> Sql:
    """A column as a value of the fact's kind: numbers become whole units of its scale."""
    if fact.kind not in ("number", "money"):
        return column
    if fact.kind == "number" and fact.scale:
        return cast(func.round(column * 10**fact.scale), BigInteger)
    return cast(column, BigInteger)


def _column(fact: Fact, at: Subjects) -> Sql:
    """A fact that stands in one column of a person, household, project, living conditions or village record."""
    table, name = fact.columns[0].split(".")
    if table == "person":
        assert at.person is not None
        return typed(at.person.c[name], fact)
    if table == "household":
        return typed(at.household.c[name], fact)
    if table == "project":
        return typed(at.base.c[name], fact)
    if table == "village_record":
        return _newest_record(at, lambda c: typed(c[name], fact))
    r = at.world.table(table)
    told = select(typed(r.c[name], fact)).where(r.c.household_id == at.household.c.id)
    return at.lookup(told.limit(1))


def _newest_record(at: Subjects, value: Callable[[Any], Sql]) -> Sql:
    """From the village's newest record that is not of a later year."""
    r = at.world.table("village_record")
    return at.lookup(
        select(value(r.c))
        .where(village_of(r, at.area), r.c.year <= at.days.year)
        .order_by(r.c.year.desc())
        .limit(1)
    )


# -- how old a value may be ------------------------------------------------------------------------------------------

#: A table of the register and a number of months: are its values of this subject young enough?
Age = tuple[str, int]


def age_of(key: str) -> Age | None:
    """The table whose row tells the age of this fact, and how old it may be; None where it does not grow old."""
    fact = FACTS.get(key)
    if fact is None or fact.max_age_months is None:
        return None
    return fact.columns[0].split(".")[0], fact.max_age_months


def fresh_sql(age: Age, at: Subjects, visited_on: Callable[[], Sql]) -> Sql:
    """True where the values of the row were told, or stood up to a visit, within these months.

    A value is as old as the last act on its row, the day of its survey, or the last visit to the household,
    whichever is newest. `visited_on` gives the day of that visit.
    """
    table, months = age
    if table == "village_record":
        return _newest_record(at, lambda c: c.year >= at.days.year_of(months))
    visited = visited_on() >= at.days.cutoff(months, "months")
    if table == "person":
        assert at.person is not None
        return or_(_told_since(at, months, at.person.c.event_id), visited)
    r = at.world.table(table)
    told = _told_since(at, months, r.c.event_id)
    if "surveyed_on" in r.c:
        told = or_(told, r.c.surveyed_on >= at.days.cutoff(months, "months"))
    mine = select(as_number(told)).where(r.c.household_id == at.household.c.id)
    return or_(at.lookup(mine.limit(1)) == 1, visited)


def _told_since(at: Subjects, months: int, event_id: Sql) -> ColumnElement[bool]:
    """Whether an act is not older than the first one of the day so many months ago: events are the only clock."""
    e = at.world.table("event")
    first = select(e.c.id).where(e.c.at >= at.days.moment(months)).order_by(e.c.at, e.c.id).limit(1)
    return event_id >= first.scalar_subquery()


def aged(value: Sql, fresh: Sql) -> Sql:
    """The value while it is young enough, else NULL."""
    return case((fresh, value))


def _age(at: Subjects) -> Sql:
    """Full years on the day of judgement."""
    assert at.person is not None
    return full("years", at.person.c.born_on, at.days.as_of)


def _is_monitored(at: Subjects) -> Sql:
    """A register without the mark says: not monitored. That is known, not missing."""
    return at.household.c.monitoring_kind.is_not(None)


def _size(at: Subjects) -> Sql:
    """Present members."""
    p = at.world.table("person")
    present = (p.c.household_id == at.household.c.id) & (p.c.status == "present")
    return cast(at.lookup(select(func.count()).select_from(p).where(present)), BigInteger)


def _ledger(at: Subjects, amount: Callable[[Any], Sql], years_ago: int = 0) -> Sql:
    """A sum over the ledger of one income year; NULL where the year has no line."""
    r = at.world.table("income_entry")
    this_year = (r.c.household_id == at.household.c.id) & (r.c.year == at.days.income_year - years_ago)
    # sum(bigint) is numeric on PostgreSQL: cast back before dividing
    return cast(at.lookup(select(func.sum(amount(r.c))).where(this_year)), BigInteger)


def _net(c: Any) -> Sql:
    return net_amount(c)


def _net_without_dibao(c: Any) -> Sql:
    return case((c.kind == "transfer_dibao", 0), else_=net_amount(c))


def _net_without_relief(c: Any) -> Sql:
    return case((c.kind.in_(("transfer_dibao", "transfer_tekun")), 0), else_=net_amount(c))


def _of_group(group: str) -> Callable[[Any], Sql]:
    kinds = [kind for kind, g in GROUP_OF_KIND.items() if g == group]
    return lambda c: case((c.kind.in_(kinds), c.amount_fen), else_=0)


def for_each(total: Sql, size: Sql) -> Sql:
    """Divided by the present members, cut to whole units; NULL for a household without members."""
    return total // func.nullif(size, 0, type_=BigInteger)


def _last_visit(at: Subjects) -> ColumnElement[date]:
    r = at.world.table("visit")
    before = (r.c.household_id == at.household.c.id) & (r.c.on_day <= at.days.as_of)
    return at.lookup(select(func.max(r.c.on_day)).where(before))


def _first_of(table: str, column: str) -> Callable[[Subjects], Sql]:
    """A month written YYYY-MM as its first day; alike on both engines."""

    def day(at: Subjects) -> Sql:
        assert table == "household" or at.person is not None
        row = at.household if table == "household" or at.person is None else at.person
        return func.date(row.c[column] + "-01", type_=Date)

    return day


def _is_kept(table: str, column: str) -> Callable[[Subjects], Sql]:
    """A value of the vault is there or not; never unknown."""

    def kept(at: Subjects) -> Sql:
        row = at.household if table == "household" or at.person is None else at.person
        return row.c[column].is_not(None)

    return kept


def _is_mobile(table: str) -> Callable[[Subjects], Sql]:
    """Phones are checked when they are written: 1[3-9] with 11 digits, or a landline that begins otherwise."""

    def mobile(at: Subjects) -> Sql:
        row = at.household if table == "household" or at.person is None else at.person
        key = at.world.table("secret")
        begins = select(func.substr(key.c.masked, 1, 1)).where(key.c.id == row.c.phone_ref)
        return at.lookup(begins) == "1"

    return mobile


def _living(column: str) -> Callable[[Subjects], Sql]:
    """Hundredths of the unit."""

    def told(at: Subjects) -> Sql:
        r = at.world.table("living_condition")
        hundredths = cast(func.round(r.c[column] * 100), BigInteger)
        return at.lookup(select(hundredths).where(r.c.household_id == at.household.c.id).limit(1))

    return told


def _only(kind: str) -> Callable[[Any], Sql]:
    return lambda c: case((c.kind == kind, c.amount_fen), else_=0)


#: Of what each present member has an equal part.
SHARED_OUT: Mapping[str, Callable[[Subjects], Sql]] = {
    "household.net_income_per_head": lambda at: _ledger(at, _net),
    "household.net_income_per_head_last_year": lambda at: _ledger(at, _net, 1),
    "household.income_without_dibao_per_head": lambda at: _ledger(at, _net_without_dibao),
    "household.income_without_relief_per_head": lambda at: _ledger(at, _net_without_relief),
    "household.house_area_per_head": _living("house_area_m2"),
    "household.crop_land_per_head": _living("land_crop_mu"),
    "household.grain_per_head": _living("grain_kg"),
}
SIZE = "household.size"

_COMPUTED: Mapping[str, Callable[[Subjects], Sql]] = {
    "person.age": _age,
    "household.is_monitored": _is_monitored,
    "household.size": _size,
    "household.net_income": lambda at: _ledger(at, _net),
    "household.wage_income": lambda at: _ledger(at, _of_group("wage")),
    "household.wage_income_last_year": lambda at: _ledger(at, _of_group("wage"), 1),
    "household.business_income": lambda at: _ledger(at, _of_group("business")),
    "household.property_income": lambda at: _ledger(at, _of_group("property")),
    "household.transfer_income": lambda at: _ledger(at, _of_group("transfer")),
    "household.business_cost": lambda at: _ledger(at, _of_group("cost")),
    "household.last_visit_on": _last_visit,
    "household.schooling_cost": lambda at: _ledger(at, _only("self_paid_schooling")),
    "household.monitored_on": _first_of("household", "monitored_month"),
    "household.cleared_on": _first_of("household", "cleared_month"),
    "household.identified_on": _first_of("household", "identified_month"),
    "household.has_phone": _is_kept("household", "phone_ref"),
    "household.has_monitor_phone": _is_kept("household", "monitor_phone_ref"),
    "household.phone_is_mobile": _is_mobile("household"),
    "person.died_on": died_on,
    "person.benefit_payments_same_month": most_payments_in_a_month,
    "person.has_identity": _is_kept("person", "id_ref"),
    "person.has_phone": _is_kept("person", "phone_ref"),
    "person.phone_is_mobile": _is_mobile("person"),
    "person.joined_on": _first_of("person", "joined_month"),
    "village.unmet_households": lambda at: _newest_record(
        at, lambda c: c.unsafe_water_households + c.dangerous_house_households
    ),
}


def as_number(answer: Sql) -> Sql:
    """A three-valued answer as 1, 0 or NULL. Only such a number may be asked for NULL:
    `NOT x IS NULL` means two things on two engines."""
    return cast(answer, Integer)
