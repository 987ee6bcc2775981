"""One project and what is done to it, each in an act of the product itself."""

from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.models import FundFlow, Project, ProjectNotice, ProjectStep
from app.queries.scope import Scope, unscoped
from app.services.project_steps import take_step
from app.services.projects import add_fund
from app.unit_of_work import unit_of_work
from tests.support.people import VILLAGE

ALL = Scope.everything()


def add_rows(db: Session, *rows: Any) -> None:
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


def in_act(db: Session, do: Any) -> Any:
    with unit_of_work(db, SYSTEM, "test.do") as work:
        return do(work)


def open_project(app: Flask, db: Session) -> Project:
    """A tea factory with its mandatory contents, at its need survey."""
    assert app.test_cli_runner().invoke(args=["rules", "ship"]).exit_code in (0, 2)
    row = Project(
        project_no="X1", name="北岭茶厂", area_code=VILLAGE, year=today().year, category="industry", nature="new",
        state="need", bureau="NY", builder="北岭镇政府", content="茶叶加工厂一座", quantity=1, unit="座",
        budget_fen=100_000_00, mechanism="shares", participation="村民代表会议讨论", planned_households=3,
        target="带动 3 户", planned_from=today() - timedelta(days=200), planned_to=today() + timedelta(days=9),
    )  # fmt: skip
    add_rows(db, row)
    return row


def do_step(db: Session, project: Project, key: str, words: str = "", day: date | None = None) -> ProjectStep:
    db.refresh(project)
    version, public_id = project.version, project.public_id
    found: ProjectStep = in_act(
        db,
        lambda work: take_step(
            work,
            ALL,
            public_id,
            key,
            version=version,
            on_day=day or today(),
            evidence="会议记录 2026-11-01",
            words=words,
        ),
    )
    return found


def old_notice(db: Session, project: Project, kind: str) -> None:
    add_rows(
        db,
        ProjectNotice(
            project_id=project.id, kind=kind, level="village", place="村公示栏", from_on=today() - timedelta(days=20),
            until_on=today() - timedelta(days=9), closed_on=today() - timedelta(days=9),
        ),
    )  # fmt: skip


def add_money(db: Session, project: Project, kind: str, yuan: int, **more: Any) -> FundFlow:
    told = {"kind": kind, "source": "central", "amount_fen": yuan * 100, "on_day": today(), **more}
    flow: FundFlow = in_act(db, lambda work: add_fund(work, ALL, project.public_id, **told))
    return flow
