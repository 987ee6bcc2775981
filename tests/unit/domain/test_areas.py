"""Division codes: levels, parents and ranges."""

import pytest

from app.domain.areas import (
    AreaCodeError,
    ancestors_of,
    contains,
    full_code,
    level_of,
    parent_of,
    range_of,
    short_code,
)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("520000000000", "province", None),
        ("520100000000", "city", "520000000000"),
        ("520199000000", "county", "520100000000"),
        ("520199101000", "township", "520199000000"),
        ("520199101200", "village", "520199101000"),
    ],
)
def test_level_and_parent_follow_from_the_digits(code: str, level: str, parent: str | None) -> None:
    assert (level_of(code), parent_of(code)) == (level, parent)


@pytest.mark.parametrize("code", ["", "5201", "52019900000a", "000000000000", "5201990000000"])
def test_anything_but_twelve_digits_is_refused(code: str) -> None:
    with pytest.raises(AreaCodeError):
        level_of(code)


def test_short_codes_are_padded() -> None:
    assert full_code("520199101") == "520199101000"
    assert short_code("520199101000") == "520199101"
    with pytest.raises(AreaCodeError):
        full_code("52019")


def test_range_holds_the_place_and_everything_inside_it_and_nothing_else() -> None:
    assert range_of("520199199000") == ("520199199000", "520199200000")
    assert range_of("520199000000") == ("520199000000", "520200000000")
    assert range_of("520199101200") == ("520199101200", "520199101201")
    assert contains("520199101000", "520199101999")
    assert not contains("520199101000", "520199102000")
    assert not contains("520199101000", "520199000000")


def test_ancestors_run_from_the_province_down() -> None:
    assert ancestors_of("520199101200") == [
        "520000000000",
        "520100000000",
        "520199000000",
        "520199101000",
        "520199101200",
    ]
