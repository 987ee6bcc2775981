"""Formulas that reach out of a workbook become text before it goes back to anybody; sums and dates stay formulas."""

import re
from typing import Any

#: A program called (DDE: `cmd|'/C calc'!A0`), another file, an address that is asked, a library that is loaded.
_OUTSIDE = re.compile(
    r"\||\[|\b(HYPERLINK|WEBSERVICE|FILTERXML|IMAGE|RTD|DDE|DDEAUTO|CALL|EXEC|REGISTER(\.ID)?|SQL\.REQUEST|IMPORT\w*)\s*\(",
    re.IGNORECASE,
)


def reaches_out(formula: str) -> bool:
    """Whether a formula does more than reckon with its own workbook; words in quotes do not count."""
    return bool(_OUTSIDE.search(re.sub(r'"[^"]*"', '""', formula)))


def disarm(book: Any) -> None:
    """Turn such formulas of all sheets into text, and drop names that stand for one."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                text = str(getattr(cell.value, "text", cell.value))
                if reaches_out(text):
                    cell.value, cell.data_type = text, "s"
    for name in [n for n, told in book.defined_names.items() if reaches_out(told.attr_text or "")]:
        del book.defined_names[name]
