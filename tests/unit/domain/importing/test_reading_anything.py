"""Sheets as offices write them, one line a habit, each through the guarded reader: what is read, what is said of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pytest

from app.adapters.workbook_reader import open_workbook
from app.domain.importing.outcome import Reading
from app.domain.importing.problems import ReadingRefusedError
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks.binary import xlsb
from tests.workbooks.people import SOUND
from tests.workbooks.tables import Row, ods, saved, text_table, xls, xlsx, zipped

HEADER = ["姓名", "身份证号", "保障类别", "户月保障金", "起保时间"]
ROW = ["赵建国", SOUND[0], "A类", "300", "2023-01-05"]
OTHER = ["钱英", SOUND[1], "B类", "400", "2023-02-05"]
TODAY = date(2026, 11, 22)
Check = Callable[[Reading], bool]


@dataclass(frozen=True)
class Habit:
    """What an office does, its file, and what must come of it."""

    name: str
    filename: str
    body: bytes
    holds: Check


def accepted(count: int) -> Check:
    return lambda r: r.counts.accepted == count


def said(code: str, count: int = 1) -> Check:
    return lambda r: r.counts.accepted == count and code in r.problems.get_column("code").to_list()


def refused_cell(code: str, cell: str, words: str) -> Check:
    """The row is refused at this cell, with a way out that says these words."""

    def holds(r: Reading) -> bool:
        found = [c for c in r.causes() if c.code == code and c.level == "must" and cell in c.cells]
        return bool(found) and words in found[0].way_out

    return holds


def skipped(*reasons: str) -> Check:
    return lambda r: r.skipped.get_column("reason").to_list() == list(reasons)


def value(key: str, wanted: Any) -> Check:
    return lambda r: r.rows.get_column(key).to_list() == [wanted]


def sheet(*rows: Row, **more: Any) -> bytes:
    return xlsx(("表", rows), **more)


def one(header: str, cell: Any, place: int) -> bytes:
    """A list of one row with one header and cell exchanged."""
    names, row = list(HEADER), list(ROW)
    names[place], row[place] = header, cell
    return sheet(names, row)


def amount(cell: Any, header: str = "户月保障金") -> bytes:
    return one(header, cell, 3)


def day(cell: Any) -> bytes:
    return one("起保时间", cell, 4)


def merged(header: str, cell: Any) -> bytes:
    """A list whose name and number share a column."""
    return sheet([header, *HEADER[2:]], [cell, *ROW[2:]])


def own_column() -> bytes:
    return sheet([*HEADER, "姓名/户月保障金"], [*ROW, "别人/5"])


def both(r: Reading) -> bool:
    told = r.rows.select("name", "id_number").rows() == [("赵建国", SOUND[0])]
    return told and "column_split" in r.problems.get_column("code").to_list()


def both_days(first: date, last: date | None) -> Check:
    return lambda r: r.rows.select("starts_on", "ends_on").rows() == [(first, last)]


def missing(cell: str) -> Check:
    return lambda r: (
        r.counts.accepted == 0 and ("id_missing", cell) in r.problems.select("code", "cell").rows()
    )


def lost(cell: str) -> Check:
    return lambda r: ("id_lost_digits", cell) in r.problems.select("code", "cell").rows()


def hidden_sheet() -> bytes:
    book = openpyxl.load_workbook(_stream(xlsx(("表", [HEADER, ROW]), ("旧表", [HEADER, OTHER]))))
    book["旧表"].sheet_state = "hidden"
    return saved(book)


def hidden_row() -> bytes:
    book = openpyxl.load_workbook(_stream(sheet(HEADER, ROW, OTHER)))
    book.active.row_dimensions[3].hidden = True
    return saved(book)


def formula() -> bytes:
    return amount("=100+200")


def _stream(body: bytes) -> Any:
    import io

    return io.BytesIO(body)


TWO_LINES: Sequence[Row] = (
    ["低保花名册", None, None, None, None],
    ["姓名", "身份证号", "保障情况", None, None],
    [None, None, "保障类别", "户月保障金", "起保时间"],
    ROW,
)
THREE_LINES: Sequence[Row] = (
    ["对象", None, "保障情况", None, None],
    [None, None, "标准", None, "时间"],
    ["姓名", "身份证号", "保障类别", "户月保障金", "起保时间"],
    ROW,
)
SECTIONS: Sequence[Row] = (HEADER, ["一、云岭镇"], ROW, ["小计", None, None, "300"], ["二、青树镇"], OTHER)
ENDS: Sequence[Row] = (HEADER, ROW, ["合  计", None, None, "300"], ["注：数据截至 10 月"])
SIDE: Sequence[Row] = ([*HEADER, None, *HEADER], [*ROW, None, *OTHER])
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

HABITS = [
    Habit("an .xlsx", "a.xlsx", sheet(HEADER, ROW), accepted(1)),
    Habit("an .xls", "a.xls", xls([HEADER, ROW]), accepted(1)),
    Habit("an .xlsb", "a.xlsb", xlsb([HEADER, ROW]), accepted(1)),
    Habit("an .ods", "a.ods", ods([HEADER, ROW]), accepted(1)),
    Habit("an .et", "a.et", xls([HEADER, ROW]), accepted(1)),
    Habit("UTF-8 with a mark", "a.csv", text_table([HEADER, ROW], "utf-8-sig"), accepted(1)),
    Habit("UTF-8 without a mark", "a.csv", text_table([HEADER, ROW]), accepted(1)),
    Habit("GB18030", "a.csv", text_table([HEADER, ROW], "gb18030"), accepted(1)),
    Habit("UTF-16", "a.csv", text_table([HEADER, ROW], "utf-16"), accepted(1)),
    Habit("UTF-16 without a mark", "a.txt", text_table([HEADER, ROW], "utf-16-le"), accepted(1)),
    Habit("tabs", "a.txt", text_table([HEADER, ROW], "gb18030", "\t"), accepted(1)),
    Habit("semicolons", "a.csv", text_table([HEADER, ROW], "utf-8", ";"), accepted(1)),
    Habit(
        "one sheet a township",
        "a.xlsx",
        xlsx(("云岭", [HEADER, ROW]), ("青树", [HEADER, OTHER])),
        accepted(2),
    ),
    Habit(
        "a sheet of another kind",
        "a.xlsx",
        xlsx(("表", [HEADER, ROW]), ("说明", [["填表说明", "x"]])),
        said("sheet_other"),
    ),
    Habit("an empty sheet", "a.xlsx", xlsx(("表", [HEADER, ROW]), ("空", [])), said("sheet_empty")),
    Habit("a header in row 1", "a.xlsx", sheet(HEADER, ROW), accepted(1)),
    Habit("a header in row 20", "a.xlsx", sheet(*([["说明"]] * 19), HEADER, ROW), accepted(1)),
    Habit(
        "a header of two lines",
        "a.xlsx",
        sheet(*TWO_LINES, merged=["A1:E1", "C2:E2", "A2:A3", "B2:B3"]),
        value("level", "a"),
    ),
    Habit(
        "two lines, not merged, text file",
        "a.csv",
        text_table(TWO_LINES),
        value("household_allowance", 30_000),
    ),
    Habit(
        "a header of three lines",
        "a.xlsx",
        sheet(*THREE_LINES, merged=["A1:B2", "C1:E1", "C2:D2"]),
        value("level", "a"),
    ),
    Habit(
        "one name for merged rows",
        "a.xlsx",
        sheet(["申请人姓名", *HEADER[1:]], ROW, [None, *OTHER[1:]], merged=["A2:A3"]),
        accepted(2),
    ),
    Habit("sections and subtotals", "a.xlsx", sheet(*SECTIONS), skipped("section", "total", "section")),
    Habit("totals and footnotes", "a.xlsx", sheet(*ENDS), skipped("total", "footnote")),
    Habit(
        "the header again on each page",
        "a.xlsx",
        sheet(HEADER, ROW, HEADER, OTHER),
        skipped("repeated_header"),
    ),
    Habit("two tables side by side", "a.xlsx", sheet(*SIDE), said("side_by_side")),
    Habit("a hidden row", "a.xlsx", hidden_row(), said("hidden_rows", 2)),
    Habit("a hidden sheet", "a.xlsx", hidden_sheet(), said("hidden_sheet")),
    Habit("a formula never calculated", "a.xlsx", formula(), said("formula_no_value")),
    Habit("an error value", "a.xlsx", amount("#N/A"), said("cell_error")),
    Habit("2023-01-05", "a.xlsx", day("2023-01-05"), value("starts_on", date(2023, 1, 5))),
    Habit("2023/1/5", "a.xlsx", day("2023/1/5"), value("starts_on", date(2023, 1, 5))),
    Habit("20230105", "a.xlsx", day("20230105"), value("starts_on", date(2023, 1, 5))),
    Habit("2023.01", "a.xlsx", day("2023.01"), value("starts_on", date(2023, 1, 1))),
    Habit("202301", "a.xlsx", day("202301"), value("starts_on", date(2023, 1, 1))),
    Habit("2023年1月", "a.xlsx", day("2023年1月"), value("starts_on", date(2023, 1, 1))),
    Habit("a day cell", "a.xlsx", day(date(2023, 1, 5)), value("starts_on", date(2023, 1, 5))),
    Habit("a serial", "a.xlsx", day(44931), value("starts_on", date(2023, 1, 5))),
    Habit(
        "days from 1904",
        "a.xlsx",
        sheet(HEADER, [*ROW[:4], date(2023, 1, 5)], date1904=True),
        value("starts_on", date(2023, 1, 5)),
    ),
    Habit("a year of 民国", "a.xlsx", day("民国112年1月5日"), said("date_minguo")),
    Habit("a year of 民国 in old characters", "a.xlsx", day("民國112年1月"), said("date_minguo")),
    Habit("a year of 民国 written together", "a.xlsx", day("1120105"), said("date_minguo")),
    Habit("元", "a.xlsx", amount("300元"), value("household_allowance", 30_000)),
    Habit("万元", "a.xlsx", amount("0.03万元"), value("household_allowance", 30_000)),
    Habit("commas", "a.xlsx", amount("1,300.50"), value("household_allowance", 130_050)),
    Habit("brackets for minus", "a.xlsx", amount("(300)"), said("amount_negative")),
    Habit(
        "a unit in the header",
        "a.xlsx",
        amount("0.03", "户月保障金（万元）"),
        value("household_allowance", 30_000),
    ),
    Habit(
        "a unit above the table",
        "a.xlsx",
        sheet(["单位：万元"], HEADER, [*ROW[:3], "0.03", ROW[4]]),
        value("household_allowance", 30_000),
    ),
    Habit("full-width digits", "a.xlsx", amount("３００"), value("household_allowance", 30_000)),
    Habit(
        "a full-width number",
        "a.xlsx",
        one("身份证号", SOUND[0].translate(WIDE), 1),
        value("id_number", SOUND[0]),
    ),
    Habit("an apostrophe before", "a.xlsx", one("身份证号", f"'{SOUND[0]}", 1), value("id_number", SOUND[0])),
    Habit(
        'a number wrapped in =""',
        "a.csv",
        text_table([HEADER, [ROW[0], f'="{SOUND[0]}"', *ROW[2:]]]),
        value("id_number", SOUND[0]),
    ),
    Habit(
        "a number as a number",
        "a.xlsx",
        one("身份证号", float(SOUND[0]), 1),
        refused_cell("id_lost_digits", "B2", "文本"),
    ),
    Habit(
        "a number in powers of ten",
        "a.csv",
        text_table([HEADER, [ROW[0], "5.20199E+17", *ROW[2:]]]),
        refused_cell("id_lost_digits", "B2", "文本"),
    ),
    *(
        Habit(f"name and number in one cell: {header}, {cell}", "a.xlsx", merged(header, cell), both)
        for header, cell in (
            ("姓名/身份证号", f"赵建国/{SOUND[0]}"),
            ("姓名、身份证号码", f"赵建国{SOUND[0]}"),
            ("姓名（身份证号）", f"赵建国（{SOUND[0]}）"),
            ("身份证号及姓名", f"{SOUND[0]} 赵建国"),
            ("姓名\n身份证号", f"赵建国\n{SOUND[0]}"),
        )
    ),
    *(
        Habit(f"both days in one cell: {cell}", "a.xlsx", one("起止时间", cell, 4), both_days(*days))
        for cell, *days in (
            ("2023-01-05至2024-12-31", date(2023, 1, 5), date(2024, 12, 31)),
            ("2023.01—2024.12", date(2023, 1, 1), date(2024, 12, 1)),
            ("2023年1月5日起至2024年12月31日止", date(2023, 1, 5), date(2024, 12, 31)),
            ("20230105-20241231", date(2023, 1, 5), date(2024, 12, 31)),
            ("2023-01-05至今", date(2023, 1, 5), None),
        )
    ),
    Habit("a shared cell without number", "a.xlsx", merged("姓名/身份证号", "赵建国"), missing("A2")),
    Habit(
        "a shared cell that stayed a number", "a.xlsx", merged("身份证号/姓名", float(SOUND[0])), lost("A2")
    ),
    Habit(
        "two names nobody can split",
        "a.xlsx",
        one("保障类别/谁知道/起保时间", "A", 4),
        said("column_crowded"),
    ),
    Habit("a column of its own stands before a shared one", "a.xlsx", own_column(), value("name", "赵建国")),
    Habit("a name with blanks", "a.xlsx", one("姓名", "赵 建　国", 0), value("name", "赵建国")),
]


@pytest.mark.parametrize("habit", HABITS, ids=lambda h: h.name)
def test_the_habit_is_read_or_named(habit: Habit) -> None:
    raw = open_workbook(habit.body, habit.filename)
    reading = read_workbook(raw, load_profiles(), "B04", today=TODAY)
    assert habit.holds(reading), (reading.rows.to_dicts(), reading.causes(), reading.skipped.rows())


@pytest.mark.parametrize(("words", "told"), [("是 √ 1 有 Ｙ", True), ("否 × 0 无 没有", False)])
def test_words_of_yes_and_no(words: str, told: bool) -> None:
    header = ["学生姓名", "身份证件号", "学段/年级", "是否寄宿"]
    rows = [["赵小红", SOUND[2], "五年级", word] for word in words.split()]
    for row in rows:
        reading = read_workbook(
            open_workbook(sheet(header, row), "a.xlsx"), load_profiles(), "B07", today=TODAY
        )
        assert reading.rows.get_column("boarder").to_list() == [told], row


def test_percents_beside_numbers_are_told() -> None:
    book = openpyxl.load_workbook(
        _stream(
            sheet(
                ["权利人", "证件号", "用途", "共有份额"],
                ["赵建国", SOUND[0], "住宅", 0.5],
                ["钱英", SOUND[1], "住宅", 50],
            )
        )
    )
    book.active["D2"].number_format = "0%"
    reading = read_workbook(open_workbook(saved(book), "a.xlsx"), load_profiles(), "B14", today=TODAY)
    assert reading.rows.get_column("share").to_list() == [50.0, 50.0]
    assert "percent_mixed" in reading.problems.get_column("code").to_list()


LOCKED_ODS = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
    '<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
)
LOCKED = {
    "a.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\0" * 600
    + "EncryptedPackage".encode("utf-16-le")
    + b"\0" * 600,
    "a.ods": zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": LOCKED_ODS,
            "content.xml": b"\x8f\x02\x11",
        }
    ),
}


@pytest.mark.parametrize("filename", LOCKED)
def test_a_locked_workbook_is_refused_by_name_with_the_way_out(filename: str) -> None:
    with pytest.raises(ReadingRefusedError) as refused:
        open_workbook(LOCKED[filename], filename)
    assert refused.value.code == ("file_encrypted" if filename == "a.xlsx" else "file_locked_otherwise")
    assert "去掉密码" in (refused.value.way_out or "")
