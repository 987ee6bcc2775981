"""Sampling, questionnaire and rates of a check, without a database."""

import random
from datetime import date

import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.errors import InvalidInputError
from app.domain.indicators.intervals import wilson
from app.domain.survey_form import approval, check_answers, form_on, read_form, suspicion
from app.domain.survey_rates import Asked, rates_of
from app.domain.survey_sampling import Unit, allocate, digest_of, draw, frame_sizes

FORM = read_form(read_entries("surveys")[0])
NORTH, SOUTH = "520199101000", "520199102000"


def frame(north: int, south: int, kind: str = "out_of_poverty") -> list[Unit]:
    homes = [Unit(f"n{i:04d}", "520199101201", kind) for i in range(north)]
    return homes + [Unit(f"s{i:04d}", "520199102203", kind) for i in range(south)]


def answers(**changed: str) -> dict[str, str]:
    return {one.key: "yes" for one in FORM.questions} | changed


def test_allocation_follows_the_frame_and_leaves_no_township_out() -> None:
    sizes = {(NORTH, "poor"): 990, (SOUTH, "poor"): 9, ("520199103000", "poor"): 1, (NORTH, "ordinary"): 50}

    given = allocate(sizes, {"poor": 100, "returned": 5})

    assert given == {(NORTH, "poor"): 98, (SOUTH, "poor"): 1, ("520199103000", "poor"): 1}


@pytest.mark.parametrize("seed", range(40))
def test_any_allocation_adds_up_and_stays_inside_the_frame(seed: int) -> None:
    chance = random.Random(seed)
    sizes = {(f"52019910{i}000", "poor"): chance.randint(0, 60) for i in range(9)}
    asked = chance.randint(1, 400)

    given = allocate(sizes, {"poor": asked})

    assert sum(given.values()) == min(asked, sum(sizes.values()))
    assert all(0 <= n <= sizes[stratum] for stratum, n in given.items())


def test_the_same_seed_draws_the_same_list_whatever_the_order_of_the_frame() -> None:
    homes = frame(300, 100)
    allocation = allocate(frame_sizes(homes), {"out_of_poverty": 40})
    shuffled = random.Random(1).sample(homes, len(homes))

    first, again, other = (draw(f, allocation, s) for f, s in ((homes, "a"), (shuffled, "a"), (homes, "b")))

    assert digest_of(first) == digest_of(again) != digest_of(other)
    assert frame_sizes(first) == {(NORTH, "out_of_poverty"): 30, (SOUTH, "out_of_poverty"): 10}


def test_every_household_is_drawn_about_equally_often() -> None:
    homes = frame(20, 0)
    often = dict.fromkeys((one.key for one in homes), 0)
    for seed in range(2000):
        for one in draw(homes, {(NORTH, "out_of_poverty"): 5}, str(seed)):
            often[one.key] += 1

    chi_square = sum((n - 500) ** 2 / 500 for n in often.values())
    assert chi_square < 43.8  # 19 degrees of freedom, 0.1 %


def test_a_larger_sample_keeps_what_a_smaller_one_drew() -> None:
    small, large = (draw(frame(50, 0), {(NORTH, "out_of_poverty"): n}, "s") for n in (5, 9))

    assert large[:5] == small


def test_rates_weigh_each_stratum_by_its_frame() -> None:
    """North 900 households, 9 asked, 1 wrong; south 100, 10 asked, 5 wrong: (900/9 + 5 * 100/10) / 1000 = 15 %."""
    told = [Asked((NORTH, "out_of_poverty"), 4, i == 0, True) for i in range(9)]
    told += [Asked((SOUTH, "out_of_poverty"), 2, i < 5, i != 0 or None) for i in range(10)]
    sizes = {(NORTH, "out_of_poverty"): 900, (SOUTH, "out_of_poverty"): 100}

    rates = rates_of(told, sizes)

    found = rates.wrong_exit
    assert found is not None and rates.missed is None
    assert found.rate == pytest.approx(0.15) and (found.hits, found.cases) == (6, 19)
    assert found.by_persons == pytest.approx((100 * 4 + 50 * 2) / (900 * 4 + 100 * 2))
    effective = 1000**2 / (9 * 100**2 + 10 * 10**2)
    assert found.effective == pytest.approx(effective)
    assert (found.low, found.high) == pytest.approx(wilson(0.15 * effective, effective))
    assert (
        rates.approval is not None and rates.approval.cases == 18 and rates.approval.rate == pytest.approx(1)
    )


def test_without_strata_the_interval_is_the_published_one() -> None:
    """Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662 by the score method; 0 of 20 gives 0 to 0.1611."""
    stratum = (NORTH, "ordinary")
    for hits, cases, low, high in ((81, 263, 0.2553, 0.3662), (0, 20, 0, 0.1611)):
        told = [Asked(stratum, 3, i < hits, None) for i in range(cases)]
        found = rates_of(told, {stratum: 5000}).missed
        assert found is not None
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Two strata with 4 % and 12 % wrong, drawn 400 times: 95 % intervals miss at most 8 %."""
    chance, held = random.Random(7), 0
    sizes = {(NORTH, "out_of_poverty"): 6000, (SOUTH, "out_of_poverty"): 2000}
    truth = (6000 * 0.04 + 2000 * 0.12) / 8000
    for _ in range(400):
        told = [Asked((NORTH, "out_of_poverty"), 1, chance.random() < 0.04, None) for _ in range(150)]
        told += [Asked((SOUTH, "out_of_poverty"), 1, chance.random() < 0.12, None) for _ in range(150)]
        found = rates_of(told, sizes).wrong_exit
        held += found is not None and found.low <= truth <= found.high

    assert held >= 0.92 * 400


@pytest.mark.parametrize(
    ("kind", "changed", "what"),
    [
        ("out_of_poverty", {"water": "no"}, "wrong_exit"),
        ("ordinary", {"income": "no"}, "missed"),
        ("unlisted", {"schooling": "no"}, "missed"),
        ("poor", {"food": "no"}, None),
        ("out_of_poverty", {"house": "unknown"}, None),
        ("out_of_poverty", {"helper": "no", "approval": "no"}, None),
    ],
)
def test_what_an_answer_makes_suspected(kind: str, changed: dict[str, str], what: str | None) -> None:
    assert suspicion(FORM, kind, answers(**changed)) == what


def test_approval_counts_only_those_who_said_so() -> None:
    said = [approval(FORM, answers(approval=value)) for value in ("yes", "mostly", "no", "unknown")]

    assert said == [True, True, False, None]


def test_every_asked_question_wants_an_answer_and_nothing_else() -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_answers(FORM, "ordinary", answers(food="perhaps", house=""))

    assert set(refused.value.fields) == {"food", "house"}
    assert "helper" not in check_answers(FORM, "ordinary", answers())


def test_the_questionnaire_has_its_days() -> None:
    assert form_on([FORM], date(2020, 12, 31)) is None
    assert form_on([FORM], date(2026, 1, 1)) is FORM
