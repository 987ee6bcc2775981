"""Fill any sheet: headers anywhere, in any wording, come back filled in the office's own layout."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import PurePath
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, Side
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.plain_copy import as_xlsx
from app.adapters.sheet_filling import Filling, fill_sheet
from app.adapters.workbook_reader import open_workbook
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.income import income_year
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import Event, IncomeEntry, LivingCondition
from app.queries.scope import unscoped
from app.services.importing.fill_cards import recognise_sheet
from app.services.importing.fill_sheets import AskedSheet, fillable, recognise
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World
from tests.workbooks.tables import xls

ID, MASK = "520199195001010019", "520199********0019"
ClientOf = Callable[[str], FlaskClient]
LINE = Side(style="thin")


def sheet_of(head: list[list[Any]], *, at: int = 1, empty: int = 2, foot: list[list[Any]] = []) -> bytes:  # noqa: B006
    """An office's blank workbook: title, header beginning in row `at`, drawn empty rows, a foot."""
    book = Workbook()
    page = book.active
    page.title = "上报表"
    page["A1"] = "某某局情况统计表"
    page["A1"].font = Font(name="方正小标宋简体", size=20)
    row = at
    for line in head:
        for column, text in enumerate(line, start=1):
            page.cell(row, column, text).font = Font(bold=True)
        row += 1
    for number in range(empty):
        page.row_dimensions[row].height = 31
        for column in range(1, len(head[0]) + 1):
            cell = page.cell(row, column)
            cell.border = Border(LINE, LINE, LINE, LINE)
            cell.value = number + 1 if head[0][column - 1] == "序号" else None
        row += 1
    for line in foot:
        for column, text in enumerate(line, start=1):
            page.cell(row, column, text)
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        row += 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(body: bytes) -> AskedSheet:
    return recognise(open_workbook(body, filename="空表.xlsx"))


def taken(asked: AskedSheet) -> dict[str, str]:
    return {column.header: column.key for column in asked.columns}


@pytest.mark.parametrize("at", [1, 3, 18])
def test_a_header_is_found_wherever_it_stands_and_in_other_words(at: int) -> None:
    asked = read(
        sheet_of([["序号", "户主姓名", "身份证号", "家庭人口", "住房面积", "年人均纯收入", "心愿"]], at=at)
    )
    assert asked.subject == "household" and asked.header_row == at and asked.serial == (1,)
    found = taken(asked)
    assert found["户主姓名"] == "household.head_name" and found["身份证号"] == "head.id_ref"
    assert found["家庭人口"] == "sums.members" and found["住房面积"] == "living.house_area_m2"
    assert found["年人均纯收入"] == "sums.per_head" and found["心愿"] == ""
    sure = {column.header: column.confidence for column in asked.columns}
    assert sure["户主姓名"] == 1.0 and 0.7 <= sure["年人均纯收入"] < 1.0 and sure["心愿"] == 0


def test_members_are_told_from_households_and_two_lines_of_header_are_read() -> None:
    head = [["乡镇", "村", "成员情况", "", "", "残疾情况", ""],
            ["", "", "姓名", "与户主关系", "身份证号码", "残疾类别", "残疾等级"]]  # fmt: skip
    asked = read(sheet_of(head, at=2))
    assert asked.subject == "member" and asked.header_row == 3
    assert set(taken(asked).values()) >= {
        "member.name",
        "member.relation",
        "member.id_ref",
        "member.disability_level",
    }


def test_an_offices_own_remarks_stay_empty_and_notes_beside_the_table_stay_where_they_are() -> None:
    blank = sheet_of([["序号", "户主姓名", "家庭人口", "备注"]], at=2, empty=3, foot=[["合计", "", "", ""]])
    book = load_workbook(BytesIO(blank))
    book.active["G4"] = "联系人：张三"
    out = BytesIO()
    book.save(out)
    asked = read(out.getvalue())
    assert taken(asked) == {"户主姓名": "household.head_name", "家庭人口": "sums.members", "备注": ""}
    where = Filling(0, 2, ((2, True),), asked.serial, 4)
    page = load_workbook(BytesIO(fill_sheet(out.getvalue(), "空表.xlsx", where, [["户"]] * 5))).active
    assert [cell.value for cell in page["A"][1:]] == ["序号", 1, 2, 3, 4, 5, "合计"]
    assert page["G4"].value == "联系人：张三"


CARD = [
    ["户主姓名", "", "身份证号：", ""],
    ["家庭人口", "", "联系电话", ""],
    ["住房面积", "", "备注", ""],
    ["帮扶单位意见", "", "", ""],
    ["户编号", "村民小组", "心愿", ""],
    ["", "", "", ""],
]


def test_a_card_of_one_household_is_read_label_by_label() -> None:
    with pytest.raises(InvalidInputError, match="E-FILL-CARD"):
        read(sheet_of(CARD, at=2))  # as a list it is none
    book, _body, _name = fillable(sheet_of(CARD, at=2, empty=0), "卡.xlsx")
    asked = recognise_sheet(book)
    places = {column.header: (column.letter, column.key) for column in asked.columns}
    assert asked.is_card and places["户主姓名"] == ("B2", "household.head_name")
    assert places["身份证号："] == ("D2", "head.id_ref") and places["家庭人口"] == ("B3", "sums.members")
    assert places["户编号"] == ("A7", "household.household_no")  # the label stands above
    assert places["备注"] == ("D4", "") and places["帮扶单位意见"][1] == "" and places["心愿"][1] == ""
    assert AskedSheet.of_json(asked.as_json()) == asked
    assert {c.key for c in asked.corrected({"B2": "household.household_no"}).columns if c.letter == "B2"} == {
        "household.household_no"
    }
    narrow = sheet_of([["户主姓名"], ["家庭人口"], ["住房面积"], ["心愿"]], at=2, empty=0)
    assert len([c for c in recognise_sheet(fillable(narrow, "卡.xlsx")[0]).columns if c.key]) == 3
    with pytest.raises(InvalidInputError, match="E-FILL-HEADER"):
        recognise_sheet(fillable(sheet_of([["户主姓名", ""], ["心愿", ""]], empty=0), "卡.xlsx")[0])


def test_what_is_no_blank_sheet_is_refused_with_a_way_out() -> None:
    with pytest.raises(InvalidInputError, match="E-FILL-HEADER"):
        read(sheet_of([["甲", "乙"]]))
    with pytest.raises(InvalidInputError, match="E-FILL-KIND"):
        recognise(open_workbook("户主姓名,身份证号\n".encode(), filename="空表.csv"))


def test_an_old_workbook_is_filled_as_a_new_one_with_its_words_and_merged_cells() -> None:
    rows = [
        ["某局情况统计表", None, None, None],
        ["序号", "户主姓名", "家庭人口", "心愿"],
        [1, None, None, None],
        [2, None, None, None],
        ["合计", None, None, "=1+1"],
    ]
    book, body, name = fillable(xls(rows, "上报表", merged=[(0, 0, 0, 3)]), "空表.xls")
    asked = recognise(book)
    assert (name, asked.name, taken(asked)["户主姓名"]) == ("空表.xlsx", "上报表", "household.head_name")
    where = Filling(0, 2, ((2, True), (3, False)), asked.serial, 4)
    page = load_workbook(BytesIO(fill_sheet(body, name, where, [["石阿妹", 3]] * 3))).active
    assert [cell.value for cell in page["A"]] == ["某局情况统计表", "序号", 1, 2, 3, "合计"]
    assert [cell.value for cell in page["C"][2:5]] == [3, 3, 3]
    assert "A1:D1" in {str(one) for one in page.merged_cells.ranges}
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)  # nothing is run
    with pytest.raises(InvalidInputError, match="E-FILL-SIZE"):
        fillable(xls([["户主姓名", *[None] * 40, "末"]] * 1000), "大.xls")
    with pytest.raises(InvalidInputError, match="E-FILL-SIZE"):
        as_xlsx(replace(book, sheets=(replace(book.sheets[0], merged=((9, 0, 60_000, 200),)),)))
    crossing = replace(book.sheets[0], merged=((0, 0, 1, 1), (1, 1, 2, 2)))
    assert as_xlsx(replace(book, sheets=(crossing,))).startswith(b"PK")


def test_a_person_corrects_a_column_and_unknown_words_change_nothing() -> None:
    asked = read(sheet_of([["户主姓名", "联系电话", "心愿"]]))
    better = asked.corrected({"C": "household.group_name", "A": "", "B": "household.nose"})
    assert taken(better) == {
        "户主姓名": "",
        "联系电话": "household.phone_ref",
        "心愿": "household.group_name",
    }
    assert AskedSheet.of_json(better.as_json()) == better


def test_rows_are_added_in_the_looks_of_the_first_and_the_foot_moves_down_with_its_sums() -> None:
    blank = sheet_of(
        [["序号", "户主姓名", "金额"]], at=2, foot=[["合计", "", "=SUM(C3:C4)"], ["填表人：", "", "审核："]]
    )
    where = Filling(0, 2, ((2, True), (3, False)), (1,))
    rows = [["石阿妹", 10], ["=1+1", 20], ["杨明福", 30], ["罗玉珍", 40.5]]
    page = load_workbook(BytesIO(fill_sheet(blank, "空表.xlsx", where, rows))).active
    assert [[c.value for c in row] for row in page["A3:C6"]] == [
        [1, "石阿妹", 10], [2, "=1+1", 20], [3, "杨明福", 30], [4, "罗玉珍", 40.5],
    ]  # fmt: skip
    assert page["B4"].data_type == "s" and page["B6"].border.left.style == "thin"
    assert page.row_dimensions[6].height == 31 and page["A1"].font.name == "方正小标宋简体"
    assert page["A7"].value == "合计" and page["C7"].value == "=SUM(C3:C6)" and page["A8"].value == "填表人："
    assert {str(m) for m in page.merged_cells.ranges} == {"A7:B7", "A8:B8"}


@pytest.fixture
def village(world: World) -> World:
    first = world.household(head_name="石阿妹", household_no="0052019900001", group_name="一组")
    world.person(first, ID, name="石阿妹", relation="head", education="primary", health_chronic=True)
    world.person(first, name="石小山", relation="son", born_on=date(today().year - 9, 1, 1))
    world.household(OTHER_VILLAGE, head_name="外村人")
    year = income_year(today())
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.rows") as work:
        work.session.add_all(
            [
                LivingCondition(household_id=first.id, house_area_m2=80.5, water_is_safe=False),
                IncomeEntry(household_id=first.id, year=year, kind="wage_work", amount_fen=2_000_050),
            ]
        )
    world.account("cadre", "village_cadre")
    world.account("clerk", "township_clerk", "520199000000")
    return world


def _fill(app: Flask, client: FlaskClient, body: bytes, **values: Any) -> tuple[str, int]:
    """Bring the sheet, accept what was recognised, have it filled; the page and the answer's status."""
    answer = client.post("/papers/fill", data={"file": (BytesIO(body), "空表.xlsx")})
    assert answer.status_code == 302, answer.get_data(as_text=True)[-1500:]
    page = answer.headers["Location"]
    asking = client.get(page).get_data(as_text=True)
    assert ("列认出来了" in asking or "卡片：认出" in asking) and "很有把握" in asking
    subject = (
        "member"
        if 'value="member" selected' in asking or 'selected value="member"' in asking
        else "household"
    )
    answer = client.post(page, data={"village": VILLAGE, "subject": subject, **values})
    if answer.status_code != 302:
        return answer.get_data(as_text=True), answer.status_code
    database.session.remove()
    for name in list(g):
        g.pop(name)
    Worker(database.engine, app.extensions["bangfu"], load_tasks()).run_due()
    return answer.headers["Location"], 302


def _lines(client: FlaskClient, page: str, kind: str = "xlsx") -> list[list[Any]]:
    sheet = load_workbook(BytesIO(client.get(f"{page}/files/{kind}").data)).active
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=2)]


def test_a_sheet_comes_back_filled_masked_or_in_full_for_a_purpose(
    app: Flask, village: World, client_of: ClientOf, db: Session
) -> None:
    head = [
        [
            "序号",
            "户编号",
            "户主姓名",
            "身份证号",
            "住房面积",
            "饮水是否安全",
            "务工收入（元）",
            "家庭人口",
            "心愿",
        ]
    ]
    client = client_of("cadre")
    page, _status = _fill(app, client, sheet_of(head))
    line = _lines(client, page)[0]
    assert line == [1, "0052019900001", "石阿妹", MASK, 80.5, "否", 20000.5, 2, None]
    refused, status = _fill(app, client, sheet_of(head), with_numbers="y")
    assert status == 422 and "用途" in refused
    page, _status = _fill(app, client, sheet_of(head), with_numbers="y", purpose="payment")
    assert _lines(client, page)[0][3] == ID
    with unscoped("tests"):
        act = db.scalars(select(Event).where(Event.act == "paper.numbers").order_by(Event.id)).all()[-1]
    assert act.payload["purpose"] == "payment"


def test_a_card_is_filled_for_one_family_and_its_layout_stays(
    app: Flask, village: World, client_of: ClientOf
) -> None:
    client = client_of("cadre")
    blank = sheet_of(CARD, at=2, empty=0)
    for whose, words in (("", "没有找到这一户"), ("外村人", "没有找到这一户")):
        refused, status = _fill(app, client, blank, household=whose, subject="card")
        assert status == 422 and words in refused
    page, _status = _fill(app, client, blank, household="石阿妹", subject="card")
    card = load_workbook(BytesIO(client.get(f"{page}/files/xlsx").data)).active
    assert [card[at].value for at in ("A1", "B2", "D2", "B3", "B4")] == [
        "某某局情况统计表", "石阿妹", MASK, 2, 80.5,
    ]  # fmt: skip
    assert (card["A7"].value, card["B7"].value, card["D4"].value) == ("0052019900001", "一组", None)
    assert card["A2"].font.bold and card["A1"].font.name == "方正小标宋简体"


def test_members_are_filled_one_a_line_and_several_villages_come_as_one_archive(
    app: Flask, village: World, client_of: ClientOf
) -> None:
    client = client_of("clerk")
    head = [["村", "户主姓名", "姓名", "与户主关系", "文化程度", "健康状况"]]
    page, _status = _fill(app, client, sheet_of(head), village="all")
    package = ZipFile(BytesIO(client.get(f"{page}/files/zip").data))
    assert len(package.namelist()) == 1 and PurePath(package.namelist()[0]).suffix == ".xlsx"
    sheet = load_workbook(BytesIO(package.read(package.namelist()[0]))).active
    lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert [line[1:] for line in lines] == [
        ["石阿妹", "石阿妹", "户主", "小学", "长期慢性病"], ["石阿妹", "石小山", lines[1][3], None, None],
    ]  # fmt: skip
    assert client_of("cadre").get(page).status_code == 404
