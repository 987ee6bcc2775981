"""四看法: counting a sheet, half points, bands, direction, what a weak look points to, several scorers."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.catalogue_files import read_entries
from app.domain.catalogue_parser import CatalogueError
from app.domain.look_direction import turned
from app.domain.looks import LookTable, band_of, combined, first_that_holds, read_table, score

RAW = read_entries("looks")[0]
TABLE: LookTable = read_table(RAW)
BEST = {
    item.key: max(range(len(item.options)), key=lambda n, i=item: i.options[n].tenths) for item in TABLE.items
}
WORST = {
    item.key: min(range(len(item.options)), key=lambda n, i=item: i.options[n].tenths) for item in TABLE.items
}


def test_default_table_has_84_options_and_adds_up_to_100() -> None:
    assert sum(len(item.options) for item in TABLE.items) == 84
    assert [(look.title, look.most) for look in TABLE.looks] == [
        ("看房", 200), ("看粮", 300), ("看劳动力", 300), ("看读书郎", 200),
    ]  # fmt: skip
    assert TABLE.source.confidence == "placeholder"


def test_best_and_worst_sheet() -> None:
    assert score(TABLE, BEST).tenths == 1000
    assert score(TABLE, BEST).band == "相对稳定"
    assert score(TABLE, WORST).tenths == 0
    assert score(TABLE, WORST).band == "贫困"


def test_half_points_are_kept() -> None:
    half = {**WORST, "H5": 1, "H7": 1}

    assert score(TABLE, half).tenths == 10


@pytest.mark.parametrize(
    ("tenths", "band"), [(599, "贫困"), (600, "临近贫困"), (799, "临近贫困"), (800, "相对稳定")]
)
def test_bands_begin_at_their_number(tenths: int, band: str) -> None:
    assert band_of(TABLE, tenths) == band


def test_half_a_sheet_has_no_band_and_says_what_is_open() -> None:
    counted = score(TABLE, {**BEST, "G2": None})

    assert counted.band is None
    assert [item.key for item in counted.open_items] == ["G2"]


def test_weak_look_names_its_causes() -> None:
    parts = {part.look.key: part for part in score(TABLE, {**BEST, "S1": 0, "S2": 0, "S3": 0, "S4": 0}).parts}

    assert parts["pupil"].causes == ("因学",)
    assert parts["labor"].causes == ()


def test_where_high_means_poor_the_high_look_is_the_weak_one() -> None:
    turned = replace(TABLE, direction="high_is_poorer")

    assert all(part.weak for part in score(turned, BEST).parts)
    assert not any(part.weak for part in score(turned, WORST).parts)


@pytest.mark.parametrize(
    ("how", "totals", "together"),
    [
        ("mean", [600, 701], 651),
        ("mean", [], None),
        ("median", [100, 900, 800], 800),
        ("median", [100, 201], 151),
    ],
)
def test_several_scorers(how: str, totals: list[int], together: int | None) -> None:
    assert combined(replace(TABLE, combine=how), totals) == together


@pytest.mark.parametrize(
    ("answers", "chosen"),
    [([False, True, True], 1), ([False, None, True], None), ([False, False], None), ([True, None], 0)],
)
def test_register_chooses_the_first_that_holds_and_never_guesses(
    answers: list[bool | None], chosen: int | None
) -> None:
    assert first_that_holds(TABLE.items[0], answers) == chosen


@pytest.mark.parametrize(
    "change",
    [
        {"direction": "sideways"},
        {"combine": "vote"},
        {"looks": []},
        {"bands": [{"below": 60, "title": "贫困"}]},
        {"looks": [*RAW["looks"], RAW["looks"][0]]},
        {"source": {}},
        {"first_day": None},
    ],
)
def test_faulty_table_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError):
        read_table({**RAW, **change})


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({i.key: st.integers(0, len(i.options) - 1) for i in TABLE.items}))
def test_a_table_turned_round_says_the_same_of_every_sheet(chosen: dict[str, int]) -> None:
    other = read_table(turned(RAW))
    one, two = score(TABLE, chosen), score(other, chosen)
    assert other.direction == "high_is_poorer" and two.tenths == TABLE.most - one.tenths
    assert two.band == one.band
    assert [part.weak for part in two.parts] == [part.weak for part in one.parts]


def test_bands_of_a_turned_table_begin_at_the_same_sheets() -> None:
    other = read_table(turned(RAW))
    assert [band_of(other, 1000 - n) for n in (599, 600, 799, 800)] == [
        band_of(TABLE, n) for n in (599, 600, 799, 800)
    ]
    again = turned(turned(RAW))
    assert [b["title"] for b in again["bands"]] == [b["title"] for b in RAW["bands"]]
    assert again["looks"][0]["items"][0]["options"] == RAW["looks"][0]["items"][0]["options"]
