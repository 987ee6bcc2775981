"""The invented county has worked before it is first opened: every room holds something, and months differ."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, today
from app.extensions import db
from app.models import (
    AssetShare,
    BudgetLine,
    Event,
    Finding,
    FindingStep,
    IndicatorSnapshot,
    Project,
    ProjectNotice,
    RuleResult,
    RuleRun,
    SnapshotArea,
    SupervisionCase,
)
from app.queries.scope import unscoped


@pytest.fixture
def worked(sqlite_app: Flask) -> Iterator[Session]:
    with sqlite_app.app_context():
        for line in (
            ["demo", "load", "--households", "160", "--seed", "1", "--bureau", "some"],
            ["demo", "weeks"],
        ):
            done = sqlite_app.test_cli_runner().invoke(args=line)
            assert done.exit_code == 0, done.output
        with unscoped("tests"):
            yield db.session()
        db.session.remove()


def _counted(session: Session, column: object) -> dict[str, int]:
    return dict(iter(session.execute(select(column, func.count()).group_by(column))))  # type: ignore[call-overload]


def _day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


def test_weeks_of_work_fill_the_rooms_through_acts_of_their_days(worked: Session) -> None:
    orders = _counted(worked, Finding.state)
    assert {"handed_out", "answered", "closed"} <= set(orders)
    questions = set(_counted(worked, SupervisionCase.state))
    assert "closed" in questions and len(questions) > 1
    assert {"need", "checked", "in_bank", "under_way", "registered", "closed"} <= set(
        _counted(worked, Project.state)
    )
    for model in (BudgetLine, AssetShare, ProjectNotice):
        assert worked.scalar(select(func.count()).select_from(model)), model
    days = [
        event.at
        for event in worked.scalars(select(Event).where(Event.act.not_like("demo.%")).order_by(Event.id))
    ]
    later = [one for one in days if _day(one) < today()]
    assert later == sorted(later)
    assert len({_day(one) for one in later}) > 20
    steps = select(FindingStep.at).where(FindingStep.actor_id.is_not(None))  # today's run may bring one back
    assert all(_day(at) < today() for at in worked.scalars(steps))
    frozen = worked.scalars(
        select(SnapshotArea.sums)
        .join(IndicatorSnapshot, IndicatorSnapshot.id == SnapshotArea.snapshot_id)
        .where(SnapshotArea.area_code == "520199000000")
        .order_by(IndicatorSnapshot.period)
    ).all()
    assert len({sums["missing"] for sums in frozen}) == len(frozen) == 3
    backwards = select(func.count()).where(RuleResult.until_at < RuleResult.since_at)
    assert worked.scalar(backwards) == 0
    newest = worked.scalar(select(func.max(RuleRun.started_at)))
    assert newest is not None
    assert _day(newest) == today()
