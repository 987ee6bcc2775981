import pytest

from app.domain.indicators.columns import MeasureInputError
from app.domain.indicators.intervals import wilson


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_four_examples_of_newcombe(hits: int, cases: int, low: float, high: float) -> None:
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3."""
    found = wilson(hits, cases)
    assert found is not None
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_nobody_asked_means_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("hits", "cases"), [(3, 2), (-1, 2), (0, -1)])
def test_more_hits_than_cases_are_refused(hits: int, cases: int) -> None:
    with pytest.raises(MeasureInputError):
        wilson(hits, cases)
