"""From cells to accepted rows, problems and skipped rows."""

from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest

from app.domain.importing.outcome import Reading
from app.domain.importing.problems import PROBLEMS, ReadingRefusedError
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks import dibao
from tests.workbooks.people import SOUND, WRONG_CHECK, card_of, name_of, number_of
from tests.workbooks.raws import Rows, raw_book, raw_sheet

TODAY = date(2026, 11, 22)


def read(rows: Rows, chosen: str | None = "B04", filename: str = "", **sheet: Any) -> Reading:
    return read_workbook(
        raw_book(raw_sheet(rows, **sheet), filename=filename), load_profiles(), chosen, today=TODAY
    )


def found(reading: Reading) -> list[tuple[str | None, str]]:
    return list(reading.problems.filter(pl.col("level") != "hint").select("cell", "code").iter_rows())


@pytest.mark.parametrize("above", [0, 1, 2, 5, 19])
def test_the_header_is_found_anywhere_in_the_first_twenty_rows(above: int) -> None:
    reading = read([["某县低保花名册"]] * above + [dibao.HEADER, *dibao.rows(3)])
    assert reading.sheets[0].header_rows == (above + 1,)
    assert reading.rows.get_column("row_no").to_list() == [above + 2, above + 3, above + 4]


def test_a_header_below_the_twentieth_row_is_not_searched() -> None:
    reading = read([["说明"]] * 21 + [dibao.HEADER, *dibao.rows(3)])
    assert reading.sheets[0].skipped == "header_missing"
    assert reading.counts.read == 0


def test_a_two_line_header_with_merged_cells_is_one_header() -> None:
    rows = [
        ["低保花名册", None, None, None, None],
        ["姓名", "身份证号", "保障情况", None, None],
        [None, None, "保障类别", "户月保障金", "起保时间"],
        ["张三", SOUND[0], "A", "300", "202301"],
    ]
    merged = ((0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 4))
    reading = read(rows, merged=merged)
    assert reading.sheets[0].header_rows[-1] == 3
    assert reading.rows.select("name", "level", "household_allowance").rows() == [("张三", "a", 30_000)]


def test_a_merged_cell_of_data_speaks_for_all_its_rows() -> None:
    rows = [["申请人姓名", *dibao.HEADER[1:]], *[[None, *row[1:]] for row in dibao.rows(3)]]
    rows[1][0] = "赵建国"
    assert read(rows, merged=((1, 0, 3, 0),)).rows.get_column("applicant_name").to_list() == ["赵建国"] * 3


def test_totals_sections_footnotes_and_repeated_headers_are_skipped_with_their_reason() -> None:
    body = dibao.rows(4)
    rows = [
        dibao.HEADER,
        ["一、某某镇"],
        *body[:2],
        ["小计", None, None, None, "600"],
        [None] * 6,
        dibao.HEADER,
        *body[2:],
        ["合  计", None, None, None, "1200"],
        ["填表人：某某", None, None, "审核人：某某"],
    ]
    reading = read(rows)
    assert reading.skipped.select("row_no", "reason").rows() == [
        (2, "section"),
        (5, "total"),
        (7, "repeated_header"),
        (10, "total"),
        (11, "footnote"),
    ]
    assert reading.counts.accepted == 4


def test_a_person_called_like_a_total_is_still_a_person() -> None:
    reading = read([dibao.HEADER, [1, "何合计", SOUND[0], "A", "300", "202301"]])
    assert reading.counts.accepted == 1


def test_a_row_without_its_number_is_reported_and_not_lost() -> None:
    reading = read([dibao.HEADER, [1, "赵建国", None, "A", "300", "202301"]])
    assert found(reading) == [("C2", "id_missing")]
    assert reading.rejected.rows() == [(0, 2)]


def test_only_bad_cells_of_required_columns_reject_a_row() -> None:
    reading = read(dibao.one(level="Z", amount="三百", starts_on="去年"))
    assert found(reading) == [("D2", "word_unknown"), ("E2", "amount_unreadable"), ("F2", "date_unreadable")]
    assert set(reading.problems.filter(pl.col("row_no") == 2).get_column("level")) == {"look"}
    assert reading.rows.select("level", "household_allowance", "starts_on").rows() == [(None, None, None)]


def test_numbers_in_the_identity_column_reject_the_row_with_the_way_out() -> None:
    reading = read(dibao.one(number=520199195001010019))
    problem = reading.problem_list()[0]
    assert (problem.code, problem.cell, problem.level) == ("id_lost_digits", "C2", "must")
    assert "以数字存储" in problem.message
    assert "文本" in reading.causes()[0].way_out


def test_messages_never_repeat_personal_values() -> None:
    reading = read(dibao.one(number=WRONG_CHECK))
    assert WRONG_CHECK not in str(reading.problems.rows())


def test_error_values_and_formulas_without_result_are_named() -> None:
    rows = dibao.one(level="", amount="")
    reading = read(rows, errors={(1, 3): "#N/A"}, no_value={(1, 4), (1, 2)})
    assert found(reading) == [("C2", "formula_no_value"), ("D2", "cell_error"), ("E2", "formula_no_value")]
    assert reading.counts.rejected == 1


def test_equal_rows_are_skipped_and_other_rows_of_the_same_person_are_rejected() -> None:
    row = dibao.rows(1)[0]
    other = [*row[:4], "999", row[5]]
    reading = read([dibao.HEADER, row, [7, *row[1:]], other])
    assert reading.skipped.rows() == [(0, 3, "duplicate_row")]
    assert found(reading) == [("C3", "duplicate_row"), ("C4", "duplicate_key")]
    assert (reading.counts.read, reading.counts.accepted, reading.counts.rejected) == (2, 1, 1)


def test_the_same_person_in_two_households_is_not_the_readers_business() -> None:
    header = ["户编号", "姓名", "证件号码", "与户主关系", "劳动技能", "健康状况", "在校生状况"]
    rows = [
        header,
        ["5201", "赵建国", SOUND[0], "户主", "普通劳动力", "健康", ""],
        ["5202", "赵建国", SOUND[0], "之父", "无劳动力", "残疾", ""],
    ]
    reading = read(rows, None)
    assert reading.profile.code == "N02"
    assert reading.counts.accepted == 2


def test_members_without_a_number_are_welcome_and_bureau_rows_are_not() -> None:
    header = ["户编号", "姓名", "证件号码", "与户主关系", "劳动技能", "健康状况"]
    member = ["5201", "赵建国", "999999202601010011", "户主", "普通劳动力", "健康"]
    assert read([header, member], "N02").counts.accepted == 1
    assert read(dibao.one(number="999999202601010011")).counts.rejected == 1


def test_sex_and_birth_are_held_against_the_number() -> None:
    header = ["户编号", "姓名", "性别", "出生日期", "证件号码", "与户主关系"]
    rows = [
        header,
        ["5201", "赵建国", "女", "19500102", SOUND[0], "户主"],
        ["5202", "钱英", "女", "", SOUND[1], "户主"],
    ]
    assert found(read(rows, "N02")) == [("C2", "id_sex_mismatch"), ("D2", "id_birth_mismatch")]


def test_a_certificate_is_held_against_its_columns() -> None:
    header = ["姓名", "残疾证号", "残疾类别", "残疾等级", "身份证号"]
    rows = [
        header,
        ["赵建国", card_of(3, 4, 1), "听力", "一级", number_of(3)],
        ["钱英", card_of(4, 1, 2), "视力", "2", number_of(5)],
    ]
    reading = read(rows, None)
    assert reading.profile.code == "B17"
    assert found(reading) == [("C2", "certificate_mismatch"), ("E3", "certificate_mismatch")]
    assert reading.rows.get_column("certificate_number18").to_list() == [number_of(3), number_of(4)]


def test_other_names_moved_and_added_columns_are_still_recognised() -> None:
    header = ["补助金额（元）", "公民身份号码", "类别", "成员姓名", "起保日期", "领导批示"]
    rows = [header, *[["300", number_of(i), "一类", name_of(i), "2023.01", "同意"] for i in range(3)]]
    reading = read(rows, None)
    assert reading.profile.code == "B04"
    assert reading.counts.accepted == 3
    assert "领导批示" in [m.header for m in reading.sheets[0].mapping if m.key is None]


def test_a_similar_header_is_taken_with_a_question() -> None:
    rows = [
        ["姓名", "身份证号", "保障类别", "起保时间", "户月实际保障金额"],
        ["赵建国", SOUND[0], "A", "202301", "300"],
    ]
    reading = read(rows)
    match = next(m for m in reading.sheets[0].mapping if m.key == "household_allowance")
    assert match.word == "请看一眼"
    assert ("E", "column_doubtful") in found(reading)


def test_columns_can_be_fixed_by_hand() -> None:
    rows = [["姓名", "身份证号", "甲", "保障类别"], ["赵建国", SOUND[0], "300", "A"]]
    book = raw_book(raw_sheet(rows))
    reading = read_workbook(book, load_profiles(), "B04", {"household_allowance": "C"}, TODAY)
    assert reading.rows.get_column("household_allowance").to_list() == [30_000]


def test_a_missing_required_column_is_named_and_nothing_is_read() -> None:
    reading = read([["姓名", "保障类别", "起保时间"], ["赵建国", "A", "202301"]])
    assert found(reading) == [(None, "column_missing")]
    assert "身份证号" in reading.problem_list()[0].message
    assert reading.counts.read == 0


def test_a_workbook_of_no_known_list_is_refused() -> None:
    with pytest.raises(ReadingRefusedError) as refused:
        read([["日期", "天气"], ["2026-01-01", "晴"]], None)
    assert refused.value.code == "profile_not_recognised"


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ReadingRefusedError) as refused:
        read(dibao.one(), "B99")
    assert refused.value.code == "profile_unknown"


def test_sheets_of_the_same_list_are_read_together_and_others_are_named() -> None:
    first = raw_sheet([dibao.HEADER, *dibao.rows(3)], "甲镇", 0)
    other = raw_sheet([["部门", "电话"], ["民政局", "1"]], "通讯录", 1)
    second = raw_sheet([["title"], dibao.HEADER, *dibao.rows(5)[3:]], "乙镇", 2)
    hidden = raw_sheet([dibao.HEADER, *dibao.rows(9)], "旧表", 3, hidden=True)
    empty = raw_sheet([], "空", 4)
    reading = read_workbook(raw_book(first, other, second, hidden, empty), load_profiles(), today=TODAY)
    assert reading.rows.select("sheet", "row_no").rows() == [(0, 2), (0, 3), (0, 4), (2, 3), (2, 4)]
    assert [s.skipped for s in reading.sheets] == [None, "sheet_other", None, "hidden_sheet", "sheet_empty"]


def test_hidden_rows_are_read_and_told() -> None:
    reading = read([dibao.HEADER, *dibao.rows(3)], hidden_rows=(2,))
    assert (None, "hidden_rows") in found(reading)
    assert reading.counts.accepted == 3


def test_two_tables_side_by_side_are_told() -> None:
    rows = [
        dibao.HEADER + dibao.HEADER,
        *[a + b for a, b in zip(dibao.rows(6)[:3], dibao.rows(6)[3:], strict=True)],
    ]
    reading = read(rows)
    assert (None, "side_by_side") in found(reading)
    assert reading.counts.accepted == 3


def test_the_period_is_taken_from_title_or_file_name() -> None:
    assert read([["2026年9月低保花名册"], dibao.HEADER, *dibao.rows(1)]).period_hint == "2026-09"
    assert read([dibao.HEADER, *dibao.rows(1)], filename="低保2026-10.xlsx").period_hint == "2026-10"


def test_a_list_of_a_year_is_told_by_its_column_and_a_running_year_is_this_month() -> None:
    header = ["户编号", "户主姓名", "户类型", "年度", "务工收入", "住房面积"]

    def hint(year: int) -> str | None:
        rows = [["户信息"], header, ["0001", "赵建国", "脱贫户", year, 1, 90]]
        return read(rows, "N01", filename="导出.xlsx").period_hint

    assert hint(TODAY.year - 1) == f"{TODAY.year - 1}-12"
    assert hint(TODAY.year) == f"{TODAY:%Y-%m}"


def test_a_month_told_nowhere_stays_untold() -> None:
    rows = [["低保花名册"], ["制表日期：2026年11月5日"], dibao.HEADER, *dibao.rows(1)]
    assert read(rows).period_hint is None


def test_the_order_of_rows_does_not_matter() -> None:
    rows = dibao.rows(30)
    for place, number in ((3, WRONG_CHECK), (7, ""), (11, 520199195001010019)):
        rows[place][2] = number
    shuffled = rows[:]
    Random(1).shuffle(shuffled)
    straight, mixed = read([dibao.HEADER, *rows]), read([dibao.HEADER, *shuffled])
    keys = ["name", "id_number", "level", "household_allowance", "starts_on"]
    assert straight.rows.select(keys).sort(keys).equals(mixed.rows.select(keys).sort(keys))
    assert sorted(straight.problems.get_column("code")) == sorted(mixed.problems.get_column("code"))


def test_counts_add_up() -> None:
    reading = read([dibao.HEADER, *dibao.rows(5), [9, "坏", WRONG_CHECK, "A", "3", ""], ["合计"]])
    counts = reading.counts
    assert counts.read == counts.accepted + counts.rejected == 6
    assert counts.must == 1


def test_every_problem_has_a_cause_with_a_way_out() -> None:
    reading = read([dibao.HEADER, *[[1, name_of(i), WRONG_CHECK, "Z", "x", ""] for i in range(8)]])
    cause = reading.causes()[0]
    assert (cause.code, cause.count, cause.cells) == ("id_check_digit", 8, ("C2", "C3", "C4", "C5", "C6"))
    assert all(kind.way_out and kind.sentence and kind.title for kind in PROBLEMS.values())


def test_a_list_of_heads_only_is_read_as_a_list_of_persons() -> None:
    rows = [["户主（申请人）", "身份证号", "保障类别", "户月保障金"], ["赵建国", SOUND[0], "A", "300"]]
    assert read(rows).rows.select("name", "id_number").rows() == [("赵建国", SOUND[0])]


def test_member_and_head_in_one_list_are_told_apart() -> None:
    rows = [["户主（申请人）", "成员姓名", "身份证号", "保障类别"], ["赵建国", "钱英", SOUND[1], "A"]]
    assert read(rows).rows.select("applicant_name", "name").rows() == [("赵建国", "钱英")]


@pytest.mark.parametrize("number", ["", "999999202601010011"])
def test_a_member_whose_certificate_kind_is_none_needs_no_number(number: str) -> None:
    header = ["户编号", "人口编号", "姓名", "证件类型", "证件号码", "与户主关系"]
    reading = read([header, ["5201", "1", "赵宝", "无证件", number, "之子"]], "N02")
    assert found(reading) == []
    assert reading.counts.accepted == 1


def test_the_same_certificate_reissued_is_the_same_key() -> None:
    header = ["姓名", "残疾证号", "残疾类别", "残疾等级"]
    rows = [
        header,
        ["赵建国", card_of(3, 4, 1), "肢体", "1"],
        ["赵建国", card_of(3, 4, 1) + "B1", "肢体", "1"],
    ]
    assert found(read(rows, "B17")) == [("B3", "duplicate_key")]


def test_a_word_settled_once_holds_for_all_its_rows() -> None:
    rows = [dibao.HEADER, *[[1, name_of(i), number_of(i), "重点保障", "300", ""] for i in range(4)]]
    assert read(rows).causes()[0].count == 4
    book = raw_book(raw_sheet(rows))
    settled = read_workbook(book, load_profiles(), "B04", today=TODAY, words={"level": {"重点保障": "a"}})
    assert settled.rows.get_column("level").to_list() == ["a"] * 4
    assert settled.counts.look == 0


def test_blanks_apostrophes_wrappers_and_unseen_characters_are_taken_off() -> None:
    rows = [
        dibao.HEADER,
        [1, " \u3000赵建国\u200b", f"'{SOUND[0]}", "\tA类 ", '="300"', "2023-01-05\n"],
        [2, "  ", " ", "", "", ""],
    ]
    reading = read(rows)
    accepted = reading.rows.select("name", "id_number", "level", "household_allowance").rows()
    assert accepted == [("赵建国", SOUND[0], "a", 30_000)]
    hints = reading.problems.filter((pl.col("level") == "hint") & pl.col("cell").is_not_null())
    assert hints.select("cell", "code").rows() == [("B2", "text_cleaned")]
    assert reading.counts.read == 1


def test_percents_and_numbers_in_one_column_are_told() -> None:
    rows = [
        ["户编号", "户主姓名", "户类型", "耕地面积"],
        ["1", "赵建国", "脱贫户", 0.5],
        ["2", "钱英", "脱贫户", 3.0],
    ]
    reading = read(rows, "N01", percent={(1, 3)})
    assert ("D", "percent_mixed") in found(reading)


def test_a_sheet_of_the_list_without_a_required_column_is_left_out_where_another_has_it() -> None:
    whole = raw_sheet([dibao.HEADER, *dibao.rows(2)], "甲", 0)
    part = raw_sheet([["姓名", "保障类别"], ["赵建国", "A"]], "乙", 1)
    reading = read_workbook(raw_book(whole, part), load_profiles(), "B04", today=TODAY)
    assert [s.skipped for s in reading.sheets] == [None, "column_missing"]
    assert reading.counts.must == 0


def test_how_sure_a_column_is_stands_in_words() -> None:
    rows = [["姓名", "身份证号", "户月实际保障金额", "天气"], ["赵建国", SOUND[0], "300", "晴"]]
    words = {m.header: m.word for m in read(rows).sheets[0].mapping}
    assert words == {
        "姓名": "很有把握",
        "身份证号": "很有把握",
        "户月实际保障金额": "请看一眼",
        "天气": "没认出",
    }


def test_a_merged_range_beyond_the_sheet_does_no_harm() -> None:
    rows = [dibao.HEADER, *dibao.rows(2)]
    reading = read(rows, merged=((2, 1, 99, 1), (50, 1, 60, 1), (90, 90, 99, 99)))
    assert reading.counts.accepted == 2


def test_certificates_without_category_columns_contradict_nothing() -> None:
    reading = read([["姓名", "残疾证号", "残疾等级"], ["赵建国", card_of(3, 4, 1), "1"]], "B17")
    assert found(reading) == []


def test_a_unit_above_the_table_holds_for_columns_that_name_none() -> None:
    header = ["姓名", "身份证号", "保障类别", "户月保障金"]
    rows = [
        ["低保花名册", None, None, "单位：人、万元"],
        header,
        ["赵建国", SOUND[0], "A", "0.03"],
        ["钱英", SOUND[1], "A", "300元"],
    ]
    assert read(rows).rows.get_column("household_allowance").to_list() == [30_000, 30_000]
