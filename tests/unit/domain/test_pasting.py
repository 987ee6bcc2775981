"""Pasted rows: headings in any order, cells that are wrong say so in their place, nothing is guessed."""

import pytest

from app.domain.pasting import LEDGER_COLUMNS, MEMBER_COLUMNS, MOST_ROWS, read_pasted


def test_headings_may_stand_in_any_order() -> None:
    found = read_pasted("与户主关系\t姓名\t证件号码\n之子\t杨小明\t520199196208151040\n", MEMBER_COLUMNS)
    assert [c.key for c in found.columns] == ["relation", "name", "number"]
    assert found.rows[0]["relation"].value == "son"
    assert found.rows[0]["number"].value == "520199196208151040"
    assert found.problems == 0


def test_without_a_heading_the_offered_order_counts() -> None:
    found = read_pasted("杨小明\t之子\n石阿妹\t配偶\n", MEMBER_COLUMNS)
    assert [row["relation"].value for row in found.rows] == ["son", "spouse"]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("杨小明\t之子\t520199195001010018", "number"),
        ("杨小明\t之某某", "relation"),
        ("\t之子", "name"),
        ("杨小明\t之子\t\t\t\t\t\t\t\t\t13", "work_months"),
        (f"{'长' * 90}\t之子", "name"),
    ],
)
def test_what_is_wrong_is_said_in_its_cell(row: str, key: str) -> None:
    found = read_pasted(row, MEMBER_COLUMNS)
    assert found.rows[0][key].problem
    assert found.problems == 1


def test_money_with_signs_and_full_width_digits() -> None:
    found = read_pasted("类别\t金额\n务工收入\t１,２００.５０元\n低保金\t-3\n", LEDGER_COLUMNS)
    assert found.rows[0]["amount_fen"].value == 120_050
    assert found.rows[1]["amount_fen"].problem


def test_empty_invisible_and_too_many_rows() -> None:
    assert read_pasted(" \u200b\n\t\n", MEMBER_COLUMNS).problem
    assert read_pasted("\0\n", MEMBER_COLUMNS).problem
    many = "\n".join(f"杨{n}\t之子" for n in range(MOST_ROWS + 1))
    assert str(MOST_ROWS) in read_pasted(many, MEMBER_COLUMNS).problem
    assert "姓名" in read_pasted("与户主关系\t证件号码\n之子\t1", MEMBER_COLUMNS).problem
