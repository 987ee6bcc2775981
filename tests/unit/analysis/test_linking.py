"""When a link is made without asking, when a person is asked, when nobody is meant."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from app.analysis.linking.described import SCHEMA, lunar, swapped
from app.analysis.linking.linker import link
from app.analysis.linking.lists import link_lists
from app.domain.matching.features import Described, compare, reasons
from app.domain.matching.judgement import likelihood
from app.domain.names import name_key
from tests.bench.labelled import register, rows_of
from tests.workbooks.people import number_of

DAY = date(1959, 8, 3)
SHE = {"name_key": "石朝英", "born_on": DAY, "sex": "female", "village": "520199101201"}
COUNTY = 200_000


def _people(*rows: dict[str, Any]) -> pl.DataFrame:
    rows = tuple({"id": n, **dict.fromkeys(list(SCHEMA)[1:]), **row} for n, row in enumerate(rows))
    return pl.DataFrame(rows, schema=SCHEMA)


#: Others, so that a village is a small part of the county.
OTHERS = tuple(
    {"name_key": "周大海", "born_on": date(1950 + n, 5, 5), "sex": "male", "village": f"5201991022{n:02}"}
    for n in range(60)
)


def _outcome(row: dict[str, Any], *known: dict[str, Any], **more: Any) -> tuple[Any, Any]:
    found = link(_people({**SHE, **row}), _people(*(known or (SHE,)), *OTHERS), population=COUNTY, **more)
    outcome = found.outcomes.row(0, named=True) if found.outcomes.height else {"outcome": "none", "id": None}
    return outcome["outcome"], outcome["id"]


@pytest.mark.parametrize(
    "slip",
    [
        {},
        {"name_key": "石朝瑛"},
        {"name_key": "石朝瑛", "village": None, "sex": None},
        {"name_key": "朝石英"},  # characters in another order
        {"name_key": "石朝?"},  # a rare character that a machine could not write
        {"born_on": date(1959, 3, 8)},  # day and month exchanged
        {"born_on": date(1960, 8, 3)},
        {"born_on": date(1959, 6, 29)},  # the same day in the farmers' calendar
        {"born_on": date(1995, 8, 3)},  # two digits turned
        {"born_on": date(1959, 3, 8), "name_key": "石朝瑛"},
        {"village": "520199102205"},
        {"sex": "male"},
    ],
)
def test_one_slip_is_linked_without_asking(slip: dict[str, Any]) -> None:
    assert _outcome(slip) == ("certain", 0)


@pytest.mark.parametrize(
    "slip",
    [
        {"name_key": "石英"},  # a character left out: twins are called so too
        {"name_key": "石朝凤"},  # another character
        {"born_on": date(1959, 8, 4)},  # one digit is another one
        {"sex": "male", "village": None},
    ],
)
def test_what_twins_and_namesakes_look_like_goes_to_a_person(slip: dict[str, Any]) -> None:
    assert _outcome(slip)[0] == "doubtful"


@pytest.mark.parametrize(
    "slip",
    [
        {"born_on": date(1980, 1, 1)},  # a namesake of the village
        {"born_on": date(1980, 1, 1), "village": "520199102205"},
        {"name_key": "杨福贵"},
        {"name_key": "杨福贵", "born_on": None, "village": None},
    ],
)
def test_a_namesake_or_a_neighbour_is_nobody(slip: dict[str, Any]) -> None:
    assert _outcome(slip)[0] == "none"


def test_possible_twins_and_two_alike_always_go_to_a_person() -> None:
    home = {**SHE, "home": "7"}
    assert _outcome({}, home, {**home, "name_key": "石朝凤"})[0] == "doubtful"
    assert _outcome({}, SHE, SHE)[0] == "doubtful"


def test_a_slip_in_the_number_is_linked_and_another_sound_number_is_asked() -> None:
    mine, other = number_of(1), number_of(2)
    slip = mine[:8] + ("0" if mine[8] != "0" else "1") + mine[9:]
    assert _outcome({"number": slip}, {**SHE, "number": mine})[0] == "certain"
    assert _outcome({"number": other}, {**SHE, "number": mine})[0] == "doubtful"


def test_a_pair_that_somebody_denied_is_not_looked_at_again() -> None:
    denied = pl.DataFrame({"line": [0], "id": [0]})
    assert _outcome({}, refused=denied)[0] == "none"


@pytest.mark.parametrize(("mates", "outcome"), [(2, "none"), (3, "certain")])
def test_three_members_of_a_household_pull_the_fourth(mates: int, outcome: str) -> None:
    family = [
        {**SHE, "name_key": name, "born_on": date(1960 + n, 1, 9), "home": "7"}
        for n, name in enumerate(("石正邦", "石小满", "杨阿妹"))
    ]
    row = {**SHE, "home": "甲", "born_on": date(1971, 11, 30)}  # her birthday is another one altogether
    rows = [row, *({**one, "home": "甲"} for one in family[:mates])]
    found = link(_people(*rows), _people({**SHE, "home": "7"}, *family, *OTHERS), population=COUNTY)
    told = dict(found.outcomes.select("line", "outcome").iter_rows())
    assert told.get(0, "none") == outcome
    assert [told[n] for n in range(1, mates + 1)] == ["certain"] * mates


def test_labelled_rows_are_linked_as_published() -> None:
    known = register(800)
    rows = rows_of(known, 3_000, seed=99)
    left, right = (f.with_columns(pl.Series("name_key", map(name_key, f["name"]))) for f in (rows, known))
    found = link(left, right.drop("number"))
    both = rows.join(found.outcomes.rename({"id": "found"}), left_on="id", right_on="line", how="left")
    linked = both.filter(pl.col("outcome") == "certain")
    right_ones = linked.filter(pl.col("found") == pl.col("truth")).height
    assert right_ones / linked.height >= 0.998
    assert right_ones / rows["truth"].count() >= 0.97
    assert both.filter(pl.col("outcome") == "doubtful").height <= 0.03 * rows.height


def test_days_are_read_otherwise_as_offices_do() -> None:
    days = pl.Series([date(2024, 2, 10), date(2023, 4, 1), date(1800, 1, 1), None])
    assert lunar(days).to_list() == [20240101, 20230211, None, None]  # the second in a repeated month
    told = pl.DataFrame({"born": [19590803, 19591503, 19590808]}).select(swapped(pl.col("born")))
    assert told.to_series().to_list() == [19590308, 19590315, None]


def test_a_likelihood_is_between_nothing_and_all() -> None:
    assert [round(likelihood(odds), 3) for odds in (-500.0, 0.0, 500.0)] == [0.0, 0.5, 1.0]


def test_reasons_speak_for_and_against() -> None:
    known = Described("石朝英", number_of(2), DAY, "female", "520199101201")
    row = Described("石朝瑛", number_of(1), DAY, "female", "520199101201")
    speaks_for, against = reasons(compare(row, known, twin=True))
    assert "姓名同音" in speaks_for
    assert "生日一样" in speaks_for
    assert against == ["证件号码不一样", "同户有人同一天生，可能是双胞胎"]


def test_lists_of_names_alone_give_questions_and_never_links() -> None:
    left, right = _people({"name_key": "石朝英"}, {"name_key": "周大海"}), _people(SHE, *OTHERS)
    found = link_lists(left, right.select("id", "name_key"))
    assert found.outcomes.select("line", "outcome").rows() == [
        (0, "doubtful")
    ]  # sixty people are called the other


def test_the_number_alone_with_another_name_is_a_question() -> None:
    number = number_of(1)
    right = _people({**SHE, "number": number}, {**SHE, "name_key": "杨福贵", "number": number_of(5)})
    left = _people({**SHE, "number": number}, {"name_key": "周大海", "number": number_of(5)})
    found = link_lists(left, right)
    assert dict(found.outcomes.select("line", "outcome").iter_rows()) == {0: "certain", 1: "doubtful"}
    assert found.shown.select("line", "id").rows() == [(1, 1)]
