"""One visit and all that it cleared, in one act: the visit, answers for the register, the family's needs, tasks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import ConflictError, InvalidInputError
from app.models import Visit
from app.queries.scope import Scope
from app.services.family_needs import NeedsInput, set_needs
from app.services.findings import answer_finding
from app.services.grant_rounds import Wanted, take_each
from app.services.quality import Explanation, explain_problem
from app.services.visit_answers import Told, answer_questions
from app.services.visits import VisitInput, record_visit, visitors_of
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Answered:
    """A suspicion that was answered at the door: which one, as it was seen, and what `answer_finding` takes."""

    ref: str
    version: int
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Brought:
    """A document that was brought: for which grant, as it was seen, and the words about it."""

    ref: str
    version: int
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """Everything that one visit did."""

    visit: VisitInput
    told: Told | None = None
    needs: NeedsInput | None = None
    findings: Sequence[Answered] = field(default_factory=tuple)
    documents: Sequence[Brought] = field(default_factory=tuple)
    explanations: Sequence[tuple[str, Explanation]] = field(default_factory=tuple)


def make_round(work: Work, scope: Scope, household_id: str, given: Round) -> Visit:
    """Record the visit and clear what was ticked; one refusal and nothing of it is written.

    Tasks come first, as they were seen: the rules that run after the visit may meet a suspicion once more. Fields of
    a refusal begin with the reference of what they belong to (`<ref>-explanation`).
    """
    people = visitors_of(work, given.visit)
    for one in given.findings:
        with _at(one.ref):
            answer_finding(
                work,
                scope,
                one.ref,
                version=one.version,
                checkers=people,
                checked_on=given.visit.on_day,
                **one.changes,
            )
    wanted = [Wanted(one.ref, "bring", one.version, {"reason": one.words}) for one in given.documents]
    for ref, sentence in take_each(work, scope, wanted) if wanted else ():
        raise InvalidInputError("E-BRING", sentence, fields={f"{ref}-words": sentence})
    for place, explanation in given.explanations:
        with _at(place):
            explain_problem(work, scope, household_id, explanation)
    visit = record_visit(work, scope, household_id, given.visit)
    if given.told is not None:
        answer_questions(work, scope, household_id, given.told)
    if given.needs is not None:
        set_needs(work, scope, household_id, given.needs)
    return visit


@contextmanager
def _at(ref: str) -> Iterator[None]:
    """Refusals of one of many tasks say which."""
    try:
        yield
    except InvalidInputError as refused:
        named = {f"{ref}-{name}": words for name, words in refused.fields.items()}
        raise InvalidInputError(
            refused.code,
            refused.message,
            fields=named or {f"{ref}-done": refused.message},
            way_out=refused.way_out,
        ) from refused
    except ConflictError as moved:
        raise InvalidInputError(
            "E-409", moved.message, fields={f"{ref}-done": f"{moved.message}请看一眼现在的样子，再按一次。"}
        ) from moved
