"""Every format comes in with kinds and places of its cells."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from app.adapters.workbook_reader import open_workbook
from app.domain.importing import raw
from app.domain.importing.raw import RawSheet
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks import dibao
from tests.workbooks.binary import xlsb
from tests.workbooks.people import SOUND
from tests.workbooks.tables import ods, part, saved, text_table, with_part, xls, xlsx

ROWS = [dibao.HEADER, *dibao.rows(5)]

FORMATS: dict[str, Callable[[], bytes]] = {
    "a.xlsx": lambda: xlsx(("表一", ROWS)),
    "a.xls": lambda: xls(ROWS),
    "a.et": lambda: xls(ROWS),
    "a.xlsb": lambda: xlsb(ROWS),
    "a.ods": lambda: ods(ROWS),
    "utf-8.csv": lambda: text_table(ROWS),
    "bom.csv": lambda: text_table(ROWS, "utf-8-sig"),
    "gbk.csv": lambda: text_table(ROWS, "gbk"),
    "gb18030.txt": lambda: text_table(ROWS, "gb18030", "\t"),
    "utf-16.txt": lambda: text_table(ROWS, "utf-16", "\t"),
    "utf-16-le.txt": lambda: text_table(ROWS, "utf-16-le"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_rows(name: str) -> None:
    reading = read_workbook(open_workbook(FORMATS[name](), name), load_profiles())
    assert reading.profile.code == "B04"
    assert reading.counts.accepted == 5
    assert reading.rows.get_column("id_number").to_list() == [row[2] for row in dibao.rows(5)]
    assert reading.rows.get_column("row_no").to_list() == [2, 3, 4, 5, 6]


def sheet_of(content: bytes, name: str = "a.xlsx") -> RawSheet:
    return open_workbook(content, name).sheets[0]


def test_kinds_of_cells_are_kept() -> None:
    book = openpyxl.Workbook()
    moment = datetime.fromisoformat("2023-01-05 08:30")
    book.active.append(["字", 1.5, 12, True, date(2023, 1, 5), moment])  # type: ignore[union-attr]
    cells = sheet_of(saved(book))
    assert cells.cells.row(0)[:6] == ("字", "1.5", "12", "是", "2023-01-05", "2023-01-05 08:30:00")
    kinds = [cells.kinds(i)[0] for i in range(6)]
    assert kinds == [raw.TEXT, raw.NUMBER, raw.NUMBER, raw.BOOLEAN, raw.DATE, raw.DATE]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.xlsb"])
def test_an_identity_number_stored_as_number_is_known_as_one(name: str) -> None:
    rows = [["身份证号"], [520199195001010019], [SOUND[0]]]
    content = {
        "a.xlsx": lambda: xlsx(("表", rows)),
        "a.xls": lambda: xls(rows),
        "a.ods": lambda: ods(rows),
        "a.xlsb": lambda: xlsb(rows),
    }
    kinds = sheet_of(content[name](), name).kinds(0).to_list()
    assert kinds == [raw.TEXT, raw.NUMBER, raw.TEXT]


MAKERS: dict[str, Callable[[list[list[Any]]], bytes]] = {
    "a.xlsx": lambda rows: xlsx(("表", rows)),
    "a.xls": xls,
    "a.ods": ods,
    "a.xlsb": xlsb,
    "a.csv": text_table,
}


@pytest.mark.parametrize("name", MAKERS)
def test_addresses_count_from_the_first_cell_of_the_sheet(name: str) -> None:
    rows = [[None] * 4, [None] * 4, [None, None, "姓名", "电话"]]
    sheet = sheet_of(MAKERS[name](rows), name)
    assert sheet.text(2).to_list() == [None, None, "姓名"]
    assert sheet.text(3)[2] == "电话"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_merged_ranges_are_told(name: str) -> None:
    rows = [["标题", None], ["姓名", "电话"]]
    content = xlsx(("表", rows), merged=["A1:B1"]) if name == "a.xlsx" else xls(rows, merged=[(0, 0, 0, 1)])
    assert sheet_of(content, name).merged == ((0, 0, 0, 1),)


def test_errors_empty_formulas_hidden_rows_and_percents_are_told() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["甲", "乙", "丙"], [1, "=1+1", 0.125], [2, "#N/A", 3]):
        page.append(row)
    page["B3"].data_type = "e"
    page["C2"].number_format = "0.0%"
    page.row_dimensions[3].hidden = True
    sheet = sheet_of(saved(book))
    assert sheet.kinds(1).to_list() == [raw.TEXT, raw.NO_VALUE, raw.ERROR]
    assert sheet.text(1)[2] == "#N/A"
    assert sheet.kinds(2).to_list() == [raw.TEXT, raw.PERCENT, raw.NUMBER]
    assert sheet.hidden_rows == (2,)


def test_hidden_sheets_are_told() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("藏").sheet_state = "hidden"
    assert [s.hidden for s in open_workbook(saved(book), "a.xlsx").sheets] == [False, True]


def test_the_1904_system_is_known() -> None:
    rows = [["姓名", "身份证号", "起保时间", "保障类别"], ["赵建国", SOUND[0], date(2023, 1, 5), "A"]]
    content = xlsx(("表", rows), date1904=True)
    opened = open_workbook(content, "a.xlsx")
    assert opened.date1904
    assert read_workbook(opened, load_profiles()).rows.get_column("starts_on").to_list() == [date(2023, 1, 5)]


def test_serials_of_the_1904_system_are_not_four_years_off() -> None:
    rows = [["姓名", "身份证号", "起保时间", "保障类别"], ["赵建国", SOUND[0], 43469, "A"]]
    reading = read_workbook(open_workbook(xlsx(("表", rows), date1904=True), "a.xlsx"), load_profiles())
    assert reading.rows.get_column("starts_on").to_list() == [date(2023, 1, 5)]


def test_rare_characters_come_through() -> None:
    names = ["𠮷野", "李〇", "阿依夏木·买买提", "王㛃"]
    for name, content in (
        ("a.xlsx", xlsx(("表", [[n] for n in names]))),
        ("a.csv", text_table([[n] for n in names], "gb18030")),
    ):
        assert sheet_of(content, name).text(0).to_list() == names


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_damaged_character_spoils_its_cell_and_not_the_file(encoding: str) -> None:
    rows = [dibao.HEADER, *dibao.rows(30)]
    content = text_table(rows, encoding)
    whole = rows[3][1].encode(encoding)
    content = content.replace(whole, whole[:-1] + b"\xff", 1)
    opened = open_workbook(content, "a.csv")
    assert "text_damaged" in opened.notes
    reading = read_workbook(opened, load_profiles(), "B04")
    assert (reading.counts.accepted, reading.counts.rejected) == (29, 1)
    hurt = reading.problems.filter(pl.col("code") == "name_unreadable")
    assert hurt.get_column("cell").to_list() == ["B4"]


def test_a_wrong_extension_between_workbooks_is_read_and_told() -> None:
    opened = open_workbook(FORMATS["a.xlsx"](), "a.xls")
    assert (opened.kind, opened.notes) == ("xlsx", ("kind_differs",))


def test_a_path_is_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "三月.xlsx"
    path.write_bytes(FORMATS["a.xlsx"]())
    assert open_workbook(path).filename == "三月.xlsx"


def test_a_blank_workbook_has_a_blank_sheet() -> None:
    assert sheet_of(saved(openpyxl.Workbook())).height == 0


def test_formula_like_text_stays_text() -> None:
    texts = ["=1+1", "@SUM(A1)", "<script>", "'; drop table person; --", "a\x0bb"]
    sheet = sheet_of(text_table([[t] for t in texts]), "a.csv")
    assert sheet.text(0).to_list() == texts


def test_a_formula_that_gave_an_empty_text_is_an_empty_cell() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "=1+1"])  # type: ignore[union-attr]
    content, name = saved(book), "xl/worksheets/sheet1.xml"
    computed = part(content, name).replace(b'<c r="B1">', b'<c r="B1" t="str">')
    assert b't="str"' in computed
    assert sheet_of(content).kinds(1).to_list() == [raw.NO_VALUE]
    assert sheet_of(with_part(content, name, computed)).kinds(1).to_list() == [raw.EMPTY]
