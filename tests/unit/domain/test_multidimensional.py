import numpy as np
import pytest

from app.domain.indicators.poverty import MeasureInputError, alkire_foster

#: Alkire and Foster (2011), Counting and multidimensional poverty measurement, section 3: four people, four
#: dimensions, cutoffs (13, 12, 3, 1); with k = 2 of 4 they give H 1/2, A 3/4 and M0 3/8.
COUNTING = [[0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0]]

#: Technical note on the Multidimensional Poverty Index, Human Development Report 2014, worked example: households of
#: 4, 7, 5 and 4 people. Columns: schooling, enrolment, nutrition, child mortality, electricity, water, sanitation,
#: floor, fuel, assets. There: scores 22.2, 72.2, 38.9 and 50.0 %, H 0.800, A 56.3 %, MPI 0.450; education contributes
#: a third, health 29.6 %.
HDR = [
    [0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
    [1, 1, 0, 1, 1, 0, 1, 0, 1, 1],
    [0, 0, 1, 0, 1, 1, 1, 0, 1, 0],
    [1, 0, 0, 1, 1, 0, 0, 0, 1, 1],
]
HDR_WEIGHTS = [1 / 6] * 4 + [1 / 18] * 6
HDR_SIZES = [4, 7, 5, 4]


def test_the_example_of_alkire_and_foster() -> None:
    found = alkire_foster(COUNTING, [1, 1, 1, 1], 0.5)
    assert (found.H, found.A, found.M0) == (0.5, 0.75, 0.375)
    assert found.uncensored_headcounts == (0.25, 0.75, 0.25, 0.5)
    assert found.censored_headcounts == (0.25, 0.5, 0.25, 0.5)
    assert found.contributions == pytest.approx((1 / 6, 1 / 3, 1 / 6, 1 / 3))


def test_the_worked_example_of_the_human_development_report() -> None:
    found = alkire_foster(HDR, HDR_WEIGHTS, 1 / 3, HDR_SIZES)
    assert round(found["H"], 3) == 0.8
    assert found.A is not None
    assert round(found.A * 100, 1) == 56.2  # 56.25; the note rounds up to 56.3
    assert round(found["M0"], 3) == 0.45
    assert found.contributions is not None
    parts = [sum(found.contributions[a:b]) * 100 for a, b in ((0, 2), (2, 4), (4, 10))]
    assert [round(part, 1) for part in parts] == [
        33.3,
        29.6,
        37.0,
    ]  # the note prints 37.1 so that they add up
    assert sum(found.absolute_contributions) == pytest.approx(found.M0)


def test_who_stands_on_the_cutoff_is_poor_whatever_the_last_bits_say() -> None:
    weights = [0.1] * 10
    three = [[1, 1, 1] + [0] * 7]
    assert alkire_foster(three, weights, 0.3).H == 1
    assert alkire_foster(three, weights, 0.31).H == 0


def test_a_cutoff_above_one_is_a_count_of_weights() -> None:
    assert alkire_foster(COUNTING, [1] * 4, 2) == alkire_foster(COUNTING, [1] * 4, 0.5)
    assert (
        alkire_foster(COUNTING, [2, 1, 0.5, 0.5], 1.5).M0 == alkire_foster(COUNTING, [4, 2, 1, 1], 0.375).M0
    )


def test_union_and_intersection_are_the_ends_of_k() -> None:
    assert alkire_foster(COUNTING, [1] * 4, 0.01).H == 0.75
    assert alkire_foster(COUNTING, [1] * 4, 1).H == 0.25


def test_without_poor_nothing_is_shared_out() -> None:
    found = alkire_foster([[0, 1], [0, 0]], [1, 1], 1)
    assert (found.H, found.A, found.M0, found.contributions) == (0, None, 0, None)
    assert found.uncensored_headcounts == (0, 0.5)


def test_unknown_answers_are_refused_dropped_or_rescaled() -> None:
    rows = [[1, 1, np.nan, 0], [1, 1, 1, 1], [0, 0, 0, 0], [np.nan] * 4]
    with pytest.raises(MeasureInputError, match="E-IND-UNKNOWN"):
        alkire_foster(rows, [1] * 4, 0.5)
    dropped = alkire_foster(rows, [1] * 4, 0.5, missing="drop")
    assert (dropped.H, dropped.rows, dropped.left_out, dropped.incomplete) == (0.5, 2, 2, 0)
    rescaled = alkire_foster(rows, [1] * 4, 0.5, missing="rescale")
    assert (rescaled.rows, rescaled.left_out, rescaled.incomplete) == (3, 1, 1)
    assert pytest.approx(2 / 3) == rescaled.H
    assert pytest.approx((2 / 3 + 1) / 3) == rescaled.M0
    assert sum(rescaled.absolute_contributions) == pytest.approx(rescaled.M0)
    assert rescaled.uncensored_headcounts == pytest.approx((2 / 3, 2 / 3, 1 / 2, 1 / 3))


def test_weights_of_people_stand_for_repeated_rows() -> None:
    sizes = [1, 2, 3, 4]
    repeated = np.repeat(np.array(COUNTING), sizes, axis=0)
    weighted, plain = (
        alkire_foster(COUNTING, [1, 2, 3, 4], 0.4, sizes),
        alkire_foster(repeated, [1, 2, 3, 4], 0.4),
    )
    assert pytest.approx(plain.M0) == weighted.M0
    assert weighted.contributions == pytest.approx(plain.contributions)


@pytest.mark.parametrize(
    ("rows", "weights", "k", "code"),
    [
        ([], [1], 0.5, "E-IND-SHAPE"),
        (np.empty((0, 2)), [1, 1], 0.5, "E-IND-EMPTY"),
        ([[1, 2]], [1, 1], 0.5, "E-IND-NUMBER"),
        ([[1, "是"]], [1, 1], 0.5, "E-IND-NUMBER"),
        ([[1, 0]], [1], 0.5, "E-IND-LENGTH"),
        ([[1, 0]], [1, 0], 0.5, "E-IND-WEIGHT"),
        ([[1, 0]], [1, 1], 0, "E-IND-CUTOFF"),
        ([[1, 0]], [1, 1], 3, "E-IND-CUTOFF"),
        ([[1, 0]], [1, 1], float("nan"), "E-IND-CUTOFF"),
    ],
)
def test_what_cannot_be_counted_is_said(rows, weights, k, code) -> None:
    with pytest.raises(MeasureInputError, match=code):
        alkire_foster(rows, weights, k)
