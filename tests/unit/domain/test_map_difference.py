from app.domain.choropleth import AreaValue
from app.domain.map_difference import difference_scale, differences


def _area(code: str, value: float | None, state: str = "value") -> AreaValue:
    return AreaValue(code, f"第{code}镇", state, value, "")  # type: ignore[arg-type]


def test_the_step_is_taken_between_the_numbers_as_shown() -> None:
    (one,) = differences([_area("1", 1.04)], [_area("1", 1.16)], 1)
    assert (one.change.value, one.change.text) == (0.2, "↑0.2")  # 1.2 - 1.0, though 0.12 by the full digits


def test_what_has_no_number_in_one_period_is_not_compared() -> None:
    before = [_area("1", None, "no_data"), _area("2", None, "suppressed"), _area("3", 2.0)]
    after = [_area("1", 1.0), _area("2", 1.0), _area("3", 2.0), _area("4", 9.0)]
    found = [(d.change.state, d.change.value) for d in differences(before, after, 1)]
    assert found == [("no_data", None), ("suppressed", None), ("zero", 0.0), ("no_data", None)]


def test_equal_colours_are_equal_changes_above_and_below() -> None:
    changes = [_area(str(n), value) for n, value in enumerate((-6.0, -2.5, -0.1, 0.1, 2.5, 6.0))]
    scale = difference_scale(changes, 1)
    assert (scale.inner, scale.outer) == (1, 5)
    looks = [scale.look(change) for change in changes]
    assert looks == ["c-d2d", "c-d1d", "c-d0", "c-d0", "c-d1u", "c-d2u"]
    assert [entry.look for entry in scale.legend(changes)] == ["d2d", "d1d", "d0", "d1u", "d2u"]


def test_without_any_change_there_is_still_a_legend() -> None:
    scale = difference_scale([_area("1", 0.0, "zero")], 0)
    assert (scale.inner, scale.outer) == (1, 2)
    assert scale.look(_area("1", 0.0, "zero")) == "c-d0"
