"""The register's own workbooks out and in again: nothing differs, on both engines."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.demo_workbooks import write_planned
from app.demo.county import County, generate
from app.demo.workbooks.county_books import workbooks
from app.demo.workbooks.plan import Workbook
from app.domain.errors import InvalidInputError, NotFoundError
from app.models import ImportBatch, MonitoringCase
from app.queries.scope import Scope
from app.services.demo import load_places
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


@pytest.fixture(scope="module")
def county() -> tuple[County, list[Workbook]]:
    """A small invented county with its two lists of households (last year, this year) and its members."""
    made = generate(40, 6, date(2026, 11, 22))
    return made, [b for b in workbooks(made) if b.code in ("N01", "N02")]


def test_a_whole_county_comes_by_six_lists_goes_out_and_differs_in_nothing(
    db: Session, office: Office, tmp_path: Path, county: tuple[County, list[Workbook]]
) -> None:
    made, books = county
    with unit_of_work(db, office.actor, "test.areas") as work:
        load_places(work, made.plan)
    for book in books:
        file = write_planned(book, tmp_path)
        assert office.applies(file.read_bytes(), file.name, book.code, book.period).state == "applied"
    homes, people = _lines(_sheet(office, "N01")), _lines(_sheet(office, "N02"))
    assert len(homes) >= 40
    for code, rows in _further_lists(homes, people, _sheet(office, "N03")).items():
        batch = office.applies(xlsx(("表", rows)), f"{code}.xlsx", code, "2026-12")
        wrong = (batch.counts["rejected"], batch.counts["doubtful"], batch.counts["conflict"])
        assert (batch.state, wrong, batch.counts["new"] > 0) == ("applied", (0, 0, 0), True), (
            code,
            batch.counts,
        )
    sent = {code: _sheet(office, code) for code in LISTS}
    for code, body in sent.items():
        batch = office.sends(body, f"{code}.xlsx", code, "2027-01")
        assert (batch.state, _differences(batch)) == ("previewed", {}), (
            code,
            batch.state_words,
            batch.counts,
        )
        assert batch.counts["accepted"] == len(_lines(body)) > 0, code
    moved = _changed(sent["N04"], "务工月收入", "4321")
    assert _differences(office.sends(moved, "N04.xlsx", "N04", "2026-12")) == {"differs": 1}


def _lines(body: bytes) -> list[dict[str, Any]]:
    """Rows of a list that went out, without the note below them."""
    page = openpyxl.load_workbook(BytesIO(body)).worksheets[0]
    titles, *rows = ([c.value for c in row] for row in page.iter_rows())
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows if any(row[1:])]


def _changed(body: bytes, title: str, value: str) -> bytes:
    """The list with one cell changed."""
    book, out = openpyxl.load_workbook(BytesIO(body)), BytesIO()
    page = book.worksheets[0]
    page.cell(2, [c.value for c in page[1]].index(title) + 1).value = value
    book.save(out)
    return out.getvalue()


def _further_lists(
    homes: list[dict[str, Any]], people: list[dict[str, Any]], watched: bytes
) -> dict[str, list[list[Any]]]:
    """N03 to N06 for every watched household, everybody of working age, every village."""
    told = {
        person["人编号"]: [person["户编号"], person["人编号"], person["姓名"], person["证件号码"]]
        for person in people
        if "1966" < str(person["证件号码"])[6:10] < "2010"
    }
    cases = _lines(watched)
    titles = [*cases[0], *(["工资性收入"] if "工资性收入" not in cases[0] else [])]
    situations = [{**case, "工资性收入": str(9_000 + n)} for n, case in enumerate(cases)]
    villages = dict.fromkeys((home["行政区划"], home["村"]) for home in homes)
    who = ["户编号", "人编号", "姓名", "证件号码"]
    return {
        "N03": [titles, *([case.get(t) for t in titles] for case in situations)],
        "N04": [
            [*who, "监测月份", "是否已务工", "务工月收入"],
            *([*t, "2026-12", "是", "3200"] for t in told.values()),
        ],
        "N05": [[*who, "年度", "是否计划外出务工"], *([*t, 2026, "是"] for t in told.values())],
        "N06": [
            ["行政区划代码", "行政村", "年度", "总户数"],
            *([*v, 2026, 300 + n] for n, v in enumerate(villages)),
        ],
    }
