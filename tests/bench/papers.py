"""Papers (H4 and the whole report): a Word table beside python-docx cell by cell, and a county's paper in three
formats.
"""

from io import BytesIO

import docx

from app.adapters.docx_writer import write_docx
from app.adapters.pdf_writer import write_pdf
from app.adapters.report_workbook import write_workbook
from app.domain.documents import Document, Table
from tests.bench.rounds import in_turn, seconds, tell
from tests.unit.adapters.paper import paper

ROUNDS = 5


def cell_by_cell(document: Document) -> None:
    """The same table as it is usually written."""
    table = next(block for block in document.blocks if isinstance(block, Table))
    word = docx.Document()
    made = word.add_table(rows=0, cols=len(table.columns))
    for row in table.rows:
        cells = made.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            cell.text = value if isinstance(value, str) else value.text
    word.save(BytesIO())


def main(rows: list[int] | None = None) -> None:
    for count in rows or (100, 1000):
        document = paper(rows=count)
        sides = {
            "docx": lambda document=document: seconds(lambda: write_docx(document), 1),
            "pdf": lambda document=document: seconds(lambda: write_pdf(document), 1),
            "xlsx": lambda document=document: seconds(lambda: write_workbook(document), 1),
            "python_docx_cell_by_cell": lambda document=document: seconds(lambda: cell_by_cell(document), 1),
        }
        tell("papers", rows=count, sides=in_turn(sides, "docx", ROUNDS))
