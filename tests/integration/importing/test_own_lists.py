"""The register's further lists: first load, the same again, what changed, what is refused, all of it taken back."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Asset,
    BureauRecord,
    FundFlow,
    Household,
    ImportProblem,
    MonitoringCase,
    MonitoringSituation,
    ProjectBeneficiary,
    VillageRecord,
    WorkPlan,
    WorkRecord,
)
from tests.integration.importing.office import Office
from tests.support.people import VILLAGE
from tests.workbooks.people import number_of
from tests.workbooks.tables import xlsx

HEAD, WIFE, OLD = number_of(10_001), number_of(10_002), number_of(10_004)

WORK = ["人编号", "姓名", "证件号码", "监测月份", "是否已务工", "务工月收入", "就业渠道"]
WATCHED = [
    "户编号",
    "户主姓名",
    "监测对象类别",
    "识别监测时间",
    "致贫返贫风险1",
    "致贫返贫风险2",
    "风险是否已消除",
    "消除监测时间",
    "人均纯收入",
]
PROJECTS = ["项目编号", "项目名称", "项目类别", "建设性质", "总投资", "实施地点"]
PAYMENTS = ["项目编号", "项目名称", "资金来源", "拨付金额", "拨付日期", "报账金额", "报账日期", "文号"]


def sheet(*rows: list[Any]) -> bytes:
    return xlsx(("表", [["某表"], *rows]))


def count(db: Session, entity: Any) -> int:
    return db.scalar(select(func.count()).select_from(entity)) or 0


def codes(db: Session, batch: Any) -> list[str]:
    return sorted(db.scalars(select(ImportProblem.code).where(ImportProblem.batch_id == batch.id)))


@pytest.fixture
def bank(village: Office) -> Office:
    """The village with one project in the bank."""
    village.applies(
        sheet(PROJECTS, ["P1", "石板村加工厂", "产业发展", "新建", "100万元", "试201"]),
        "P01.xlsx",
        "P01",
        "2026-01",
    )
    return village


def work(*rows: list[Any]) -> bytes:
    return sheet(WORK, *rows)


def test_work_by_month_is_loaded_once_and_follows_the_list(db: Session, village: Office) -> None:
    first = work(
        ["000101", "赵建国", HEAD, "202610", "是", "4000", "亲友介绍"],
        ["", "孙小红", WIFE, "202610", "否", "", ""],
        ["999999", "外来人", number_of(20_000), "202610", "是", "1", ""],
    )
    batch = village.applies(first, "N04.xlsx", "N04", "2026-10")
    assert (batch.counts["new"], batch.counts["refused_here"]) == (2, 1)
    assert "person_unknown" in codes(db, batch)
    row = db.scalars(select(WorkRecord).where(WorkRecord.is_working.is_(True))).one()
    assert (row.month, row.wage_fen, row.channel, row.origin) == (
        "2026-10",
        400_000,
        "acquaintance",
        "import",
    )
    assert village.sends(first, "N04.xlsx", "N04", "2026-10").counts["changed"] == 0
    later = work(["000101", "赵建国", HEAD, "202610", "是", "4500", ""])
    again = village.applies(later, "N04b.xlsx", "N04", "2026-10")
    assert again.counts["differs"] == 1
    db.expire_all()
    assert db.scalar(select(WorkRecord.wage_fen).where(WorkRecord.is_working.is_(True))) == 450_000
    village.undoes(again)
    assert db.scalar(select(WorkRecord.wage_fen).where(WorkRecord.is_working.is_(True))) == 400_000
    village.undoes(batch)
    assert count(db, WorkRecord) == 0


def test_somebody_known_under_another_name_is_a_question_also_here(db: Session, village: Office) -> None:
    batch = village.applies(work(["", "周大海", HEAD, "202610", "是", "", ""]), "N04.xlsx", "N04", "2026-10")
    assert (batch.counts["doubtful"], count(db, WorkRecord)) == (1, 0)


def test_plans_and_villages_are_rows_of_their_year(db: Session, village: Office) -> None:
    plan = sheet(
        ["人编号", "姓名", "证件号码", "年度", "是否计划外出务工", "就业服务需求"],
        ["000101", "赵建国", HEAD, "2026", "是", "技能培训"],
    )
    village.applies(plan, "N05.xlsx", "N05", "2026-03")
    assert db.scalar(select(WorkPlan.service_need)) == "training"
    places = sheet(
        ["行政区划代码", "行政村", "年度", "村属性", "总户数", "村集体经济收入"],
        [VILLAGE, "试201", "2026", "脱贫村", "320", "15.6万元"],
        ["520199999999", "天外村", "2026", "脱贫村", "1", ""],
    )
    batch = village.applies(places, "N06.xlsx", "N06", "2026-03")
    row = db.scalars(select(VillageRecord)).one()
    assert (row.area_code, row.year, row.collective_income_fen) == (VILLAGE, 2026, 15_600_000)
    assert "village_unknown" in codes(db, batch)
    village.undoes(batch)
    assert count(db, VillageRecord) == 0


def watched(risk_2: str = "缺劳动力", cleared: str = "", wages: str = "6000") -> bytes:
    state = "是" if cleared else "否"
    row = ["0001", "赵建国", "脱贫不稳定户", "202503", "因病", risk_2, state, cleared, wages]
    return sheet(WATCHED, row, ["0009", "无此户", "脱贫不稳定户", "202503", "因病", "", "否", "", ""])


def test_a_monitored_household_gets_its_risks_its_case_and_its_figures(db: Session, village: Office) -> None:
    batch = village.applies(watched(), "N03.xlsx", "N03", "2026-10")
    home = db.scalars(select(Household).where(Household.household_no == "0001")).one()
    assert (home.monitoring_kind, home.risk_main, home.risk_2) == ("unstable", "illness", "labor")
    case = db.scalars(select(MonitoringCase)).one()
    assert (case.kind, case.identified_month, case.state) == ("unstable", "2025-03", "identified")
    figures = db.scalars(select(MonitoringSituation)).one()
    assert (figures.case_id, figures.moment, figures.net_per_head_fen) == (case.id, "identified", 600_000)
    assert "household_unknown" in codes(db, batch)
    assert village.sends(watched(), "N03.xlsx", "N03", "2026-10").counts["changed"] == 0
    village.undoes(batch)
    assert (count(db, MonitoringCase), count(db, MonitoringSituation)) == (0, 0)
    db.expire_all()
    assert home.monitoring_kind is None


def test_an_empty_cell_empties_only_the_fields_that_the_profile_names(db: Session, village: Office) -> None:
    village.applies(watched(), "N03.xlsx", "N03", "2026-10")
    village.applies(watched(risk_2="", wages=""), "N03b.xlsx", "N03", "2026-11")
    db.expire_all()
    home = db.scalars(select(Household).where(Household.household_no == "0001")).one()
    assert (home.risk_main, home.risk_2) == ("illness", None)
    village.applies(watched(risk_2="火星风险"), "N03c.xlsx", "N03", "2026-11")
    village.applies(watched(risk_2="缺劳动力"), "N03d.xlsx", "N03", "2026-11")
    village.applies(watched(risk_2="火星风险"), "N03e.xlsx", "N03", "2026-11")
    db.expire_all()
    assert home.risk_2 == "labor"  # a cell that could not be read is not an empty one


def test_a_cleared_case_is_closed_and_keeps_its_figures(db: Session, village: Office) -> None:
    village.applies(watched(), "N03.xlsx", "N03", "2026-10")
    village.applies(watched(cleared="202611", wages="9000"), "N03b.xlsx", "N03", "2026-11")
    case = db.scalars(select(MonitoringCase)).one()
    db.refresh(case)
    assert (case.state, case.cleared_month) == ("cleared", "2026-11")
    assert db.scalar(select(MonitoringSituation.net_per_head_fen)) == 600_000


def test_money_of_projects_is_one_row_a_step(db: Session, bank: Office) -> None:
    body = sheet(
        PAYMENTS,
        ["P1", "石板村加工厂", "中央衔接资金", "60万元", "2026-03-05", "20万元", "2026-06-01", "1号"],
        ["", "石板村加工厂", "中央衔接资金", "40万元", "2026-07-05", "", "", "9号"],
        ["P9", "不在库的", "中央衔接资金", "1", "2026-07-05", "", "", ""],
    )
    batch = bank.applies(body, "P02.xlsx", "P02", "2026-07")
    kinds = db.execute(
        select(FundFlow.kind, func.sum(FundFlow.amount_fen)).group_by(FundFlow.kind).order_by(FundFlow.kind)
    ).all()
    assert [tuple(k) for k in kinds] == [("allocated", 100_000_000), ("reimbursed", 20_000_000)]
    assert "project_unknown" in codes(db, batch)
    assert bank.sends(body, "P02.xlsx", "P02", "2026-07").counts["changed"] == 0
    bank.undoes(batch)
    assert count(db, FundFlow) == 0


def test_beneficiaries_are_households_by_number_or_by_their_head(db: Session, bank: Office) -> None:
    body = sheet(
        ["项目编号", "项目名称", "户编号", "户主姓名", "户主身份证号", "分红金额"],
        ["P1", "石板村加工厂", "0001", "赵建国", HEAD, "650"],
        ["P1", "石板村加工厂", "", "钱秀英", OLD, "600"],
        ["P1", "石板村加工厂", "", "外来人", number_of(20_000), "1"],
    )
    batch = bank.applies(body, "P03.xlsx", "P03", "2026-11")
    shares = set(db.scalars(select(ProjectBeneficiary.share_fen)))
    assert (shares, batch.counts["refused_here"]) == ({65_000, 60_000}, 1)
    assert bank.sends(body, "P03.xlsx", "P03", "2026-11").counts["changed"] == 0


def test_assets_stand_with_their_project(db: Session, bank: Office) -> None:
    head = ["资产名称", "项目名称", "资产类别", "资产原值（万元）", "权属", "资产状态", "年收益"]
    bank.applies(
        sheet(head, ["厂房", "石板村加工厂", "经营性资产", "80", "村集体", "在用", "30000"]),
        "P04.xlsx",
        "P04",
        "2026-06",
    )
    asset = db.scalars(select(Asset)).one()
    assert (asset.kind, asset.value_fen, asset.owner) == ("operating", 80_000_000, "collective")
    more = ["资产编号", "坐落地点", "数量", "计量单位", "所有权人", "权属证书", "管护责任人", "经营主体"]
    told = [
        "ZC001",
        "石板村二组",
        "620.5",
        "平方米",
        "石板村股份经济合作社",
        "黔2026第1号",
        "某某",
        "某合作社",
    ]
    days = ["合同起止日期", "盘点时间", "建成时间"]
    bank.applies(
        sheet(
            [*head[:3], *more, *days],
            ["厂房", "石板村加工厂", "经营性资产", *told, "2026-01-01至2030-12-31", "2026-06-30", "2025-08"],
        ),
        "P04c.xlsx",
        "P04",
        "2026-06",
    )
    db.refresh(asset)
    kept = ("asset_no", "place", "quantity", "unit", "owner_name", "certificate", "keeper", "operator")
    assert [str(getattr(asset, name)) for name in kept] == told
    assert (asset.contract_from, asset.contract_to) == (date(2026, 1, 1), date(2030, 12, 31))
    assert (asset.checked_on, asset.built_on) == (date(2026, 6, 30), date(2025, 8, 1))
    again = bank.sends(
        sheet(head, ["厂房", "石板村加工厂", "经营性资产", "80", "村集体", "闲置", "0"]),
        "P04b.xlsx",
        "P04",
        "2026-12",
    )
    assert again.counts["differs"] == 1
    assert count(db, BureauRecord) == 0
