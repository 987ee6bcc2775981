"""Papers (H3, H4): a Word table beside python-docx cell by cell, household cards as PDF beside WeasyPrint.

Cards are a heading and a table each, the same words on both sides. Processor seconds stand beside: on a busy machine
believe them.
"""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.adapters.docx_writer import write_docx
from app.adapters.pdf_writer import write_pdf
from app.adapters.report_workbook import write_workbook
from app.domain.documents import Column, Document, Heading, Table
from tests.bench.peer import PeerMissingError, peer
from tests.bench.rounds import in_turn, kept, seconds, tell, with_cpu
from tests.unit.adapters.paper import paper

ROUNDS, CARDS = 5, 200
ITEMS = ("户主", "住址", "户类型", "家庭人口", "主要原因", "人均纯收入", "帮扶责任人", "落实的措施")


def cards(count: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title and lines of each card."""
    return [
        (f"第 {n} 户帮扶卡", [(item, f"{item}的内容 {n}") for item in ITEMS]) for n in range(1, count + 1)
    ]


def as_document(given: list[tuple[str, list[tuple[str, str]]]]) -> Document:
    columns = (Column("项目", "left"), Column("内容", "left", 4))
    blocks = [
        block for title, rows in given for block in (Heading(2, title), Table(title, columns, tuple(rows)))
    ]
    return Document(
        title="帮扶卡", red_head="云岫县帮扶工作办公室文件", issuer="云岫县帮扶工作办公室",
        dated=date(2026, 11, 22), as_of=date(2026, 11, 22), blocks=tuple(blocks),
    )  # fmt: skip


def main(rows: list[int] | None = None) -> None:
    with TemporaryDirectory() as folder:
        for count in rows or (100, 1000):
            word_table(count, Path(folder) / f"{count}.json")
        print_cards(Path(folder) / "cards.json")


def word_table(count: int, path: Path) -> None:
    document = paper(rows=count)
    table = next(block for block in document.blocks if isinstance(block, Table))
    texts = [[v if isinstance(v, str) else v.text for v in row] for row in table.rows]
    path.write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
    sides: dict[str, Callable[[], float]] = {
        "docx": lambda: seconds(lambda: write_docx(document), 1),
        "pdf": lambda: seconds(lambda: write_pdf(document), 1),
        "xlsx": lambda: seconds(lambda: write_workbook(document), 1),
    }
    with ExitStack() as others:
        sides["python_docx_cell_by_cell"] = kept(others.enter_context(peer("word_table", path)), {})
        tell("papers", rows=count, sides=in_turn(sides, "docx", ROUNDS))


def print_cards(path: Path) -> None:
    given = cards(CARDS)
    document = as_document(given)
    path.write_text(json.dumps(given, ensure_ascii=False), "utf-8")
    facts: dict[str, Any] = {"ours": {}, "weasyprint": {}}
    try:
        with peer("cards", path) as ask:
            sides = {
                "ours": with_cpu(lambda: write_pdf(document), facts["ours"]),
                "weasyprint": kept(ask, facts["weasyprint"]),
            }
            found = in_turn(sides, "ours", 3)
    except PeerMissingError as missing:
        tell("papers", cards=CARDS, weasyprint=f"cannot run here: {missing}")
        return
    cpu = round(facts["weasyprint"]["cpu"] / facts["ours"]["cpu"], 2)
    tell("papers", cards=CARDS, sides=found, cpu_ratio_of_last_round=cpu)
