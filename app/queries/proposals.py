"""The best legal set of measures of one household, from its answers (建议组合)."""

from collections.abc import Sequence

from app.domain.best_set import Conflicts, Option, best_set, clash
from app.domain.catalogue import Catalogue
from app.domain.exclusions import conflicts
from app.queries.rule_answers import Choice, MeasureAnswer, Proposal


def proposal_of(catalogue: Catalogue, answers: Sequence[MeasureAnswer], members: int) -> Proposal | None:
    """What the family should have together, of all that is due to it or that it may apply for. None where there is
    nothing. A measure for the household serves all `members`."""
    places = {code: place for place, code in enumerate(catalogue.measures)}
    fitting = {_key(a): a for a in answers if a.answer and catalogue.measures[a.code].unit != "village"}
    options = [
        Option(
            a.code,
            a.subject_id if a.unit == "person" else 0,
            max(a.yearly_fen or 0, 0),
            1 if a.unit == "person" else max(members, 1),
            places[a.code],
            catalogue.measures[a.code].requires,
        )
        for a in fitting.values()
    ]
    if not options:
        return None
    pairs = conflicts(catalogue)
    found = best_set(options, pairs, frozenset(a.code for a in answers if a.has))
    return Proposal(
        tuple(_choice(fitting[o.code, o.subject], "") for o in found.chosen),
        tuple(
            _choice(fitting[o.code, o.subject], _because(o, found.chosen, pairs, catalogue))
            for o in found.left_out
        ),
        found.yearly_fen,
    )


def _key(answer: MeasureAnswer) -> tuple[str, int]:
    return answer.code, answer.subject_id if answer.unit == "person" else 0


def _choice(answer: MeasureAnswer, because: str) -> Choice:
    return Choice(answer.code, answer.title, answer.name, answer.amount, answer.yearly_fen or 0, because)


def _because(option: Option, chosen: Sequence[Option], pairs: Conflicts, catalogue: Catalogue) -> str:
    """Why it is left out."""
    against = [o for o in chosen if clash(option, o, pairs)]
    if against:
        titles = dict.fromkeys(catalogue.measures[o.code].title for o in against)
        return f"和{'、'.join(titles)}不能同享"
    needed = [catalogue.measures[c].title for c in option.requires if c in catalogue.measures]
    return f"要先有{'或'.join(needed)}"
