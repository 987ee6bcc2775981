"""A small paper with everything that a document can hold, for the tests of the three writers."""

from datetime import date

from app.adapters.chart_drawing import draw_bars
from app.domain.documents import (
    Column,
    Definition,
    Document,
    Heading,
    Number,
    Paragraph,
    Picture,
    Provenance,
    Strong,
    Table,
)

DAY = date(2026, 11, 20)
ROGUE = '<b>#strong[x] & "q" =1+1 \x0b$a$'


def number(text: str, value: float | None) -> Number:
    return Number(text, value, Provenance("I01", DAY, "/households?area=520199000000"))


def paper(rows: int = 3, words: str = ROGUE) -> Document:
    columns = (Column("乡镇", "left", 3), Column("户数"), Column("贫困发生率"))
    body = tuple(
        (f"第{n}镇", number(f"{n * 1370:,}", n * 1370), number("2.50%", 2.5)) for n in range(1, rows + 1)
    )
    chart = draw_bars(["岚溪镇"], [3.0], ["3"], unit="户")
    return Document(
        title="云岫县2025年精准帮扶成效评估报告",
        red_head="云岫县帮扶工作办公室文件",
        issuer="云岫县帮扶工作办公室",
        dated=date(2026, 11, 22),
        as_of=DAY,
        blocks=(
            Heading(1, "一、基本情况"),
            Paragraph(("全县在册", number("3000户", 3000), "。", words, Strong("目前不能断定有效。"))),
            Heading(2, "（一）区域概况"),
            Picture("各乡镇户数", chart, "各乡镇户数的条形图"),
            Table(
                "分乡镇情况", columns, (*body, ("合计", number("—", None), "")), unit="户、%", has_total=True
            ),
            Paragraph(("特此报告。",)),
        ),
        definitions=(Definition("I01", "户数", "户", "在册且未注销的户。", "住户登记"),),
        number="云帮扶〔2026〕12号",
        remarks=("数据指纹 7c41e09b",),
        base_url="http://localhost:8000",
    )
