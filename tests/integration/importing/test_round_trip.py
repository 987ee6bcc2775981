"""The register's own workbooks out and in again: nothing differs, on both engines."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.models import ImportBatch, MonitoringCase
from app.queries.scope import Scope
from app.services.importing.register_export import collect, hand_out
from app.services.importing.register_lists import LISTS
from app.unit_of_work import unit_of_work
from tests.integration.importing.office import Office
from tests.support.people import COUNTY, VILLAGE
from tests.workbooks.people import number_of
from tests.workbooks.tables import xlsx

N03 = (
    ["户编号", "户主姓名", "监测对象类别", "识别监测时间", "致贫返贫风险1", "风险是否已消除", "工资性收入"],
    ["0001", "赵建国", "突发严重困难户", "2026-03", "因病", "否", "12000"],
)
N04 = (
    [
        "户编号",
        "人编号",
        "姓名",
        "证件号码",
        "监测月份",
        "是否已务工",
        "务工所在地",
        "务工月收入",
        "务工开始时间",
    ],
    ["0001", "000101", "赵建国", number_of(10_001), "2026-12", "是", "试地县", "3200.5", "2026-02-18"],
)
N05 = (
    ["户编号", "人编号", "姓名", "证件号码", "年度", "是否计划外出务工"],
    ["0001", "000101", "赵建国", number_of(10_001), 2026, "是"],
)
N06 = (
    ["行政区划代码", "行政村", "年度", "总户数", "村集体经济收入", "是否通客运班车"],
    [VILLAGE, "试201", 2026, 310, "12.345", "是"],
)


@pytest.fixture
def filled(village: Office) -> Office:
    """The small village with watched households, work and village figures."""
    for code, rows in (("N03", N03), ("N04", N04), ("N05", N05), ("N06", N06)):
        batch = village.applies(xlsx(("表", rows)), f"{code}.xlsx", code, "2026-12")
        assert (batch.state, batch.counts["rejected"], batch.counts["doubtful"]) == ("applied", 0, 0), code
    return village


def _sheet(office: Office, code: str, period: str = "2026-12") -> bytes:
    sheet, out = collect(office.session, Scope.of(office.actor), code, COUNTY, period), BytesIO()
    with unit_of_work(office.session, office.actor, "register.export", payload={"rows": sheet.rows}) as work:
        assert hand_out(work, sheet, out) == sheet.rows
    return out.getvalue()


def _differences(batch: ImportBatch) -> dict[str, Any]:
    told = {
        k: batch.counts.get(k, 0) for k in ("new", "differs", "conflict", "ended", "rejected", "doubtful")
    }
    return {k: v for k, v in told.items() if v}


def test_every_list_out_and_in_again_differs_in_nothing(db: Session, filled: Office) -> None:
    for code in LISTS:
        body = _sheet(filled, code)
        batch = filled.sends(body, f"{code}.xlsx", code, "2027-01")
        assert batch.state == "previewed", (code, batch.state_words)
        assert batch.counts["accepted"] == {"N01": 2, "N02": 3}.get(code, 1), (code, batch.counts)
        assert not _differences(batch), (code, batch.counts)
    assert db.scalars(select(ImportBatch.state).where(ImportBatch.period == "2027-01")).all()


def test_how_far_the_office_has_come_with_a_case_is_no_difference(db: Session, filled: Office) -> None:
    with unit_of_work(db, filled.actor, "test.case") as work:
        case = work.session.scalars(select(MonitoringCase)).one()
        case.state = "clearing"
    batch = filled.sends(_sheet(filled, "N03"), "N03.xlsx", "N03", "2027-01")
    assert not _differences(batch)


def test_a_changed_cell_is_the_only_difference(filled: Office) -> None:
    book = openpyxl.load_workbook(BytesIO(_sheet(filled, "N02")))
    page = book.worksheets[0]
    titles = [c.value for c in page[1]]
    page.cell(2, titles.index("劳动技能") + 1).value = "无劳动力"
    out = BytesIO()
    book.save(out)
    batch = filled.sends(out.getvalue(), "N02.xlsx", "N02", "2027-01")
    assert _differences(batch) == {"differs": 1}


def test_numbers_are_text_and_places_are_named(filled: Office) -> None:
    page = openpyxl.load_workbook(BytesIO(_sheet(filled, "N02"))).worksheets[0]
    titles = [c.value for c in page[1]]
    row = {t: c.value for t, c in zip(titles, page[2], strict=False)}
    assert row["证件号码"] == number_of(10_001)
    assert (row["姓名"], row["性别"], row["与户主关系"]) == ("赵建国", "男", "户主")


def test_what_is_out_of_reach_or_no_list_is_not_found(filled: Office) -> None:
    scope = Scope.of(filled.actor)
    for code, area in (("B04", COUNTY), ("N01", "520299000000")):
        with pytest.raises(NotFoundError):
            collect(filled.session, scope, code, area, "2026-12")
    with pytest.raises(InvalidInputError):
        collect(filled.session, scope, "N01", COUNTY, "去年")
