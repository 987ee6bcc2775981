"""Each profile recognises its real-shaped workbook among all lists and makes of it what is expected."""

import polars as pl
import pytest

from app.adapters.workbook_reader import open_workbook
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks.lists import EXAMPLES


def test_every_profile_has_its_workbook() -> None:
    assert set(EXAMPLES) == set(load_profiles())


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_workbook_is_recognised_and_read_as_expected(code: str) -> None:
    example = EXAMPLES[code]
    reading = read_workbook(open_workbook(example.make(), example.filename), load_profiles())
    assert reading.profile.code == code
    assert reading.rows.get_column("row_no").to_list() == example.accepted
    first = reading.rows.row(0, named=True)
    assert {key: first[key] for key in example.first} == example.first
    cells = reading.problems.filter((pl.col("level") != "hint") & pl.col("row_no").is_not_null())
    assert dict(cells.select("cell", "code").iter_rows()) == example.problems
    assert reading.skipped.select("row_no", "reason").rows() == example.skipped


def test_every_workbook_holds_something_bad() -> None:
    """A workbook of nothing but sound rows would prove only that sound rows are read."""
    assert [code for code, example in EXAMPLES.items() if not example.problems] == []
