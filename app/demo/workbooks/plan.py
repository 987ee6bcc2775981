"""A planned workbook: what stands in each row, and what must become of it."""

from dataclasses import dataclass, field
from typing import Any

Cell = str | int | float | None


@dataclass
class Row:
    """One data row. `cells` by header; headers that are missing stay empty.

    fate: `accepted`, `rejected` (with problems as (header, code)), or `skipped` (an exact repetition). `match` is
    the number of the person, household or project that the row is about, None for an outsider; `certainty` is
    certain, doubtful, none or new.
    """

    cells: dict[str, Cell]
    match: str | None = None
    certainty: str = "certain"
    fate: str = "accepted"
    problems: list[tuple[str, str]] = field(default_factory=list)
    order: tuple[str, float] = ("", 0.0)


@dataclass
class Workbook:
    """One file. `form` is xlsx, xls, csv-gb18030 or csv-utf8; `titles` are the rows above the header."""

    code: str
    filename: str
    form: str
    period: str
    sheet: str
    titles: list[str]
    headers: list[str]
    rows: list[Row]
    total: dict[str, Cell] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """Number of the first data row, counted as spreadsheets do."""
        return len(self.titles) + 2

    def lines(self) -> list[list[Cell]]:
        """Data rows as lists in the order of the headers, the total row last."""
        body = [[row.cells.get(header) for header in self.headers] for row in self.rows]
        return [*body, [self.total.get(header) for header in self.headers]] if self.total else body

    def truth(self) -> dict[str, Any]:
        """What must become of each row, by its number in the sheet."""
        rows = list(enumerate(self.rows, self.first_row))
        accepted = [(no, row) for no, row in rows if row.fate == "accepted"]
        return {
            "profile": self.code,
            "period": self.period,
            "first_row": self.first_row,
            "rows": sum(row.fate != "skipped" for _, row in rows),
            "accepted": len(accepted),
            "rejected": [
                {"row": no, "problems": [{"column": header, "code": code} for header, code in row.problems]}
                for no, row in rows
                if row.fate == "rejected"
            ],
            "skipped": [no for no, row in rows if row.fate == "skipped"]
            + ([self.first_row + len(self.rows)] if self.total else []),
            "remarks": [
                {"row": no, "column": header, "code": code}
                for no, row in accepted
                for header, code in row.problems
            ],
            "matches": {str(no): row.match for no, row in accepted if row.certainty in ("certain", "new")},
            "doubtful": {str(no): row.match for no, row in accepted if row.certainty == "doubtful"},
            "outsiders": [no for no, row in accepted if row.certainty == "none"],
        }


def in_order(rows: list[Row]) -> list[Row]:
    """Rows as an office sorts them, flawed ones in between."""
    return sorted(rows, key=lambda row: row.order)
