"""Reading, writing and saying conditions; what is refused, and where it says the fault stands."""

from datetime import date
from typing import Any

import pytest

from app.domain.condition_answers import deciding, unsettled
from app.domain.condition_errors import ConditionError
from app.domain.condition_parser import parse
from app.domain.condition_words import amount, say
from app.domain.condition_writer import written
from app.domain.conditions import (
    MAX_DEPTH,
    MAX_NODES,
    Compare,
    Node,
    Not,
    Other,
    Plain,
    Quantified,
    Standard,
    conjunction,
    disjunction,
    facts_of,
    leaves,
    negation,
    quantified,
    standards_of,
)
from app.domain.facts import FACTS
from tests.support.random_conditions import STANDARDS, Maker

TV = {"fact": "household.has_tv", "is": True}
TITLES = {"monitoring_line": "防返贫监测线", "M26": "雨露计划"}


def test_amounts_are_kept_in_fen_and_written_back_in_yuan() -> None:
    node = parse({"fact": "household.net_income", "lt": 1000.5}, "household")

    assert node == Compare("household.net_income", "lt", Plain((100050,)))
    assert written(node) == {"fact": "household.net_income", "lt": 1000.5}


def test_areas_keep_two_decimals() -> None:
    assert parse({"fact": "household.land_crop_mu", "ge": "1.25"}, "household") == Compare(
        "household.land_crop_mu", "ge", Plain((125,))
    )


def test_factor_and_offset_are_whole_numbers() -> None:
    other = {"fact": "household.net_income_per_head_last_year", "times": 0.7, "plus": -10}
    node = parse({"fact": "household.net_income_per_head", "lt": other}, "household")

    assert isinstance(node, Compare)
    assert node.value == Other("household.net_income_per_head_last_year", 700, -1000)


def test_days_are_read_from_text_and_dates() -> None:
    text = parse({"fact": "person.born_on", "lt": "2010-09-01"}, "person")

    assert text == parse({"fact": "person.born_on", "lt": date(2010, 9, 1)}, "person")


@pytest.mark.parametrize("seed", range(40))
def test_any_tree_is_written_back_as_it_was_read(seed: int) -> None:
    maker = Maker(seed)
    for subject in ("person", "household"):
        tree = parse(maker.condition(subject, 4), subject, frozenset(STANDARDS))  # type: ignore[arg-type]
        assert parse(written(tree), subject) == tree  # type: ignore[arg-type]
        assert say(tree, TITLES)


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        ([], "E-C03", "条件"),
        ({}, "E-C03", "条件"),
        ("text", "E-C03", "条件"),
        ({1: 2}, "E-C03", "条件"),
        ({"all": []}, "E-C06", "条件"),
        ({"all": [TV], "title": ""}, "E-C07", "条件"),
        ({"what": 1}, "E-C04", "条件"),
        ({"fact": 3, "is": True}, "E-C08", "条件"),
        ({"fact": "household.mood", "is": True}, "E-C08", "条件"),
        ({"fact": "person.age", "ge": 3}, "E-C09", "条件"),
        ({"all": [TV, {"not": {"fact": "person.age", "ge": 3}}]}, "E-C09", "all[1].not"),
        ({**TV, "told": 1}, "E-C05", "条件"),
        ({"fact": "household.has_tv", "told": 1}, "E-C10", "条件"),
        ({"fact": "household.has_tv"}, "E-C11", "条件"),
        ({"fact": "household.size", "ge": 1, "le": 2}, "E-C11", "条件"),
        ({"fact": "household.has_tv", "ge": 1}, "E-C13", "ge"),
        ({"fact": "household.kind", "lt": "poor"}, "E-C13", "lt"),
        ({"fact": "household.kind", "in": []}, "E-C14", "in"),
        ({"fact": "household.kind", "in": "poor"}, "E-C14", "in"),
        ({"fact": "household.kind", "is": ["poor"]}, "E-C14", "is"),
        ({"fact": "household.size", "between": [1, 2, 3]}, "E-C14", "between"),
        ({"fact": "household.kind", "is": "rich"}, "E-C15", "is"),
        ({"fact": "household.has_tv", "is": "yes"}, "E-C15", "is"),
        ({"fact": "household.last_visit_on", "lt": "gestern"}, "E-C15", "lt"),
        ({"fact": "household.size", "ge": 1.5}, "E-C16", "ge"),
        ({"fact": "household.size", "ge": True}, "E-C16", "ge"),
        ({"fact": "household.size", "ge": "NaN"}, "E-C16", "ge"),
        ({"fact": "household.size", "ge": float("inf")}, "E-C16", "ge"),
        ({"fact": "household.size", "ge": 10**5000}, "E-C16", "ge"),
        ({"fact": "household.net_income", "ge": 10**15}, "E-C16", "ge"),
        (
            {"fact": "household.net_income", "ge": {"fact": "household.net_income", "times": 1e6}},
            "E-C17",
            "ge",
        ),
        (
            {"fact": "household.net_income", "ge": {"fact": "household.wage_income", "plus": 5e9}},
            "E-C17",
            "ge",
        ),
        ({"fact": "household.size", "ge": {"standard": 3}}, "E-C18", "ge"),
        ({"fact": "household.size", "ge": {"standard": "nothing"}}, "E-C18", "ge"),
        ({"fact": "household.kind", "is": {"standard": "monitoring_line"}}, "E-C13", "is"),
        ({"fact": "household.size", "in": {"fact": "household.size"}}, "E-C14", "in"),
        ({"fact": "household.size", "ge": {"fact": "household.net_income"}}, "E-C19", "ge"),
        ({"fact": "household.has_tv", "is": {"fact": "household.has_power", "times": 2}}, "E-C13", "is"),
        ({"fact": "household.kind", "is": {"fact": "household.attribute"}}, "E-C19", "is"),
        ({"fact": "household.size", "since": {"days": {"ge": 1}}}, "E-C12", "条件"),
        ({"fact": "household.last_visit_on", "until": "household.surveyed_on"}, "E-C12", "条件"),
        ({"fact": "household.last_visit_on", "since": {"weeks": {"ge": 1}}}, "E-C12", "条件"),
        ({"fact": "household.last_visit_on", "since": {"days": 3}}, "E-C11", "条件"),
        ({"fact": "household.last_visit_on", "since": {"days": {"in": [3]}}}, "E-C12", "条件"),
        (
            {"fact": "household.last_visit_on", "since": {"days": {"ge": 3}}, "until": "household.size"},
            "E-C12",
            "条件",
        ),
        ({"any": "neighbours"}, "E-C22", "条件"),
        ({"any": "bureau.dibao"}, "E-C22", "条件"),
        ({"any": "members", "ge": 2}, "E-C05", "条件"),
        ({"count": "members"}, "E-C11", "条件"),
        ({"count": "members", "ge": -1}, "E-C20", "条件"),
        ({"count": "members", "in": [1]}, "E-C20", "条件"),
        ({"any": "members", "where": {"any": "members"}}, "E-C21", "where"),
        ({"any": "income", "where": {"any": "visits"}}, "E-C21", "where"),
        ({"sum": "income", "ge": 1}, "E-C08", "条件"),
        ({"sum": "income", "of": "row.kind", "ge": 1}, "E-C23", "条件"),
        ({"sum": "income", "of": "household.size", "ge": 1}, "E-C23", "条件"),
        ({"latest": "income", "of": "row.amount", "ge": 1}, "E-C23", "条件"),
        ({"latest": "members", "of": "person.age", "ge": 1}, "E-C23", "条件"),
        ({"any": "members", "window": "live"}, "E-C24", "条件"),
        ({"any": "visits", "window": "live"}, "E-C24", "条件"),
        ({"any": "visits", "window": {"last": {"days": 0}}}, "E-C24", "条件"),
        ({"any": "visits", "window": {"last": 3}}, "E-C24", "条件"),
        ({"any": "income", "window": {"last": {"days": 3}}}, "E-C24", "条件"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: Any, code: str, place: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(data, "household", frozenset(STANDARDS))

    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.way_out


def test_depth_and_size_are_bounded() -> None:
    deep: dict[str, Any] = TV
    for _ in range(MAX_DEPTH):
        deep = {"not": deep}

    with pytest.raises(ConditionError, match="E-C02"):
        parse(deep, "household")
    with pytest.raises(ConditionError, match="E-C01"):
        parse({"all": [{"all": [TV] * 200}, {"any": [TV] * 200}]}, "household")
    with pytest.raises(ConditionError, match="E-C01"):
        parse({"all": [TV] * (MAX_NODES + 1)}, "household")


def test_household_rows_may_be_asked_about_a_person() -> None:
    assert isinstance(parse({"any": "visits"}, "person"), Quantified)


def test_sentences_read_like_policy() -> None:
    pupil = {"any": "members", "where": {"fact": "person.school", "in": ["senior_1", "senior_2"]}}
    poor = {"fact": "household.net_income_per_head", "lt": {"standard": "monitoring_line", "times": 1.5}}
    tree = parse({"all": [pupil, {"any": [poor, {"not": TV}]}]}, "household")

    assert say(tree, TITLES) == (
        "家里有人在校生状况是普通高中一年级或普通高中二年级，并且"
        "（本年度人均纯收入低于防返贫监测线的 1.5 倍，或者不是（通广播电视：是））"
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"count": "visits", "window": {"last": {"months": 3}}, "lt": 1}, "近 3 个月的“走访”记录少于 1 次"),
        ({"latest": "visits", "of": "row.satisfied", "is": False}, "最近一条“走访”记录的满意：否"),
        ({"sum": "income", "of": "row.amount", "gt": 5}, "“收入账”记录的金额合计高于 5 元"),
        (
            {"none": "grants", "where": {"fact": "row.measure", "is": "M26"}},
            "没有“帮扶落实”记录（措施是雨露计划）",
        ),
        (
            {"fact": "household.last_visit_on", "since": {"days": {"gt": 30}}},
            "最近走访日期到判定日多于 30 天",
        ),
        ({"fact": "household.water_is_safe", "told": False}, "饮水安全没有填"),
        ({"fact": "household.exit_year", "ge": 2018}, "脱贫年度至少 2018 年"),
        ({"none": "members"}, "家里没有人在册"),
        (
            {"fact": "household.net_income", "ge": {"fact": "household.wage_income", "times": 2, "plus": 50}},
            "本年度家庭纯收入达到本年度工资性收入的 2 倍再加 50 元",
        ),
    ],
)
def test_each_shape_has_its_words(data: Any, sentence: str) -> None:
    assert say(parse(data, "household"), TITLES) == sentence


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("household.net_income", 134050, "1,340.50 元"),
        ("household.net_income", 3000000, "30,000 元"),
        ("household.land_crop_mu", 125, "1.25 亩"),
        ("household.house_level", "C", "C级"),
        ("household.has_tv", False, "否"),
        ("household.has_tv", None, "不知道"),
        ("person.born_on", date(1946, 11, 22), "1946-11-22"),
        ("household.exit_year", 2018, "2018 年"),
    ],
)
def test_values_are_written_as_people_write_them(key: str, value: Any, words: str) -> None:
    assert amount(value, FACTS[key]) == words


@pytest.mark.parametrize(
    ("answers", "all_of", "any_of"),
    [
        ((True, True), True, True),
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((False, False), False, False),
    ],
)
def test_three_values(answers: tuple[bool | None, ...], all_of: bool | None, any_of: bool | None) -> None:
    assert conjunction(*answers) is all_of
    assert disjunction(*answers) is any_of
    assert negation(None) is None
    assert negation(True) is False


def test_tree_tells_what_it_speaks_about() -> None:
    inner = {"fact": "household.net_income_per_head", "lt": {"standard": "monitoring_line"}}
    tree = parse({"all": [TV, {"any": "members", "where": {"all": [inner]}}]}, "household")

    assert facts_of(tree) == {"household.has_tv"}
    assert standards_of(tree) == {"monitoring_line"}
    assert len(quantified(tree)) == 1
    assert len(list(leaves(tree))) == 2


def _answers(**told: bool | None) -> Any:
    """Answers of leaves by the last word of their fact, groups by their parts."""

    def answer(node: Node) -> bool | None:
        if isinstance(node, Compare):
            return told[node.fact.split(".")[1]]
        if isinstance(node, Not):
            return negation(answer(node.part))
        parts = [answer(p) for p in node.parts]  # type: ignore[union-attr]
        return conjunction(*parts) if node.how == "all" else disjunction(*parts)  # type: ignore[union-attr]

    return answer


def _names(nodes: list[Node]) -> list[str]:
    return [node.fact.split(".")[1] for node in nodes if isinstance(node, Compare)]


def test_deciding_parts_are_those_that_made_the_answer() -> None:
    power = {"fact": "household.has_power", "is": True}
    water = {"fact": "household.water_is_safe", "is": True}
    tree = parse({"all": [TV, {"any": [power, {"not": water}]}]}, "household")

    yes = _answers(has_tv=True, has_power=True, water_is_safe=None)
    no = _answers(has_tv=False, has_power=None, water_is_safe=None)
    open_ = _answers(has_tv=True, has_power=None, water_is_safe=True)

    assert _names(deciding(tree, yes)) == ["has_tv", "has_power"]
    assert _names(deciding(tree, no)) == ["has_tv"]
    assert _names(unsettled(tree, open_)) == ["has_power"]
    assert unsettled(tree, no) == []


def test_reference_to_a_standard_keeps_its_factor() -> None:
    node = parse(
        {"fact": "household.net_income", "ge": {"standard": "monitoring_line", "times": 1.5}}, "household"
    )

    assert isinstance(node, Compare)
    assert node.value == Standard("monitoring_line", 1500)
