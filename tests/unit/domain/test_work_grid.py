"""Cells of the grid of monthly work: what people write, what it means, and what cannot be read."""

from types import SimpleNamespace

import pytest

from app.domain.pasting import read_pasted
from app.domain.work_grid import Told, grid_columns, months_of, read_cell, say_cell, unknown_names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", Told()),
        ("３，５００元", Told(is_working=True, wage_fen=350_000)),
        ("务工", Told(is_working=True)),
        ("√", Told(is_working=True)),
        ("没有", Told(is_working=False)),
        ("0", Told(is_working=False)),
        ("4120.5", Told(is_working=True, wage_fen=412_050)),
    ],
)
def test_a_cell_means_a_wage_working_or_not_and_nothing_where_it_is_empty(text: str, told: Told) -> None:
    assert read_cell(text) == told
    stored = SimpleNamespace(is_working=told.is_working, wage_fen=told.wage_fen)
    assert read_cell(say_cell(stored)) == told


@pytest.mark.parametrize("text", ["三千", "-5", "1e5", "300000", "3500/月", "𠮷", "\u202e1", "9" * 300])
def test_a_cell_that_means_nothing_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"看不懂|对一下"):
        read_cell(text)


def test_pasted_rows_find_their_months_and_say_whom_they_do_not_know() -> None:
    text = "姓名\t1月\t2026-03\n石维\t3500\t没有\n石阿妹\t三千\t\n别人\t1\t1"
    pasted = read_pasted(text, grid_columns(2026))
    assert [c.key for c in pasted.columns] == ["name", "2026-01", "2026-03"] and pasted.problems == 1
    assert unknown_names({"石维": 1, "石阿妹": 2}, ["石维", "石阿妹", "别人"]) == ["石阿妹", "别人"]
    assert months_of(2026)[0] == "2026-01" and len(months_of(2026)) == 12
