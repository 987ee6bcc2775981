"""python-docx writing a table cell by cell, as its guide shows. Argument: JSON file of rows."""

import json
import sys
from io import BytesIO
from pathlib import Path

from serve import serve


def load():
    import docx

    rows = json.loads(Path(sys.argv[1]).read_text("utf-8"))

    def act():
        word = docx.Document()
        table = word.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
        out = BytesIO()
        word.save(out)
        return {"bytes": out.getbuffer().nbytes}

    return act


serve(load)
