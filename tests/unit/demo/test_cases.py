"""Ten cases of every measure and check, decided by hand in the officials' words, against the generator's truth."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.demo.having import double
from app.demo.threefold import NO, UNKNOWN, YES
from app.demo.truth import CRITERIA, FIRES, FIRST_FIRES, FIRST_SHOULD, SHOULD
from app.demo.truth_register import REGISTER_FIRES, REGISTER_SHOULD
from tests.support.case_words import world_of

FOLDER = Path(__file__).parent / "cases"
#: Of the later rules those that people ask about most.
IMPORTANT = frozenset(
    (
        "K01",
        "K02",
        "K03",
        "K04",
        "K05",
        "K06",
        "K07",
        "K11",
        "K12",
        "K13",
        "K15",
        "M01",
        "M02",
        "M04",
        "M05",
        "M06",
        "M07",
        "M08",
        "M10",
        "M11",
        "M12",
        "M13",
        "M14",
        "M15",
        "M16",
        "M17",
        "M20",
        "M22",
        "M27",
        "M28",
        "M29",
        "M31",
        "M32",
        "M34",
        "M36",
        "M39",
        "M40",
        "M41",
        "M43",
        "M44",
        "M45",
        "M46",
        "R01",
        "R02",
        "R04",
        "R05",
        "R06",
        "R07",
        "R08",
        "R09",
        "R10",
        "R13",
        "R14",
        "R16",
        "R20",
        "R21",
        "R22",
        "R23",
        "R24",
        "R25",
        "R26",
        "R27",
        "R30",
        "R33",
        "R34",
        "R35",
        "R37",
        "R39",
        "R40",
        "R41",
        "R42",
        "R43",
        "R44",
        "R45",
    )
)
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
    assert set(kinds) == {
        *FIRST_SHOULD, *FIRST_FIRES, *REGISTER_SHOULD, *REGISTER_FIRES, *CRITERIA, *IMPORTANT, "M24xM25",
    }  # fmt: skip
    for code, cases in kinds.items():
        assert len(cases) == 10, code
        given = {
            case.get("应享") or case.get("疑点") or case.get("结论") or case.get("重复") for case in cases
        }
        assert {"是", "否"} <= given, code
