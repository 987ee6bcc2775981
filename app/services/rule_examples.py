"""Examples of a draft: what the rule answers about each, and about the cases that a machine makes at its thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.boundary_cases import Case, Maker
from app.domain.catalogue import Catalogue, Example, Rule
from app.services.examples import Asked, ask_each

#: What a person may say that a case must answer.
ANSWERS = ("pass", "fail", "unknown")


@dataclass(frozen=True, slots=True)
class Judged:
    """A case or an example with the rule's answer and what a person said it must be (None = nobody yet)."""

    key: str
    title: str
    found: str
    expect: str | None
    #: Place in the entry's own list of examples; None = not kept yet.
    place: int | None = None

    @property
    def agrees(self) -> bool:
        return self.expect is None or self.expect == self.found


def judged_examples(rule: Rule, catalogue: Catalogue, raw: Sequence[Mapping[str, Any]]) -> list[Judged]:
    """The examples that are kept with the entry, each with its answer, in their order."""
    found = ask_each(rule, catalogue, [Asked(e.title, e) for e in rule.examples])
    return [
        Judged(str(raw[n].get("made", "")), e.title, found[n], e.expect, n)
        for n, e in enumerate(rule.examples)
    ]


def boundary_cases(
    rule: Rule, catalogue: Catalogue, as_of: date, kept: Sequence[Mapping[str, Any]]
) -> list[Judged]:
    """What the machine made and nobody has confirmed, with the rule's answers; nothing for villages and projects."""
    if rule.unit not in ("person", "household"):
        return []
    confirmed = {str(e.get("made")) for e in kept if e.get("made")}
    cases = [c for c in made_cases(rule, catalogue, as_of) if c.key not in confirmed]
    asked = [Asked(c.title, _example(c, rule, as_of)) for c in cases]
    answers = ask_each(rule, catalogue, asked)
    return [Judged(c.key, c.title, answers[n], None) for n, c in enumerate(cases) if answers[n]]


def made_cases(rule: Rule, catalogue: Catalogue, as_of: date) -> list[Case]:
    """The machine's cases of a rule."""
    return Maker(rule.condition, rule.unit, catalogue.standards, as_of).cases()


def as_examples(cases: list[Case], said: Mapping[str, str], as_of: date) -> list[dict[str, Any]]:
    """The cases about which somebody said what they must answer, as examples of an entry."""
    return [
        {
            "title": c.title,
            "expect": said[c.key],
            "as_of": as_of.isoformat(),
            "household": c.household,
            "made": c.key,
        }
        for c in cases
        if said.get(c.key) in ANSWERS
    ]


def _example(case: Case, rule: Rule, as_of: date) -> Example:
    return Example(
        case.title, "pass", as_of, (case.household,), case.member if rule.unit == "person" else None
    )
