"""What a problem kind is, and how the two catalogues of them are written down."""

from collections.abc import Iterable
from dataclasses import dataclass

MUST, LOOK, HINT = "must", "look", "hint"
LEVELS = {MUST: "要改", LOOK: "要看", HINT: "提示"}


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A cause: `sentence` may use {header}, {row}, {cell} and {shown}; `way_out` says what to do about all of them."""

    code: str
    level: str
    title: str
    sentence: str
    way_out: str


def kinds(level: str, rows: Iterable[tuple[str, str, str, str]]) -> dict[str, ProblemKind]:
    """Kinds of one level by code, from rows of (code, title, sentence, way out)."""
    return {code: ProblemKind(code, level, title, sentence, way) for code, title, sentence, way in rows}
