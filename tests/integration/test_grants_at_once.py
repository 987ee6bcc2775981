"""Two people propose the same measure for one family at the same moment."""

from threading import Thread
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import MeasureGrant
from app.queries.scope import Scope, unscoped
from app.services import grants
from app.unit_of_work import unit_of_work
from tests.support.people import VILLAGE, World


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer anyway
def test_a_family_gets_a_measure_once_however_many_propose_it(
    app: Flask, world: World, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    household = world.household(VILLAGE).id
    db.commit()
    monkeypatch.setattr(grants, "run_household", lambda *_: sleep(0.05))
    told: list[str] = []

    def propose(number: int) -> None:
        with app.app_context(), unscoped("tests"):
            try:
                with unit_of_work(
                    database.session(), SYSTEM, "grant.propose", subject=f"grant:{number}"
                ) as work:
                    grants.propose_grant(
                        work, Scope.everything(), household_id=household, measure="M35", bureau="MZ"
                    )
            except InvalidInputError as refused:
                told.append(refused.code)
            finally:
                database.session.remove()

    threads = [Thread(target=propose, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["E-GRANT-TWICE"] * 2
    assert db.scalars(select(MeasureGrant.state)).all() == ["proposed"]
