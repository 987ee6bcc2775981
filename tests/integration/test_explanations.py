"""What a household's page says about measures: the same answers as the run, with values, origins and gaps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.permissions import SYSTEM
from app.domain.verdicts import ORDER
from app.models import Person, RuleResult
from app.queries.rule_answers import MeasureAnswer
from app.queries.rules import household_answers, household_measures
from app.queries.scope import Scope, unscoped
from app.services.catalogue import ship_catalogue, shipped_catalogue
from app.services.rule_runs import run_area
from app.services.specimens import load
from app.unit_of_work import unit_of_work, watch_session
from tests.support.random_conditions import Maker

DAY = date(2026, 11, 22)
ALL = Scope.everything()
PUPIL: dict[str, Any] = {
    "kind": "out_of_poverty",
    "delivered": ["dibao", "disability", "vehicle", "pupil"],
    "income": [{"year": 2026, "kind": "wage_work", "yuan": 6000}],
    "members": [
        {"name": "杨小军", "born_on": "2012-05-01", "school": "grade_8", "tekun": "none"},
        {
            "name": "杨奶奶",
            "born_on": "1940-01-01",
            "grants": [{"measure": "M42", "starts_on": "2020-01-01"}],
        },
    ],
}


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session as commands have it, with the shipped catalogue."""
    with Session(engine) as session:
        watch_session(session)
        yield session


def _register(session: Session, *households: dict[str, Any]) -> None:
    load(session.connection(execution_options={"write": True}), households)
    session.commit()
    with unit_of_work(session, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)


def _one(session: Session, code: str, name: str = "") -> MeasureAnswer:
    found = household_measures(session, ALL, 1, DAY)
    return next(m for m in found if m.code == code and m.name == name)


def test_condition_comes_with_value_requirement_and_origin(db: Session) -> None:
    _register(db, PUPIL)

    answer = _one(db, "M42", "杨奶奶")

    (line,) = answer.lines
    assert answer.verdict == "having"
    assert (line.title, line.actual, line.wanted, line.met) == ("年龄", "86 周岁", "至少 80 周岁", True)
    assert line.sources[0].words
    assert "规则 M42 第 1 版" in answer.clause


def test_unknown_answer_says_what_is_missing_and_whose(db: Session) -> None:
    _register(db, {**PUPIL, "delivered": ["education_aid"]})

    answer = _one(db, "M21", "杨小军")

    assert answer.verdict == "unknown"
    assert [(m.whose, m.label, m.askable) for m in answer.missing] == [("杨小军", "是否寄宿", True)]


def test_what_nobody_has_seen_is_asked_at_the_next_visit(db: Session) -> None:
    _register(db, PUPIL)

    (answer,) = (a for a in household_answers(db, ALL, 1, DAY).criteria if a.code == "G01")

    assert answer.answer is None
    assert [(m.label, m.askable) for m in answer.missing] == [("走访时问不愁吃", True)]
    assert "还没有人走访" in answer.lines[0].actual


def test_missing_delivery_is_asked_of_the_bureau(db: Session) -> None:
    _register(db, {**PUPIL, "delivered": ["dibao"]})

    answer = _one(db, "M35")

    assert answer.verdict == "unknown"
    assert {(m.label, m.from_whom) for m in answer.missing} == {("机动车登记", "公安局")}


def test_who_is_eligible_is_not_told_to_lack_what_no_list_shows(db: Session) -> None:
    elsewhere = {"area": "520199102202", "delivered": ["education_aid"], "members": [{"sex": "male"}]}
    boarder = {**PUPIL["members"][0], "is_boarder": True}
    _register(db, {**PUPIL, "members": [boarder, *PUPIL["members"][1:]]}, elsewhere)

    answer = _one(db, "M21", "杨小军")

    assert (answer.answer, answer.has, answer.verdict) == (True, None, "unknown")
    assert [(m.label, m.from_whom) for m in answer.missing] == [("教育资助发放", "教育局")]
    assert [line.actual for line in answer.has_lines] == [
        "没有记录", "教育局还没送来名单（县里最近一期 2020-01，没有报到这个村）"
    ]  # fmt: skip


def test_standard_is_shown_with_its_value(db: Session) -> None:
    _register(db, PUPIL)

    line = _one(db, "M35").lines[0]

    assert line.wanted == "低于农村低保标准（6,300 元）"
    assert line.actual == "3,000 元"


def test_titled_group_shows_what_decided_it(db: Session) -> None:
    _register(db, PUPIL)

    line = _one(db, "M21", "杨小军").lines[0]

    assert (line.title, line.actual, line.met) == ("帮扶对象", "户类型 脱贫户", True)
    assert len(line.children) == 2


def test_amount_follows_its_case(db: Session) -> None:
    rich = [{"year": 2025, "kind": "wage_work", "yuan": 20000}]
    worker = {"name": "石维", "labor": "ordinary", "work_region": "other_province", "work_months": 6}
    _register(db, {"kind": "poor", "income": rich, "members": [worker]})

    assert _one(db, "M09", "石维").amount == "一年约 500 元"


def test_order_begins_with_what_must_be_done(db: Session) -> None:
    _register(db, PUPIL)

    words = [m.verdict for m in household_measures(db, ALL, 1, DAY)]

    assert words == sorted(words, key=ORDER.index)
    assert words[0] == "missing"


def test_next_question_settles_most(db: Session) -> None:
    house = {**PUPIL, "kind": "ordinary", "monitoring_kind": "marginal"}
    _register(db, house)

    question = household_answers(db, ALL, 1, DAY).question

    assert question is not None
    assert question.missing.label == "风险是否已消除"
    assert question.count >= len(question.settles) >= 2


def test_outside_the_scope_nothing_is_told(db: Session) -> None:
    _register(db, PUPIL)

    with pytest.raises(NotFoundError):
        household_measures(db, Scope((("520301000000", "520302000000"),)), 1, DAY)


def test_bureau_staff_sees_its_own_measures(db: Session) -> None:
    _register(db, PUPIL)
    scope = Scope((("520000000000", "530000000000"),), bureaus=frozenset({"JY"}))

    assert {m.bureau for m in household_measures(db, scope, 1, DAY)} == {"教育局"}


def test_origin_is_the_act_in_which_the_value_last_changed(db: Session) -> None:
    _register(db, PUPIL)
    with unscoped("tests"), unit_of_work(db, SYSTEM, "visit.note") as work:
        person = work.session.get(Person, 1)
        assert person is not None
        person.is_boarder = True
    boarder_event = work.event_id
    with unscoped("tests"), unit_of_work(db, SYSTEM, "person.edit") as work:
        person = work.session.get(Person, 1)
        assert person is not None
        person.name = "杨大军"

    lines = {line.title: line for line in _one(db, "M21", "杨大军").lines}

    assert lines["是否寄宿"].sources[0].event_id == boarder_event
    assert lines["是否寄宿"].sources[0].kind == "visit"
    assert lines["在校生状况"].sources[0].event_id == 2


@pytest.mark.parametrize("seed", [7, 8])
def test_page_and_run_never_differ(db: Session, seed: int) -> None:
    households = Maker(seed).households(12)
    _register(db, *households)
    run_area(db, as_of=DAY)
    with unscoped("tests"):
        stored = {
            (rule, subject)
            for rule, subject in db.execute(
                select(RuleResult.rule, RuleResult.subject).where(
                    RuleResult.until_at.is_(None), RuleResult.household_id != 0
                )
            )
        }

    told = set()
    for number in range(1, len(households) + 1):
        answers = household_answers(db, ALL, number, DAY)
        for m in answers.measures:
            told |= {(f"{m.code}.verdict.{m.counted}", m.subject_id)} if m.counted != "none" else set()
            told |= {(f"{m.code}.verdict.double", m.subject_id)} if m.verdict == "double" else set()
            told |= {(f"{m.code}.should", m.subject_id)} if m.answer is not False else set()
        judged = (*answers.checks, *answers.criteria)
        told |= {(c.code, c.subject_id) for c in judged if c.answer is not False}

    assert told == {place for place in stored if place[0] not in shipped_catalogue().quality}
