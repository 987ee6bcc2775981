"""Logic rules of 8.3 on members and households: what fires, what does not, what is not told."""

from datetime import date
from typing import Any

import pytest

from app.domain.registry_checks import age_on, remarks_on_household, remarks_on_member

ON = date(2026, 11, 22)
HEAD: dict[str, Any] = {"relation": "head", "sex": "male", "born_on": date(1968, 5, 1)}


def born(age: int) -> date:
    return date(ON.year - age, 1, 1)


def codes(member: dict[str, Any], head: dict[str, Any] | None = None) -> set[str]:
    return {remark.code for remark in remarks_on_member({"relation": "other", **member}, head, ON)}


FIRES: list[tuple[str, dict[str, Any]]] = [
    ("2_01_004", {"relation": "wifes_father", "sex": "female"}),
    ("3_01_001", {"relation": None}),
    ("1_01_003", {"born_on": date(2026, 11, 23)}),
    ("2_01_011", {"born_on": born(15), "labor": "ordinary"}),
    ("1111_07", {"born_on": born(17), "labor": "ordinary", "school": "senior_1"}),
    ("5_12_009", {"born_on": born(78), "labor": "ordinary"}),
    ("4_01_007", {"disability_category": "limb", "disability_level": 2, "labor": "skilled"}),
    ("2_01_015", {"work_months": 3, "labor": "lost"}),
    ("5_16_010", {"work_months": 3, "born_on": born(15)}),
    ("4_01_001", {"work_months": 3}),
    ("3_01_005", {"public_post": "cleaner"}),
    ("5_01_006", {"public_post": "cleaner", "born_on": born(70)}),
    ("5_17_002", {"school": "primary", "born_on": born(15)}),
    ("5_17_004", {"school": "senior_1", "born_on": born(14)}),
    ("3_01_003", {"school": "primary", "education": "primary"}),
    ("2_01_009", {"resident_medical": True, "employee_medical": True}),
]
QUIET: list[tuple[str, dict[str, Any]]] = [
    ("2_01_004", {"relation": "wifes_mother", "sex": "female"}),
    ("2_01_004", {"relation": "wifes_father", "sex": None}),
    ("2_01_011", {"born_on": born(16), "labor": "ordinary"}),
    ("2_01_011", {"born_on": None, "labor": "ordinary"}),
    ("5_12_009", {"born_on": born(74), "labor": "ordinary"}),
    ("4_01_007", {"disability_category": "limb", "disability_level": 3, "labor": "skilled"}),
    ("4_01_007", {"disability_category": "mental", "disability_level": 1, "labor": "skilled"}),
    ("2_01_015", {"work_months": 0, "labor": "lost"}),
    ("5_01_006", {"public_post": "cleaner", "born_on": born(69)}),
    ("5_17_002", {"school": "primary", "born_on": born(14)}),
    ("2_01_009", {"resident_medical": True, "employee_medical": None}),
    ("2_01_010", {"born_on": born(40), "labor": "weak", "health_chronic": None}),
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
        ({"monitoring_kind": "marginal"}, {}, [HEAD], "1_11_001"),
        ({"risk_main": "illness", "risk_2": "other"}, {}, [HEAD], "2_11_004"),
        ({"has_no_labor": True, "risk_cleared": True}, {}, [HEAD], "4_11_011"),
        ({}, {"land_crop_mu": 100.5}, [HEAD], "5_14_001"),
        ({}, {"land_crop_mu": 3.0, "land_irrigated_mu": 3.5}, [HEAD], "5_14_007"),
        ({}, {"road_km": 5.1}, [HEAD], "5_14_009"),
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
