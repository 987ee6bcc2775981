"""What rules read of bureaus' rows, as it stands in the register after a list was applied."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BureauRecord, DatasetCoverage
from tests.integration.importing.office import Office
from tests.integration.importing.test_bureau_list import HEAD, OLD, WIFE
from tests.workbooks.people import number_of
from tests.workbooks.tables import xlsx


def sheet(*rows: list[Any]) -> bytes:
    return xlsx(("表", [["某表"], *rows]))


def records(db: Session) -> list[BureauRecord]:
    db.expire_all()
    return list(db.scalars(select(BureauRecord).order_by(BureauRecord.id)))


def test_a_police_household_counts_its_rows_and_says_if_it_knows_the_name(
    db: Session, village: Office
) -> None:
    body = sheet(
        ["户号", "姓名", "公民身份号码", "与户主关系", "户籍地址", "户口性质"],
        ["5201", "赵建国", HEAD, "户主", "某村", "农业"],
        ["5201", "孙晓红", WIFE, "妻", "某村", "农业"],
        ["5201", "外来人", number_of(20_000), "之子", "某村", "农业"],
    )
    village.applies(body, "B01.xlsx", "B01", "2026-10")
    found = [r.details or {} for r in records(db)]
    assert [d["house_persons"] for d in found] == ["3", "3"]
    assert {d["name_agrees"] for d in found} == {"true"}


def test_a_payment_stands_on_the_first_day_of_its_month(db: Session, village: Office) -> None:
    body = sheet(
        ["补贴对象", "身份证号", "补贴项目", "金额", "月份", "批次", "发放状态", "持卡人关系"],
        ["赵建国", HEAD, "农村低保", "420", "2026-09", "1", "成功", "本人"],
        ["赵建国", HEAD, "喜糖补贴", "50", "2026-10", "2", "退回", "邻居"],
    )
    village.applies(body, "B22.xlsx", "B22", "2026-10")
    found = [(r.kind, r.level, r.status, r.amount_fen, r.starts_on) for r in records(db)]
    assert found == [
        ("dibao", "self", "normal", 42_000, date(2026, 9, 1)),
        ("other", None, "returned", 5_000, date(2026, 10, 1)),
    ]


def test_insurance_of_a_year_runs_to_its_last_day(db: Session, village: Office) -> None:
    body = sheet(
        ["姓名", "证件号码", "参保险种", "参保状态", "缴费年度", "个人缴费", "资助金额", "参保地"],
        ["赵建国", HEAD, "城乡居民", "正常参保", "2026", "200", "0", "某县"],
    )
    village.applies(body, "B10.xlsx", "B10", "2026-01")
    (row,) = records(db)
    assert (row.starts_on, row.ends_on, row.amount_fen) == (date(2026, 1, 1), date(2026, 12, 31), 0)
    assert (row.details or {})["own_payment"] == "20000"


def test_one_list_of_a_bureau_neither_covers_nor_replaces_another(db: Session, village: Office) -> None:
    orphans = sheet(["儿童姓名", "儿童身份证号", "儿童类别", "月补助标准"], ["赵建国", HEAD, "孤儿", "1150"])
    old = sheet(
        ["老人姓名", "老人身份证号", "年龄", "年龄段", "月津贴标准"], ["钱秀英", OLD, "80", "80-89", "50"]
    )
    village.applies(orphans, "B05-2.xlsx", "B05-2", "2026-10")
    village.applies(old, "B05-5.xlsx", "B05-5", "2026-10")
    assert [r.dataset for r in records(db)] == [502, 505]
    assert sorted(db.scalars(select(DatasetCoverage.dataset))) == [502, 505]
    village.applies(orphans, "B05-2.xlsx", "B05-2", "2026-11")
    assert sorted((r.dataset, r.period) for r in records(db)) == [(502, "2026-11"), (505, "2026-10")]
