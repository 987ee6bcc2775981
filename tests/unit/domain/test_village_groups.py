"""One group, however it is written."""

import pytest

from app.domain.village_groups import group_spellings, say_group


@pytest.mark.parametrize("typed", ["4", "4组", "四组", " 四 组", "第四村民小组", "4小组", "四"])
def test_ways_to_write_a_group_meet(typed: str) -> None:
    assert {"4组", "四组", "第四村民小组", "4"} <= set(group_spellings(typed))
    assert "十四组" not in group_spellings(typed)
    assert say_group(typed) == "四组"


@pytest.mark.parametrize("typed", ["大坪寨", "十十", "0", "99", "", "四一"])
def test_a_name_is_itself(typed: str) -> None:
    assert group_spellings(typed) == (typed,) and say_group(typed) == typed


def test_tens_are_read() -> None:
    assert "12组" in group_spellings("十二组") and "二十一组" in group_spellings("21")
