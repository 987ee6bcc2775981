"""Guarantees are kept, broken or unknown; unknown never turns into kept."""

from datetime import date
from typing import Any

import pytest

from app.domain.guarantees import guarantees

ON = date(2026, 11, 22)
INSURED: dict[str, Any] = {"name": "甲", "resident_medical": True}
CHILD: dict[str, Any] = {**INSURED, "name": "丙", "born_on": date(2015, 1, 1)}


def kept(label: str, members: list[dict[str, Any]], living: dict[str, Any] | None = None) -> bool | None:
    return next(g.kept for g in guarantees(members, living or {}, {}, ON) if g.label == label)


@pytest.mark.parametrize(
    ("members", "answer"),
    [
        ([INSURED], True),
        ([INSURED, {"name": "乙", "employee_medical": True}], True),
        ([INSURED, {"name": "乙", "resident_medical": False, "employee_medical": False}], False),
        ([INSURED, {"name": "乙", "resident_medical": False}], None),
        ([INSURED, {"name": "乙"}], None),
        ([], None),
    ],
)
def test_medical_insurance(members: list[dict[str, Any]], answer: bool | None) -> None:
    assert kept("基本医疗", members) is answer


@pytest.mark.parametrize(
    ("child", "answer"),
    [
        ({"school": "primary"}, True),
        ({"school": None}, None),
        ({"school": "not_in_school"}, False),
        ({"school": "not_in_school", "dropout_reason": "home_teaching"}, True),
        ({"school": "not_in_school", "born_on": date(2010, 11, 22)}, True),
    ],
)
def test_schooling_of_children_from_six_to_fifteen(child: dict[str, Any], answer: bool | None) -> None:
    assert kept("义务教育", [{**CHILD, **child}]) is answer


@pytest.mark.parametrize(
    ("living", "answer"),
    [
        ({"house_level": "B"}, True),
        ({"house_level": "C", "house_is_dangerous": False}, False),
        ({"house_is_dangerous": True}, False),
        ({"house_level": "D", "house_repair": "accepted"}, True),
        ({"house_level": "D", "house_repair": "finished"}, False),
        ({"house_level": "C", "relocation": "concentrated", "relocated_on": date(2019, 5, 1)}, True),
        ({"house_level": "C", "relocation": "concentrated"}, False),
        ({"house_tenure": "children", "house_is_dangerous": False}, True),
        ({"house_tenure": "rented", "house_is_dangerous": None}, None),
        ({"house_tenure": "none", "house_is_dangerous": False}, False),
        ({}, None),
    ],
)
def test_the_house(living: dict[str, Any], answer: bool | None) -> None:
    assert kept("住房安全", [INSURED], living) is answer


MET = dict.fromkeys(("water_amount", "water_quality", "water_convenience", "water_reliability"), "met")


@pytest.mark.parametrize(
    ("living", "answer"),
    [
        (MET, True),
        ({**MET, "water_quality": "basic"}, True),
        ({**MET, "water_quality": "unmet", "water_is_safe": True}, False),
        ({**MET, "water_is_safe": False}, False),
        ({"water_is_safe": True}, True),
        ({**MET, "water_amount": None}, None),
        ({}, None),
    ],
)
def test_one_item_of_water_that_is_not_met_makes_it_unsafe(
    living: dict[str, Any], answer: bool | None
) -> None:
    assert kept("饮水安全", [INSURED], living) is answer
