import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.choropleth import fixed_scale
from app.domain.indicators.definition import DefinitionError, answer, parse_indicator

RATE = parse_indicator(
    {"code": "I99", "title": "率", "unit": "%", "words": "…", "source": "…", "owner": "…", "numerator": "a",
     "denominator": "b", "factor": 100, "decimals": 1, "suppress_below": 5, "basis": "judged"}
)  # fmt: skip


def test_a_rate_is_made_from_summed_parts_and_rounded_half_up() -> None:
    given = answer(RATE, {"a": 1, "b": 8, "judged": 1})
    assert (given.state, given.value, given.text) == ("value", 12.5, "12.5")
    assert answer(RATE, {"a": 5, "b": 16, "judged": 1}).text == "31.3"


@pytest.mark.parametrize(
    ("tallies", "state"),
    [
        ({"a": 0, "b": 9, "judged": 1}, "zero"),
        ({"a": 1, "b": 0, "judged": 1}, "no_data"),
        ({"a": None, "b": 9, "judged": 1}, "no_data"),
        ({"a": 1, "b": 9, "judged": 0}, "no_data"),
        ({"b": 9, "judged": 1}, "no_data"),
        ({"a": 1, "b": 4, "judged": 1}, "suppressed"),
        ({"a": 1, "b": 5, "judged": 1}, "value"),
    ],
)
def test_zero_no_data_and_suppressed_are_three_things(tallies: dict[str, int | None], state: str) -> None:
    assert answer(RATE, tallies).state == state


def test_a_suppressed_answer_gives_nothing_away() -> None:
    given = answer(RATE, {"a": 1, "b": 4, "judged": 1})
    assert (given.value, given.numerator, given.denominator) == (None, None, None)


def test_an_unknown_or_missing_key_is_named() -> None:
    with pytest.raises(DefinitionError, match="I1: unknown keys"):
        parse_indicator({"code": "I1", "colour": "red"})
    with pytest.raises(DefinitionError, match="I1"):
        parse_indicator({"code": "I1", "title": "x"})


def test_the_catalogue_is_whole() -> None:
    indicators = [parse_indicator(entry) for entry in read_entries("indicators")]
    assert len(indicators) >= 12
    for indicator in indicators:
        assert indicator.words.endswith("。") and indicator.source and indicator.owner
        fixed_scale(indicator.breaks, indicator.decimals)
        assert (indicator.denominator is None) == (not indicator.breaks)
