"""A workbook understood: which list it is, which column is which, what each row says and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from app.domain.importing.problems import Cause, Problem
from app.domain.importing.profile import Profile
from app.domain.importing.raw import RawWorkbook

SURE, GLANCE = 0.95, 0.7


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A sheet column and what it was taken for; `key` None = not used. `column` is 0-based."""

    column: int
    letter: str
    header: str
    key: str | None
    confidence: float

    @property
    def word(self) -> str:
        """How sure the reading is, in the words people see."""
        if self.key is None:
            return "没认出"
        return "很有把握" if self.confidence >= SURE else "请看一眼"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A list the workbook may be, best first."""

    code: str
    title: str
    score: float


@dataclass(frozen=True)
class SheetReading:
    """What was made of one sheet; `skipped` says why it was not read. Rows are 1-based."""

    name: str
    index: int
    header_rows: tuple[int, ...] = ()
    mapping: tuple[ColumnMatch, ...] = ()
    hidden: bool = False
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """read = accepted + rejected; skipped rows (blank, totals, repeated) stand beside them."""

    read: int
    accepted: int
    rejected: int
    skipped: int
    must: int
    look: int
    hint: int


@dataclass(frozen=True)
class Reading:
    """The whole result; frames are described in docs and by the constants of `frames`."""

    profile: Profile
    candidates: tuple[Candidate, ...]
    sheets: tuple[SheetReading, ...]
    rows: pl.DataFrame
    problems: pl.DataFrame
    skipped: pl.DataFrame
    counts: Counts
    period_hint: str | None = None
    raw_kind: str = "xlsx"
    rejected_rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    def causes(self) -> list[Cause]:
        """Problems grouped by kind and column, most rows first."""
        raise NotImplementedError

    def problem_list(self, limit: int = 1000) -> list[Problem]:
        """Problems one by one in the order of the sheet."""
        raise NotImplementedError


def read_workbook(
    raw: RawWorkbook,
    profiles: Mapping[str, Profile],
    chosen: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Reading:
    """Recognise (or take `chosen`), map columns, check by columns.

    `mapping` fixes columns by hand: key -> letter. Raises ReadingRefusedError where no list is recognised.
    """
    raise NotImplementedError
