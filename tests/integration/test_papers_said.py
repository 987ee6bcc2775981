"""What the papers beside the effectiveness report say: money, points, ranks, changes, in three formats."""

from io import BytesIO

import docx
import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.documents import Heading, Table
from app.domain.errors import InvalidInputError
from app.domain.reporting.periods import earlier_of, period_words
from app.domain.reporting.ranking import ranks
from app.services.further_papers import gather_facts
from app.services.report_requests import KINDS
from app.services.reports import BUILDERS, write_formats
from tests.support.paper_register import ALL, YEAR, build, register, text_of
from tests.support.people import COUNTY, VILLAGE, World


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is said does not depend on the engine."""
    return sqlite_app


@pytest.fixture
def known(world: World, db: Session) -> World:
    return register(world, db)


def test_each_kind_that_can_be_asked_for_has_its_pen() -> None:
    assert set(BUILDERS) == set(KINDS)


def test_money_is_told_by_source_kind_and_household(known: World, db: Session) -> None:
    paper = build(db, "funds")
    said = text_of(paper)
    assert "到位资金20.00万元，已支付8.00万元，支付率40.00%" in said
    assert "产业发展的到位资金占50.00%" in said
    assert "到户的金额合计2.00万元，相当于已支付资金的25.00%" in said
    waiting = next(b for b in paper.blocks if isinstance(b, Table) and b.title == "到位没有付完的项目")
    assert [row[0] for row in waiting.rows] == ["水池", "产业路"]


def test_points_and_missed_goals_are_told_with_their_reasons(known: World, db: Session) -> None:
    paper = build(db, "self_evaluation")
    table = next(b for b in paper.blocks if isinstance(b, Table))
    assert [c if isinstance(c, str) else c.text for c in table.rows[0]] == [
        "产业路", "8.0", "45.0", "30.0", "10.0", "93.0", "优",
    ]  # fmt: skip
    assert "目标100，完成90，原因：雨季停工。" in text_of(paper) and "。。" not in text_of(paper)


def test_ties_share_a_rank_and_the_better_side_comes_first(known: World, db: Session) -> None:
    facts = gather_facts(db, ALL, "ranking", area=COUNTY, year=YEAR, as_of=today(), period=None)
    found = [(part.code, rank, part.answers["I12"].value) for part, rank in ranks(facts.now, "I12")]
    values = [value or 0.0 for _, rank, value in found if rank]
    assert values == sorted(values, reverse=True)
    assert found[0][1] == 1


def test_this_period_stands_beside_the_one_before(known: World, app: Flask, db: Session) -> None:
    earlier = earlier_of("month", None, today(), YEAR)[0]
    done = app.test_cli_runner().invoke(args=["indicators", "freeze", "--period", earlier])
    assert done.exit_code == 0, done.output
    for _ in range(3):
        known.household(VILLAGE, monitoring_kind="edge_easy")
    db.expire_all()
    paper = build(db, "month")
    assert "比上期增加3户" in text_of(paper)
    with pytest.raises(InvalidInputError, match="没有冻结过"):
        build(db, "month", period=f"{YEAR - 1}-03")


def test_periods_have_names_and_earlier_ones() -> None:
    day = today()
    assert period_words("quarter", "2026-11", 2026, day) == "2026年第4季度"
    assert period_words("month", "2026-02", 2026, day) == "2026年2月"
    assert period_words("funds", "2026-02", 2026, day) == "2026年"
    assert earlier_of("month", "2026-01", day, 2026) == ["2025-12"]
    assert earlier_of("quarter", "2026-05", day, 2026) == ["2026-03"]
    assert earlier_of("annual", None, day, 2026) == ["2025", "2025-12"]


def test_three_formats_tell_the_same(known: World, db: Session) -> None:
    paper = build(db, "poverty")
    bodies = write_formats(paper, ["docx", "pdf", "xlsx"])
    word = docx.Document(BytesIO(bodies["docx"]))
    heads = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert heads == [b.text for b in paper.blocks if isinstance(b, Heading) and b.level == 1]
    assert [head[:2] for head in heads] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、"]
    assert "TOC" in word.element.xml and 'w:fldCharType="end"' in word.element.xml
    pdf = "".join(page.extract_text() for page in PdfReader(BytesIO(bodies["pdf"])).pages).replace("\n", "")
    assert "12户" in pdf.replace(" ", "")
    assert {"说明", "指标口径", "数字出处"} <= set(load_workbook(BytesIO(bodies["xlsx"])).sheetnames)


def test_a_brief_is_one_page_before_its_definitions(known: World, db: Session) -> None:
    pages = PdfReader(BytesIO(write_formats(build(db, "brief"), ["pdf"])["pdf"])).pages
    assert "指标口径" in pages[1].extract_text().replace(" ", "")
