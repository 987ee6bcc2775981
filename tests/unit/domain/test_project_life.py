"""Steps of a project and the points of its self-evaluation, as plain judgement."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.errors import InvalidInputError
from app.domain.project_points import score
from app.domain.project_steps import (
    FINISHED,
    NOT_IN_BANK,
    STEPS,
    Standing,
    needs_of,
    refusal,
    require_possible,
)
from app.domain.vocabulary.projects import PROJECT_STATE, PROJECT_STEP

GIVEN = {"budget": 100, "output": 500, "benefit": 300, "satisfaction": 100}
EVERYTHING = Standing(
    "need", planned_fen=1, arrived_fen=1, paid_fen=1, assets=1, goals=8, points_told=True,
    notices=dict.fromkeys(("need", "bank", "plan", "start", "result"), "done"),
)  # fmt: skip


def _goal(part: str, tenths: int, aim: float, done: float | None, *, less: bool = False) -> Any:
    return SimpleNamespace(part=part, tenths=tenths, aim=aim, done=done, is_less_better=less)


def _goals(done: float | None = 100) -> list[Any]:
    return [
        _goal("quantity", 500, 100, done),
        _goal("social", 300, 40, 40),
        _goal("satisfaction", 100, 95, 98),
    ]


def test_every_state_can_be_reached_and_left() -> None:
    assert set(STEPS) == {code.code for code in PROJECT_STEP}
    states, seen = {"need"}, 0
    while len(states) != seen:
        seen = len(states)
        states |= {step.after for step in STEPS.values() if states & set(step.before)}
    assert states == {code.code for code in PROJECT_STATE}
    ends = states - {state for step in STEPS.values() for state in step.before}
    assert ends == {"closed", "withdrawn"}
    assert not set(FINISHED) & set(NOT_IN_BANK)


def test_with_everything_there_each_step_can_be_done_from_its_states_only() -> None:
    for step in STEPS.values():
        for state in PROJECT_STATE:
            words = refusal(step, replace(EVERYTHING, state=state.code))
            assert (words == "") == (state.code in step.before)


@pytest.mark.parametrize(
    ("step", "lack", "said"),
    [
        ("enter", {"empty": ("绩效目标",)}, "绩效目标"),
        ("enter", {"notices": {"bank": "open"}}, "项目库公示"),
        ("plan", {"planned_fen": 0}, "资金来源"),
        ("settle", {"has_overpaid_line": True}, "支付不超过到位"),
        ("register", {"assets": 0}, "资产"),
        ("evaluate", {"goals_open": 1}, "绩效指标"),
        ("evaluate", {"points_told": False}, "绩效指标"),
    ],
)
def test_a_step_names_what_is_missing(step: str, lack: dict[str, Any], said: str) -> None:
    standing = replace(EVERYTHING, state=STEPS[step].before[0], **lack)
    assert said in refusal(STEPS[step], standing)
    assert [need.is_met for need in needs_of(STEPS[step], standing)].count(False) == 1
    with pytest.raises(InvalidInputError, match=said):
        require_possible(step, standing, evidence="文件 2026-11-01", words="合格")


def test_a_step_wants_its_paper_and_its_words() -> None:
    standing = replace(EVERYTHING, state="finished")
    with pytest.raises(InvalidInputError, match="验收单"):
        require_possible("accept", standing, evidence="", words="合格")
    with pytest.raises(InvalidInputError, match="验收结论"):
        require_possible("accept", standing, evidence="验收单 2026-11-01", words="")
    bare = replace(EVERYTHING, state="settled", assets=0)
    assert require_possible("register", bare, evidence="说明 2026-11-01", words="补助到户，不形成资产").after


def test_points_follow_the_finance_form() -> None:
    full = score(_goals(), GIVEN, arrived=200, paid=200)
    assert (full.total, full.grade) == (1000, "优")
    part = score(_goals(60), GIVEN, arrived=200, paid=150)
    assert (part.budget, part.reached("output"), part.total, part.grade) == (75, 300, 775, "中")
    cost = score([_goal("cost", 500, 100, 125, less=True)], GIVEN, arrived=1, paid=1)
    assert cost.goals[0].tenths == 400


def test_no_total_while_something_is_missing() -> None:
    assert score(_goals(None), GIVEN, arrived=200, paid=200).total is None
    assert score(_goals(), GIVEN, arrived=0, paid=0).total is None
    uneven = score([*_goals(), _goal("cost", 1, 1, 1)], GIVEN, arrived=200, paid=200)
    assert (uneven.total, uneven.uneven) == (None, ["output"])
