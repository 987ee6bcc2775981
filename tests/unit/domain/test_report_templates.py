"""The office's own way of a report: order, headings and texts; blanks are looked up and nothing else."""

from datetime import date

import pytest

from app.domain.documents import Document, Heading, Number, Paragraph, Provenance
from app.domain.errors import InvalidInputError
from app.domain.reporting.templates import (
    SECTIONS,
    Part,
    ReportTemplate,
    apply_template,
    check_template,
    original,
)

ON = date(2026, 11, 1)
WATCHED = Number("3户", 3, Provenance("I03", ON, "/households"))
PAPER = Document(
    "月报", "文件", "云岭县", ON, ON,
    (
        Paragraph(("先说一句。",)), Heading(1, "一、监测对象情况"), Paragraph(("有", WATCHED, "。")),
        Heading(1, "二、本月工作变化"), Heading(2, "（一）走访"), Paragraph(("走了。",)),
        Heading(1, "三、新加的一节"), Paragraph(("还有。",)),
    ),
)  # fmt: skip
WORDS = {"地方": "云岭县", "期间": "2026年11月", "数据日期": "2026年11月1日", "单位": "县帮扶办"}


def _way(**parts: Part) -> ReportTemplate:
    given = {section: Part(section, is_shown=False) for section in SECTIONS["month"]}
    return ReportTemplate(tuple({**parts, **{k: v for k, v in given.items() if k not in parts}}.values()))


def test_sections_stand_in_the_offices_order_under_its_headings_and_numbers_keep_their_rows() -> None:
    way = ReportTemplate(
        (
            Part(
                "工作变化",
                heading="这个月办了什么",
                text="{地方}{期间}监测{监测对象户数}，支付率{资金支付率}。",
            ),
            Part("监测对象情况", is_shown=False),
        ),
        opening="第一行\n第二行",
        closing="{单位}",
    )
    made = apply_template(PAPER, way, WORDS, "第 2 版")
    heads = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert heads == ["一、这个月办了什么", "（一）走访", "二、新加的一节"]
    runs = [block.runs for block in made.blocks if isinstance(block, Paragraph)]
    assert runs[:3] == [("第一行",), ("第二行",), ("先说一句。",)]
    assert runs[3] == ("云岭县", "2026年11月", "监测", WATCHED, "，支付率", "（本期没有资金支付率）", "。")
    assert runs[-1] == ("县帮扶办",) and made.remarks == ("第 2 版",)


def test_the_original_leaves_every_known_section_as_it_is() -> None:
    made = apply_template(PAPER, original("month"), WORDS, "")
    assert made.blocks == PAPER.blocks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{姓名}", "没有“{姓名}”这个空"),
        ("{地方.__class__}", "没有“{地方.__class__}”这个空"),
        ("{{ 7 * 7 }}", "没有“{ 7 * 7 }”这个空"),
        ("{地方", "半个括号"),
        ("字" * 601, "最多 600 个字"),
    ],
)
def test_a_text_with_anything_but_words_and_known_blanks_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_template("month", ReportTemplate(original("month").parts, opening=text))
    assert words in refused.value.fields["opening"]


def test_sections_are_neither_invented_nor_all_left_out_and_the_method_always_stays() -> None:
    check_template("month", original("month"))
    for kind, way in (
        ("month", ReportTemplate((Part("监测对象情况"),))),
        ("month", _way()),
        (
            "effectiveness",
            ReportTemplate(tuple(Part(s, s != "评估方法与数据来源") for s in SECTIONS["effectiveness"])),
        ),
    ):
        with pytest.raises(InvalidInputError):
            check_template(kind, way)
