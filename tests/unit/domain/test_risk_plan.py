"""The plan by risk: what speaks to each risk, owed first; a risk that has something running needs no day."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.catalogue_reading import CatalogueError
from app.domain.risk_plan import plan_by_risk, read_binding
from app.domain.verdicts import Verdict
from app.domain.vocabulary.households import RISK

BY = date(2026, 2, 28)
BINDINGS = {one.risk: one for one in map(read_binding, read_entries("risk_plans"))}
GROUPS = {
    "M33": "health",
    "M30": "health",
    "M43": "social",
    "M24": "education",
    "M44": "social",
    "M45": "social",
}


@dataclass(frozen=True)
class Told:
    code: str
    verdict: Verdict
    title: str = ""
    name: str = ""
    bureau: str = "WJ"


def test_every_risk_but_other_has_its_kinds_of_help() -> None:
    assert set(BINDINGS) == {code.code for code in RISK} - {"other"}


def test_owed_comes_first_and_what_does_not_fit_stays_out() -> None:
    answers = [
        Told("M44", "may_apply"), Told("M33", "missing"), Told("M30", "none"), Told("M24", "missing"),
        Told("M43", "unknown"), Told("M45", "having"),
    ]  # fmt: skip
    (illness,) = plan_by_risk(["illness", None, "illness", "other"], answers, GROUPS, BINDINGS, BY)
    assert [m.code for m in illness.measures] == ["M33", "M43", "M44"]
    assert (illness.is_met, illness.by) == (False, BY)


def test_each_risk_has_its_part_in_the_familys_order_and_a_met_one_no_day() -> None:
    answers = [Told("M33", "having"), Told("M24", "missing")]
    schooling, illness, water = plan_by_risk(["schooling", "illness", "water"], answers, GROUPS, BINDINGS, BY)
    assert ([m.code for m in schooling.measures], schooling.by) == (["M24"], BY)
    assert (illness.is_met, illness.by) == (True, None)
    assert (water.measures, water.is_met, water.by) == ((), False, BY)


@pytest.mark.parametrize(
    ("changed", "refused"),
    [({"code": "luck"}, ValueError), ({"groups": ["gifts"]}, ValueError), ({"source": None}, CatalogueError)],
)
def test_a_binding_without_ground_is_refused(changed: dict[str, object], refused: type[Exception]) -> None:
    whole = {"code": "illness", "groups": ["health"], "words": "健康帮扶", "source": {"document": "文件"}}
    with pytest.raises(refused):
        read_binding(whole | changed)
