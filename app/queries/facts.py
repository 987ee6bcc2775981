"""Facts as SQL, one entry per fact. Numbers come as whole units (fen; hundredths of a mu), NULL = not told.

The tables come from a world: now, or as known after an event. Nothing here knows of rules or limits.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, case, cast, func, select

from app.domain.facts import FACTS, Fact
from app.domain.vocabulary.income import GROUP_OF_KIND
from app.queries.days import full
from app.queries.row_sources import Subjects

Sql = ColumnElement[Any]
#: Kinds whose amounts are counted off.
COSTS = tuple(kind for kind, group in GROUP_OF_KIND.items() if group == "cost")


def fact_sql(key: str, at: Subjects) -> Sql:
    """The expression of one fact around these subjects, typed and scaled as the dictionary says."""
    fact = FACTS[key]
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
    """A fact that stands in one column of person, household or living conditions."""
    table, name = fact.columns[0].split(".")
    if table == "person":
        assert at.person is not None
        return typed(at.person.c[name], fact)
    if table == "household":
        return typed(at.household.c[name], fact)
    r = at.world.table(table)
    told = select(typed(r.c[name], fact)).where(r.c.household_id == at.household.c.id)
    return at.lookup(told.limit(1))


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
    return case((c.kind.in_(COSTS), -c.amount_fen), else_=c.amount_fen)


def _net_without_dibao(c: Any) -> Sql:
    return case((c.kind == "transfer_dibao", 0), (c.kind.in_(COSTS), -c.amount_fen), else_=c.amount_fen)


def _of_group(group: str) -> Callable[[Any], Sql]:
    kinds = [kind for kind, g in GROUP_OF_KIND.items() if g == group]
    return lambda c: case((c.kind.in_(kinds), c.amount_fen), else_=0)


def _per_head(at: Subjects, amount: Callable[[Any], Sql], years_ago: int = 0) -> Sql:
    """Divided by the present members, cut to whole fen; NULL for a household without members."""
    return _ledger(at, amount, years_ago) // func.nullif(_size(at), 0, type_=BigInteger)


def _last_visit(at: Subjects) -> ColumnElement[date]:
    r = at.world.table("visit")
    before = (r.c.household_id == at.household.c.id) & (r.c.on_day <= at.days.as_of)
    return at.lookup(select(func.max(r.c.on_day)).where(before))


_COMPUTED: Mapping[str, Callable[[Subjects], Sql]] = {
    "person.age": _age,
    "household.is_monitored": _is_monitored,
    "household.size": _size,
    "household.net_income": lambda at: _ledger(at, _net),
    "household.net_income_per_head": lambda at: _per_head(at, _net),
    "household.net_income_per_head_last_year": lambda at: _per_head(at, _net, 1),
    "household.income_without_dibao_per_head": lambda at: _per_head(at, _net_without_dibao),
    "household.wage_income": lambda at: _ledger(at, _of_group("wage")),
    "household.business_income": lambda at: _ledger(at, _of_group("business")),
    "household.property_income": lambda at: _ledger(at, _of_group("property")),
    "household.transfer_income": lambda at: _ledger(at, _of_group("transfer")),
    "household.business_cost": lambda at: _ledger(at, _of_group("cost")),
    "household.last_visit_on": _last_visit,
}


def as_number(answer: Sql) -> Sql:
    """A three-valued answer as 1, 0 or NULL. Only such a number may be asked for NULL:
    `NOT x IS NULL` means two things on two engines."""
    return cast(answer, Integer)
