"""Every rule number of the field reference 8.3 stands in the catalogue or in the list of reasons, never in both."""

from pathlib import Path

import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.catalogue import Quality
from app.domain.conditions import everywhere
from app.domain.facts import FACTS
from app.domain.quality import fix_of
from app.domain.vocabulary.grants import MEASURE_GROUP
from app.services.catalogue import shipped_catalogue

NUMBERS = Path(__file__).with_name("quality_numbers.txt")
RULES: list[Quality] = list(shipped_catalogue().quality.values())
#: Named in the reference outside 8.3 (3.2 and 6.2).
FURTHER = {"4_01_002", "4_12_003", "5_01_004", "5_15_018"}


def numbers() -> list[str]:
    """The numbers as printed; `3_02_002..009` is eight of them."""
    found: list[str] = []
    for line in NUMBERS.read_text("utf-8").splitlines():
        for word in line.split() if not line.startswith("#") else ():
            first, dots, last = word.partition("..")
            head, _, serial = first.rpartition("_")
            found += [f"{head}_{n:03d}" for n in range(int(serial), int(last) + 1)] if dots else [first]
    return found


def left_out() -> dict[str, str]:
    return {str(e["code"]): str(e["reason"]) for e in read_entries("quality_left_out")}


def test_list_of_numbers_is_whole() -> None:
    assert len(set(numbers())) == 248


def test_each_number_is_a_rule_or_has_its_reason() -> None:
    written = {rule.number for rule in RULES}

    assert set(numbers()) - written - set(left_out()) == set()
    assert written & set(left_out()) == set()
    assert written - set(numbers()) == FURTHER


def test_at_least_200_of_them_are_rules() -> None:
    assert len({rule.number for rule in RULES} & set(numbers())) >= 200


def test_reasons_are_sentences_about_known_numbers() -> None:
    assert set(left_out()) <= set(numbers())
    assert all(len(reason) >= 10 for reason in left_out().values())


def test_level_is_the_first_digit_of_the_official_number() -> None:
    odd = [r.number for r in RULES if not r.number.startswith("1111") and r.level != int(r.number[0])]

    assert odd == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.number)
def test_rule_says_what_is_wrong_what_to_do_and_where(rule: Quality) -> None:
    assert rule.code == f"Q{rule.number}"
    assert rule.sentence.endswith("。") and rule.fix.endswith("。")
    fix = fix_of(rule.field)
    assert fix.place != "household" or fix.field
    assert rule.source.reference == "S13"


def test_groups_of_measures_follow_the_catalogue() -> None:
    """The sets that bind risks to measures say the same groups as the measures themselves."""
    groups = {m.code: m.group for m in shipped_catalogue().measures.values()}
    sets = {e["code"]: set(e["values"]) for e in read_entries("sets")}
    for group, name in (
        ("industry", "industry_measures"), ("employment", "employment_measures"), ("relocation", "relocation_measures"),
        ("housing", "housing_measures"), ("water", "water_measures"), ("education", "education_measures"),
        ("compulsory_education", "compulsory_education_measures"), ("health", "health_measures"),
        ("comprehensive", "comprehensive_measures"),
    ):  # fmt: skip
        assert group in MEASURE_GROUP
        assert {code for code, g in groups.items() if g == group} <= sets[name], name


def test_limits_are_dated_standards() -> None:
    """Ages, areas and amounts of money stand in the standards, where they have a date and a source."""
    plain = []
    for rule in RULES:
        for node in everywhere(rule.condition):
            fact = FACTS.get(getattr(node, "fact", "") or "")
            values = getattr(getattr(node, "value", None), "values", ())
            limited = fact is not None and (fact.key == "person.age" or fact.unit in ("亩", "公里", "元"))
            if limited and any(v != 0 for v in values):
                plain.append(rule.number)
    assert plain == []
