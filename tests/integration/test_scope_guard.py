"""Statements that must pass and statements that must be refused."""

import pytest
from flask import Flask
from sqlalchemy import and_, exists, func, select, text, union_all, update
from sqlalchemy.orm import Session, aliased

from app.models import Event, Household, IncomeEntry, Person, Project
from app.queries.scope import Scope
from app.queries.scope_guard import UnscopedReadError
from tests.support.people import OTHER_VILLAGE, TOWNSHIP, World

MINE = Scope((("520199101000", "520199102000"),))
H2 = aliased(Household)

GOOD = {
    "orm": select(Household).where(MINE.on(Household)),
    "columns": select(Household.id).where(MINE.on(Household), Household.status == "active"),
    "empty scope": select(Project).where(Scope(assigned_to=1).on(Project)),
    "one and": select(Household.id).where(and_(MINE.on(Household), Household.status == "active")),
    "count": select(func.count()).select_from(Household).where(MINE.on(Household)),
    "alias": select(H2).where(MINE.on(H2)),
    "join by key": select(Person)
    .join(Household, Person.household_id == Household.id)
    .where(MINE.on(Household)),
    "outer join by key": select(Household, IncomeEntry.amount_fen)
    .outerjoin(IncomeEntry, IncomeEntry.household_id == Household.id)
    .where(MINE.on(Household)),
    "correlated exists": select(Household.id).where(
        MINE.on(Household), exists().where(Person.household_id == Household.id)
    ),
    "union": union_all(
        select(Household.id).where(MINE.on(Household)), select(Household.id).where(MINE.on(Household))
    ),
    "sub-query": select(select(Household.id).where(MINE.on(Household)).subquery().c.id),
    "cte joined": select(Person.id).join(
        (c := select(Household.id).where(MINE.on(Household)).cte("mine")), Person.household_id == c.c.id
    ),
    "in": select(Person.id).where(Person.household_id.in_(select(Household.id).where(MINE.on(Household)))),
    "update": update(Household).where(MINE.on(Household), Household.id == -1).values(note="x"),
    "not scoped": select(Event.id),
}
BAD = {
    "orm": select(Household),
    "by id": select(Household).where(Household.id == 1),
    "mark under or": select(Household).where(MINE.on(Household) | (Household.id > 0)),
    "mark only inside": select(Person.id).where(select(Household.id).where(MINE.on(Household)).exists()),
    "cross join": select(Person.id, Household.id).where(MINE.on(Household)),
    "second alias": select(H2.id).join(Household, Household.kind == H2.kind).where(MINE.on(Household)),
    "unmarked branch": union_all(select(Household.id).where(MINE.on(Household)), select(Household.id)),
    "free sub-query": select(Household.id).where(
        MINE.on(Household), Household.id.in_(select(Person.household_id))
    ),
    "update": update(Household).where(Household.id == 1).values(note="x"),
    "text": text("SELECT * FROM household"),
    "same shape": select(Household).where(
        (Household.area_code >= "520199101000") & (Household.area_code < "520199102000")
    ),
    "cte": select(select(Household.id).cte("all_of_them").c.id),
}


@pytest.mark.parametrize("name", GOOD)
def test_marked_statement_passes(app: Flask, name: str) -> None:
    session = _session()
    session.execute(GOOD[name])
    session.rollback()


@pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")
@pytest.mark.parametrize("name", BAD)
def test_unmarked_statement_is_refused(app: Flask, name: str) -> None:
    with pytest.raises(UnscopedReadError):
        _session().execute(BAD[name])


def test_a_scope_shows_its_own_rows_only(world: World, app: Flask) -> None:
    mine = world.household()
    world.household(OTHER_VILLAGE)
    inside = Scope.everything().within(TOWNSHIP)
    assert list(_session().scalars(select(Household.id).where(inside.on(Household)))) == [mine.id]
    assert list(_session().scalars(select(Household.id).where(Scope().on(Household)))) == []


def test_session_get_is_refused(world: World, app: Flask) -> None:
    key = world.household().id
    session = _session()
    session.expunge_all()
    from app.queries.scope import _reason

    token = _reason.set(None)
    try:
        with pytest.raises(UnscopedReadError):
            session.get(Household, key)
    finally:
        _reason.reset(token)


def _session() -> Session:
    from app.extensions import db

    session: Session = db.session()
    return session
