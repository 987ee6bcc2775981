"""Names as heard, seen and shortened; numbers with a slip of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identifiers import check_digit
from app.domain.matching.keys import (
    differing_places,
    name_agreement,
    sound_neighbours,
    swapped_neighbours,
)
from tests.workbooks.people import number_of


@pytest.mark.parametrize(
    ("left", "right", "how"),
    [
        ("石朝英", "石朝英", "same"),
        ("石朝瑛", "石朝英", "sound"),
        ("龍阿幼", "龙阿幼", "same"),
        ("罗小兰", "罗小南", "sound"),  # l and n are one sound here
        ("吴明贵", "吴明责", "look"),
        ("阿依古丽买买提", "阿依古丽买提", "part"),
        ("石正邦", "石正英", "none"),  # brother and sister
        ("杨福", "杨华", "none"),
        ("", "杨华", "none"),
        ("王建", "王建国", "none"),
    ],
)
def test_names_agree_as_people_write_them(left: str, right: str, how: str) -> None:
    assert name_agreement(left, right) == how
    assert name_agreement(right, left) == how


@given(st.integers(0, 27_000))
def test_a_swap_of_neighbours_leads_back(place: int) -> None:
    number = number_of(place)
    for neighbour in swapped_neighbours(number):
        assert differing_places(number, neighbour) == 1
        assert number in swapped_neighbours(neighbour) or neighbour[17] == "X"


@given(st.integers(0, 27_000))
def test_a_number_with_two_places_exchanged_leads_to_the_sound_one_which_has_no_sound_neighbours(
    place: int,
) -> None:
    number = number_of(place)
    assert sound_neighbours(number) == []
    for mistyped in swapped_neighbours(number):
        found = sound_neighbours(mistyped)
        assert number in found
        assert all(check_digit(n[:17]) == n[17] for n in found)


@pytest.mark.parametrize(
    ("left", "right", "places"),
    [("1234", "1234", 0), ("1234", "1243", 1), ("1234", "1235", 1), ("1234", "4321", 3), ("123", "1234", 4)],
)
def test_places_that_differ(left: str, right: str, places: int) -> None:
    assert differing_places(left, right) == places
