"""What reading a workbook gives: columns taken for what, rows accepted, problems, rows skipped."""

from dataclasses import dataclass

import polars as pl

from app.domain.importing.problems import PROBLEMS, Cause, Problem
from app.domain.importing.profile import Profile

SURE, GLANCE = 0.95, 0.7

#: Columns of `Reading.problems`; row_no and column_no are 1-based, null for a whole sheet or column.
PROBLEM_COLUMNS: dict[str, type[pl.DataType]] = {
    "sheet": pl.UInt16,
    "row_no": pl.UInt32,
    "column_no": pl.UInt16,
    "cell": pl.String,
    "key": pl.String,
    "header": pl.String,
    "code": pl.String,
    "level": pl.String,
    "shown": pl.String,
    "message": pl.String,
}
SKIPPED_COLUMNS: dict[str, type[pl.DataType]] = {"sheet": pl.UInt16, "row_no": pl.UInt32, "reason": pl.String}


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A sheet column and what it was taken for; `key` None = not used. `column` is 0-based."""

    column: int
    letter: str
    header: str
    key: str | None
    confidence: float
    part: int | None = None  # which fact of a cell that holds several

    @property
    def word(self) -> str:
        """How sure the reading is, in the words people see."""
        if self.key is None:
            return "没认出"
        return "很有把握" if self.confidence >= SURE else "请看一眼"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A list the workbook may be; `score` 0..1 orders them, `missing` are required columns that were not found."""

    code: str
    title: str
    score: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetReading:
    """What was made of one sheet; `skipped` is the problem code that says why it was not read. Rows are 1-based."""

    name: str
    index: int
    header_rows: tuple[int, ...] = ()
    mapping: tuple[ColumnMatch, ...] = ()
    hidden: bool = False
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """read = accepted + rejected; skipped rows (totals, repeated, sections) stand beside them, blank rows nowhere."""

    read: int
    accepted: int
    rejected: int
    skipped: int
    must: int
    look: int
    hint: int


@dataclass(frozen=True)
class Reading:
    """The whole result.

    `rows`: accepted rows with `sheet`, `row_no` (1-based) and one column per mapped profile column (plus extras of
    converters such as certificate_level). `rejected`: sheet and row_no of rows with a problem that must be repaired.
    """

    profile: Profile
    candidates: tuple[Candidate, ...]
    sheets: tuple[SheetReading, ...]
    rows: pl.DataFrame
    rejected: pl.DataFrame
    problems: pl.DataFrame
    skipped: pl.DataFrame
    counts: Counts
    period_hint: str | None = None

    def causes(self) -> list[Cause]:
        """Problems grouped by kind and column; heaviest level first, then most rows."""
        grouped = self.problems.group_by("level", "code", "key", maintain_order=True).agg(
            pl.len().alias("count"), pl.col("header").first(), pl.col("cell").drop_nulls().head(5)
        )
        order = {"must": 0, "look": 1, "hint": 2}
        rows = sorted(grouped.iter_rows(named=True), key=lambda r: (order[r["level"]], -r["count"]))
        return [
            Cause(
                code=r["code"],
                level=r["level"],
                key=r["key"],
                header=r["header"],
                title=PROBLEMS[r["code"]].title,
                count=r["count"],
                cells=tuple(r["cell"]),
                way_out=PROBLEMS[r["code"]].way_out,
            )
            for r in rows
        ]

    def problem_list(self, limit: int = 1000) -> list[Problem]:
        """Problems one by one in the order of the sheets."""
        names = {s.index: s.name for s in self.sheets}
        return [
            Problem(**{**r, "sheet": names.get(r["sheet"], "")})
            for r in self.problems.head(limit).iter_rows(named=True)
        ]
