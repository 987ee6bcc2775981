"""On the invented county the kernel's answers equal the truth exactly, whatever the bureaus have delivered."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.demo.answers import answers
from app.demo.county import County, generate
from app.services.rules import run_area
from tests.support.demo_county import UNKNOWN, YES, kernel_answers, load_county

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module")
def county() -> County:
    return generate(500, 4, AS_OF)


@pytest.mark.parametrize("state", ["all", "some", "none"])
def test_kernel_and_truth_agree_on_everybody(db: Session, county: County, state: str) -> None:
    load_county(db, county, state)
    run_area(db, as_of=AS_OF)
    found, told = kernel_answers(db), answers(county, state)
    differences = {}
    for code, lists in told["measures"].items():
        for name, rule, answer in (
            ("should", f"{code}.should", YES),
            ("should_unknown", f"{code}.should", UNKNOWN),
            ("having", f"{code}.verdict.having", YES),
            ("missing", f"{code}.verdict.missing", YES),
            ("may_apply", f"{code}.verdict.may_apply", YES),
            ("wrong", f"{code}.verdict.wrong", YES),
            ("unknown", f"{code}.verdict.unknown", UNKNOWN),
        ):
            kernel, truth = found.get((rule, answer), set()), set(lists[name])
            if kernel != truth:
                differences[f"{code}.{name}"] = (sorted(kernel - truth)[:3], sorted(truth - kernel)[:3])
    for code, lists in (told["checks"] | told["criteria"]).items():
        for name, answer in (("yes", YES), ("unknown", UNKNOWN)):
            kernel, truth = found.get((code, answer), set()), set(lists[name])
            if kernel != truth:
                differences[f"{code}.{name}"] = (sorted(kernel - truth)[:3], sorted(truth - kernel)[:3])
    assert differences == {}
