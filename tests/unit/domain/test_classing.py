"""Classes of a map: each method against its definition, natural breaks against every grouping there is."""

from itertools import combinations

import numpy as np
import pytest

from app.domain.classing import (
    deviation_limits,
    equal_limits,
    limits_of,
    natural_limits,
    quantile_limits,
    read_limits,
)
from app.domain.errors import InvalidInputError


def _loss(values: list[float], limits: tuple[float, ...] | list[float]) -> float:
    """Sum of squared distances from the means of the classes."""
    column, at = np.array(values), np.searchsorted(list(limits), values, side="right")
    return float(sum(((column[at == k] - column[at == k].mean()) ** 2).sum() for k in set(at.tolist())))


@pytest.mark.parametrize("seed", range(6))
def test_no_grouping_is_better_than_natural_breaks(seed: int) -> None:
    values = np.round(np.random.default_rng(seed).gamma(2, 1.2, 22), 1).tolist()
    different = sorted(set(values))
    best = min(_loss(values, limits) for limits in combinations(different[1:], 4))
    assert _loss(values, natural_limits(values)) == pytest.approx(best, abs=1e-9)


def test_natural_breaks_find_the_groups_that_anyone_sees() -> None:
    values = [1, 1.1, 1.2, 5, 5.1, 9, 9.2, 20, 21, 40]
    assert natural_limits(values) == [5, 9, 20, 40]


def test_quantiles_and_equal_steps_by_hand() -> None:
    values = [float(v) for v in range(0, 101, 10)] + [1000.0]
    assert quantile_limits(values) == [20, 40, 70, 90]
    assert equal_limits(values) == [200, 400, 600, 800]


def test_deviation_classes_stand_around_the_mean() -> None:
    values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]  # mean 5, standard deviation 2
    assert deviation_limits(values) == [2, 4, 6, 8]
    assert limits_of(values, "deviation", 1) == (4, 6, 8)  # nothing lies below 2: that class is left out


@pytest.mark.parametrize("method", ["quantile", "equal", "jenks", "deviation"])
@pytest.mark.parametrize("values", [[], [7.0], [7.0, 7.0, 7.0], [1.0, 2.0], [-3.0, 0.0, 5.5]])
def test_few_or_equal_values_give_fewer_classes(method: str, values: list[float]) -> None:
    limits = limits_of(values, method, 1)  # type: ignore[arg-type]
    assert list(limits) == sorted(set(limits)) and len(limits) < 5
    assert all(limit > min(values) for limit in limits)


@pytest.mark.parametrize("text", ["1, 2,3，4.5", "1、2、3、4.5", " 1 2;3；4.5 "])
def test_limits_are_read_as_people_write_them(text: str) -> None:
    assert read_limits(text) == (1, 2, 3, 4.5)


@pytest.mark.parametrize("text", ["", "a", "2,1", "1,1", "1,2,3,4,5", "nan", "1,inf", "1..2"])
def test_what_is_no_row_of_limits_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_limits(text)
    assert refused.value.code == "E-CLASS"
