"""What no form may pass and the few hints without a rule number: what fires, what does not, what is not told."""

from datetime import date
from typing import Any

import pytest

from app.domain.registry_checks import age_on, remarks_on_household, remarks_on_member

ON = date(2026, 11, 22)
HEAD: dict[str, Any] = {"relation": "head", "sex": "male", "born_on": date(1968, 5, 1)}


def codes(member: dict[str, Any], head: dict[str, Any] | None = None) -> set[str]:
    return {remark.code for remark in remarks_on_member({"relation": "other", **member}, head, ON)}


FIRES: list[tuple[str, dict[str, Any]]] = [
    ("2_01_004", {"relation": "wifes_father", "sex": "female"}),
    ("3_01_001", {"relation": None}),
    ("E-BORN-LATER", {"born_on": date(2026, 11, 23)}),
    ("E-BORN-OLD", {"born_on": date(1905, 1, 1)}),
    ("E-WORK-REGION", {"work_months": 3}),
    ("E-WORK-MONTHS", {"work_region": "county"}),
]
QUIET: list[tuple[str, dict[str, Any]]] = [
    ("2_01_004", {"relation": "wifes_mother", "sex": "female"}),
    ("2_01_004", {"relation": "wifes_father", "sex": None}),
    ("E-BORN-LATER", {"born_on": date(2026, 11, 22)}),
    ("E-BORN-LATER", {"born_on": None}),
    ("E-WORK-REGION", {"work_months": 0}),
    ("E-WORK-MONTHS", {"work_region": "county", "work_months": 0}),
]


@pytest.mark.parametrize(("code", "member"), FIRES)
def test_rule_fires(code: str, member: dict[str, Any]) -> None:
    assert code in codes(member)


@pytest.mark.parametrize(("code", "member"), QUIET)
def test_rule_stays_quiet_one_step_before_and_without_answers(code: str, member: dict[str, Any]) -> None:
    assert code not in codes(member)


def test_a_wrong_relation_offers_the_right_one() -> None:
    remark = remarks_on_member({"relation": "wifes_father", "sex": "female"}, None, ON)[0]
    assert remark.level == "must"
    assert remark.fixes == (("改成“之岳母”", "wifes_mother"),)


def test_head_and_spouse_of_one_sex() -> None:
    assert "2_02_001" in codes({"relation": "spouse", "sex": "male"}, HEAD)
    assert "2_02_001" not in codes({"relation": "spouse", "sex": None}, HEAD)


def test_a_birthday_counts_from_its_day_on() -> None:
    assert age_on(date(2000, 11, 22), ON) == 26
    assert age_on(date(2000, 11, 23), ON) == 25


@pytest.mark.parametrize(
    ("household", "living", "members", "code"),
    [
        ({}, {}, [HEAD, HEAD], "3_02_011"),
        ({}, {}, [{"relation": "son"}], "3_02_012"),
        ({}, {"land_crop_mu": 3.0, "land_irrigated_mu": 3.5}, [HEAD], "E-IRRIGATED"),
    ],
)
def test_household_rules_fire(
    household: dict[str, Any], living: dict[str, Any], members: list[dict[str, Any]], code: str
) -> None:
    assert code in {remark.code for remark in remarks_on_household(household, living, members)}


def test_a_household_in_order_says_nothing() -> None:
    household = {"monitoring_kind": "marginal", "risk_main": "illness", "risk_cleared": False}
    living = {"land_crop_mu": 100.0, "land_irrigated_mu": 100.0, "road_km": 5.0}
    assert remarks_on_household(household, living, [HEAD]) == []
