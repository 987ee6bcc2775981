"""What another order of ranking would change: who comes inside the line, who falls out, who moves by how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.ranking import Ranked

Turn = Literal["comes_in", "falls_out", "up", "down", "same"]
_ORDER: tuple[Turn, ...] = ("comes_in", "falls_out", "up", "down", "same")


@dataclass(frozen=True, slots=True)
class Shift:
    """One candidate in both rankings; rank 0 = takes no place."""

    before: Ranked
    after: Ranked

    @property
    def turn(self) -> Turn:
        """The line counts more than the rank: a tie over it is no place yet."""
        was, now = self.before.standing == "inside", self.after.standing == "inside"
        if was is not now:
            return "comes_in" if now else "falls_out"
        moved = self.after.rank - self.before.rank
        return "same" if not moved else "up" if moved < 0 else "down"


def shifts(before: Sequence[Ranked], after: Sequence[Ranked]) -> list[Shift]:
    """All of the new ranking beside the old one: those whom the line takes or leaves first, then by how far they move.

    Both rankings are of the same candidates.
    """
    old = {one.candidate.subject: one for one in before}
    found = [Shift(old[one.candidate.subject], one) for one in after]
    return sorted(
        found,
        key=lambda s: (_ORDER.index(s.turn), -abs(s.after.rank - s.before.rank), s.after.candidate.subject),
    )
