"""Plain tables: kinds are kept, odd signs leave, nothing is active, and other readers read the same."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from openpyxl.utils.escape import unescape

from app.adapters.table_writer import MOST_TEXT, write_table

SOUND = "520199198701010018"
ODD = [
    "a<b>&'\"", " leading", "line\nbreak", "\x00\x01nul\x1f", "_x0041_", "%s %d %%", "=1+1", "𠮷·张", "\ud800", "",
    "a\x00b", "x" * (MOST_TEXT + 5),
]  # fmt: skip


def read_back(out: BytesIO | Path) -> list[list[object]]:
    page = openpyxl.load_workbook(out).worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True)]


def test_exports_keep_kinds_and_hold_nothing_active(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    rows = [[SOUND, 12.5, date(2023, 1, 5), "=cmd()", None, True]]
    assert write_table(out, ["证件", "数", "日期", "备注", "空", "是否"], rows, note="某某 2026-11-22") == 1
    page = openpyxl.load_workbook(out).worksheets[0]
    assert [c.value for c in page[2]][:4] == [
        SOUND,
        12.5,
        openpyxl.utils.datetime.from_excel(44931),
        "=cmd()",
    ]
    assert page["D2"].data_type == "s"
    assert page["A2"].number_format == "@"
    assert page["A4"].value == "某某 2026-11-22"


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    out = BytesIO()
    write_table(out, ["一", "二", "三"], [["a", text, 1], [text, "b", None]])
    kept = "".join(c for c in text if c in "\n" or (c >= " " and not "\ud800" <= c <= "\udfff"))[:MOST_TEXT]
    first, second = read_back(out)[1:]
    assert [unescape(str(first[1] or "")), unescape(str(second[0] or ""))] == [kept, kept]
    assert (first[0], first[2], second[1:]) == ("a", 1, ["b", None])


def test_other_readers_read_the_same_table_as_from_xlsxwriter() -> None:
    rows = [
        [f"户{n}", n, n / 8, date(2026, 1, 1 + n % 28), None if n % 3 else "<&>", n % 2 == 0]
        for n in range(1203)
    ]
    ours, usual = BytesIO(), BytesIO()
    assert write_table(ours, list("甲乙丙丁戊己"), rows) == 1203
    with xlsxwriter.Workbook(usual, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("数据")
        page.write_row(0, 0, list("甲乙丙丁戊己"))
        for n, row in enumerate(rows, 1):
            page.write_row(n, 0, ["是" if v is True else "否" if v is False else v for v in row])
    ours.seek(0)
    usual.seek(0)
    for read in (_calamine, read_back):
        assert read(ours) == read(usual)


def _calamine(out: BytesIO) -> list[list[object]]:
    out.seek(0)
    return python_calamine.CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python()


def test_a_moment_keeps_its_time() -> None:
    out = BytesIO()
    write_table(out, ["时"], [[datetime(2026, 11, 22, 12, 30)]])  # noqa: DTZ001 (a sheet knows no zones)
    assert read_back(out)[1] == [datetime(2026, 11, 22, 12, 30)]  # noqa: DTZ001


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_no_sheet_holds_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no sheet holds"):
        write_table(BytesIO(), ["数"], [[value]])


def test_an_empty_table_has_its_head_and_note() -> None:
    out = BytesIO()
    assert write_table(out, ["甲", "乙"], [], sheet="a/b:'c'", note="谁 <何时>") == 0
    book = openpyxl.load_workbook(out)
    assert (book.sheetnames, book.properties.description) == (["a_b__c_"], "谁 <何时>")
    assert read_back(out) == [["甲", "乙"], [None, None], ["谁 <何时>", None]]


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.adapters.table_writer.MOST_ROWS", 12)
    with pytest.raises(ValueError, match="do not fit"):
        write_table(BytesIO(), ["甲"], [[n] for n in range(20)])


def test_rows_are_not_gathered_before_they_are_written() -> None:
    """The source is asked for some hundred rows at a time, each part written before the next is asked for."""
    out = BytesIO()
    sizes = []

    def rows() -> Iterator[list[str]]:
        for n in range(5_000):
            if n % 1_000 == 0:
                sizes.append(len(out.getvalue()))
            yield [f"{n * 7919 % 10_007}-{n * 104_729 % 99_991}", "x" * 40]

    write_table(out, ["甲", "乙"], rows())
    assert sizes == sorted(sizes)
    assert sizes[-1] > 10 * sizes[0]
    assert zipfile.ZipFile(out).testzip() is None
