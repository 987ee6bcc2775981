"""Between two frozen periods every sum goes from one to the other by four steps, and nothing is left over."""

from typing import Any

import pytest

from app.adapters.snapshot_changes import COMPARED, Step, explain_changes
from app.adapters.snapshot_file import frame_of

HERE, THERE = "520199101201", "520199102201"


def _home(number: int, **values: Any) -> dict[str, Any]:
    row = {
        "id": number, "area_code": HERE, "kind": "out_of_poverty", "monitoring_kind": None, "risk_cleared": None,
        "members": 2, "net_fen": 2_000_000, "wage_fen": 0, "business_fen": 0, "property_fen": 0, "transfer_fen": 0,
        "house_level": "A", "water_is_safe": True, "line_fen": 850_000,
    }  # fmt: skip
    return row | values


def _explain(
    before: list[dict[str, Any]], after: list[dict[str, Any]], prefix: str = "520199101"
) -> dict[str, Step]:
    frames = [frame_of({name: [row[name] for row in rows] for name in _home(0)}) for rows in (before, after)]
    steps, _ = explain_changes(frames[0], frames[1], prefix)
    for step in steps:
        assert step.before + step.joined + step.left + step.corrected + step.rule == step.after, step
    assert [step.name for step in steps] == list(COMPARED)
    return {step.name: step for step in steps}


def test_who_joined_and_who_left_are_told_apart() -> None:
    found = _explain([_home(1), _home(2, members=3)], [_home(2, members=3), _home(3, members=5)])
    assert found["households"] == Step("households", 2, 1, -1, 0, 0, 2)
    assert found["persons"] == Step("persons", 5, 5, -2, 0, 0, 8)


def test_a_move_is_leaving_one_place_and_joining_another() -> None:
    before, after = [_home(1), _home(2)], [_home(1, area_code=THERE), _home(2)]
    assert _explain(before, after)["households"].left == -1
    assert _explain(before, after, "520199102")["households"].joined == 1
    county = _explain(before, after, "520199")["households"]
    assert (county.joined, county.left, county.corrected) == (0, 0, 0)


def test_a_corrected_answer_of_the_same_household_is_a_correction() -> None:
    found = _explain([_home(1, net_fen=None), _home(2)], [_home(1, net_fen=100), _home(2, house_level="D")])
    assert found["net_fen"].corrected == 100
    assert found["income_households"].corrected == 1
    assert found["low_persons"].corrected == 2
    assert found["safe_houses"].corrected == -1


def test_the_same_answers_under_a_new_line_are_a_change_of_the_rule() -> None:
    found = _explain([_home(1)], [_home(1, line_fen=1_100_000)])
    assert found["low_persons"] == Step("low_persons", 0, 0, 0, 0, 2, 2)
    both = _explain(
        [_home(1), _home(2)], [_home(1, line_fen=1_100_000), _home(2, net_fen=10, line_fen=1_100_000)]
    )
    assert (both["low_persons"].corrected, both["low_persons"].rule) == (2, 2)


def test_households_behind_the_steps_are_named() -> None:
    rows = [_home(1), _home(2), _home(3)], [_home(2, members=9), _home(3), _home(4)]
    frames = [frame_of({name: [row[name] for row in part] for name in _home(0)}) for part in rows]
    _, moves = explain_changes(frames[0], frames[1], "520199", limit=1)
    assert (moves.joined, moves.left, moves.corrected) == ((4,), (1,), (2,))
    assert moves.counts == (1, 1, 1)


@pytest.mark.parametrize("side", [0, 1])
def test_an_empty_period_has_everything_joining_or_leaving(side: int) -> None:
    parts: list[list[dict[str, Any]]] = [[_home(1)], [_home(1)]]
    parts[side] = []
    found = _explain(*parts)["households"]
    assert (found.joined, found.left) == ((1, 0) if side == 0 else (0, -1))
