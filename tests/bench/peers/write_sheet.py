"""XlsxWriter's memory-saving mode writing the rows of a JSON file. Argument: file."""

import json
import sys
from io import BytesIO
from pathlib import Path

from serve import serve


def load():
    import xlsxwriter

    titles, rows = json.loads(Path(sys.argv[1]).read_text("utf-8"))

    def act():
        out = BytesIO()
        with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("数据")
            sheet.write_row(0, 0, titles)
            for n, row in enumerate(rows, 1):
                sheet.write_row(n, 0, row)
        return {"bytes": out.getbuffer().nbytes}

    act()
    return act


serve(load)
