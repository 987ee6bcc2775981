"""What another order changes: the line before the rank, and who moves furthest first."""

from app.domain.rank_changes import shifts
from app.domain.ranking import Candidate, Ranked, Standing


def _ranking(*told: tuple[int, int, Standing]) -> list[Ranked]:
    return [Ranked(Candidate(subject, subject, ()), rank, standing) for subject, rank, standing in told]


def test_the_line_counts_before_the_rank() -> None:
    before = _ranking((1, 1, "inside"), (2, 2, "inside"), (3, 3, "outside"), (4, 4, "outside"))
    after = _ranking((4, 1, "inside"), (2, 2, "inside"), (1, 3, "outside"), (3, 4, "outside"))

    found = shifts(before, after)

    assert [(s.after.candidate.subject, s.turn) for s in found] == [
        (4, "comes_in"), (1, "falls_out"), (3, "down"), (2, "same"),
    ]  # fmt: skip


def test_a_tie_over_the_line_is_no_place_yet() -> None:
    before = _ranking((1, 1, "tied"), (2, 1, "tied"), (3, 3, "outside"), (4, 0, "barred"))
    after = _ranking((2, 1, "inside"), (3, 2, "outside"), (1, 3, "outside"), (4, 0, "barred"))

    found = shifts(before, after)

    assert [(s.after.candidate.subject, s.turn) for s in found] == [
        (2, "comes_in"), (3, "up"), (1, "down"), (4, "same"),
    ]  # fmt: skip
