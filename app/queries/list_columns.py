"""Columns that a person chose for a list: facts of the dictionary about the rows of one page, in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.condition_words import amount
from app.domain.facts import FACTS
from app.domain.list_columns import column_facts
from app.models import Household, Person
from app.queries.days import Days
from app.queries.filters import may_ask_fact
from app.queries.live import Live
from app.queries.row_kinds import Subjects
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.queries.worlds import World


def column_texts(
    session: Session, scope: Scope, columns: Sequence[str], public_ids: Sequence[str]
) -> dict[str, Mapping[str, str]]:
    """Household -> column -> the value as people write it, 不知道 where nobody has told it."""
    if not column_facts(columns):
        return {}
    wanted = select(Household.public_id).where(scope.on(Household), Household.public_id.in_(public_ids))
    at = Subjects(World(), Days(today()), Household.__table__, scope=scope)
    return _texts(session, scope, at, columns, wanted.order_by(Household.id), public_ids)


def person_texts(
    session: Session, scope: Scope, columns: Sequence[str], public_ids: Sequence[str]
) -> dict[str, Mapping[str, str]]:
    """The same for persons: facts about each, the household and the village."""
    wanted = (
        select(Person.public_id)
        .join(Household, Household.id == Person.household_id)
        .where(scope.on(Person), Person.public_id.in_(public_ids))
    )
    at = Subjects(World(), Days(today()), Household.__table__, Person.__table__, scope=scope)
    return _texts(session, scope, at, columns, wanted.order_by(Person.id), public_ids)


def _texts(
    session: Session,
    scope: Scope,
    at: Subjects,
    columns: Sequence[str],
    wanted: Any,
    public_ids: Sequence[str],
) -> dict[str, Mapping[str, str]]:
    keys = [key for key in column_facts(columns) if may_ask_fact(scope, key)]
    if not keys or not public_ids:
        return {}
    rules = rules_in_force(session, today())
    told = Live(at, rules.catalogue.standards)
    rows = session.execute(wanted.add_columns(*[told.fact(key).label(f"c{i}") for i, key in enumerate(keys)]))
    return {row[0]: _said(keys, row[1:], rules.titles) for row in rows}


def _said(keys: Sequence[str], values: Sequence[Any], titles: Mapping[str, str]) -> dict[str, str]:
    return {key: amount(value, FACTS[key], titles) for key, value in zip(keys, values, strict=True)}
