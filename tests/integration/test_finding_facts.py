"""One fact, one suspicion: delivered again it is the same, answered it stays answered, other facts are another one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import BureauRecord, Exemption, Finding, Household, Person
from app.queries.finding_facts import fact_digests
from app.queries.scope import Scope, unscoped
from app.services.catalogue import shipped_catalogue
from app.services.rule_runs import run_area
from app.services.specimens import load
from app.unit_of_work import unit_of_work, watch_session

DAY = date(2026, 11, 22)
CAR = {"dataset": "vehicle", "kind": "car", "yuan": 50000, "starts_on": "2020-03-01"}
OWNER: dict[str, Any] = {
    "area": "520199102202", "kind": "poor", "delivered": ["vehicle"], "members": [{"records": [CAR]}],
}  # fmt: skip
#: How three families' suspicions were settled.
ANSWERS = (("exempted", "keep"), ("closed", "namesake"), ("closed", "corrected"))


@pytest.fixture
def db(sqlite_app: Flask) -> Iterator[Session]:
    """Three families with a car each; their suspicions are answered."""
    with Session(database.engine) as session, unscoped("tests"):
        watch_session(session)
        load(session.connection(execution_options={"write": True}), [OWNER] * 3)
        session.commit()
        run_area(session, as_of=DAY)
        with unit_of_work(session, SYSTEM, "test.answer") as work:
            for row, (state, conclusion) in zip(_cars(session), ANSWERS, strict=True):
                row.state, row.conclusion, row.closed_on = state, conclusion, DAY
                if state == "exempted":
                    work.session.add(
                        Exemption(
                            finding_id=row.id, check_code="R03", household_id=row.household_id,
                            person_id=row.person_id, reason="vehicle_for_living", until_on=DAY + timedelta(days=180),
                        )
                    )  # fmt: skip
        yield session


def _cars(db: Session) -> list[Finding]:
    db.expire_all()
    return list(db.scalars(select(Finding).where(Finding.check_code == "R03").order_by(Finding.id)))


def _deliver(db: Session, **values: Any) -> None:
    """The bureau sends its list anew: every row gets another number."""
    with unit_of_work(db, SYSTEM, "test.delivery") as work:
        rows = work.session.execute(select(*BureauRecord.__table__.columns)).mappings().all()
        work.session.execute(delete(BureauRecord))
        anew = [{**row, "period": "2026-12", **values, "id": row["id"] + 100} for row in rows]
        work.session.execute(insert(BureauRecord), anew)


def _run(db: Session, days: int) -> dict[str, int]:
    opened = run_area(db, as_of=DAY + timedelta(days=days)).findings
    return {name: count for name, count in opened.items() if name in ("new", "back", "gone") and count}


def test_same_facts_are_one_suspicion_and_other_facts_another(db: Session) -> None:
    _deliver(db, amount_fen=4_800_000)  # worth a little less than last month, the same car
    assert _run(db, 1) == {"back": 1}  # said to be put right, and is not
    assert [row.state for row in _cars(db)] == ["exempted", "closed", "returned"]

    _deliver(db, status="cancelled")
    assert _run(db, 2) == {"gone": 1}
    _deliver(db, status="normal")  # gone for a day, and the same again
    assert _run(db, 3) == {"back": 1}
    assert [row.state for row in _cars(db)] == ["exempted", "closed", "returned"]

    _deliver(db, kind="truck", starts_on=date(2026, 11, 20))
    assert _run(db, 4) == {"new": 2}  # whoever has still to answer has one question, not two
    assert _run(db, 5) == {}
    rows = _cars(db)
    assert [row.state for row in rows] == ["closed", "closed", "returned", "new", "new"]
    was, now = rows[0], rows[3]
    assert was.facts != now.facts and now.fact_key == f"R03:{now.person_id}:{now.facts}"
    assert now.last_seen_on == DAY + timedelta(days=5)


def test_every_check_can_tell_what_it_sees(engine: Engine) -> None:
    catalogue = shipped_catalogue()
    with Session(engine) as db, unscoped("tests"):
        watch_session(db)
        load(db.connection(execution_options={"write": True}), [OWNER])
        of = {
            "person": db.scalars(select(Person.id)).one(),
            "household": db.scalars(select(Household.id)).one(),
        }
        for check in (c for c in catalogue.checks.values() if c.unit in of):
            whose = of[check.unit]
            seen = fact_digests(
                db, Scope.everything(), check.condition, check.unit, [whose], catalogue.standards, DAY
            )
            assert set(seen) == {whose}

        check = catalogue.checks["R03"]
        digests = []
        for values in ({"amount_fen": 1}, {"amount_fen": 4_000_000}, {"starts_on": date(2026, 1, 1)}):
            db.execute(update(BureauRecord).values(**values))
            seen = fact_digests(
                db, Scope.everything(), check.condition, "person", [of["person"]], catalogue.standards, DAY
            )
            digests.append(seen[of["person"]])
        cheap, dear, other = digests
        assert len({cheap, dear, other}) == 3  # too cheap to be seen, seen, another one
        db.rollback()
