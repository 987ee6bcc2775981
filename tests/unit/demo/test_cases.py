"""Ten cases of every measure and check, decided by hand in the officials' words, against the generator's truth."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.demo.having import double
from app.demo.threefold import NO, UNKNOWN, YES
from app.demo.truth import CRITERIA, FIRES, SHOULD
from tests.support.case_words import world_of

FOLDER = Path(__file__).parent / "cases"
ANSWERS = {"是": YES, "否": NO, "资料不全": UNKNOWN}


def _tables() -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        tables |= yaml.safe_load(path.read_text("utf-8"))
    return tables


TABLES = _tables()
CASES = [(title.split(" ")[0], case) for title, cases in TABLES.items() for case in cases]


@pytest.mark.parametrize(("code", "case"), CASES, ids=[f"{code}-{case['情形']}" for code, case in CASES])
def test_truth_agrees_with_the_case(code: str, case: dict[str, Any]) -> None:
    world = world_of(case)
    if code in SHOULD:
        answer, want = SHOULD[code](world)[0], case["应享"]
    elif code in FIRES:
        answer, want = FIRES[code](world)[0], case["疑点"]
    elif code in CRITERIA:
        answer, want = CRITERIA[code](world)[0], case["结论"]
    else:
        one, other = code.split("x")
        answer, want = double(world, (one, other))[0], case["重复"]
    assert answer == ANSWERS[want], case["情形"]


def test_every_kind_has_ten_cases_of_both_answers() -> None:
    kinds = {title.split(" ")[0]: cases for title, cases in TABLES.items()}
    assert set(kinds) == {*SHOULD, *FIRES, *CRITERIA, "M24xM25"}
    for code, cases in kinds.items():
        assert len(cases) == 10, code
        given = {
            case.get("应享") or case.get("疑点") or case.get("结论") or case.get("重复") for case in cases
        }
        assert {"是", "否"} <= given, code
