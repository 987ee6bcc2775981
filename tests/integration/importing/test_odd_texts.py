"""Formulas, scripts, SQL and odd characters of a workbook are data: on every page, in every list that goes out."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access import permits
from app.models import Household, Person, Project
from tests.integration.importing.conftest import MEMBER_ROWS
from tests.integration.importing.office import Office
from tests.integration.test_papers import _work
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor
from tests.workbooks.tables import xlsx

SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"><img src=x onerror='alert(2)'>"
TEMPLATE = "{{ 7*191 }}${7*191}"
SQL = "x'); DROP TABLE household;--"
FORMULAS = ("@SUM(1+9)*cmd|' /C calc'!A0", "+1+2", "-2+3")
TURNED, BELL = "厂\u202eexe.txt", "响\x07铃"
LONG = "长" * 10_000
#: Never in a page as written: the page would do what the text says.
ACTIVE = (SCRIPT, "<img src=x", "1337")

MEMBERS = ["户编号", "人口编号", "姓名", "证件号码", "务工所在地", "务工企业名称", "参加过的培训", "民族说明"]
HOMES = ["行政区划代码", "村", "户编号", "户主姓名", "村民小组", "户类型"]
PROJECTS = [
    *("项目编号", "项目名称", "年度", "项目类别", "行政区划代码", "村"),
    *("实施单位", "建设任务", "数量", "单位", "总投资（万元）", "绩效目标"),
]


def _told(office: Office, village: str) -> None:
    """The same three families and a project, with such texts wherever a list takes text."""
    homes = [
        [VILLAGE, "试201", "0001", "赵建国", SCRIPT, "脱贫户"],
        [VILLAGE, "试201", "0002", "钱秀英", FORMULAS[0], "脱贫户"],
    ]
    odd = [(SCRIPT, IMAGE, TEMPLATE, SQL), (*FORMULAS, TURNED), (LONG, IMAGE, SQL, "'=1+1")]
    people = [[*row[:3], row[4], *texts] for row, texts in zip(MEMBER_ROWS, odd, strict=True)]
    project = [
        "P1",
        SCRIPT,
        2026,
        "产业发展",
        VILLAGE,
        "试201",
        IMAGE,
        TEMPLATE + SQL,
        1,
        "个",
        10,
        FORMULAS[1],
    ]
    office.applies(xlsx(("户", [["户信息"], HOMES, *homes])), "户.xlsx", "N01", "2027-01")
    office.applies(xlsx(("人", [["成员"], MEMBERS, *people])), "人.xlsx", "N02", "2027-01")
    office.applies(xlsx(("项目", [["项目库"], PROJECTS, project])), "项目.xlsx", "P01", "2027-01")


def _formulas(body: bytes) -> list[str]:
    book = load_workbook(BytesIO(body))
    return [
        c.coordinate
        for page in book.worksheets
        for row in page.iter_rows()
        for c in row
        if c.data_type == "f"
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_odd_texts_stay_data_on_every_page_and_in_every_list(
    app: Flask, db: Session, village: Office, world: World
) -> None:
    _told(village, VILLAGE)
    person = db.scalars(select(Person).where(Person.person_no == "000101")).one()
    assert (person.work_place, person.employer, person.training) == (SCRIPT, IMAGE, TEMPLATE)
    long_one = db.scalars(select(Person).where(Person.person_no == "000201")).one()
    assert long_one.work_place is None  # longer than the field holds: named as a problem, never cut
    batches = _batches(db)
    known = {
        "households": db.scalars(select(Household.public_id).where(Household.household_no == "0001")).one(),
        "projects": db.scalars(select(Project.public_id)).one(),
        "villages": VILLAGE,
    }
    db.commit()
    clerk = Visitor(app, "office")
    shown, wrong = set(), []
    for permit in permits(app):
        room = permit.endpoint.partition(".")[0]
        if "GET" not in permit.methods or room in ("gallery", "signin"):
            continue
        for one in batches if room == "imports" else [known.get(room, "")]:
            at = permit.rule.replace("<public_id>", one).replace("<code>", one)
            answer = clerk.get(at) if "<" not in at else None
            if answer is None or answer.status_code not in (200, 500):
                continue
            if answer.status_code == 500:
                wrong.append(f"{at}: 500")
            elif answer.mimetype == "text/html":
                wrong += [f"{at}: {text}" for text in ACTIVE if text in answer.text]
                shown |= {permit.endpoint} if "&lt;script&gt;alert(1)" in answer.text else set()
            elif answer.data[:2] == b"PK" and "sheet" in answer.mimetype:
                wrong += [f"{at}: {cell}" for cell in _formulas(answer.data)]
    assert wrong == []
    assert {"households.show", "projects.show"} <= shown, shown


def _batches(db: Session) -> list[str]:
    from app.models import ImportBatch

    return list(db.scalars(select(ImportBatch.public_id).order_by(ImportBatch.id.desc()).limit(3)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_odd_texts_stay_data_in_what_goes_out(app: Flask, db: Session, village: Office, world: World) -> None:
    _told(village, VILLAGE)
    world.account("leader", "leader", COUNTY)
    home = db.scalars(select(Household.public_id).where(Household.household_no == "0001")).one()
    db.commit()
    clerk, leader = Visitor(app, "office"), Visitor(app, "leader")
    files = [clerk.post("/exports/masked", {"list": kind}).data for kind in ("households", "persons")]
    for code, text in (("N02", IMAGE), ("N01", SCRIPT)):
        ask = {
            "profile": code,
            "area": COUNTY,
            "period": "2027-01",
            "purpose": "check",
            "reason": "核对登记资料",
        }
        place = clerk.post("/imports/lists", ask).headers["Location"]
        assert leader.post(f"{place}/agree").status_code == 302
        files.append(clerk.post(f"{place}/take").data)
        cells = {c.value for row in load_workbook(BytesIO(files[-1])).worksheets[0].iter_rows() for c in row}
        assert any(text in str(value) for value in cells)
    assert [_formulas(body) for body in files] == [[], [], [], []]

    form = {"form": "handbook", "fill": "filled", "formats": ["pdf", "docx"], "household": home}
    page = clerk.post("/papers", form).headers["Location"]
    _work(app)
    word = clerk.get(f"{page}/files/docx").data
    assert "alert(1)" in "".join(docx.Document(BytesIO(word)).element.itertext())
    assert b"<script" not in ZipFile(BytesIO(word)).read("word/document.xml")
    assert clerk.get(f"{page}/files/pdf").data.startswith(b"%PDF")
