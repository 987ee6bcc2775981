"""The papers beside the effectiveness report: right figures, frozen for good, plain words where there is nothing."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.documents import Heading
from app.domain.errors import NotFoundError
from app.domain.permissions import SYSTEM
from app.domain.reporting.common import heading_words
from app.domain.reporting.templates import SECTIONS
from app.models import FundFlow, IncomeEntry, Project, ProjectGoal
from app.queries.scope import unscoped
from app.services.further_papers import FURTHER
from app.services.reports import summary_of
from app.unit_of_work import unit_of_work
from tests.support.paper_register import ALL, build, register, text_of
from tests.support.people import COUNTY, TOWNSHIP, VILLAGE, World

PERIOD = f"{today():%Y-%m}"


@pytest.fixture
def known(world: World, db: Session) -> World:
    return register(world, db)


def test_a_frozen_period_says_the_same_after_later_edits(known: World, app: Flask, db: Session) -> None:
    done = app.test_cli_runner().invoke(args=["indicators", "freeze", "--period", PERIOD])
    assert done.exit_code == 0, done.output
    db.expire_all()
    before = {kind: summary_of(build(db, kind, period=PERIOD)) for kind in FURTHER}
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.edit") as work:
        for flow in work.session.scalars(select(FundFlow)):
            flow.amount_fen += 700_00
        for goal in work.session.scalars(select(ProjectGoal)):
            goal.done = 10
        for entry in work.session.scalars(select(IncomeEntry)):
            entry.amount_fen += 900_00
        for project in work.session.scalars(select(Project)):
            project.name = "改了名"
    known.household(VILLAGE)
    assert {kind: summary_of(build(db, kind, period=PERIOD)) for kind in FURTHER} == before
    for kind in ("funds", "self_evaluation", "brief", "poverty"):
        assert summary_of(build(db, kind))["numbers"] != before[kind]["numbers"]


def test_nothing_and_one_household_are_said_plainly(world: World, db: Session) -> None:
    for kind in FURTHER:
        assert any(words in text_of(build(db, kind)) for words in ("没有数可列", "没有登记在册的户")), kind
    world.household(VILLAGE)
    for kind in FURTHER:
        one = build(db, kind, area=VILLAGE)
        assert text_of(one), kind
        heads = {heading_words(b.text) for b in one.blocks if isinstance(b, Heading) and b.level == 1}
        if kind in SECTIONS and kind not in ("ranking", "urging"):  # those name what they found
            known = SECTIONS[kind]
            assert all(head in known or head.endswith("工作变化") for head in heads), (kind, heads)
        assert all(number.text not in ("nan", "None", "") for _, number in one.numbers())
        with pytest.raises(NotFoundError):
            build(db, kind, area=COUNTY, scope=ALL.within(TOWNSHIP))
