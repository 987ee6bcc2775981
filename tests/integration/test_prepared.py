"""Statements kept ready answer as the session does, and the guard looks at them first."""

from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.models import Household, RoleGrant, User
from app.queries.prepared import Prepared, given
from app.queries.scope import Scope
from app.queries.scope_guard import UnscopedReadError

NOON = Scope((("520199000000", "520200000000"),))


def test_values_come_back_as_the_session_reads_them(engine: Engine) -> None:
    with Session(engine) as session:
        person = User(
            public_id="p", login="a", display_name="石", session_key="k", created_at=now(), is_demo=True
        )
        session.add(person)
        session.flush()
        ends = date(2026, 12, 31)
        session.add(
            RoleGrant(
                user_id=person.id, role="officer", area_code="520199000000", created_at=now(), ends_on=ends
            )
        )
        session.flush()
        asked = select(User.is_demo, User.large_text, User.created_at, RoleGrant.ends_on).join(
            RoleGrant, RoleGrant.user_id == User.id
        )
        ready = Prepared(lambda: asked.where(User.login == given("login"), RoleGrant.ends_on >= given("day")))

        rows = ready(session, login="a", day=date(2026, 12, 31))

        assert [tuple(row) for row in rows] == [tuple(row) for row in session.execute(asked)]
        assert rows[0].is_demo is True
        assert rows[0].ends_on == ends
        assert not ready(session, login="a", day=date(2027, 1, 1))


def test_a_list_stands_in_a_ready_statement(engine: Engine) -> None:
    ready = Prepared(
        lambda states: select(Household.id).where(NOON.on(Household), Household.status.in_(states))
    )
    with Session(engine) as session:
        assert not ready(session, ("active", "gone"))


def test_a_statement_without_its_scope_is_refused_before_it_is_kept(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(UnscopedReadError):
        Prepared(lambda: select(Household.id))(session)
