"""Answers about one household as the page, the command and the printout show them."""

from dataclasses import dataclass
from datetime import date

from app.domain.facts import Subject
from app.domain.verdicts import Verdict
from app.domain.vocabulary.grants import VERDICT
from app.queries.explanations import Explanation, Line, Missing


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What is common to measures and checks: the rule, whose it is, why, and what is missing."""

    code: str
    title: str
    unit: Subject
    bureau: str
    subject_id: int
    name: str
    #: Public id of the person, "h" for the household: what a form for landing the measure asks for.
    who: str
    answer: bool | None
    why: Explanation
    missing: tuple[Missing, ...]
    clause: str

    @property
    def lines(self) -> tuple[Line, ...]:
        """The parts of the condition with this family's values."""
        return self.why.lines

    @property
    def failed(self) -> Line | None:
        """The first part that does not hold."""
        return self.why.failed


@dataclass(frozen=True, slots=True)
class MeasureAnswer(RuleAnswer):
    """A measure: `answer` is "should receive"; `has` "does receive", with a reason of its own."""

    has: bool | None
    verdict: Verdict
    #: Verdict without regard to receiving twice, as results and reports count it.
    counted: Verdict
    amount: str
    #: What it pays in a year, fen; None where that cannot be told or is told in words only.
    yearly_fen: int | None
    #: Exclusions offended by having it, in words.
    against: tuple[str, ...]
    #: Papers to bring.
    documents: tuple[str, ...]
    why_has: Explanation
    #: The fewest things that would have to be otherwise, in words, where it is not due; empty where nobody can.
    changes: tuple[str, ...] = ()

    @property
    def has_lines(self) -> tuple[Line, ...]:
        """The parts of what says that it is received."""
        return self.why_has.lines

    @property
    def verdict_label(self) -> str:
        return VERDICT.label(self.verdict)


@dataclass(frozen=True, slots=True)
class CheckAnswer(RuleAnswer):
    """A check: `answer` yes = somebody should look, unknown = cannot be told."""

    severity: str
    tolerance: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class CriterionAnswer(RuleAnswer):
    """A guarantee, an exit criterion (yes = met), a relapse trigger or a group to visit (yes = look)."""

    family: str
    aspect: str
    advice: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One measure of the proposed set: for whom, and what it is worth in a year (fen, 0 = in words only)."""

    code: str
    title: str
    name: str
    amount: str
    yearly_fen: int
    #: Why it is left out, empty for what is chosen.
    because: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best legal set (建议组合): what to take, what it leaves out, its worth in a year in fen."""

    chosen: tuple[Choice, ...]
    left_out: tuple[Choice, ...]
    yearly_fen: int


@dataclass(frozen=True, slots=True)
class Question:
    """The one or two details that settle most: ask these first."""

    missing: Missing
    #: The second one, where both together settle more; else None.
    also: Missing | None
    #: How many unknown answers it would settle or bring nearer, and the titles of their measures.
    count: int
    settles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HouseholdAnswers:
    """All answers about one household on one day, measures in the order people want to see them."""

    household_id: int
    as_of: date
    measures: tuple[MeasureAnswer, ...]
    checks: tuple[CheckAnswer, ...]
    question: Question | None
    criteria: tuple[CriterionAnswer, ...] = ()
    #: None for a bureau that sees its own measures only: a part of the set would not be the best.
    proposal: Proposal | None = None

    def of(self, *verdicts: Verdict) -> tuple[MeasureAnswer, ...]:
        return tuple(m for m in self.measures if m.verdict in verdicts)

    @property
    def measure_count(self) -> int:
        """How many different measures were looked at."""
        return len({m.code for m in self.measures})

    def count(self, word: Verdict) -> int:
        return len(self.of(word))
