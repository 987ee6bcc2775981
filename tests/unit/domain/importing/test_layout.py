"""Next month's sheet: taught headers, settled words, columns renamed, moved, merged, and what is told of it."""

from datetime import date

import pytest

from app.domain.importing.days import parse_noted
from app.domain.importing.layout import Drift, Memory, drift, with_memory
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks import dibao
from tests.workbooks.people import SOUND
from tests.workbooks.raws import Rows, raw_book, raw_sheet

LAYOUT = tuple(
    zip(dibao.HEADER, (None, "name", "id_number", "level", "household_allowance", "starts_on"), strict=True)
)
ROW = [1, "赵建国", SOUND[0], "A类", "300", "2023-01-05"]


def read(rows: Rows, memory: Memory, chosen: str | None = "B04") -> dict[str, tuple[str, float]]:
    profiles = dict(load_profiles())
    profiles["B04"] = with_memory(profiles["B04"], memory)
    reading = read_workbook(raw_book(raw_sheet(rows)), profiles, chosen, today=date(2026, 11, 22))
    return {m.key: (m.header, m.confidence) for s in reading.sheets for m in s.mapping if m.key}


def test_a_taught_header_is_known_wherever_it_stands_next_month() -> None:
    memory = Memory(taught={"发给几多": "household_allowance"})
    header = ["发给几多", "姓名", "身份证号", "保障类别"]
    found = read([header, ["300", "赵建国", SOUND[0], "A类"]], memory)
    assert found["household_allowance"] == ("发给几多", 1.0)


def test_a_header_taught_to_mean_nothing_is_not_taken_again() -> None:
    plain = [["姓名", "身份证号", "保障类别", "户月保障金"], ["赵建国", SOUND[0], "A类", "300"]]
    assert "household_allowance" in read(plain, Memory())
    assert "household_allowance" not in read(plain, Memory(taught={"户月保障金": ""}))


def test_a_header_taught_otherwise_leaves_its_former_column() -> None:
    rows = [["姓名", "身份证号", "类别"], ["赵建国", SOUND[0], "农村"]]
    assert read(rows, Memory())["level"][0] == "类别"
    found = read(rows, Memory(taught={"类别": "kind"}))
    assert found["kind"][0] == "类别"
    assert "level" not in found


def test_a_renamed_column_between_its_old_neighbours_is_taken_with_a_question() -> None:
    header = [*dibao.HEADER[:4], "甲乙丙", dibao.HEADER[5]]
    assert "household_allowance" not in read([header, ROW], Memory())
    assert read([header, ROW], Memory(layout=LAYOUT))["household_allowance"] == ("甲乙丙", 0.75)


def test_a_column_elsewhere_is_not_taken_by_its_place() -> None:
    header = ["甲乙丙", *dibao.HEADER[:4], dibao.HEADER[5]]
    row = ["300", *ROW[:4], ROW[5]]
    assert "household_allowance" not in read([header, row], Memory(layout=LAYOUT))


def test_settled_words_and_notations_hold_for_the_next_sheet() -> None:
    memory = Memory(
        words={"level": {"甲等": "a"}}, notations={"starts_on": "dmy", "household_allowance": "万元"}
    )
    profiles = {"B04": with_memory(load_profiles()["B04"], memory)}
    rows = [dibao.HEADER, [1, "赵建国", SOUND[0], "甲等", "0.03", "05/01/2023"]]
    reading = read_workbook(raw_book(raw_sheet(rows)), profiles, "B04", today=date(2026, 11, 22))
    assert reading.rows.select("level", "household_allowance", "starts_on").rows() == [
        ("a", 30_000, date(2023, 1, 5))
    ]


def test_what_is_stored_comes_back() -> None:
    memory = Memory(LAYOUT, {"x": ""}, {"level": {"甲": "a", "乙": None}}, {"starts_on": "yy"})
    assert Memory.of(memory.as_data()) == memory
    assert Memory.of({}) == Memory()


def test_drift_names_renamed_moved_merged_added_and_gone_columns() -> None:
    before = [
        ("序号", None),
        ("乡镇", "town"),
        ("村", "village"),
        ("姓名", "name"),
        ("号码", "id"),
        ("备用", "spare"),
    ]
    now = [("号码", "id"), ("序号", None), ("乡镇村", None), ("对象姓名", "name"), ("电话", "phone")]
    titles = {
        "town": "乡镇",
        "village": "村",
        "name": "姓名",
        "id": "身份证号",
        "spare": "备用",
        "phone": "电话",
    }
    assert drift(before, now, titles) == [
        Drift("merged", "乡镇", "乡镇", "乡镇村"),
        Drift("merged", "村", "村", "乡镇村"),
        Drift("renamed", "姓名", "姓名", "对象姓名"),
        Drift("moved", "身份证号", "号码", "号码"),
        Drift("gone", "备用", "备用", ""),
        Drift("added", "电话", "", "电话"),
    ]


def test_the_first_sheet_and_the_same_sheet_show_no_drift() -> None:
    assert drift([], LAYOUT, {}) == []
    assert drift(LAYOUT, LAYOUT, {}) == []


@pytest.mark.parametrize(
    ("text", "notation", "day"),
    [
        ("05/06/2023", "dmy", date(2023, 6, 5)),
        ("05/06/2023", "mdy", date(2023, 5, 6)),
        ("23.5.6", "yy", date(2023, 5, 6)),
        ("2023.5.6", "yy", "date_unreadable"),
        ("31/02/2023", "dmy", "date_unreadable"),
        ("去年", "dmy", "date_unreadable"),
        ("05/06/2023", "x", "date_unreadable"),
    ],
)
def test_days_in_a_notation_that_somebody_named(text: str, notation: str, day: object) -> None:
    assert parse_noted(text, notation) == day
