from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.adapters.report_workbook import number_format, write_workbook
from tests.unit.adapters.paper import ROGUE, paper


def _book():
    return load_workbook(BytesIO(write_workbook(paper())))


def test_each_table_has_a_sheet_and_the_numbers_their_own() -> None:
    assert _book().sheetnames == ["说明", "表1 分乡镇情况", "指标口径", "数字出处"]


def test_numbers_are_numbers_and_print_as_in_the_paper() -> None:
    cell = _book()["表1 分乡镇情况"]["B5"]
    assert (cell.value, cell.number_format) == (2740, "#,##0")


def test_an_unknown_number_is_a_dash_and_never_zero() -> None:
    assert _book()["表1 分乡镇情况"]["B7"].value == "—"


def test_text_that_looks_like_a_formula_stays_text() -> None:
    made = load_workbook(BytesIO(write_workbook(paper(words="=1+1"))))
    rows = [cell for sheet in made for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert rows == []
    assert ROGUE  # the rogue text itself goes through the same writer in the other tests


def test_every_number_says_where_it_comes_from() -> None:
    rows = list(_book()["数字出处"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("一、基本情况", "3000户", 3000, "I01", "2026-11-20", "/households?area=520199000000")
    assert len(rows) == 8


@pytest.mark.parametrize(
    ("shown", "code"),
    [("3,000", "#,##0"), ("2.50%", '0.00"%"'), ("12户", '0"户"'), ("-1.5", "0.0"), ("未报", "General")],
)
def test_the_shown_digits_decide_the_format(shown: str, code: str) -> None:
    assert number_format(shown) == code
