"""Exports: a list as a workbook (H1, H2) beside XlsxWriter's memory-saving mode, openpyxl's and the CSV of the rows."""

import csv
import io
import json
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from app.adapters.table_writer import write_table
from tests.bench.peer import peer
from tests.bench.rounds import in_turn, kept, seconds, tell

ROUNDS = 3
TITLES = [
    "户主", "户编号", "村", "组", "户类型", "人数", "人均纯收入", "应享未享", "没办完的疑点", "证件号码",
    "乡镇", "致贫原因", "监测类别", "识别年度", "电话", "备注",
]  # fmt: skip


def lines(count: int) -> list[tuple[object, ...]]:
    """Rows as the list gives them: 16 columns of texts, numbers, and numbers that must stay texts."""
    return [
        (
            "石阿妹", f"5201991012{n:07d}", "红寨村", "三组", "脱贫户", 4, 12_345.5, "雨露计划", 1,
            "520199********0019", "岚溪镇", "因病", "脱贫不稳定户", 2014 + n % 9, "13*******12", f"第{n}户 <&>",
        )
        for n in range(count)
    ]  # fmt: skip


def with_openpyxl(rows: list[tuple[object, ...]]) -> None:
    """The usual way to write many rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.append(TITLES)
    for row in rows:
        sheet.append(row)
    book.save(BytesIO())


def main(counts: list[int] | None = None) -> None:
    with TemporaryDirectory() as folder:
        for count in counts or (3_000, 100_000):
            measure(count, Path(folder) / f"{count}.json")


def measure(count: int, path: Path) -> None:
    rows = lines(count)
    path.write_text(json.dumps([TITLES, rows], ensure_ascii=False), "utf-8")
    with ExitStack() as others:
        sides = {
            "ours": lambda: seconds(lambda: write_table(BytesIO(), TITLES, rows), 1),
            "openpyxl_write_only": lambda: seconds(lambda: with_openpyxl(rows), 1),
            "csv_writer": lambda: seconds(lambda: csv.writer(io.StringIO()).writerows(rows), 1),
            "xlsxwriter_constant_memory": kept(others.enter_context(peer("write_sheet", path)), {}),
        }
        tell("export", rows=count, columns=16, sides=in_turn(sides, "xlsxwriter_constant_memory", ROUNDS))
