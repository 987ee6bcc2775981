"""Cases that a machine makes at the thresholds of a rule, judged by the rule itself."""

from datetime import date
from typing import Any

from app.domain.catalogue import Measure
from app.domain.catalogue_parser import read_rule
from app.services.catalogue import shipped_catalogue, storable
from app.services.rule_examples import boundary_cases
from app.services.rule_trials import STAND_IN

DAY = date(2026, 11, 22)


def _answers(condition: dict[str, Any], unit: str = "person") -> dict[str, str]:
    """What the rule with this condition answers about each case, by its words."""
    catalogue = shipped_catalogue()
    raw = {
        "code": "M99", "title": "试", "bureau": "MZ", "unit": unit, "group": "social", "first_day": "2026-01-01",
        "source": {"document": "试", "confidence": "placeholder"}, "condition": condition, "examples": STAND_IN,
    }  # fmt: skip
    rule = read_rule("measure", storable(raw), frozenset(catalogue.standards))
    assert isinstance(rule, Measure)
    return {case.title: case.found for case in boundary_cases(rule, catalogue, DAY, [])}


def _of(found: dict[str, str], words: str) -> str:
    """The answer about the case that has these words."""
    return next(answer for title, answer in found.items() if words in title)


def test_number_has_both_sides_and_the_unknown() -> None:
    assert _answers({"fact": "person.age", "ge": 70}) == {
        "年龄：69 周岁": "fail",
        "年龄：70 周岁": "pass",
        "年龄：71 周岁": "pass",
        "年龄：没有填": "unknown",
    }


def test_everything_else_is_as_the_condition_wants_it() -> None:
    found = _answers({"all": [{"fact": "person.sex", "is": "female"}, {"fact": "person.age", "lt": 6}]})

    assert [_of(found, words) for words in ("5 周岁", "6 周岁", "年龄：没有填", "性别：男")] == [
        "pass", "fail", "unknown", "fail",
    ]  # fmt: skip


def test_rows_are_counted_and_summed_on_either_side() -> None:
    counted = _answers({"count": "bureau.small_loan", "window": "live", "ge": 2})
    summed = _answers({"sum": "bureau.medical_settlement", "of": "row.amount", "ge": 5000})

    assert [found for words, found in counted.items() if "个" in words] == ["fail", "pass", "pass"]
    assert [found for words, found in counted.items() if "没有报来" in words] == ["unknown"]
    assert [found for words, found in summed.items() if "元" in words] == ["fail", "pass", "pass"]


def test_standard_is_tried_at_its_value_of_the_day() -> None:
    line = shipped_catalogue().standards["monitoring_line"]
    fen = line.value_on(date(2026, 12, 31), "520199101201") or 0
    found = _answers(
        {"fact": "household.net_income_per_head", "lt": {"standard": "monitoring_line"}}, "household"
    )

    said = {words: answer for words, answer in found.items() if f"{fen // 100:,}" in words}
    assert list(said.values()) == ["fail", "fail"]
    assert "pass" in found.values()


def test_branches_of_any_are_tried_apart() -> None:
    found = _answers({"any": [{"fact": "person.is_soldier", "is": True}, {"fact": "person.age", "ge": 60}]})

    assert (_of(found, "59 周岁"), _of(found, "60 周岁")) == ("fail", "pass")


def test_most_shipped_measures_get_cases_of_both_answers() -> None:
    catalogue, thin = shipped_catalogue(), []
    for code in ("M09", "M15", "M21", "M26", "M37", "M38", "M42"):
        found = {case.found for case in boundary_cases(catalogue.measures[code], catalogue, DAY, [])}
        thin += [code] if not {"pass", "fail"} <= found else []
    assert thin == []
