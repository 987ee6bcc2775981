import pytest

from app.domain.choropleth import AreaValue, fixed_scale, scale_from_values


def _area(value: float | None, state: str = "value") -> AreaValue:
    return AreaValue("520199001000", "岚溪镇", state, value, "" if value is None else str(value))  # type: ignore[arg-type]


def test_a_value_on_a_limit_belongs_to_the_upper_class() -> None:
    scale = fixed_scale([1, 2, 3, 4.5], 1)
    assert [scale.look(_area(v)) for v in (0.9, 1, 2.9, 4.5)] == ["c-1", "c-2", "c-3", "c-5"]


def test_zero_no_data_and_suppressed_look_different_from_any_value() -> None:
    scale = fixed_scale([1, 2, 3, 4], 0)
    looks = [
        scale.look(_area(0, "zero")),
        scale.look(_area(None, "no_data")),
        scale.look(_area(None, "suppressed")),
    ]
    assert looks == ["c-zero", "c-nodata", "c-supp"]


def test_the_legend_names_each_class_and_only_the_states_that_occur() -> None:
    labels = [entry.label for entry in fixed_scale([1, 2, 3, 4.5], 1).legend([_area(0, "zero"), _area(2)])]
    assert labels == ["0", "0.9 及以下", "1.0～1.9", "2.0～2.9", "3.0～4.4", "4.5 及以上"]


def test_quantiles_put_as_many_areas_in_each_class() -> None:
    items = [_area(float(v)) for v in range(1, 11)]
    scale = scale_from_values(items, "quantile", 0)
    looks = [scale.look(item) for item in items]
    assert [looks.count(f"c-{n}") for n in range(1, 6)] == [2, 2, 2, 2, 2]


def test_all_equal_values_give_one_class() -> None:
    scale = scale_from_values([_area(7.0), _area(7.0)], "equal", 0)
    assert scale.limits == ()
    assert scale.look(_area(7.0)) == "c-1"


def test_limits_that_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="rising"):
        fixed_scale([2, 1], 0)


def test_a_class_of_one_value_is_named_by_it() -> None:
    assert [e.label for e in fixed_scale([46, 47], 0).legend([])] == ["45 及以下", "46", "47 及以上"]
