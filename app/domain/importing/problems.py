"""What can be wrong with a workbook: stable codes, how heavy each is, and the sentence a clerk reads."""

from dataclasses import dataclass

from app.domain.errors import BangfuError
from app.domain.importing.cell_problems import HARD, PROBLEMS
from app.domain.importing.file_refusals import FILE_REFUSALS
from app.domain.importing.problem_kinds import HINT, LEVELS, LOOK, MUST, ProblemKind

__all__ = ["FILE_REFUSALS", "HARD", "HINT", "LEVELS", "LOOK", "MUST", "PROBLEMS", "ProblemKind"]
__all__ += ["Cause", "Problem", "ReadingRefusedError", "level_of", "refuse"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem at its place; `row_no` and `column_no` are 1-based, None for a whole sheet or column."""

    code: str
    level: str
    sheet: str
    row_no: int | None
    column_no: int | None
    cell: str | None
    key: str | None
    header: str | None
    shown: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Cause:
    """All problems of one kind in one column, most rows first on the page."""

    code: str
    level: str
    key: str | None
    header: str | None
    title: str
    count: int
    cells: tuple[str, ...]
    way_out: str


class ReadingRefusedError(BangfuError):
    """The file as a whole cannot be taken; nothing of it was kept."""

    status = 422


def refuse(code: str, *, place: str | None = None, **more: object) -> ReadingRefusedError:
    """The named refusal of a file. `more` fills the sentence's gaps."""
    kind = FILE_REFUSALS[code]
    return ReadingRefusedError(code, kind.sentence.format(**more), place=place, way_out=kind.way_out)


def level_of(code: str, *, required: bool) -> str:
    """How heavy a problem is in a column that is or is not required."""
    if code in HARD:
        return MUST if required else LOOK
    return PROBLEMS[code].level
