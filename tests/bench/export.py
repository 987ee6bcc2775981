"""Exports: the list of households as a workbook (H1) beside openpyxl's write-only mode, the same rows on both sides."""

from io import BytesIO

import openpyxl

from app.adapters.workbook_writer import write_table
from tests.bench.rounds import in_turn, seconds, tell

ROUNDS = 3
TITLES = [
    "户主",
    "户编号",
    "村",
    "组",
    "户类型",
    "人数",
    "人均纯收入",
    "应享未享",
    "没办完的疑点",
    "证件号码",
]


def lines(count: int) -> list[tuple[object, ...]]:
    """Rows as the list gives them: texts, numbers, and numbers that must stay texts."""
    return [
        (
            "石阿妹",
            f"5201991012{n:07d}",
            "红寨村",
            "三组",
            "脱贫户",
            4,
            12_345.5,
            "雨露计划",
            1,
            "520199********0019",
        )
        for n in range(count)
    ]


def with_openpyxl(rows: list[tuple[object, ...]]) -> None:
    """The usual way to write many rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.append(TITLES)
    for row in rows:
        sheet.append(row)
    book.save(BytesIO())


def main(counts: list[int] | None = None) -> None:
    for count in counts or (3_000, 100_000):
        rows = lines(count)
        sides = {
            "ours": lambda rows=rows: seconds(lambda: write_table(BytesIO(), TITLES, rows), 1),
            "openpyxl_write_only": lambda rows=rows: seconds(lambda: with_openpyxl(rows), 1),
        }
        tell("export", rows=count, sides=in_turn(sides, "openpyxl_write_only", ROUNDS))
