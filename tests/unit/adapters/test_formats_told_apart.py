"""Hidden rows and formulas without a result are known in every format, or it is said that they cannot be."""

import io

import pytest
import xlwt

from app.adapters.workbook_reader import open_workbook
from app.domain.importing import raw
from app.domain.importing.raw import RawSheet
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks import dibao
from tests.workbooks.binary import Formula, xlsb
from tests.workbooks.tables import ods, part, with_part

ROWS = [dibao.HEADER, *dibao.rows(4)]
#: What xlwt stores as the result of a formula that nobody calculated.
_UNCALCULATED = b"\x03\x00\x00\x00\x00\x00\xff\xff"


def old(hidden: int | None = None, formula: bool = False) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("表一")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            page.write(r, c, None if value is None else str(value))
    if formula:
        page.write(1, 9, xlwt.Formula("1+1"))
        page.write(2, 9, xlwt.Formula("2+2"))
    if hidden is not None:
        page.row(hidden).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened_ods(old_text: str, new_text: str) -> bytes:
    book = ods(ROWS)
    content = part(book, "content.xml").decode()
    assert old_text in content
    return with_part(book, "content.xml", content.replace(old_text, new_text, 1))


def sheet_of(content: bytes, name: str) -> RawSheet:
    return open_workbook(content, name).sheets[0]


def codes_of(content: bytes, name: str) -> set[str]:
    reading = read_workbook(open_workbook(content, name), load_profiles(), "B04")
    return set(reading.problems.get_column("code").to_list())


HIDDEN = {
    "a.xls": lambda: old(hidden=2),
    "a.xlsb": lambda: xlsb(ROWS, hidden=[2]),
    "a.ods": lambda: with_part(ods(ROWS), "content.xml", _third_row_hidden()),
}


def _third_row_hidden() -> str:
    rows = part(ods(ROWS), "content.xml").decode().split("<table:table-row>")
    rows[3] = '<table:table-row table:visibility="filter">' + rows[3]
    joined = "<table:table-row>".join(rows)
    return joined.replace("<table:table-row><table:table-row table", "<table:table-row table")


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_rows_are_told_in_every_format(name: str) -> None:
    content = HIDDEN[name]()
    assert sheet_of(content, name).hidden_rows == (2,)
    assert "hidden_rows" in codes_of(content, name)


def test_an_old_sheet_whose_formulas_are_all_empty_was_never_calculated() -> None:
    sheet = sheet_of(old(formula=True), "a.xls")
    assert sheet.kinds(9).to_list() == [raw.EMPTY, raw.NO_VALUE, raw.NO_VALUE, raw.EMPTY, raw.EMPTY]
    assert sheet.notes == ()


def test_an_old_sheet_with_results_says_that_they_cannot_be_proved() -> None:
    content = old(formula=True)
    assert content.count(_UNCALCULATED) == 2
    content = content.replace(_UNCALCULATED, b"\0\0\0\0\0\0\0\x40", 1)  # 2.0
    sheet = sheet_of(content, "a.xls")
    assert sheet.text(9)[1] == "2"
    assert raw.NO_VALUE not in sheet.kinds(9).to_list()
    assert sheet.notes == ("formulas_unproven",)
    assert "formulas_unproven" in codes_of(content, "a.xls")


@pytest.mark.parametrize(("result", "told"), [("", raw.NO_VALUE), (2.0, raw.NUMBER)])
def test_formulas_of_a_binary_workbook_are_judged_alike(result: str | float, told: int) -> None:
    rows = [[*row, None] for row in ROWS]
    rows[1][-1] = Formula(result)
    sheet = sheet_of(xlsb(rows), "a.xlsb")
    assert sheet.kinds(len(rows[0]) - 1)[1] == told
    assert ("formulas_unproven" in sheet.notes) == (told == raw.NUMBER)


def test_a_formula_without_result_is_named_in_open_documents() -> None:
    bare = '<table:table-cell table:formula="of:=1+1"/>'
    content = opened_ods("</table:table-row>", f"{bare}</table:table-row>")
    assert sheet_of(content, "a.ods").kinds(len(ROWS[0]))[0] == raw.NO_VALUE
    done = bare.replace("/>", ' office:value-type="float" office:value="2"/>')
    content = opened_ods("</table:table-row>", f"{done}</table:table-row>")
    assert sheet_of(content, "a.ods").kinds(len(ROWS[0]))[0] == raw.NUMBER


def test_repeated_rows_and_cells_are_counted_out() -> None:
    blank = (
        '<table:table-row table:number-rows-repeated="3" table:visibility="collapse">'
        "<table:table-cell/></table:table-row>"
    )
    last = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string">'
        '<text:p>甲</text:p></table:table-cell><table:table-cell table:formula="of:=1+1"/></table:table-row>'
    )
    content = opened_ods("</table:table>", f"{blank}{last}</table:table>")
    sheet = sheet_of(content, "a.ods")
    assert sheet.hidden_rows == (5, 6, 7)
    assert sheet.height == len(ROWS) + 4
    assert sheet.kinds(2)[-1] == raw.NO_VALUE
