"""Certain, doubtful or nobody: who decides is the exact number first, then the score; doubt always goes to a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.matching.features import Features
from app.domain.matching.keys import name_agreement
from app.domain.matching.scorer import score

CERTAIN, DOUBTFUL, NOBODY = "certain", "doubtful", "none"

#: A link without an exact number needs this likelihood and a runner-up far behind.
SURE, WORTH_A_LOOK, RUNNER_UP = 0.995, 0.12, 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known person with what speaks for and against."""

    person_id: int
    features: Features

    @property
    def score(self) -> float:
        return score(self.features)


def judge_exact(row_key: str, known_keys: Sequence[str]) -> str:
    """A row whose number is in the register: certain where a name agrees, otherwise a question."""
    return CERTAIN if any(name_agreement(row_key, known) != "none" for known in known_keys) else DOUBTFUL


def judge_scored(candidates: Sequence[Candidate]) -> tuple[str, list[Candidate]]:
    """Outcome and the candidates worth showing, likeliest first.

    Linked without asking only where one candidate is nearly sure, nobody else comes close, no twin is about and the
    numbers do not contradict each other.
    """
    ranked = sorted(candidates, key=lambda c: (-c.score, c.person_id))
    shown = [c for c in ranked if c.score >= WORTH_A_LOOK][:9]
    if not shown:
        return NOBODY, []
    best, rest = shown[0], ranked[1:]
    alone = not rest or rest[0].score < RUNNER_UP
    clean = not best.features.twin and best.features.places in (None, 0) and best.features.sex is not False
    if best.score >= SURE and alone and clean and best.features.name in ("same", "sound", "part"):
        return CERTAIN, shown
    return DOUBTFUL, shown
