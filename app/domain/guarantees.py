"""两不愁三保障 and drinking water of one household, as the register knows it today (domain reference 5.1).

Each guarantee is kept, broken, or unknown; a single unknown answer keeps the whole from being called kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.registry_checks import age_on

Values = Mapping[str, Any]

#: Houses of these levels are safe to live in; C and D are not.
SAFE_LEVELS = frozenset("AB")


@dataclass(frozen=True, slots=True)
class Guarantee:
    """`kept` None = not known; `because` names the person or the reason, empty where everything is in order."""

    label: str
    kept: bool | None
    because: str = ""


def guarantees(members: Sequence[Values], living: Values, visit: Values, on: date) -> list[Guarantee]:
    """Food, clothing, schooling, medical insurance, house and water, in the official order."""
    return [
        Guarantee("不愁吃", visit.get("food_ok")),
        Guarantee("不愁穿", visit.get("clothing_ok")),
        _schooling(members, on),
        _medical(members),
        _house(living),
        _water(living),
    ]


def _schooling(members: Sequence[Values], on: date) -> Guarantee:
    """Children of 6 to 15 are in school (or taught at home)."""
    open_question = ""
    for child in members:
        age = age_on(child.get("born_on"), on)
        if age is None or not 6 <= age <= 15:
            continue
        if child.get("school") == "not_in_school" and child.get("dropout_reason") != "home_teaching":
            return Guarantee("义务教育", False, f"{child['name']}没有上学")
        if child.get("school") is None:
            open_question = f"{child['name']}不知道"
    return Guarantee("义务教育", None if open_question else True, open_question)


def _medical(members: Sequence[Values]) -> Guarantee:
    """Everybody is in one of the two public schemes."""
    open_question = ""
    for member in members:
        schemes = (member.get("resident_medical"), member.get("employee_medical"))
        if True in schemes:
            continue
        if schemes[0] is False and schemes[1] is not None:
            return Guarantee("基本医疗", False, f"{member['name']}没参保")
        open_question = open_question or f"{member['name']}不知道"
    return Guarantee("基本医疗", None if open_question or not members else True, open_question)


#: The four items of drinking water: one that is not met makes the water unsafe (5.1).
WATER_ITEMS = {
    "water_amount": "水量", "water_quality": "水质", "water_convenience": "取水", "water_reliability": "保证率",
}  # fmt: skip


def _water(living: Values) -> Guarantee:
    """All four items met or basically met; where nobody has graded them, what the survey says as a whole."""
    grades = {key: living.get(key) for key in WATER_ITEMS}
    unmet = [WATER_ITEMS[key] for key, grade in grades.items() if grade == "unmet"]
    if unmet:
        return Guarantee("饮水安全", False, "、".join(unmet) + "不达标")
    if all(grades.values()) and living.get("water_is_safe") is not False:
        return Guarantee("饮水安全", True)
    return Guarantee("饮水安全", living.get("water_is_safe"))


#: Ways to live safely in spite of the own house: with children, rented with proof, in public housing.
SAFE_TENURES = frozenset(("children", "rented", "public"))


def _house(living: Values) -> Guarantee:
    """Level A or B, or C and D repaired and accepted, or moved and living there, or in another safe house."""
    if living.get("house_tenure") == "none":
        return Guarantee("住房安全", False, "没有住房")
    if living.get("relocation") in ("concentrated", "scattered") and living.get("relocated_on") is not None:
        return Guarantee("住房安全", True, "已搬迁入住")
    if living.get("house_level") in ("C", "D") and living.get("house_repair") == "accepted":
        return Guarantee("住房安全", True, f"{living['house_level']} 级，已改造验收")
    if living.get("house_tenure") in SAFE_TENURES and living.get("house_is_dangerous") is False:
        return Guarantee("住房安全", True, "住别处的安全住房")
    level, dangerous = living.get("house_level"), living.get("house_is_dangerous")
    if level is not None:
        return Guarantee("住房安全", level in SAFE_LEVELS, f"{level} 级")
    return Guarantee("住房安全", None if dangerous is None else not dangerous)
