"""The office gets its own workbook back; exports hold nothing that acts."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from app.adapters import workbook_writer
from app.adapters.reading.disarming import disarm
from app.adapters.workbook_reader import open_workbook
from app.adapters.workbook_writer import mark_workbook, write_csv
from app.domain.importing.outcome import Reading
from app.domain.importing.problems import refuse
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks import dibao
from tests.workbooks.people import SOUND, WRONG_CHECK
from tests.workbooks.tables import saved, text_table, xls, xlsx


def reading_of(content: bytes, name: str = "a.xlsx") -> Reading:
    return read_workbook(open_workbook(content, name), load_profiles(), "B04")


def marked(content: bytes, tmp_path: Path, name: str = "a.xlsx") -> Any:
    out = tmp_path / "back.xlsx"
    mark_workbook(content, reading_of(content, name), out, name)
    return openpyxl.load_workbook(out)


def workbook_with_format() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [
        ["低保花名册"],
        dibao.HEADER,
        [1, "赵建国", WRONG_CHECK, "Z", "300", "202301"],
        [2, "钱英", SOUND[1], "A", "300", ""],
    ]:
        page.append(row)
    page["A1"].font = openpyxl.styles.Font(bold=True, size=22)
    page.merge_cells("A1:F1")
    page.column_dimensions["B"].width = 33
    page["B3"].number_format = "@"
    return saved(book)


def test_bad_cells_are_marked_and_reasons_stand_beside_the_row(tmp_path: Path) -> None:
    page = marked(workbook_with_format(), tmp_path).worksheets[0]
    assert page["C3"].fill.fgColor.rgb == "FFF4B9B0"
    assert page["D3"].fill.fgColor.rgb == "FFFBE3A6"
    assert page["G2"].value == "问题说明"
    assert "最后一位算不对（C3）" in page["G3"].value
    assert page["G4"].value is None


def test_the_offices_own_formatting_is_kept(tmp_path: Path) -> None:
    page = marked(workbook_with_format(), tmp_path).worksheets[0]
    assert page["A1"].font.size == 22
    assert [str(r) for r in page.merged_cells.ranges] == ["A1:F1"]
    assert page.column_dimensions["B"].width == 33
    assert page["B3"].number_format == "@"


def test_a_summary_lists_the_causes(tmp_path: Path) -> None:
    rows = list(marked(workbook_with_format(), tmp_path)["问题汇总"].iter_rows(values_only=True))
    assert rows[1][:4] == ("要改", "证件号码最后一位算不对", "身份证号", 1)


@pytest.mark.parametrize("name", ["a.xls", "a.csv"])
def test_other_formats_come_back_as_a_table_of_the_same_shape(name: str, tmp_path: Path) -> None:
    rows = [dibao.HEADER, [1, "赵建国", WRONG_CHECK, "A", "300", "202301"]]
    page = marked(xls(rows) if name == "a.xls" else text_table(rows), tmp_path, name).worksheets[0]
    assert page["C2"].value == WRONG_CHECK
    assert page["C2"].fill.fgColor.rgb == "FFF4B9B0"
    assert "最后一位算不对" in page["G2"].value


def test_a_large_sheet_comes_back_as_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_writer, "KEPT_FORMAT_ROWS", 2)
    page = marked(workbook_with_format(), tmp_path).worksheets[0]
    assert "最后一位算不对" in page["G3"].value


def test_a_corrected_return_is_read_without_a_trace_of_the_marks(tmp_path: Path) -> None:
    book = marked(workbook_with_format(), tmp_path)
    book.worksheets[0]["C3"].value, book.worksheets[0]["D3"].value = SOUND[0], "B类"
    again = reading_of(saved(book))
    assert (again.counts.accepted, again.counts.must, again.counts.look) == (2, 0, 0)
    out = tmp_path / "again.xlsx"
    mark_workbook(saved(book), again, out, "a.xlsx")
    assert openpyxl.load_workbook(out).worksheets[0].max_column == 7


def test_formulas_that_reach_out_come_back_as_text_and_sums_as_formulas() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    armed = [
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://192.0.2.1","x")',
        "='[b.xlsx]表'!A1",
        '=webservice("x")',
    ]
    plain = ["=SUM(A1:A9)", '=TEXT(B1,"yyyy|mm")', "=IF(A1>0,B1,C1)"]
    page.append([*armed, *plain])
    page["A2"] = ArrayFormula("A2:A3", "=CALL(1)")
    book.defined_names["x"] = DefinedName("x", attr_text="cmd|'/C calc'!A0")
    disarm(book)
    kinds = [(c.value, c.data_type) for c in page[1]]
    assert kinds == [(text, "s") for text in armed] + [(text, "f") for text in plain]
    assert (page["A2"].value, page["A2"].data_type) == ("=CALL(1)", "s")
    assert not book.defined_names


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    rows = [dibao.HEADER, [1, "赵建国", WRONG_CHECK, "=1+1", "@x", "202301"]]
    content = text_table(rows)
    page = marked(content, tmp_path, "a.csv").worksheets[0]
    assert (page["D2"].value, page["D2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("text", ["=1", "+1", "-1+2", "@x", "\t=1", "＝1", " =1", "＠x"])
def test_csv_exports_disarm_formulas(text: str) -> None:
    out = io.StringIO()
    assert write_csv(out, ["列"], [[text], [5]]) == 1 + 1
    assert out.getvalue().splitlines()[1].lstrip('"').startswith("'")


def test_a_workbook_without_problems_comes_back_whole(tmp_path: Path) -> None:
    content = xlsx(("表", [dibao.HEADER, *dibao.rows(3)]))
    page = marked(content, tmp_path).worksheets[0]
    assert page.max_row == 4


def test_a_workbook_too_odd_to_be_written_back_comes_back_as_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise refuse("file_reader_died")

    monkeypatch.setattr(workbook_writer.guard, "ask", _only_reading(workbook_writer.guard.ask, fail))
    page = marked(workbook_with_format(), tmp_path).worksheets[0]
    assert "最后一位算不对" in page["G3"].value


def _only_reading(ask: Any, fail: Any) -> Any:
    def chosen(module: str, *more: Any) -> Any:
        return fail() if module.endswith("marking") else ask(module, *more)

    return chosen
